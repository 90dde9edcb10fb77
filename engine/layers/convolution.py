"""Convolutions: the same small kernel at each place of maps, or of sequences.

A kernel ``[height, width, channels, filters]`` and the bias after it lie in the flat vector like
one matrix, as those of a dense layer do (``engine.layers.core``).  The windows that the kernel
meets become the columns of a second matrix, a part at a time (``engine.layers.patches``).  So one
product gives z with the bias in it, one the gradients of kernel and bias, and one the gradient by
each number of each window, which is added to those that it was copied from.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeAlias

import numpy as np

from engine import activations, constraints, initializers, regularizers
from engine.arrays import Array
from engine.choices import whole
from engine.constraints import Constraint
from engine.errors import InvalidValue
from engine.exportable import Names, Nodes
from engine.initializers import Initializer
from engine.layers import map_words
from engine.layers.patches import Patch, patches_of
from engine.layers.places import activation_pass, return_pass
from engine.layers.sliding import Sliding, sizes
from engine.layers.windows import PaddedGradient, PaddedMaps, Windows
from engine.regularizers import Regularizer
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape

_PartBack: TypeAlias = Callable[[int, Patch], None]  # of the number of a part, and the part


class _Convolution(Sliding):
    """What one and two axes have in common; the arguments are Keras's."""

    settings: ClassVar[tuple[str, ...]] = (
        "filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups",
        "activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
        "bias_regularizer", "kernel_constraint", "bias_constraint",
    )  # fmt: skip
    has_z = True
    penalised = ("kernel", "bias")

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Initializer | str = "glorot_uniform",
        bias_initializer: Initializer | str = "zeros",
        kernel_regularizer: Regularizer | str | None = None,
        bias_regularizer: Regularizer | str | None = None,
        activity_regularizer: Regularizer | str | None = None,
        *,
        kernel_constraint: Constraint | str | None = None,
        bias_constraint: Constraint | str | None = None,
        name: str | None = None,
        trainable: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(name, trainable, **given)
        self.filters = whole("filters", filters, 1)
        self.kernel_size = sizes("kernel_size", kernel_size, self.rank)
        self._take(self.kernel_size, strides, padding, data_format)
        self.dilation_rate = sizes("dilation_rate", dilation_rate, self.rank)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise InvalidValue(
                "strides above 1 go with no dilation_rate above 1, as in Keras; got strides="
                f"{self.strides} and dilation_rate={self.dilation_rate}"
            )
        self.groups = whole("groups", groups, 1)
        if self.groups > 1:
            raise InvalidValue(f"groups must be 1, the only number here; got {groups}")
        self.use_bias, self.activation = use_bias, activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the number of windows along each axis, and the filters."""
        return (*self.counts(shapes[0]), self.filters)

    def declare(self, *shapes: Shape) -> None:
        """Add kernel and bias."""
        shape = (*self.kernel_size, shapes[0][-1], self.filters)
        self.add_weight("kernel", shape, self.kernel_initializer)
        if self.use_bias:
            self.add_weight("bias", (self.filters,), self.bias_initializer)

    def _block(self, numbers: Array) -> Array:
        """Return flat numbers as the matrix of kernel and bias, ``[numbers (+ 1), filters]``."""
        return numbers.reshape(-1, self.filters)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the sums over all windows, and their activation; places are rows meanwhile."""
        windows = self.windows(self.input_shapes[0])
        shape = (*_kernel_sizes(windows), self.filters)
        seen = map_words.numpy_windows(x[0], windows)
        kernel = f"{weight('kernel')}.reshape({shape})"
        z = f"np.tensordot({seen}, {kernel}, ((4, 5, 3), (0, 1, 2))).reshape(-1, {self.filters})"
        z = f"{z} + {weight('bias')}" if self.use_bias else z
        return f"({self.activation.numpy_call(z)}).reshape(len({x[0]}), -1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Conv and the activation.  Raises EngineError."""
        map_words.only_single(nodes, "Conv")
        windows = self.windows(self.input_shapes[0])
        kernel, *bias = (weight.array for weight in self.weights)
        kernel = kernel.reshape(*_kernel_sizes(windows), self.filters).transpose(3, 2, 0, 1)
        given = [map_words.channels_first(nodes, x[0], windows)]
        given += [nodes.constant(one) for one in (kernel, *bias)]
        gaps = [windows.vertical.dilation, windows.horizontal.dilation]
        z = nodes.node("Conv", given, dilations=gaps, **map_words.onnx_settings(windows))
        shape = self.output_shape(*self.input_shapes)
        z = map_words.shaped(nodes, map_words.channels_last(nodes, z), [-1, math.prod(shape)])
        map_words.onnx_at_places(nodes, self.activation, z, shape, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return a = activation(z), z = blockᵀ · the windows."""
        (source,), windows = buffers.sources, self.windows(self.input_shapes[0])
        padded, z = PaddedMaps(windows, source), buffers.z
        buffers.kept["padded"] = padded.maps
        patches = patches_of(windows, padded.maps, z)
        product, own = self._block(self.trainable_values).T.dot, self._own_columns
        straight = buffers.fused or self.activation.name == "linear"  # z is all that is asked for
        activate = activation_pass(self.activation, self.filters, z, buffers.output.numbers)

        def forward() -> None:
            padded.take()
            for patch in patches:
                patch.fill()
                product(patch.columns[own], patch.units)
                patch.write()
            if not straight:
                activate()

        return forward

    @property
    def _own_columns(self) -> slice:
        """Which rows of windows as columns meet the block: the ones only where there are biases."""
        return slice(None) if self.use_bias else slice(-1)

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dblock = the windows · dL/dzᵀ; dL/dwindows = kernel · dL/dz, summed."""
        windows, steps = self.windows(self.input_shapes[0]), list[_PartBack]()
        patches = patches_of(windows, buffers.kept["padded"], buffers.delta)
        return_to_z = return_pass(self.activation, self.filters, buffers)
        if targets.weights is not None:
            steps.append(self._to_block(self._block(targets.weights)))
        gradient = None
        if targets.into[0] is not None:
            gradient = PaddedGradient(windows, targets.into[0])
            steps.append(self._to_inputs(patches, windows, gradient))

        def backward() -> None:
            return_to_z()
            if gradient is not None:
                gradient.clear()
            for number, patch in enumerate(patches):
                patch.read()
                for step in steps:
                    step(number, patch)
            if gradient is not None:
                gradient.give()

        return backward

    def _to_block(self, block: Array) -> _PartBack:
        """Return what adds a part's share to the gradient by kernel and bias."""
        share, own = np.empty_like(block), self._own_columns

        def add(number: int, patch: Patch) -> None:
            patch.fill()
            patch.columns[own].dot(patch.units.T, share)
            if number:
                np.add(block, share, block)
            else:
                np.copyto(block, share)

        return add

    def _to_inputs(
        self, patches: Sequence[Patch], windows: Windows, gradient: PaddedGradient
    ) -> _PartBack:
        """Return what adds a part's share to the gradient by the inputs."""
        product = self._block(self.trainable_values)[: windows.numbers].dot
        adds = [patch.adds(windows, gradient) for patch in patches]

        def add(number: int, patch: Patch) -> None:
            product(patch.units, patch.columns[:-1])
            for into, share in adds[number]:
                np.add(into, share, into)

        return add


class Conv2D(_Convolution):
    """a = activation(Σ kernel · window + bias) at each place of maps, channels last.

    >>> both = Conv2D(1, (1, 2), kernel_initializer="ones")
    >>> both(np.array([[[[1], [2], [4]]]]))[0, 0, :, 0].tolist()
    [3.0, 6.0]
    """

    rank = 2


class Conv1D(_Convolution):
    """The same at each step of sequences; ``padding="causal"`` looks at no step to come."""

    rank = 1
    paddings = ("valid", "same", "causal")


def _kernel_sizes(windows: Windows) -> Shape:
    """Return the height, width and channels of a kernel."""
    return windows.vertical.kernel, windows.horizontal.kernel, windows.channels
