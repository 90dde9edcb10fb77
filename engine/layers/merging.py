"""Layers that make one tensor out of several: where the paths of a graph meet."""

from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.layers.core import flat
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape


class Concatenate(Layer):
    """The columns of all inputs, one after the other.

    >>> Concatenate()([np.array([[1, 2]]), np.array([[3]])]).tolist()
    [[1.0, 2.0, 3.0]]
    """

    settings: ClassVar[tuple[str, ...]] = ("axis",)
    merges = True

    def __init__(self, axis: int = -1, *, name: str | None = None) -> None:
        super().__init__(name)
        if axis not in (-1, 1):
            raise ShapeMismatch(f"axis must be -1 or 1, the columns; got {axis}")
        self.axis = axis

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the columns of all together."""
        _several(self, shapes)
        return (sum(flat(shape, self) for shape in shapes),)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the columns side by side."""
        return f"np.concatenate([{', '.join(x)}], axis=1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Concat."""
        nodes.node("Concat", x, out, axis=1)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the copy of each input to its part."""
        parts = list(zip(buffers.sources, _parts(buffers.output.numbers, buffers), strict=True))

        def forward() -> None:
            for source, part in parts:
                np.copyto(part, source.numbers)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the copy of each part of the gradient to its input."""
        gradients = _parts(buffers.delta, buffers)
        wanted = [(i, g) for i, g in zip(targets.into, gradients, strict=True) if i is not None]

        def backward() -> None:
            for into, gradient in wanted:
                np.copyto(into, gradient)

        return backward


def _parts(numbers: Any, buffers: CallBuffers) -> list[Array]:
    ends = np.cumsum([source.size for source in buffers.call.sources])
    return np.split(numbers, ends[:-1])


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


def concatenate(inputs: Any, axis: int = -1) -> Any:
    """Return the columns of all tensors, one after the other."""
    return Concatenate(axis)(inputs)


def multiply(inputs: Any) -> Any:
    """Return the product of all tensors."""
    return Multiply()(inputs)


def subtract(inputs: Any) -> Any:
    """Return the first tensor less the second."""
    return Subtract()(inputs)


def average(inputs: Any) -> Any:
    """Return the mean of all tensors."""
    return Average()(inputs)


def add(inputs: Any) -> Any:
    """Return the sum of all tensors."""
    return Add()(inputs)
