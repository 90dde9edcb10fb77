"""What a metric is; the metrics themselves are in ``engine.metrics``."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np

from engine import initializers
from engine.arrays import Array, Number, floats
from engine.errors import InvalidValue, ShapeMismatch
from engine.names import snake_case
from engine.notices import not_typed, old_spelling
from engine.weight import Weight


class Metric:
    """A figure, and what a page says about it; ``name`` is what it is called in a history.

    Those of the engine say what their ``value`` is.  A metric of your own says instead what
    ``update_state`` adds to its variables, and what ``result`` makes of them; training shows it all
    rows of an epoch at once.

    >>> class Count(Metric):
    ...     def __init__(self, **given):
    ...         super().__init__(**given)
    ...         self.total = self.add_weight(name="total", initializer="zeros")
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.total.assign_add(len(y_true))
    ...     def result(self):
    ...         return self.total
    >>> count = Count()
    >>> count([0, 1], [0, 1]), count([2], [2])
    (2.0, 3.0)
    """

    name: str
    label: ClassVar[str] = "Metric"
    formula: ClassVar[str] = ""
    alike: ClassVar[bool] = True  # whether targets have a column for each output
    by_number: bool = False  # whether the targets of classes are their numbers
    heeds_weights: bool = False  # whether rows count by the weights that training gives them
    always_said: ClassVar[tuple[str, ...]] = ()  # settings that are by default other than Keras's
    direction: ClassVar[str] = ""  # "max" or "min", which is better; empty: nobody says

    def __init__(self, name: str | None = None, **given: Any) -> None:
        not_typed(type(self).__name__, given.pop("dtype", None))
        if given:
            raise InvalidValue(f"{type(self).__name__} has no argument {next(iter(given))!r}")
        self.name = name or type(self).name
        self.variables: list[Weight] = []

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "update_state" in vars(cls):
            cls.alike = False
            cls.name = vars(cls).get("name", snake_case(cls.__name__))

    def in_keras(self, outputs: int) -> "Metric":
        """Return what measures the same in Keras, of a model with so many outputs."""
        return self

    @property
    def own(self) -> bool:
        """Whether it is a program's own, which keeps what it was shown in its own way."""
        return type(self).update_state is not Metric.update_state

    def value(self, y: Array, p: Array) -> float:
        """Return the figure of targets and predictions ``[rows, outputs]``."""
        raise NotImplementedError(f"{type(self).__name__} must define update_state and result")

    def of_rows(self, y: Array, p: Array) -> Array | None:
        """Return what each row adds to a mean; None where the figure is no mean over rows."""
        return None

    def weighted_value(self, y: Array, p: Array, w: Array) -> float:
        """Return the figure of rows that count by ``w``.  Raises InvalidValue if it cannot."""
        rows = self.of_rows(y, p)
        if rows is None:
            raise InvalidValue(
                f"{self.name} takes no weights of rows: list it among metrics, not weighted_metrics"
            )
        return float((rows * w).sum() / w.sum()) if w.sum() else 0.0

    def _of_own(self, y: Array, p: Array, w: Array | None = None) -> float:
        if self.by_number and y.shape[1] > 1:
            y = y.argmax(axis=1)[:, np.newaxis]
        self.reset_state()
        self.update_state(y, p, w)
        return float(self.result())

    def measured(self, y_true: object, y_pred: object, weights: Any = None) -> float:
        """Return the figure of these alone; both are ``[rows]`` or ``[rows, outputs]``."""
        y, p = _columns(floats(y_true)), _columns(floats(y_pred))
        self._check(y, p)
        w = None if weights is None else np.asarray(weights, dtype=float)
        return self._of_own(y, p, w) if self.own else self._figure(y, p, w)

    def _check(self, y: Array, p: Array) -> None:
        if not len(p) or y.shape != (p.shape if self.alike else (len(p), y.shape[1])):
            raise ShapeMismatch(f"targets must be like predictions, {p.shape}; got {y.shape}")

    def _figure(self, y: Array, p: Array, w: Array | None) -> float:
        return float(self.value(y, p) if w is None else self.weighted_value(y, p, w))

    # What Keras's metrics do: they keep what they were shown, and measure all of it together

    def __call__(self, y_true: Any, y_pred: Any = None, sample_weight: Any = None) -> float:
        """Take note of targets and predictions; return the figure of all so far."""
        self.update_state(y_true, y_pred, sample_weight)
        return float(self.result())

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take note of targets, predictions, and weights of rows if there are any.

        Raises ShapeMismatch.
        """
        if not hasattr(self, "_seen"):
            self.reset_state()
        y, p = _columns(floats(y_true)).copy(), _columns(floats(y_pred)).copy()
        w = np.ones(len(p)) if sample_weight is None else np.ravel(sample_weight).astype(float)
        if len(w) != len(p):
            raise ShapeMismatch(f"there must be a weight for each of {len(p)} rows; got {len(w)}")
        self._weighted |= sample_weight is not None
        self._seen.append((y, p, w))

    def result(self) -> float:
        """Return the figure of all that was shown; 0 of nothing.

        Raises InvalidValue of weights where the figure is no mean.
        """
        seen = getattr(self, "_seen", [])
        if not seen:
            return Number(0)
        y, p, w = (np.concatenate(column) for column in zip(*seen, strict=True))
        self._check(y, p)
        return Number(self._figure(y, p, w if self._weighted else None))

    def reset_state(self) -> None:
        """Forget all that was shown: variables are 0 again."""
        self._seen: list[tuple[Array, Array, Array]] = []
        self._weighted = False
        for variable in self.variables:
            variable.array[...] = 0

    def add_weight(
        self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, *,
        name: str | None = None,
    ) -> Weight:  # fmt: skip
        """Return a variable, which ``update_state`` changes by ``assign`` and ``assign_add``."""
        if isinstance(shape, str):
            old_spelling(f"add_weight({shape!r})", f"add_weight(name={shape!r})")
            name, shape = shape, ()
        sizes = tuple(map(int, shape)) if isinstance(shape, Sequence) else (int(shape),)
        drawn = initializers.get(initializer or "zeros")
        name, values = name or f"variable_{len(self.variables)}", np.array(drawn(sizes), float)
        self.variables.append(Weight(name, sizes, drawn, False, values, owner=self))
        return self.variables[-1]

    add_variable = add_weight

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that every metric takes; one of your own adds its own."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make a metric of what ``get_config`` returned."""
        return cls(**config)


def _columns(values: Array) -> Array:
    if values.ndim not in (1, 2):
        raise ShapeMismatch(
            f"targets and predictions must be [rows] or [rows, outputs]; got {values.shape}"
        )
    return values[:, np.newaxis] if values.ndim == 1 else values
