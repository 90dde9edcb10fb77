"""Expressions in the coordinates x1 and x2: small trees that are computed, spelled and pictured.

``Expression.value`` computes whole arrays at once.  ``text`` is the one spelling that all equal
trees share, with no space and no needless parenthesis; ``label`` is the same for readers.
``engine.features.formulas`` reads an expression out of a text.  An operation's arithmetic and its
two spellings stand in one row of ``OPERATIONS``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import e, pi
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 6)  # how tightly an operation binds
LEFT, RIGHT, NEITHER = 0, 1, -1  # the operand that may bind no tighter than its operation
SMALL_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Operation:
    """What is done to one operand or two, and how that is written."""

    compute: np.ufunc
    text: str
    label: str
    rank: int = ATOM
    open: int = NEITHER

    @property
    def arity(self) -> int:
        """How many operands it takes."""
        return self.compute.nin

    @property
    def is_function(self) -> bool:
        """Whether it stands before its operands, which are in parentheses."""
        return self.rank == ATOM


def _function(compute: np.ufunc, name: str, label: str = "") -> Operation:
    operands = ", ".join(["{}"] * compute.nin)
    return Operation(
        compute, f"{name}({operands.replace(' ', '')})", label or f"{name}({operands})"
    )


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "+": Operation(np.add, "{}+{}", "{} + {}", SUM, LEFT),
        "-": Operation(np.subtract, "{}-{}", "{} − {}", SUM, LEFT),
        "*": Operation(np.multiply, "{}*{}", "{}·{}", PRODUCT, LEFT),
        "/": Operation(np.divide, "{}/{}", "{}/{}", PRODUCT, LEFT),
        "negative": Operation(np.negative, "-{}", "−{}", SIGN),
        "^": Operation(np.power, "{}^{}", "{}^{}", POWER, RIGHT),
        "sin": _function(np.sin, "sin"),
        "cos": _function(np.cos, "cos"),
        "tan": _function(np.tan, "tan"),
        "tanh": _function(np.tanh, "tanh"),
        "exp": _function(np.exp, "exp"),
        "log": _function(np.log, "log"),
        "sqrt": _function(np.sqrt, "sqrt", "√({})"),
        "abs": _function(np.absolute, "abs", "|{}|"),
        "sign": _function(np.sign, "sign"),
        "min": _function(np.minimum, "min"),
        "max": _function(np.maximum, "max"),
    }
)
FUNCTIONS = tuple(name for name, operation in OPERATIONS.items() if operation.is_function)
COORDINATES = {"x1": "x₁", "x2": "x₂"}
CONSTANTS = {"pi": (pi, "π"), "e": (e, "e")}


@dataclass(frozen=True)
class Program:
    """An expression's names, each after those of its operands: what is kept to be computed again.

    To Python's garbage collector it is one object or two, where a tree is some hundred.
    """

    steps: tuple[str, ...]

    def value(self, x1: Values, x2: Values) -> Values:
        """Return the values where the coordinates are these; not finite where there are none.

        The coordinates may have any shapes that broadcast; the values have the broadcast shape.
        """
        coordinates = {"x1": np.asarray(x1, float), "x2": np.asarray(x2, float)}
        done: list[Values] = []
        with np.errstate(all="ignore"):
            for name in self.steps:
                if (operation := OPERATIONS.get(name)) is None:
                    done.append(_leaf(name, coordinates))
                else:
                    operands = [done.pop() for _ in range(operation.arity)]
                    done.append(operation.compute(*reversed(operands)))
        return np.broadcast_to(done[0], np.broadcast_shapes(np.shape(x1), np.shape(x2)))


def _leaf(name: str, coordinates: Mapping[str, Values]) -> Values:
    if name in coordinates:
        return coordinates[name]
    return np.array(CONSTANTS[name][0] if name in CONSTANTS else float(name))


@dataclass(frozen=True)
class Expression:
    """An operation upon operands; or, with none, a coordinate, a constant or a number."""

    name: str  # a key of OPERATIONS, COORDINATES or CONSTANTS; else a number's text
    operands: tuple["Expression", ...] = ()

    @classmethod
    def number(cls, value: float) -> "Expression":
        """Return the leaf of a finite number that is not negative."""
        return cls(repr(float(value)).removesuffix(".0").replace("e+", "e"))

    def value(self, x1: Values, x2: Values) -> Values:
        """Return what `Program.value` does."""
        return self.program.value(x1, x2)

    @property
    def program(self) -> "Program":
        """What is computed, without the tree."""
        return Program(tuple(self._steps()))

    def _steps(self) -> Iterator[str]:
        for operand in self.operands:
            yield from operand._steps()
        yield self.name

    @cached_property
    def axes(self) -> frozenset[str]:
        """The coordinates that stand in it."""
        if self.name in COORDINATES:
            return frozenset({self.name})
        return frozenset().union(*(operand.axes for operand in self.operands))

    @cached_property
    def nodes(self) -> int:
        """How many operations, coordinates, constants and numbers it has."""
        return 1 + sum(operand.nodes for operand in self.operands)

    @cached_property
    def depth(self) -> int:
        """How deep operations stand within one another; a sum of many terms is one operation."""
        return max((self._depth_of(i) for i in range(len(self.operands))), default=1)

    def _depth_of(self, index: int) -> int:
        operand, operation = self.operands[index], OPERATIONS[self.name]
        inner = OPERATIONS.get(operand.name)
        is_chain = index == LEFT == operation.open and inner and inner.rank == operation.rank
        return operand.depth + (0 if is_chain else 1)

    @cached_property
    def text(self) -> str:
        """The spelling that all equal expressions share; reading it gives this one again."""
        if not self.operands:
            return self.name
        spelled = [self._enclosed(i, one.text) for i, one in enumerate(self.operands)]
        return OPERATIONS[self.name].text.format(*spelled)

    @cached_property
    def label(self) -> str:
        """The spelling for readers: x₁² for ``x1^2``."""
        if not self.operands:
            if self.name in CONSTANTS:
                return CONSTANTS[self.name][1]
            return COORDINATES.get(self.name, self.name)
        spelled = [self._enclosed(i, one.label) for i, one in enumerate(self.operands)]
        if self.name == "^" and self.operands[1].name.isdecimal():
            return spelled[0] + spelled[1].translate(SMALL_POWERS)
        return OPERATIONS[self.name].label.format(*spelled)

    @cached_property
    def numpy(self) -> str:
        """The expression in NumPy, of the arrays ``x1`` and ``x2``: calls and numbers alone."""
        if self.operands:
            operands = ", ".join(operand.numpy for operand in self.operands)
            return f"np.{OPERATIONS[self.name].compute.__name__}({operands})"
        if self.name in COORDINATES:
            return self.name
        return repr(CONSTANTS[self.name][0] if self.name in CONSTANTS else float(self.name))

    def _enclosed(self, index: int, spelled: str) -> str:
        """Return an operand in parentheses, if it needs them."""
        operation, inner = OPERATIONS[self.name], OPERATIONS.get(self.operands[index].name)
        if operation.is_function or inner is None:
            return spelled
        looser = inner.rank < operation.rank
        wrong_side = inner.rank == operation.rank and index != operation.open
        second_sign = inner.rank == SIGN and index == RIGHT  # 2--x1 would read badly
        return f"({spelled})" if looser or wrong_side or second_sign else spelled
