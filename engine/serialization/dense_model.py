"""What programs know of a model of dense layers: a stack, or a graph that parts and joins columns.

A graph has one input, may cut columns out of it, and joins them with what its layers put out; it
may have several outputs, which learn the same by the same loss.
"""

from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError
from engine.layers import Columns, Concatenate, Dense, Flatten
from engine.serialization.numpy_code import Names
from engine.serialization.steps import Step, Steps

RESERVED = (
    "train", "forward", "loss_of_rows", "slope", "signs", "softmax", "update", "penalty", "memory",
    "rng", "parameters", "gradients", "regularizers", "targets", "backward", "product",
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """An output whose loss is lowered."""

    number: int  # of the step that makes it
    fused: bool  # whether the loss reads its z
    weight: float  # how much the loss counts


@dataclass(frozen=True)
class DenseModel:
    """What a program is made of."""

    model: Any
    layers: list[Dense]
    names: Names
    steps: list[Step]  # of a graph; of a stack one for each layer

    @classmethod
    def of(cls, model: Any, arrays: str | None) -> "DenseModel":
        """Return a model's dense layers.  Raises EngineError if there is more to it."""
        every = Steps.of(model)
        steps, joins = every.steps, _joins(every)
        layers = [step.layer for step in steps if not isinstance(step.layer, joins)]
        for layer in layers:
            if type(layer) is not Dense or not layer.trainable:
                raise EngineError(
                    f"training as code is for stacks of trainable Dense layers; got "
                    f"{type(layer).__name__} {layer.name!r}"
                )
            layer._plain("training as code")
        if len(every.inputs) != 1 or len(set(layers)) < len(layers):
            raise EngineError("training as code is for one input, and layers that are used once")
        used = [layer.activation.function_name for layer in layers]
        names = Names(model, [*RESERVED, *used, *(f"{name}_back" for name in used)], arrays)
        return cls(model, layers, names, steps)  # type: ignore[arg-type]

    @property
    def is_branched(self) -> bool:
        """Whether it is a graph, and no stack."""
        return len(self.model.output_names) > 1 or any(
            isinstance(step.layer, Columns | Concatenate) for step in self.steps
        )

    @property
    def fused(self) -> bool:
        """Whether the losses read z.  Raises EngineError if some do and others do not."""
        (first, *others) = self.heads
        if any(one.fused is not first.fused for one in others):
            raise EngineError("training as code is for outputs that are all alike")
        return first.fused

    @property
    def heads(self) -> list[Head]:
        """All outputs.  Raises EngineError if they have several losses."""
        losses, objectives = self.model.compiled.losses, self.model.objectives
        if any(one.get_config() != losses[0].get_config() for one in losses):
            raise EngineError("training as code is for one loss of all outputs")
        if not self.is_branched:
            (only,) = objectives
            return [Head(len(self.layers), only.fused, only.weight)]
        pairs = zip(self.ends, objectives, strict=True)
        return [Head(number, one.fused, one.weight) for number, one in pairs]

    @property
    def ends(self) -> list[int]:
        """The numbers of the steps that make the outputs."""
        return [end.number for end in Steps.of(self.model).outputs]

    @property
    def weights(self) -> list[tuple[Dense, str, str]]:
        """Every weight: its layer, its name there, its name in the program."""
        return [
            (layer, weight.name, self.names.weight(layer, weight.name))
            for layer in self.layers
            for weight in layer.own_weights
        ]


def _joins(steps: Steps) -> tuple[type, ...]:
    """Return the kinds of layers without weights that may lie between the others.

    Raises EngineError where columns are cut out of anything but the input.
    """
    inputs = {end.number for end in steps.inputs}
    cuts = [step for step in steps.steps if isinstance(step.layer, Columns)]
    if any(set(step.sources) - inputs for step in cuts):
        raise EngineError("training as code cuts columns out of the input alone")
    plain = all(len(step.sources) == 1 for step in steps.steps) and len(steps.outputs) == 1
    return (Flatten,) if plain and not cuts else (Columns, Concatenate)
