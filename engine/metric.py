"""What a metric is; the metrics themselves are in ``engine.metrics``."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from engine.arrays import Array, floats
from engine.errors import ShapeMismatch


class Metric(ABC):
    """A figure, and what a page says about it; ``name`` is what it is called in a history."""

    name: str
    label: ClassVar[str]
    formula: ClassVar[str]
    alike: ClassVar[bool] = True  # whether targets have a column for each output
    always_said: ClassVar[tuple[str, ...]] = ()  # settings that are by default other than Keras's
    direction: ClassVar[str] = ""  # "max" or "min", which is better; empty: nobody says

    def __init__(self, name: str | None = None) -> None:
        self.name = name or type(self).name

    def in_keras(self, outputs: int) -> "Metric":
        """Return what measures the same in Keras, of a model with so many outputs."""
        return self

    @abstractmethod
    def value(self, y: Array, p: Array) -> float:
        """Return the figure of targets and predictions ``[rows, outputs]``."""

    def __call__(self, y_true: object, y_pred: object) -> float:
        """Return the figure; both are ``[rows]`` or ``[rows, outputs]``."""
        y, p = _columns(floats(y_true)), _columns(floats(y_pred))
        if not len(p) or y.shape != (p.shape if self.alike else (len(p), y.shape[1])):
            raise ShapeMismatch(f"targets must be like predictions, {p.shape}; got {y.shape}")
        return float(self.value(y, p))


def _columns(values: Array) -> Array:
    if values.ndim not in (1, 2):
        raise ShapeMismatch(
            f"targets and predictions must be [rows] or [rows, outputs]; got {values.shape}"
        )
    return values[:, np.newaxis] if values.ndim == 1 else values
