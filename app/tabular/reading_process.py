"""The process that reads one table and ends: bytes by stdin, lines of JSON by stdout.

The first line is what is told: `{"about", "peak_bytes"}`, or of a table that is refused
`{"detail", "errors", "peak_bytes"}`.  The second is what is kept, a list of columns; whoever starts
the process stores it as it stands.

Why a process: the bytes are a stranger's.  Whatever they cost, the kernel bounds it, in memory here
and in time by a kill, and neither the server's memory nor its event loop has a part in it.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from app.encoding.messages import to_json
from app.tabular.table import faults, read_table
from engine.datasets.errors import BadTable

MEMORY = 48 * 1024 * 1024  # bytes beside the interpreter and NumPy's 41 MB; the worst table: 32 MB
CPU_SECONDS = 4  # the costliest takes 0.6; this also ends a reader whose server was killed
STATUS = Path("/proc/self/status")


def main() -> None:
    """Read the table on stdin as the JSON in the first argument says."""
    bound()
    reading = json.loads(sys.argv[1])
    for line in answer(sys.stdin.buffer.read(), reading):
        sys.stdout.write(line + "\n")


def answer(content: bytes, reading: dict[str, Any]) -> list[str]:
    """Return the lines that a table is answered with."""
    try:
        about, columns = read_table(content, reading)
    except BadTable as fault:
        refused = {"detail": str(fault), "errors": faults(fault)}
        return [to_json({**refused, "peak_bytes": _held("VmHWM")})]
    kept = f"[{','.join(map(to_json, columns))}]"
    return [to_json({"about": about, "peak_bytes": _held("VmHWM")}), kept]


def bound() -> None:
    """Bound the memory and the time of this process, by the kernel."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if mapped := _held("VmSize"):
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY, mapped + MEMORY))


def _held(figure: str) -> int:
    """Return a figure of this process's memory, in bytes; 0 where the kernel does not tell.

    Not `ru_maxrss`: an exec leaves the memory of whoever started the process in it.
    """
    if not STATUS.exists():
        return 0
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines[figure].split()[0]) * 1024


if __name__ == "__main__":
    main()
