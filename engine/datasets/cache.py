"""Where official files are looked for, in this order, and kept.

1. the folder that the environment variable PLAYGROUND_DATA names,
2. the user's cache, $XDG_CACHE_HOME/neural-playground or ~/.cache/neural-playground,
3. where a package of the system puts them,
4. the official mirrors; what comes from there goes to the user's cache.

In 1 and 2 a file may stand in the folder itself or in one named after its data set, packed as it
was published, as .gz, or unpacked.  The first file found counts: a damaged one is an error rather
than passed over.  Nothing is looked for before it is asked for.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from engine.datasets.download import Progress, download
from engine.datasets.errors import MissingData
from engine.datasets.official import Official, verified

VARIABLE = "PLAYGROUND_DATA"


def content(official: Official, progress: Progress | None = None) -> bytes:
    """Return the file's decompressed bytes, verified, from the first place that has it.

    Raises MissingData with the remedy if there is none, DamagedData if it is not the official one.
    """
    path = found(official)
    if path is not None:
        return verified(path, official)
    try:
        return download(official, user_cache() / official.data_set, progress)
    except MissingData as error:
        raise MissingData(_nowhere(official, error)) from error


def found(official: Official) -> Path | None:
    """Return the first place on this machine that has the file; None says it must be downloaded."""
    places = (folder / name for folder in folders(official) for name in official.names)
    return next((place for place in places if place.is_file()), None)


def folders(official: Official) -> Iterator[Path]:
    """Yield the folders to search on this machine, in order."""
    if given := os.environ.get(VARIABLE):
        yield Path(given).expanduser() / official.data_set
        yield Path(given).expanduser()
    yield user_cache() / official.data_set
    yield user_cache()
    if official.system_folder:
        yield Path(official.system_folder)


def user_cache() -> Path:
    """Return the folder that keeps downloads; it need not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "neural-playground"


def _nowhere(official: Official, reasons: MissingData) -> str:
    searched = ", ".join(map(str, folders(official)))
    return (
        f"{official.data_set} is not on this machine and cannot be downloaded now. "
        f"Remedy: {official.remedy}, or put {official.published} into a folder and let the "
        f"environment variable {VARIABLE} name it. Searched for {official.name}: {searched}. "
        f"Tried: {reasons}."
    )
