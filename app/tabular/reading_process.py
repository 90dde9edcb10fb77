"""The process that reads one table and ends: bytes by stdin, lines of JSON by stdout.

The first line is the description: `{"about", "peak_bytes"}`, or of a table that is refused
`{"detail", "errors", "peak_bytes"}`.  The second is a list of columns, which the server stores as
it stands.

The process exists because the bytes are a stranger's.  Whatever they cost, the kernel bounds it, in
memory here and in time by a kill, and neither the server's memory nor its event loop takes part.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.encoding.messages import to_json
from app.tabular.table import faults, read_table
from app.tabular.table_types import ReadAnswer, RefusedAnswer
from engine.datasets.errors import BadTable

MEMORY = 48 * 1024 * 1024  # bytes beside the interpreter and NumPy's 41 MB; the worst table: 32 MB
NICENESS = 10  # of 19: frames, which a whole class waits for, go first
CPU_SECONDS = 4  # the costliest takes 0.6; this also ends a reader whose server was killed
STATUS = Path("/proc/self/status")


def main() -> None:
    """Read the table on stdin as the JSON in the first argument says."""
    bound()
    reading = json.loads(sys.argv[1])
    for line in answer(sys.stdin.buffer.read(), reading):
        sys.stdout.write(line + "\n")


def answer(content: bytes, reading: Mapping[str, Any]) -> list[str]:
    """Return the lines of the answer about a table."""
    try:
        about, columns = read_table(content, reading)
    except BadTable as fault:
        why, errors = str(fault), faults(fault)
        return [to_json(RefusedAnswer(detail=why, errors=errors, peak_bytes=_held("VmHWM")))]
    kept = f"[{','.join(map(to_json, columns))}]"
    return [to_json(ReadAnswer(about=about, peak_bytes=_held("VmHWM"))), kept]


def bound() -> None:
    """Bound the memory and the time of this process, by the kernel, and lower its priority."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if mapped := _held("VmSize"):
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY, mapped + MEMORY))


def _held(figure: str) -> int:
    """Return a figure of this process's memory, in bytes; 0 if the kernel does not have it.

    Not `ru_maxrss`: after an exec it still includes the memory of the parent process.
    """
    if not STATUS.exists():
        return 0
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines[figure].split()[0]) * 1024


if __name__ == "__main__":
    main()
