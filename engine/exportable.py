"""What functions, layers and optimizers say of themselves in other languages, as plain values.

Lines of NumPy are Python expressions, rows first: ``z`` and ``a`` are ``[rows, units]``, targets
``y`` and predictions ``p`` ``[rows, outputs]``.  How programs are made of them is in
``engine.serialization``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, TypeAlias

import numpy as np


@dataclass(frozen=True)
class FunctionCode:
    """An activation and its derivative in NumPy; ``{c}`` is the number of one that has a number.

    ``vjp`` turns dL/da, called ``d``, into dL/dz where no element-wise derivative can.
    """

    value: str
    derivative: str = ""
    vjp: str = ""


@dataclass(frozen=True)
class LossCode:
    """The loss of each row in NumPy, and the derivative of its terms by ``p``, or by logits.

    ``{delta}`` is Huber's, ``{outputs}`` the number of outputs.
    """

    rows: str
    derivative: str
    targets: str = "y.reshape(len(y), -1)"


@dataclass(frozen=True)
class StepCode:
    """Step ``t``, from 1, of an optimizer in NumPy."""

    lines: Sequence[str]  # for each weight: ``p`` changes by ``g``, with its memory ``m``
    before: Sequence[str] = ()  # once, before the weights
    start: str = ""  # at the program's start


class Nodes(Protocol):
    """The nodes of an ONNX graph written so far; tensors go by their names."""

    dtype: np.dtype[Any]

    def name(self) -> str:
        """Return a name that nothing has."""

    def constant(self, value: Any, dtype: Any = None) -> str:
        """Add numbers, by default of the model's type; return their name."""

    def node(self, kind: str, sources: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Add an operation; return its output's name."""

    def cast(self, source: str, output: str) -> str:
        """Add a conversion to the model's type; return its output's name."""


Names: TypeAlias = Callable[[str], str]  # from a weight's name to that in a program, "" of none
ActivationNodes: TypeAlias = Callable[[Nodes, Any, str, str], object]
# of the nodes, the activation's number, the names of its input and output


def one_node(kind: str, **attributes: Any) -> ActivationNodes:
    """Return what writes an activation that is an operation of ONNX."""
    return lambda nodes, _, x, out: nodes.node(kind, [x], out, **attributes)


class Untranslated:
    """A layer that no other program has words for."""

    def untranslated(self) -> NoReturn:
        """Raise EngineError, which says why."""
        raise NotImplementedError

    def numpy_line(self, *_: Any) -> NoReturn:
        """Raise EngineError."""
        self.untranslated()

    def onnx_nodes(self, *_: Any) -> NoReturn:
        """Raise EngineError."""
        self.untranslated()

    def keras_config(self) -> NoReturn:
        """Raise EngineError."""
        self.untranslated()
