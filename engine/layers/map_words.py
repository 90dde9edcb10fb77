"""How layers on maps are said in NumPy and ONNX, where all tensors are ``[rows, numbers]``.

Where units belong together, for softmax, each place is a row meanwhile.
"""

import math
from typing import Any

import numpy as np

from engine.activations.activation import Activation
from engine.errors import EngineError
from engine.exportable import Nodes
from engine.layers.windows import Windows
from engine.tensors import Shape


def numpy_maps(x: str, windows: Windows) -> str:
    """Return the expression of maps, ``[rows, height, width, channels]``."""
    sizes = windows.vertical.size, windows.horizontal.size, windows.channels
    return f"{x}.reshape(-1, {', '.join(map(str, sizes))})"


def numpy_windows(x: str, windows: Windows, filling: str = "0") -> str:
    """Return that of all windows, ``[rows, down, across, channels, *kernel]``."""
    axes, maps = (windows.vertical, windows.horizontal), numpy_maps(x, windows)
    if windows.needs_padding:
        padding = ", ".join(f"({axis.before}, {axis.after})" for axis in axes)
        maps = f"np.pad({maps}, ((0, 0), {padding}, (0, 0)), constant_values={filling})"
    seen = f"np.lib.stride_tricks.sliding_window_view({maps}, {windows.reach}, (1, 2))"
    steps = [", ".join(f"::{axis.stride}" for axis in axes)]
    steps += [f"::{axis.dilation}" for axis in axes]
    return f"{seen}[:, {steps[0]}, :, {', '.join(steps[1:])}]"


def numpy_at_places(activation: Activation, z: str, shape: Shape) -> str:
    """Return the activation of rows that are maps, at each place."""
    if activation.vjp is None or len(shape) == 1:
        return activation.numpy_call(z)
    called = activation.numpy_call(f"{z}.reshape(-1, {shape[-1]})")
    return f"{called}.reshape(len({z}), -1)"


def channels_first(nodes: Nodes, x: str, windows: Windows) -> str:
    """Add what makes maps with the channels first, as ONNX has them; return their name."""
    sizes = [-1, windows.vertical.size, windows.horizontal.size, windows.channels]
    maps = shaped(nodes, x, sizes)
    return nodes.node("Transpose", [maps], perm=[0, 3, 1, 2])


def channels_last(nodes: Nodes, x: str) -> str:
    """Add what moves the channels back to the end; return the name."""
    return nodes.node("Transpose", [x], perm=[0, 2, 3, 1])


def shaped(nodes: Nodes, x: str, sizes: Any, out: str = "") -> str:
    """Add a Reshape; return its output's name."""
    return nodes.node("Reshape", [x, nodes.constant(sizes, np.int64)], out)


def onnx_at_places(nodes: Nodes, activation: Activation, z: str, shape: Shape, out: str) -> None:
    """Add the activation of rows that are maps, at each place."""
    if activation.vjp is None or len(shape) == 1:
        activation.onnx_nodes(nodes, z, out)
        return
    a = nodes.name()
    activation.onnx_nodes(nodes, shaped(nodes, z, [-1, shape[-1]]), a)
    shaped(nodes, a, [-1, math.prod(shape)], out)


def onnx_settings(windows: Windows) -> dict[str, Any]:
    """Return the attributes of windows that ONNX's operators share."""
    axes = windows.vertical, windows.horizontal
    return {
        "kernel_shape": [axis.kernel for axis in axes],
        "strides": [axis.stride for axis in axes],
        "pads": [axis.before for axis in axes] + [axis.after for axis in axes],
    }


def only_single(nodes: Nodes, what: str) -> None:
    """Raise EngineError of an operator that programs run for float32 alone."""
    if nodes.dtype != np.float32:
        raise EngineError(
            f"ONNX programs run {what} in float32 alone; got {nodes.dtype.name}: make the model "
            "after config.set_floatx('float32')"
        )
