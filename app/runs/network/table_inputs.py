"""What a network gets of a table's columns: numbers, words as inputs, and what fills missing cells.

All that is computed from rows is computed from those for training: means, deviations, most frequent
words.  A cell is a number: a column's own, or the place of a word in the list that the server has
of the column's words; NaN where it is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.encodings import LEAVE_OUT, VALUE, Encoding
from engine.moments import moments

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scale:
    """The mean that is subtracted and the deviation that is divided by: 1 where nothing varies."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, values: Floats) -> "Scale":
        """Return the scale of rows, after which each column has mean 0 and deviation 1."""
        mean, deviation = moments(values)
        return cls(mean, np.where(deviation > 0, deviation, 1.0))

    def scaled(self, values: Floats) -> Floats:
        """Return values in the network's units; a constant one becomes 0."""
        return (values - self.mean) / self.deviation

    def back(self, values: Floats) -> Floats:
        """Return values of the network in their own units."""
        return values * self.deviation + self.mean


@dataclass(frozen=True)
class InputColumn:
    """One column: its encoding, and the words that its cells' numbers stand for, if any."""

    encoding: Encoding
    words: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """The words that the network knows: those of its encoding, or all of an older document."""
        return self.encoding.words or self.words

    def cells(self, values: Floats) -> Floats:
        """Return cells by the places of the words that are known; NaN for others without input."""
        if not self.encoding.words:
            return values
        known = {word: place for place, word in enumerate(self.encoding.words)}
        other = len(known) if self.encoding.other else np.nan
        places = np.array([*(known.get(word, other) for word in self.words), np.nan], float)
        return places[np.where(np.isnan(values), len(self.words), values).astype(int)]

    def cell(self, given: str | float | None) -> float:
        """Return a cell of a new row; NaN if it is missing.  Raises ValueError: what is allowed."""
        if given is None or given == "":
            if self.encoding.missing == LEAVE_OUT:
                raise ValueError(f"a value: rows without {self.encoding.column} were left out")
            return np.nan
        if not self.known:
            if isinstance(given, str) or not np.isfinite(given):
                raise ValueError("a number")
            return float(given)
        word = given if isinstance(given, str) else f"{given:g}"
        if word in self.known:
            return float(self.known.index(word))
        if self.encoding.other:
            return float(len(self.known))
        raise ValueError(f"one of {', '.join(self.known)}")

    def usual(self, cells: Floats) -> float:
        """Return what fills a missing cell: the mean, or the place of the most frequent word."""
        there = cells[~np.isnan(cells)]
        if not there.size:
            return 0.0
        if self.known:
            return float(np.bincount(there.astype(int)).argmax())
        return float(there.mean())

    def inputs(self, cells: Floats, usual: float) -> Floats:
        """Return the inputs [rows, inputs] of cells, of which missing ones are filled."""
        missing = np.isnan(cells)
        if self.encoding.words and not self.encoding.ordered:
            kinds = len(self.encoding.words) + self.encoding.other
            filler = -1 if self.encoding.missing == VALUE else usual
            found = np.where(missing, filler, cells)[:, None] == np.arange(kinds)
            columns = [found.astype(float)]
        else:
            columns = [np.where(missing, usual, cells)[:, None]]
        if self.encoding.missing == VALUE:
            columns.append(missing[:, None].astype(float))
        return np.hstack(columns)


@dataclass(frozen=True)
class TableInputs:
    """All columns, with what was computed from the training rows."""

    columns: tuple[InputColumn, ...]
    usual: tuple[float, ...]
    scale: Scale

    @classmethod
    def fitted(cls, columns: Sequence[InputColumn], cells: Floats) -> "TableInputs":
        """Return the inputs that training rows of cells [rows, columns] make."""
        usual = [one.usual(cells[:, at]) for at, one in enumerate(columns)]
        rows = _joined(columns, cells, usual)
        return cls(tuple(columns), tuple(usual), Scale.of(rows))

    def of_cells(self, cells: Floats) -> Floats:
        """Return the inputs [rows, inputs] of cells [rows, columns], standardised."""
        return self.scale.scaled(_joined(self.columns, cells, self.usual))

    def first_of(self, name: str) -> int:
        """Return the place of a column's first input."""
        before = 0
        for column in self.columns:
            if column.encoding.column == name:
                break
            before += len(list(column.encoding.labels))
        return before

    def of_rows(self, rows: Sequence[Mapping[str, str | float | None]], first: int = 0) -> Floats:
        """Return the inputs of new rows by the columns' names.

        Raises UnfitCell, which counts rows from `first`.
        """
        names = [column.encoding.column for column in self.columns]
        cells = np.empty((len(rows), len(names)))
        for at, row in enumerate(rows):
            for name in set(row) - set(names):
                raise UnfitCell(first + at, name, f"one of the columns {', '.join(names)}", name)
            for place, (name, column) in enumerate(zip(names, self.columns, strict=True)):
                try:
                    cells[at, place] = column.cell(row.get(name))
                except ValueError as error:
                    raise UnfitCell(first + at, name, str(error), row.get(name)) from None
        return self.of_cells(cells)


class UnfitCell(ValueError):
    """A cell of a new row that the network cannot take: where, what is allowed, what came."""

    def __init__(self, row: int, column: str, allowed: str, got: object) -> None:
        super().__init__(f"{column} must be {allowed}; got {got!r}")
        self.path, self.allowed, self.got = f"rows.{row}.{column}", allowed, got


def left_out(columns: Sequence[InputColumn], cells: Floats, targets: Floats) -> Flags:
    """Return which rows cannot be used: those without a target, or a cell that nothing fills.

    Targets are [rows, targets].
    """
    strict = [at for at, one in enumerate(columns) if one.encoding.missing == LEAVE_OUT]
    needed: Floats = np.hstack([cells[:, strict], targets])
    found: Flags = np.any(np.isnan(needed), axis=1)
    return found


def _joined(columns: Sequence[InputColumn], cells: Floats, usual: Sequence[float]) -> Floats:
    parts = (one.inputs(cells[:, at], usual[at]) for at, one in enumerate(columns))
    return np.hstack(list(parts))
