"""Hyperparameters: what a model's builder asks for, each with the values that it may have.

A builder asks in its own order, and what it asks for may depend on earlier answers.  The answers
are given by a ``Source``: a search that suggests, a table of values, or the defaults.
"""

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from engine.errors import InvalidValue, UnknownChoice
from engine.notices import not_done

GRID_POINTS = 10  # of a continuous hyperparameter, where all its values must be gone through

Values = dict[str, Any]


@dataclass(frozen=True)
class Space:
    """One hyperparameter: its kind ("int", "float", "choice") and its values."""

    name: str
    kind: str
    low: float = 0
    high: float = 0
    step: float | None = None
    log: bool = False
    options: tuple[Any, ...] = ()
    default: Any = None
    when: tuple[tuple[str, tuple[Any, ...]], ...] = ()  # it matters where these have such values

    @property
    def discrete(self) -> bool:
        """Whether there are finitely many values."""
        return self.kind != "float" or self.step is not None

    def grid(self) -> list[Any]:
        """Return all values, or some evenly spread ones of a continuous range."""
        if self.kind == "choice":
            return list(self.options)
        if self.log and self.step is not None and self.step > 1:
            count = math.floor(math.log(self.high / self.low, self.step) + 1e-9) + 1
            return [self._cast(self.low * self.step**i) for i in range(count)]
        if self.kind == "int" and self.step is None:
            return list(range(int(self.low), int(self.high) + 1))
        if self.step is not None:
            step = self.step
            count = math.floor((self.high - self.low) / step + 1e-9) + 1
            return [self._cast(self.low + i * step) for i in range(count)]
        spread = np.geomspace if self.log else np.linspace
        return [float(value) for value in spread(self.low, self.high, GRID_POINTS)]

    def holds(self, value: Any) -> bool:
        """Say whether a value is one of the space's."""
        if self.kind == "choice" or self.step is not None:
            return value in self.grid()
        return isinstance(value, int | float) and self.low <= value <= self.high

    def _cast(self, value: float) -> Any:
        return round(value) if self.kind == "int" else float(f"{value:.12g}")  # 0.3, not 0.30…04

    def plain(self) -> "Space":
        """Return the same in Python's numbers, which a file can hold."""
        own = vars(self).items()
        plain = {name: value.item() for name, value in own if isinstance(value, np.generic)}
        return replace(self, **plain) if plain else self

    def check(self) -> "Space":
        """Return the space; raise InvalidValue if it has no values or a wrong default."""
        if self.kind == "int":
            for bound in (self.low, self.high):
                if bound % 1:
                    raise InvalidValue(f"{self.name!r}: bounds must be whole numbers; got {bound}")
        if self.kind == "choice":
            if not self.options:
                raise InvalidValue(f"{self.name!r} must have values to choose from; got none")
        elif not self.low <= self.high:
            raise InvalidValue(
                f"{self.name!r}: min_value must be at most {self.high}; got {self.low}"
            )
        elif self.log and self.low <= 0:
            raise InvalidValue(
                f"{self.name!r}: log sampling needs a positive min_value; got {self.low}"
            )
        elif self.step is not None and self.step <= 0:
            raise InvalidValue(f"{self.name!r}: step must be positive; got {self.step}")
        return self


class Source(Protocol):
    """What gives hyperparameters their values."""

    def suggest(self, space: Space) -> Any:
        """Return a value of the space."""


class NotGiven(UnknownChoice):
    """A builder asks for what is none of the hyperparameters that a search was given."""


class Defaults:
    """Answers with each hyperparameter's default, or with values that are known."""

    def __init__(self, known: Values | None = None) -> None:
        self.known = known or {}

    def suggest(self, space: Space) -> Any:
        """Return the known value, or the default."""
        return self.known.get(space.name, space.default)


class HyperParameters:
    """What a builder is given: ``hp.Int("units", 8, 64)`` asks for a number from 8 to 64."""

    def __init__(self, source: Source | None = None) -> None:
        self._source = source or Defaults()
        self._tune_new = self._allow_new = True
        self.space: dict[str, Space] = {}
        self.values: Values = {}
        self._conditions: list[tuple[str, tuple[Any, ...]]] = []

    def Int(  # noqa: N802 - Keras Tuner's name
        self, name: str, min_value: int, max_value: int, step: int | None = None,
        sampling: str | None = None, default: int | None = None, **parent: Any,
    ) -> Any:  # fmt: skip
        """Ask for a whole number; ``sampling`` is "linear" or "log"."""
        first = min_value if default is None else default
        space = Space(name, "int", min_value, max_value, step, _log(sampling), (), first)
        return self._ask(space, **parent)

    def Float(  # noqa: N802
        self, name: str, min_value: float, max_value: float, step: float | None = None,
        sampling: str | None = None, default: float | None = None, **parent: Any,
    ) -> Any:  # fmt: skip
        """Ask for a number; ``sampling`` is "linear" or "log"."""
        first = min_value if default is None else default
        space = Space(name, "float", min_value, max_value, step, _log(sampling), (), first)
        return self._ask(space, **parent)

    def Choice(  # noqa: N802
        self, name: str, values: Sequence[Any], ordered: bool | None = None, default: Any = None,
        **parent: Any,
    ) -> Any:  # fmt: skip
        """Ask for one of some values; searches make nothing of their order."""
        if ordered is not None:
            not_done("hp.Choice(ordered=…) changes nothing: searches make nothing of the order")
        options = tuple(map(_plain, values))
        first = options[0] if default is None and options else default
        return self._ask(Space(name, "choice", options=options, default=first), **parent)

    def Boolean(self, name: str, default: bool = False, **parent: Any) -> Any:  # noqa: N802
        """Ask for yes or no."""
        return self.Choice(name, [False, True], None, default, **parent)

    def Fixed(self, name: str, value: Any, **parent: Any) -> Any:  # noqa: N802
        """Note a value that is not searched."""
        return self.Choice(name, [value], None, value, **parent)

    def __getitem__(self, name: str) -> Any:
        return self.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def get(self, name: str) -> Any:
        """Return what was answered.  Raises UnknownChoice if it was not asked for."""
        if name not in self.values:
            known = ", ".join(self.values) or "none"
            raise UnknownChoice(f"hyperparameter must be one of {known}; got {name!r}")
        return self.values[name]

    def ask_also(self, spaces: Iterable[Space]) -> None:
        """Ask for these as well, where they have not been asked for."""
        for space in spaces:
            self._ask(space)

    def begin_with(self, spaces: Iterable[Space], tune_new: bool, allow_new: bool) -> None:
        """Ask for these first, in place of what a builder says of them; others may be fixed."""
        self.ask_also(spaces)
        self._tune_new, self._allow_new = tune_new, allow_new

    @contextlib.contextmanager
    def conditional_scope(self, parent_name: str, parent_values: Any) -> Iterator[None]:
        """Have what is asked for within matter only where the parent has one of these values."""
        allowed = parent_values if isinstance(parent_values, list | tuple) else [parent_values]
        self._conditions.append((parent_name, tuple(allowed)))
        try:
            yield
        finally:
            self._conditions.pop()

    def _ask(self, space: Space, parent_name: str = "", parent_values: Any = ()) -> Any:
        space = space.plain().check()
        if parent_name:
            with self.conditional_scope(parent_name, parent_values):
                return self._ask(space)
        if not all(self.values.get(name) in allowed for name, allowed in self._conditions):
            return space.default  # it makes no difference here
        if space.name not in self.values:
            if not self._allow_new:
                raise NotGiven(
                    f"hyperparameter must be one of {', '.join(self.values) or 'none'}, as given "
                    f"with allow_new_entries=False; got {space.name!r}"
                )
            if not self._tune_new:
                space = replace(space, kind="choice", options=(space.default,))
            when = tuple(self._conditions)
            self.space[space.name] = replace(space, when=when) if when else space
            self.values[space.name] = self._source.suggest(space)
        return self.values[space.name]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _log(sampling: str | None) -> bool:
    if sampling not in (None, "linear", "log"):
        raise UnknownChoice(f"sampling must be one of linear, log; got {sampling!r}")
    return sampling == "log"
