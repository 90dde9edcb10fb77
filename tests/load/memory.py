"""How much memory a process has just now, as the kernel counts it."""

from pathlib import Path

KIB_OF_MB = 1024.0


def resident_kib(pid: int) -> float:
    """Return all that a process has in memory."""
    return _rolled(pid)["Rss"]


def proportional_kib(pid: int) -> float:
    """Return the same, but of what is shared with other processes its part alone."""
    return _rolled(pid)["Pss"]


def _rolled(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]  # the first: addresses
    pairs = (line.split()[:2] for line in lines)
    return {name.rstrip(":"): float(kib) for name, kib in pairs}
