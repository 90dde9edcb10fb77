"""Architecture: a model without its training, with Keras's face: layers, weights, predictions.

How layers are joined and built is in ``engine.assembly``, how a model is trained in
``engine.model``.
"""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import box_table, summary_table
from engine.arrays import Array, shown
from engine.assembly import Assembly
from engine.errors import ShapeMismatch, UnknownChoice
from engine.inputs import as_rows
from engine.layers.inputs import InputLayer
from engine.nest import Structure
from engine.network import parts
from engine.printable import carried
from engine.tensors import Tensor
from engine.weight import put


class Architecture(Assembly):
    """A model without its training."""

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the model: to tensors it becomes a part of another; arrays give predictions."""
        given = Structure.of("inputs", inputs)[1]
        if not any(isinstance(one, Tensor) for one in given):
            outputs = self.outputs_of(self.checked_inputs(inputs), bool(training))
            return self.output_structure.pack([shown(one) for one in outputs])
        if self.graph is None:
            return self._run_call(inputs, bool(training))
        outputs = self.graph.apply(self.graph.input_structure.flatten("inputs", inputs), self)
        return self.graph.output_structure.pack(outputs)

    # Layers and weights

    @property
    def layers(self) -> list[Any]:
        """Layers in Keras's order: a graph's inputs and models that are used like layers, too."""
        if self.built and self._own_layers():
            self.ensure_built()
        return self._entries()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """Return a layer by name or by index.  Raises UnknownChoice."""
        layers = self.layers
        if (name is None) == (index is None):
            raise UnknownChoice("Provide either a layer name or layer index, and not both")
        if index is not None:
            if not -len(layers) <= index < len(layers):
                last = len(layers) - 1
                raise UnknownChoice(f"index of a layer must be one of 0 … {last}; got {index}")
            return layers[index]
        for layer in sorted(layers, key=lambda layer: isinstance(layer, InputLayer)):
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in layers)
        raise UnknownChoice(f"No such layer: {name}. It must be one of {names}")

    @property
    def trainable(self) -> bool:
        """Whether any layer learns; setting it sets all of them."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = value

    @property
    def parameters(self) -> Array:
        """All that is learned, the flat vector itself: layer by layer, kernel then bias."""
        return self.network.parameters

    @property
    def gradients(self) -> Array:
        """The newest gradients, as flat as the parameters."""
        return self.network.gradients

    def count_params(self) -> int:
        """Return how many numbers all weights have."""
        return sum(weight.size for weight in self.network.weights)

    @property
    def weights(self) -> list[Any]:
        """All weights, layer by layer."""
        return self.network.weights

    def get_weights(self) -> list[Array]:
        """Return copies of all weights, layer by layer."""
        return [weight.array.copy() for weight in self.network.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
        put(self.network.weights, weights, f"model {self.name!r}")

    def summary(
        self, line_length: int | None = None, positions: Any = None, print_fn: Any = None,
        expand_nested: bool = False, show_trainable: bool = False,
    ) -> None:  # fmt: skip
        """Print a table of the layers: output shapes, numbers of parameters, connections."""
        look = summary_table.Look(line_length, positions, expand_nested, show_trainable)
        text = summary_table.text(self, look)
        if print_fn is None:
            print(carried(text, sys.stdout, box_table.SIGNS))
        else:
            print_fn(text)

    # Using

    def checked_inputs(self, x: Any) -> list[Array]:
        """Return checked inputs, each ``[rows, numbers]``.  Raises ShapeMismatch."""
        self.ready_for(x)
        given = self.input_structure.flatten("inputs", x)
        names = self.input_structure.names
        rows = [as_rows(*one) for one in zip(names, given, self.input_shapes, strict=True)]
        if len({len(one) for one in rows}) > 1:
            raise ShapeMismatch(f"inputs must have as many rows; got {[len(one) for one in rows]}")
        return rows

    def forward(self, x: Sequence[Array], training: bool = False) -> Any:
        """Run the forward pass for inputs ``[rows, numbers]``; return the plan with its values."""
        plan = self.forward_plan(len(x[0]), training)
        plan.run(x)
        return plan

    def outputs_of(self, inputs: Sequence[Array], training: bool = False) -> list[Array]:
        """Return each output ``[rows, *shape]`` for checked inputs, or ``shape`` without rows."""
        rows, network = len(inputs[0]), self.network
        if self.rowless:
            return self._outputs_together(inputs, training)
        outputs = [np.empty((rows, *shape), self.dtype) for shape in self.output_shapes]
        with np.errstate(all="ignore"):
            for part in parts(rows, network.rows_at_once):
                plan = self.forward([one[part] for one in inputs], training)
                for whole, value in zip(outputs, plan.outputs, strict=True):
                    whole[part] = value.numbers.T.reshape(-1, *whole.shape[1:])
        return outputs

    def _outputs_together(self, inputs: Sequence[Array], training: bool) -> list[Array]:
        """Return outputs some of which are of all rows: these go through in one pass."""
        with np.errstate(all="ignore"):
            plan = self.forward(inputs, training)
        every = zip(plan.outputs, self.output_shapes, self.outputs_with_rows, strict=True)
        return [
            one.numbers.T.reshape((*(-1,) * with_rows, *shape)).copy()
            for one, shape, with_rows in every
        ]

    def layer_outputs(self, x: Any) -> list[Array]:
        """Return each call's outputs ``[rows, units]`` for inputs, in one pass.

        They are views of buffers that the next call for as many rows fills again.
        """
        inputs = self.checked_inputs(x)
        with np.errstate(all="ignore"):
            return [buffers.output.numbers.T for buffers in self.forward(inputs).call_buffers]
