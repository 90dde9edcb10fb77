"""The pictures of a run: which are trained on, which validate, and their rows for the network.

The pixels of a data set are in memory once for all runs of a machine, as bytes; a batch's are
scaled to 0 … 1 when it is trained.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.documents.image_document import ImageData
from app.documents.picture_data import DIGITS, FASHION, PICTURES
from app.errors import Unprocessable, check_range, fault
from app.runs.blocks import Work
from app.runs.images.picture_files import Bytes, mapping
from engine.datasets import digits, fashion_mnist
from engine.random import permutation, streams

Singles: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]

INK = 255  # the byte of a pixel that is all ink
FULL = np.float32(INK)
DARKEST = 16  # of the digits' pixels
MOST_CLASSES = 10  # of a data set

_sets: dict[str, "PictureSet"] = {}  # of this worker


@dataclass(frozen=True)
class PictureSet:
    """All pictures of a data set: those to train and validate on, then those to test."""

    train: Bytes  # [n, side, side]
    test: Bytes
    labels: Bytes  # [n], of all: the numbers of the classes

    @property
    def side(self) -> int:
        """How many pixels a picture is wide and high."""
        return self.train.shape[1]

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.labels)

    def pixels(self, ids: Places) -> Bytes:
        """Return the bytes [n, side · side] of some pictures, by their numbers."""
        first = len(self.train)
        if len(ids) and ids.max() < first:
            return self.train[ids].reshape(len(ids), -1)
        found = np.empty((len(ids), self.side, self.side), np.uint8)
        is_test = ids >= first
        found[~is_test] = self.train[ids[~is_test]]
        found[is_test] = self.test[ids[is_test] - first]
        return found.reshape(len(ids), -1)

    def checked(self, ids: Any) -> Places:
        """Return numbers of pictures as an array.  Raises Unprocessable of one that is none."""
        for one in ids:
            check_range("ids", one, 0, self.count - 1)
        return np.array(ids, np.intp)


def picture_set(name: str) -> Work[PictureSet]:
    """Return a data set by its name, opened once in a worker, in blocks.

    Raises Unprocessable if its files are not here, or damaged.
    """
    if name not in _sets:
        _sets[name] = _digits() if name == DIGITS else (yield from _fashion())
    return _sets[name]


def _fashion() -> Work[PictureSet]:
    about, files, parts = PICTURES[FASHION], fashion_mnist.FILES, []
    for part, count in (("train", about.train), ("test", about.test)):
        images, labels = files[f"{part}_images"], files[f"{part}_labels"]
        shape = count, about.side, about.side
        parts.append(((yield from mapping(images, shape)), (yield from mapping(labels, (count,)))))
    (train, known), (test, asked) = parts
    return PictureSet(train, test, np.concatenate([known, asked]))


@cache
def _digits() -> PictureSet:
    about, table = PICTURES[DIGITS], digits.load()
    pixels = np.round(table.x * INK / DARKEST).astype(np.uint8)
    pixels = pixels.reshape(-1, about.side, about.side)
    return PictureSet(pixels[: about.train], pixels[about.train :], table.y)


def scaled(pixels: Bytes) -> Singles:
    """Return bytes as the network takes them, 0 … 1."""
    return np.divide(pixels, FULL)


@dataclass(frozen=True)
class Rows:
    """Pictures as the network takes them, [n, pixels] of 0 … 1, made when they are wanted."""

    pictures: PictureSet
    ids: Places

    @property
    def shape(self) -> tuple[int, int]:
        """How many pictures there are, and how many pixels each has."""
        return len(self.ids), self.pictures.side**2

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, rows: Any, /) -> Singles:
        """Return some pictures, by their places."""
        return scaled(self.pictures.pixels(self.ids[rows]))


@dataclass(frozen=True)
class Split:
    """The pictures of a run: those to train on, and those that validate."""

    pictures: PictureSet
    classes: tuple[int, ...]  # their numbers in the data set
    train: Rows
    validation: Rows
    test: int  # pictures of these classes that are left to test

    def labels(self, ids: Places) -> Places:
        """Return the classes of pictures as places among the run's; -1 of another class."""
        places = np.full(MOST_CLASSES, -1, np.intp)
        places[list(self.classes)] = np.arange(len(self.classes))
        return places[self.pictures.labels[ids]]

    def targets(self, rows: Rows) -> Singles:
        """Return 1 for the class of each picture and 0 for the others, [classes, n]."""
        hot = np.eye(len(self.classes), dtype=np.float32)[self.labels(rows.ids)]
        return np.ascontiguousarray(hot.T)


def splitting(data: ImageData) -> Work[Split]:
    """Return the pictures that a document names.

    Raises Unprocessable if they are not here, or if too few are left to train on.
    """
    pictures = yield from picture_set(data.name)
    first, classes = len(pictures.train), data.class_numbers
    is_in = np.isin(pictures.labels, classes)
    ids, test = np.flatnonzero(is_in[:first]), int(is_in[first:].sum())
    if data.seed is not None:
        (order,) = streams(data.seed, "pictures")
        ids = ids[permutation(order, len(ids))]
    if len(ids) <= data.kept_back:
        allowed = f"must be less than {len(ids)}, the pictures of these classes"
        raise Unprocessable.of(
            fault("data.validation", f"{allowed}; got {data.kept_back}", "out_of_range")
        )
    cut = len(ids) - data.kept_back
    train = ids[:cut][: data.count]
    return Split(pictures, classes, Rows(pictures, train), Rows(pictures, ids[cut:]), test)
