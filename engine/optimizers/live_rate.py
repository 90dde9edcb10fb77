"""The learning rate as users read it: a number that can also be assigned, as Keras's variable."""

from collections.abc import Callable
from typing import Any


class LiveRate(float):
    """An optimizer's rate; ``assign`` changes it there."""

    _set: Callable[[float], None]

    @classmethod
    def of(cls, value: float, change: Callable[[float], None]) -> "LiveRate":
        """Return a rate that ``change`` sets."""
        rate = cls(value)
        rate._set = change
        return rate

    def assign(self, value: Any) -> None:
        """Give the optimizer another rate.  Raises InvalidValue, EngineError."""
        self._set(float(value))

    def numpy(self) -> float:
        """Return the number."""
        return float(self)

    def __reduce__(self) -> Any:
        """Be copied as the number: a copy changes no optimizer."""
        return float, (float(self),)
