"""Activations as nodes of ONNX in basic operations, where float64 has no operator of their own.

ONNX defines them for float64, and its checker passes them; ONNX Runtime runs them in float32 alone.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.activations.error_function import CENTRE, COEFFICIENTS, DEEPEST
from engine.exportable import ActivationNodes, Nodes

Value = float | str  # a number, or the name of a tensor


class Arithmetic:
    """Writes operations, each of which returns the name of what it makes."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def __call__(self, kind: str, *values: Value, out: str = "") -> str:
        """Add an operation on tensors and numbers."""
        names = [v if isinstance(v, str) else self._nodes.constant(v) for v in values]
        return self._nodes.node(kind, names, out)

    def below(self, z: str, alpha: Value) -> str:
        """Return alpha (e^min(z, 0) - 1)."""
        return self("Mul", self("Sub", self("Exp", self("Min", z, 0.0)), 1.0), alpha)

    def softplus(self, z: str, out: str = "") -> str:
        """Return ln(1 + e^z), which cannot overflow."""
        rest = self("Log", self("Add", self("Exp", self("Neg", self("Abs", z))), 1.0))
        return self("Add", self("Max", z, 0.0), rest, out=out)

    def erfc(self, x: str) -> str:
        """Return 1 - erf(x), as ``error_function`` has it."""
        size = self("Min", self("Abs", x), DEEPEST)
        t = self("Div", self("Sub", size, CENTRE), self("Add", size, CENTRE))
        first, *rest = COEFFICIENTS[np.dtype(np.float64)]
        tail: Value = first
        for coefficient in rest:  # Horner's rule
            tail = self("Add", self("Mul", tail, t), coefficient)
        tail = self("Mul", tail, self("Exp", self("Neg", self("Mul", size, size))))
        return self("Where", self("Less", x, 0.0), self("Sub", 2.0, tail), tail)


Parts = Callable[[Arithmetic, Any, str, str], object]  # as ActivationNodes


def parted(single: ActivationNodes, parts: Parts) -> ActivationNodes:
    """Return what writes an activation as one operation, or in parts for float64."""

    def write(nodes: Nodes, number: Any, x: str, out: str) -> object:
        if nodes.dtype == np.dtype(np.float64):
            return parts(Arithmetic(nodes), number, x, out)
        return single(nodes, number, x, out)

    return write


def hard_sigmoid(do: Arithmetic, _: Any, z: str, out: str) -> object:
    """Write min(max(z + 3, 0), 6) / 6."""
    return do("Div", do("Min", do("Max", do("Add", z, 3.0), 0.0), 6.0), 6.0, out=out)


def leaky_relu(do: Arithmetic, leak: Any, z: str, out: str) -> object:
    """Write max(z, 0) + leak min(z, 0)."""
    return do("Add", do("Max", z, 0.0), do("Mul", do("Min", z, 0.0), leak), out=out)


def elu(do: Arithmetic, alpha: Any, z: str, out: str) -> object:
    """Write max(z, 0) + alpha (e^min(z, 0) - 1)."""
    return do("Add", do("Max", z, 0.0), do.below(z, alpha), out=out)


def selu(scale: float, alpha: float) -> Parts:
    """Return what writes scale times the ELU."""

    def write(do: Arithmetic, _: Any, z: str, out: str) -> object:
        return do("Mul", do("Add", do("Max", z, 0.0), do.below(z, alpha)), scale, out=out)

    return write


def softplus(do: Arithmetic, _: Any, z: str, out: str) -> object:
    """Write ln(1 + e^z)."""
    return do.softplus(z, out)


def softsign(do: Arithmetic, _: Any, z: str, out: str) -> object:
    """Write z / (1 + |z|)."""
    return do("Div", z, do("Add", do("Abs", z), 1.0), out=out)


def mish(do: Arithmetic, _: Any, z: str, out: str) -> object:
    """Write z tanh(ln(1 + e^z))."""
    return do("Mul", z, do("Tanh", do.softplus(z)), out=out)


def gelu(do: Arithmetic, _: Any, z: str, out: str) -> object:
    """Write z Φ(z)."""
    phi = do("Mul", do.erfc(do("Mul", z, -math.sqrt(0.5))), 0.5)
    return do("Mul", z, phi, out=out)
