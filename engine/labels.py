"""Rows and labels for linear classifiers: checked, and labels as targets −1 and +1 and back.

Two classes make one output, more make one against the rest each, and y of shape [rows, outputs]
makes an output of each column of 0 and 1.  X is [rows, features], targets are [rows, outputs].
"""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.errors import InvalidValue, ShapeMismatch

LARGEST = 1e100  # of a feature: the product of two stays finite


def checked_rows(X: object, features: int | None = None) -> Array:
    """Return X as floats [rows, features]; raise ShapeMismatch or InvalidValue, naming the row."""
    try:
        rows = np.asarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise InvalidValue(f"X must be a table of numbers; got this: {error}") from None
    if rows.ndim != 2 or not rows.size:
        raise ShapeMismatch(f"X must be [rows, features], neither 0; got shape {rows.shape}")
    if features is not None and rows.shape[1] != features:
        raise ShapeMismatch(f"X must have {features} features; got {rows.shape[1]}")
    bad = ~(np.abs(rows) <= LARGEST)
    if bad.any():
        row, feature = np.argwhere(bad)[0]
        value = rows[row, feature]
        raise InvalidValue(
            f"X must be finite, at most {LARGEST:g} in size; got {value} in row {row}"
        )
    return rows


@dataclass(frozen=True, eq=False)
class Labels:
    """The classes that a model distinguishes."""

    classes: Array  # sorted; with several outputs their numbers
    several: bool = False  # y is [rows, outputs]

    @classmethod
    def of(cls, y: object) -> "Labels":
        """Return the classes found in y; raise InvalidValue if any output has but one."""
        labels = checked_labels(y)
        if labels.ndim == 1:
            classes = np.unique(labels)
            if len(classes) < 2:
                raise InvalidValue(f"y must hold at least two classes; got only {classes[0]}")
            return cls(classes)
        _check_indicators(labels)
        for output in np.flatnonzero((labels == labels[0]).all(axis=0)):
            only = int(labels[0, output])
            raise InvalidValue(f"output {output} of y must hold 0 and 1; got only {only}")
        return cls(np.arange(labels.shape[1]), several=True)

    @property
    def outputs(self) -> int:
        """How many ±1 decisions distinguish the classes."""
        return 1 if len(self.classes) == 2 and not self.several else len(self.classes)

    def targets(self, y: object, rows: int) -> Array:
        """Return y as −1 and +1, shape [rows, outputs]; raise an EngineError if it does not fit."""
        labels = checked_labels(y)
        if len(labels) != rows:
            raise ShapeMismatch(f"X and y must have as many rows; got {rows} and {len(labels)}")
        if (
            labels.ndim != 1 + self.several
            or labels.shape[1:] != self.classes.shape[: self.several]
        ):
            wanted = f"[rows, {self.outputs}]" if self.several else "[rows]"
            raise ShapeMismatch(f"y must be {wanted}; got shape {labels.shape}")
        if self.several:
            _check_indicators(labels)
            return np.where(labels == 1, 1.0, -1.0)
        return self._one_against_rest(labels)

    def _one_against_rest(self, labels: Array) -> Array:
        """Return a column of ±1 for each class; of two classes only the second's."""
        hits = labels[:, np.newaxis] == self.classes
        strange = ~hits.any(axis=1)
        if strange.any():
            known = ", ".join(map(str, self.classes))
            raise InvalidValue(f"labels must be among {known}; got {labels[strange.argmax()]}")
        return np.where(hits[:, -self.outputs :], 1.0, -1.0)

    def decode(self, scores: Array) -> Array:
        """Return the labels that scores [rows, outputs] stand for: above 0, or the highest."""
        if self.several:
            return (scores > 0).astype(int)
        if self.outputs == 1:
            return self.classes[(scores[:, 0] > 0).astype(int)]
        return self.classes[scores.argmax(axis=1)]


def checked_labels(y: object) -> Array:
    """Return y as [rows] or [rows, outputs]; raise ShapeMismatch, or InvalidValue for measures."""
    try:
        labels = np.asarray(y)
    except ValueError:
        raise ShapeMismatch("y must be [rows] or [rows, outputs]; got rows that differ") from None
    if labels.ndim not in (1, 2) or not labels.size:
        raise ShapeMismatch(f"y must be [rows] or [rows, outputs]; got shape {labels.shape}")
    if labels.dtype.kind == "f":
        fractional = labels != np.floor(labels)  # NaN too; infinity is caught below
        bad = (fractional | ~np.isfinite(labels)).reshape(len(labels), -1).any(axis=1)
        if bad.any():
            row = int(bad.argmax())
            raise InvalidValue(f"labels must be whole numbers or text; got {y_at(labels, row)}")
    elif labels.dtype.kind == "O" and any(type(v) is not type(labels.flat[0]) for v in labels.flat):
        raise InvalidValue("labels must be of one kind; got several")
    return labels


def y_at(labels: Array, row: int) -> str:
    """Return a row of labels, and which it is, for a message."""
    return f"{labels[row]} in row {row}"


def _check_indicators(labels: Array) -> None:
    """Raise InvalidValue unless all labels are 0 or 1."""
    bad = ~np.isin(labels, (0, 1)).all(axis=1)
    if bad.any():
        raise InvalidValue(f"several outputs must be 0 or 1; got {y_at(labels, int(bad.argmax()))}")
