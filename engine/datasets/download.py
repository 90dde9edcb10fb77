"""Download an official file: capped, checked, and whole or not at all.

The bytes go to a temporary file beside their final place and take the final name only when their
checksum is right, so a broken connection, a full disk or a second process leaves no half file.
Nothing here runs at import; the caller decides when, and may run it in a thread of its own.
"""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO, TypeAlias

from engine.datasets.errors import DamagedData, MissingData
from engine.datasets.official import Official, verified

# called with the file's name, the bytes so far, and those in all or None where the server does
# not say; what it raises ends the download
Progress: TypeAlias = Callable[[str, int, int | None], None]

CHUNK = 1 << 16  # bytes between two reports
TIMEOUT = 30.0  # seconds without a byte


def download(official: Official, folder: Path, progress: Progress | None = None) -> bytes:
    """Put the file into ``folder`` and return its decompressed content.

    Tries one mirror after the other; raises MissingData with each one's reason if none serves.
    """
    from http.client import HTTPException  # with urllib 30 ms that only a download should cost

    reasons = []
    for address in official.mirrors:
        try:
            return _from(address, official, folder, progress or _silent)
        except (OSError, HTTPException, DamagedData) as error:
            reasons.append(f"{address}: {error}")
    raise MissingData("; ".join(reasons))


def _silent(name: str, done: int, total: int | None) -> None:
    """Report nothing."""


def _from(address: str, official: Official, folder: Path, progress: Progress) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as staging:
        part = Path(staging) / official.published
        with part.open("wb") as file:
            _copy(address, file, official, progress)
        content = verified(part, official)
        part.replace(folder / official.published)
    return content


def _copy(address: str, file: IO[bytes], official: Official, progress: Progress) -> None:
    from urllib.request import urlopen

    with closing(urlopen(address, timeout=TIMEOUT)) as answer:
        length = answer.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else None
        done = 0
        while chunk := answer.read(CHUNK):
            done += len(chunk)
            if done > official.limit:
                raise DamagedData(f"more than the {official.limit} bytes allowed")
            file.write(chunk)
            progress(official.published, done, total)
