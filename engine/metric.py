"""What a metric is; the metrics themselves are in ``engine.metrics``."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from engine.arrays import Array, floats
from engine.errors import InvalidValue, ShapeMismatch


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

    def measured(self, y_true: object, y_pred: object) -> float:
        """Return the figure of these alone; both are ``[rows]`` or ``[rows, outputs]``."""
        y, p = _columns(floats(y_true)), _columns(floats(y_pred))
        if not len(p) or y.shape != (p.shape if self.alike else (len(p), y.shape[1])):
            raise ShapeMismatch(f"targets must be like predictions, {p.shape}; got {y.shape}")
        return float(self.value(y, p))

    # What Keras's metrics do: they keep what they were shown, and measure all of it together

    def __call__(self, y_true: object, y_pred: object, sample_weight: object = None) -> float:
        """Take note of targets and predictions; return the figure of all so far."""
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()

    def update_state(self, y_true: object, y_pred: object, sample_weight: object = None) -> None:
        """Take note of targets and predictions.  Raises InvalidValue of weights."""
        if sample_weight is not None:
            raise InvalidValue(
                f"sample_weight of {self.name} must be None: only metrics.Mean takes weights; "
                f"got {type(sample_weight).__name__}"
            )
        if not hasattr(self, "_seen"):
            self.reset_state()
        self._seen.append((_columns(floats(y_true)).copy(), _columns(floats(y_pred)).copy()))

    def result(self) -> float:
        """Return the figure of all that was shown; 0 of nothing."""
        seen = getattr(self, "_seen", [])
        if not seen:
            return 0.0
        y, p = (np.concatenate(column) for column in zip(*seen, strict=True))
        return self.measured(y, p)

    def reset_state(self) -> None:
        """Forget all that was shown."""
        self._seen: list[tuple[Array, Array]] = []


def _columns(values: Array) -> Array:
    if values.ndim not in (1, 2):
        raise ShapeMismatch(
            f"targets and predictions must be [rows] or [rows, outputs]; got {values.shape}"
        )
    return values[:, np.newaxis] if values.ndim == 1 else values
