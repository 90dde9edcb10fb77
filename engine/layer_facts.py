"""What layers say of themselves, under Keras's names: weights, first input and output, size."""

from typing import Any

from engine.arrays import Number
from engine.errors import NotReady
from engine.weight import Weight


class LayerFacts:
    """Properties of a layer; ``engine.layer`` has the rest."""

    name: str
    own_weights: list[Weight]
    calls: list[Any]
    returned: Any
    added: Any

    @property
    def built(self) -> bool:
        """Whether the inputs' shapes are known."""
        raise NotImplementedError

    @property
    def weights(self) -> list[Weight]:
        """All weights, its own first, then those of layers within it."""
        return self.own_weights

    @property
    def trainable_weights(self) -> list[Weight]:
        """The weights that training changes."""
        return [one for one in self.weights if one.learns]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """The weights that training leaves as they are, or only keeps count with."""
        return [one for one in self.weights if not one.learns]

    @property
    def variables(self) -> list[Weight]:
        """All weights."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Weight]:
        """Another name of ``trainable_weights``."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Weight]:
        """Another name of ``non_trainable_weights``."""
        return self.non_trainable_weights

    @property
    def input(self) -> Any:
        """What it was first called on, one tensor or a list.  Raises NotReady before that."""
        sources = self._first_call().sources
        return sources[0] if len(sources) == 1 else list(sources)

    @property
    def output(self) -> Any:
        """What that call returned."""
        first = self._first_call()
        return first.output if self.returned is None else self.returned

    @property
    def losses(self) -> list[Number]:
        """What regularized weights pay now, and what the last call on arrays added to the loss."""
        paid = [
            Number(regularizer(weight.array))
            for weight in self.weights
            if (regularizer := getattr(weight.owner, f"{weight.name}_regularizer", None))
        ]
        added = self.added if getattr(self, "adds_losses", False) else None
        return paid if added is None else [*paid, Number(added)]

    def _first_call(self) -> Any:
        if not self.calls:
            raise NotReady(f"layer {self.name!r} has no input and output yet: it was never called")
        return self.calls[0]

    def count_params(self) -> int:
        """Return how many numbers all weights have.  Raises NotReady before it is built."""
        if not self.built:
            raise NotReady(f"layer {self.name!r} must be built first: add an Input to the model")
        return sum(weight.size for weight in self.weights)
