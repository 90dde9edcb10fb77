"""Layers that make one tensor out of several: where the paths of a graph meet."""

import math
from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.layers.map_words import shaped
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape


class Concatenate(Layer):
    """The columns of all inputs, one after the other; of maps, the channels at each place.

    >>> Concatenate()([np.array([[1, 2]]), np.array([[3]])]).tolist()
    [[1.0, 2.0, 3.0]]
    """

    settings: ClassVar[tuple[str, ...]] = ("axis",)
    merges = True

    def __init__(self, axis: int = -1, *, name: str | None = None) -> None:
        super().__init__(name)
        if not isinstance(axis, int) or (axis != -1 and axis < 1):
            raise ShapeMismatch(f"axis must be -1 or 1, the columns, or that of maps; got {axis}")
        self.axis = axis

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the columns of all together.  Raises ShapeMismatch if the places differ."""
        _several(self, shapes)
        places, last = shapes[0][:-1], len(shapes[0])
        if any(shape[:-1] != places for shape in shapes):
            listed = ", ".join(map(str, shapes))
            raise ShapeMismatch(
                f"layer {self.name!r} takes shapes that differ in the last size alone; got {listed}"
            )
        if self.axis not in (-1, last):
            raise ShapeMismatch(
                f"axis must be -1 or {last} for shapes like {shapes[0]}; got {self.axis}"
            )
        return (*places, sum(shape[-1] for shape in shapes))

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the columns side by side."""
        *places, _ = self.input_shapes[0]
        if not places:
            return f"np.concatenate([{', '.join(x)}], axis=1)"
        pairs = zip(x, self.input_shapes, strict=True)
        placed = [f"{one}.reshape(-1, {math.prod(places)}, {shape[-1]})" for one, shape in pairs]
        return f"np.concatenate([{', '.join(placed)}], axis=2).reshape(len({x[0]}), -1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Concat."""
        *places, _ = self.input_shapes[0]
        if not places:
            nodes.node("Concat", x, out, axis=1)
            return
        pairs = zip(x, self.input_shapes, strict=True)
        placed = [shaped(nodes, one, [-1, math.prod(places), shape[-1]]) for one, shape in pairs]
        joint = nodes.node("Concat", placed, axis=2)
        size = sum(map(math.prod, self.input_shapes))
        shaped(nodes, joint, [-1, size], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the copy of each input to its part."""
        parts = list(zip(buffers.sources, _parts(buffers.output.numbers, buffers), strict=True))

        def forward() -> None:
            for source, part in parts:
                np.copyto(part, source.numbers.reshape(part.shape))

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the copy of each part of the gradient to its input."""
        gradients = _parts(buffers.delta, buffers)
        wanted = [(i, g) for i, g in zip(targets.into, gradients, strict=True) if i is not None]

        def backward() -> None:
            for into, gradient in wanted:
                np.copyto(into.reshape(gradient.shape), gradient)

        return backward


def _parts(numbers: Any, buffers: CallBuffers) -> list[Array]:
    """Return each input's part of an output, ``[places, columns, rows]``, views."""
    columns = [source.row_shape[-1] for source in buffers.call.sources]
    placed = numbers.reshape(-1, sum(columns), numbers.shape[-1])
    return np.split(placed, np.cumsum(columns)[:-1], axis=1)


def _several(layer: Layer, shapes: tuple[Shape, ...]) -> None:
    if len(shapes) < 2:
        raise ShapeMismatch(f"layer {layer.name!r} takes a list of two tensors or more")


class _Elementwise(Layer):
    """A merge of inputs of one shape, number by number."""

    merges = True

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the one shape of all inputs."""
        _several(self, shapes)
        if len(set(shapes)) != 1:
            listed = ", ".join(map(str, shapes))
            raise ShapeMismatch(f"layer {self.name!r} takes tensors of one shape; got {listed}")
        return shapes[0]


class Add(_Elementwise):
    """The sum of all inputs."""

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the sum."""
        return " + ".join(x)

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Sum."""
        nodes.node("Sum", x, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the sum."""
        (first, second, *rest), out = buffers.sources, buffers.output.numbers

        def forward() -> None:
            np.add(first.numbers, second.numbers, out)
            for source in rest:
                np.add(out, source.numbers, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient, which is that of every input."""
        delta = buffers.delta
        wanted = [into for into in targets.into if into is not None]

        def backward() -> None:
            for into in wanted:
                np.copyto(into, delta)

        return backward


class Subtract(_Elementwise):
    """The first input less the second."""

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the shape of both."""
        if len(shapes) != 2:
            raise ShapeMismatch(f"layer {self.name!r} takes two tensors; got {len(shapes)}")
        return super().output_shape(*shapes)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the difference."""
        return " - ".join(x)

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Sub."""
        nodes.node("Sub", x, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the difference."""
        (first, second), out = buffers.sources, buffers.output.numbers
        return lambda: np.subtract(first.numbers, second.numbers, out)

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient, which turns its sign for the second."""
        delta, (first, second) = buffers.delta, targets.into

        def backward() -> None:
            if first is not None:
                np.copyto(first, delta)
            if second is not None:
                np.negative(delta, second)

        return backward


class Multiply(_Elementwise):
    """The product of all inputs, number by number."""

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the product."""
        return " * ".join(x)

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Mul for each input after the first."""
        first, *rest, last = x
        for one in rest:
            first = nodes.node("Mul", [first, one])
        nodes.node("Mul", [first, last], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the product."""
        sources, out = buffers.sources, buffers.output.numbers

        def forward() -> None:
            out[...] = reduce(np.multiply, (source.numbers for source in sources))

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient times the product of the others."""
        delta, sources = buffers.delta, buffers.sources

        def backward() -> None:
            for at, into in enumerate(targets.into):
                others = (s.numbers for i, s in enumerate(sources) if i != at)
                if into is not None:
                    np.multiply(delta, reduce(np.multiply, others), into)

        return backward


class Average(Add):
    """The mean of all inputs."""

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the mean."""
        return f"({' + '.join(x)}) / {len(x)}"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Sum and a Div; ONNX Runtime knows a Mean of float32 alone."""
        nodes.node("Div", [nodes.node("Sum", x), nodes.constant(len(x))], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the mean."""
        add, out = super().forward_pass(buffers), buffers.output.numbers
        count = len(buffers.sources)

        def forward() -> None:
            add()
            np.divide(out, count, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return each input's share of the gradient."""
        share, count = super().backward_pass(buffers, targets), len(buffers.sources)
        wanted = [into for into in targets.into if into is not None]

        def backward() -> None:
            share()
            for into in wanted:
                np.divide(into, count, into)

        return backward


def concatenate(inputs: Any, axis: int = -1, *, name: str | None = None) -> Any:
    """Return the columns of all tensors, one after the other."""
    return Concatenate(axis, name=name)(inputs)


def multiply(inputs: Any, *, name: str | None = None) -> Any:
    """Return the product of all tensors."""
    return Multiply(name=name)(inputs)


def subtract(inputs: Any, *, name: str | None = None) -> Any:
    """Return the first tensor less the second."""
    return Subtract(name=name)(inputs)


def average(inputs: Any, *, name: str | None = None) -> Any:
    """Return the mean of all tensors."""
    return Average(name=name)(inputs)


def add(inputs: Any, *, name: str | None = None) -> Any:
    """Return the sum of all tensors."""
    return Add(name=name)(inputs)
