"""What an activation is: a function, its derivative, and what is said of both.

The activations themselves are in ``engine.activations``, which says what z, a and the shapes are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from engine.arrays import Array, floats
from engine.errors import EngineError
from engine.exportable import ActivationNodes, FunctionCode, Nodes
from engine.operators import OPERATIONS, Operators

LEAK = 0.2  # Keras's default slope on the negative side
ALPHA = 1.0  # Keras's default depth of an ELU
USUAL = {"leaky_relu": LEAK, "elu": ALPHA}  # the numbers of those that have one


class Value(Protocol):
    """z -> a."""

    def __call__(self, z: Array, out: Array | None = None, /) -> Array:
        """Return a."""


class Derivative(Protocol):
    """(z, a) -> da/dz, element by element."""

    def __call__(self, z: Array, a: Array, out: Array | None = None, /) -> Array:
        """Return da/dz."""


@dataclass(frozen=True)
class Activation:
    """A function, its derivative, what a page says about both, and other languages' words."""

    name: str
    value: Value
    derivative: Derivative
    label: str
    formula: str
    derivative_formula: str
    note: str = ""
    range: str = ""  # the values that it takes
    vjp: Callable[[Array, Array, Array], None] | None = None  # (z, a, delta): for units that
    # depend on each other; turns dL/da into dL/dz in place where an element-wise derivative cannot

    number: float | None = None  # a leak or an alpha
    numpy: FunctionCode | None = None
    onnx: ActivationNodes | None = None
    keras: str = ""  # an expression, where Keras has no such name
    keras_definition: str = ""  # what the expression needs
    torch: str = ""  # a module; ``{c}`` is its number
    torch_definition: str = ""  # what the module needs

    def __call__(self, x: Any, **number: float) -> Any:
        """Return the activation of an array or tensor, whose last axis is the units.

        ``leaky_relu`` takes ``negative_slope`` and ``elu`` takes ``alpha``, as Keras's do.
        """
        if number:
            return OPERATIONS["with_number"](self, number)(x)
        if isinstance(x, Operators):
            return OPERATIONS["activated"](x, self)
        return self.value(floats(x).T).T

    @property
    def function_name(self) -> str:
        """The name of the function in a program: one for each number it may have."""
        if self.number == USUAL.get(self.name):
            return self.name
        digits = "".join(c if c.isalnum() else "_" for c in repr(self.number))
        return f"{self.name}_{digits}"

    def numpy_call(self, z: str) -> str:
        """Return the activation of an expression as an expression."""
        return z if self.name == "linear" else f"{self.function_name}({z})"

    def onnx_nodes(self, nodes: Nodes, x: str, out: str) -> None:
        """Add what turns ``x`` into ``out``.  Raises EngineError of an activation without words."""
        if self.onnx is None:
            raise EngineError(f"ONNX knows no activation {self.name!r}")
        self.onnx(nodes, self.number, x, out)
