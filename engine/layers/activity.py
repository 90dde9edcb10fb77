"""What outputs pay: the penalties of ``activity_regularizer``, and of a layer of its own.

As in Keras 3 it is the regularizer of all outputs of a batch, by the number of its rows.
"""

from collections.abc import Sequence
from typing import Any

from engine import ops, regularizers
from engine.current_tape import current
from engine.exportable import Names, Nodes
from engine.layer import Layer as Base
from engine.layers.own import Layer
from engine.operators import OPERATIONS
from engine.regularizers import Regularizer
from engine.tensors import Tensor


class ActivityPenalty(Layer):
    """Passes its input on, and adds what a regularizer makes of it to the loss."""

    attached = True

    def __init__(self, penalty: Any, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name=name, **given)
        self.penalty = regularizers.get(penalty)

    def call(self, inputs: Any) -> Any:
        """Add the penalty, at the rates that the regularizer has now."""
        if (tape := current()) is not None:
            tape.looked = True  # the rates may be others in the next batch
        self.add_loss(_paid(self.penalty, inputs) / ops.shape(inputs)[0])
        return inputs

    def get_config(self) -> dict[str, Any]:
        """Return the regularizer."""
        return {**super().get_config(), "penalty": self.penalty}

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:  # type: ignore[override]
        """Return x."""
        return x[0]

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:  # type: ignore[override]
        """Add an Identity."""
        nodes.node("Identity", x, out)


class ActivityRegularization(ActivityPenalty):
    """Adds l1 Σ|x| + l2 Σx² of its input to the loss, and passes it on."""

    attached = False

    def __init__(
        self, l1: float = 0.0, l2: float = 0.0, *, name: str | None = None, **given: Any
    ) -> None:
        super().__init__(regularizers.L1L2(l1, l2), name=name, **given)
        self.l1, self.l2 = l1, l2

    def get_config(self) -> dict[str, Any]:
        """Return both rates."""
        rest = {key: value for key, value in super().get_config().items() if key != "penalty"}
        return {**rest, "l1": self.l1, "l2": self.l2}


def _paid(regularizer: Regularizer | None, x: Any) -> Any:
    """Return what a regularizer makes of a tensor, as one."""
    if regularizer is None:
        return 0.0 * ops.sum(x)
    if regularizer.own:
        return regularizer.own.function(x)
    total = regularizer.l1 * ops.sum(ops.abs(x))
    return total + regularizer.l2 * ops.sum(ops.square(x)) if regularizer.l2 else total


def paid(layer: Base, output: Tensor) -> Any:
    """Return a layer's output, once its ``activity_regularizer`` is paid for it."""
    if "_payer" not in vars(layer):
        name = f"{layer.name}_activity"
        vars(layer)["_payer"] = ActivityPenalty(layer.activity_regularizer, name=name)
        vars(layer)["_payer"].own_name = False
    return vars(layer)["_payer"](output)


OPERATIONS["paid"] = paid
