"""Memory that the server frees goes back to the machine."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
from pathlib import Path
from app.server import heap

MIB = 2**20


def resident():
    (line,) = [each for each in open("/proc/self/status") if each.startswith("RssAnon")]
    return int(line.split()[1]) / 1024


if {mapped}:
    heap.map_large_blocks()
bytes(4 * MIB)  # the first large one that is freed raises what glibc calls large
before = resident()
# between two large ones lies a small one, which stays in use
pairs = [(bytearray(b"x") * MIB, bytearray(b"x") * 1000) for _ in range(40)]
kept = [small for _, small in pairs]
del pairs
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_blocks_leave_no_holes():
    grown = {}
    for mapped in (True, False):
        command = [sys.executable, "-c", PROGRAM.replace("{mapped}", str(mapped))]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        grown[mapped] = float(done.stdout)
    assert grown[True] < 4  # MiB
    assert grown[False] > 20
