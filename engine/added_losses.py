"""Losses beside that of ``compile``, which layers of one's own and models add in their ``call``."""

from typing import Any

from engine.current_tape import current
from engine.errors import EngineError
from engine.tensors import Tensor
from engine.weight import Weight


class AddsLosses:
    """What layers of one's own and models have in common."""

    def add_loss(self, loss: Any) -> None:
        """Add a tensor to the loss of the batch, or several: the sum of all their numbers.

        Raises EngineError outside of ``call``, and of what has no gradient.
        """
        tape = current()
        if tape is None:
            raise EngineError("add_loss adds to the loss of a batch: use it within call")
        for one in loss if isinstance(loss, list | tuple) else [loss]:
            tensor = one.operand() if isinstance(one, Weight) else one
            if not isinstance(tensor, Tensor):
                raise EngineError(
                    "add_loss takes tensors, made of inputs and weights by operators and ops; "
                    f"got {type(one).__name__}"
                )
            tape.pay(tensor)
