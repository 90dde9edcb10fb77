"""Data sets of Keras that are one .npz file each: found where Keras keeps them, or downloaded.

Their checksums are Keras's own.  ``cifar10`` and ``imdb`` are pickles, which can run programs, so
they are not read: asking for them says so.
"""

import io
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine.arrays import Array
from engine.datasets import cache
from engine.datasets.download import Progress
from engine.datasets.errors import DamagedData, MissingData
from engine.datasets.official import Official

MIRROR = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
KERAS_CACHE = str(Path.home() / ".keras" / "datasets")


def npz(name: str, sha256: str, limit: int) -> Official:
    """Return Keras's file of that name."""
    return Official(
        data_set=name.removesuffix(".npz").replace("_", "-"),
        name=name,
        sha256=sha256,
        limit=limit,
        mirrors=(f"{MIRROR}/{name}",),
        remedy=f"download {MIRROR}/{name} elsewhere",
        system_folder=KERAS_CACHE,
    )


def arrays(file: Official, progress: Progress | None, *names: str) -> list[Array]:
    """Return arrays of a file.  Raises MissingData with the remedy, or DamagedData."""
    content = cache.content(file, progress)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            return [held[name] for name in names]
    except (ValueError, KeyError, OSError) as error:
        raise DamagedData(f"{file.name} must hold the arrays {names}: {error}") from error


class Pickled:
    """A data set whose files are not read."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load_data(self, *_: Any, **__: Any) -> NoReturn:
        """Say why there is none.  Raises MissingData."""
        raise MissingData(
            f"{self.name} is published as pickles, which can run programs, so it is not read here. "
            "Remedy: load it with Keras, np.savez its arrays, and np.load those"
        )


cifar10, imdb = Pickled("cifar10"), Pickled("imdb")
