"""Nests of tensors: inputs or outputs alone, as a list, or by name; flattened and packed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ShapeMismatch


@dataclass(frozen=True)
class Structure:
    """The names of some tensors, and how they are handed over."""

    what: str  # "inputs" or "outputs"
    names: tuple[str, ...]
    kind: str  # "one", "list" or "dict"

    @classmethod
    def of(cls, what: str, given: Any, names: Sequence[str] = ()) -> tuple["Structure", list[Any]]:
        """Return the structure of what is given, and its parts in order."""
        if isinstance(given, dict):
            return cls(what, tuple(given), "dict"), list(given.values())
        many = isinstance(given, list | tuple)
        parts = list(given) if many else [given]
        kind = "list" if many and len(parts) > 1 else "one"
        chosen = tuple(names) or tuple(f"{what[:-1]}_{i}" for i in range(1, len(parts) + 1))
        return cls(what, chosen, kind), parts

    def named(self, names: Sequence[str]) -> "Structure":
        """Return the same with names, unless it has them from a dictionary."""
        return self if self.kind == "dict" else Structure(self.what, tuple(names), self.kind)

    def flatten(self, what: str, given: Any) -> list[Any]:
        """Return what is given alone, in order or by name as a list in order.

        Raises ShapeMismatch if the number or the names are not those of this structure.
        """
        if isinstance(given, dict):
            if set(given) != set(self.names):
                raise ShapeMismatch(f"{what} must be for {_told(self.names)}; got {_told(given)}")
            return [given[name] for name in self.names]
        if len(self.names) == 1:
            alone = (
                isinstance(given, list | tuple) and len(given) == 1 and hasattr(given[0], "shape")
            )
            return list(given) if alone else [given]
        if not isinstance(given, list | tuple) or len(given) != len(self.names):
            count = len(given) if isinstance(given, list | tuple) else "one alone"
            raise ShapeMismatch(
                f"{what} must be {len(self.names)}, for {_told(self.names)}; got {count}"
            )
        return list(given)

    def each(self, what: str, given: Any, otherwise: Any) -> list[Any]:
        """Return a setting for each: one for all, a list, or some by name and the rest not."""
        if isinstance(given, dict):
            if not set(given) <= set(self.names):
                raise ShapeMismatch(f"{what} must be for {_told(self.names)}; got {_told(given)}")
            return [given.get(name, otherwise) for name in self.names]
        if given is None:
            return [otherwise] * len(self.names)
        if isinstance(given, list | tuple):
            return self.flatten(what, given) if len(self.names) > 1 else list(given)
        return [given] * len(self.names)

    def pack(self, parts: Sequence[Any]) -> Any:
        """Return parts as they are handed over: the opposite of ``flatten``."""
        if self.kind == "dict":
            return dict(zip(self.names, parts, strict=True))
        return list(parts) if self.kind == "list" else parts[0]


def _told(names: Any) -> str:
    return ", ".join(map(repr, names))
