"""Models as ONNX, for other programs to run: the forward pass at inference, with its weights.

All tensors are ``[rows, numbers]``; inputs and outputs of more dimensions are reshaped.  Needs the
package onnx.  Source: the operators of ONNX, opset 20.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.activations import Activation
from engine.errors import EngineError
from engine.layer import Layer
from engine.layers.normalization import LEAST_DEVIATION
from engine.serialization.objects import activation_settings, parameter
from engine.serialization.steps import End, Step, Steps, entry_for
from engine.source_text import escaped

OPSET, IR_VERSION = 20, 9  # what programs of 2024 and later read
ROWS = "rows"
Emit = Callable[["Writer", Step, list[str], str], object]


class Writer:
    """The nodes and constants written so far."""

    def __init__(self, library: Any, dtype: np.dtype[Any], taken: set[str]) -> None:
        self.library, self.dtype, self.taken = library, dtype, taken
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._count = 1

    def name(self) -> str:
        """Return a name that nothing has."""
        while (name := f"_{self._count}") in self.taken:
            self._count += 1
        self.taken.add(name)
        return name

    def constant(self, value: Any, dtype: Any = None) -> str:
        """Add numbers, by default of the model's type; return their name."""
        array = np.ascontiguousarray(value, dtype or self.dtype).reshape(np.shape(value))
        name = self.name()
        self.constants.append(self.library.numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, sources: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Add an operation; return its output's name."""
        output = output or self.name()
        made = self.library.helper.make_node(kind, list(sources), [output], **attributes)
        self.nodes.append(made)
        return output


# Activations: (writer, activation, source, output)


def _one(kind: str, **attributes: Any) -> Callable[[Writer, Activation, str, str], Any]:
    return lambda w, _, x, out: w.node(kind, [x], out, **attributes)


def _step(w: Writer, _: Activation, x: str, out: str) -> None:
    above = w.node("GreaterOrEqual", [x, w.constant(0)])
    w.node("Cast", [above], out, to=w.library.helper.np_dtype_to_tensor_dtype(w.dtype))


def _leaky(w: Writer, activation: Activation, x: str, out: str) -> None:
    w.node("LeakyRelu", [x], out, alpha=parameter(activation))


def _elu(w: Writer, activation: Activation, x: str, out: str) -> None:
    w.node("Elu", [x], out, alpha=parameter(activation))


def _relu6(w: Writer, _: Activation, x: str, out: str) -> None:
    w.node("Clip", [x, w.constant(0), w.constant(6)], out)


ACTIVATION_NODES: dict[str, Callable[[Writer, Activation, str, str], Any]] = {
    "linear": _one("Identity"),
    "step": _step,
    "sign": _one("Sign"),
    "sigmoid": _one("Sigmoid"),
    "hard_sigmoid": _one("HardSigmoid", alpha=1 / 6, beta=0.5),
    "tanh": _one("Tanh"),
    "relu": _one("Relu"),
    "leaky_relu": _leaky,
    "relu6": _relu6,
    "elu": _elu,
    "selu": _one("Selu"),
    "softplus": _one("Softplus"),
    "softsign": _one("Softsign"),
    "gelu": _one("Gelu"),
    "mish": _one("Mish"),
    "silu": lambda w, _, x, out: w.node("Mul", [x, w.node("Sigmoid", [x])], out),
    "exponential": _one("Exp"),
    "softmax": _one("Softmax", axis=1),
}


def _activate(w: Writer, activation: Activation, x: str, out: str) -> None:
    name, _ = activation_settings(activation)
    if name not in ACTIVATION_NODES:
        raise EngineError(f"ONNX knows no activation {name!r}")
    ACTIVATION_NODES[name](w, activation, x, out)


# Layers


def _weights(w: Writer, layer: Layer) -> dict[str, str]:
    return {weight.name: w.constant(weight.array) for weight in layer.weights}


def _dense(w: Writer, step: Step, sources: list[str], out: str) -> None:
    layer, given = step.layer, _weights(w, step.layer)
    straight = layer.activation.name == "linear"
    kind, inputs = "MatMul", [*sources, given["kernel"]]
    if "bias" in given:
        kind, inputs = "Gemm", [*inputs, given["bias"]]
    z = w.node(kind, inputs, out if straight else "")
    if not straight:
        _activate(w, layer.activation, z, out)


def _batch_normalization(w: Writer, step: Step, sources: list[str], out: str) -> None:
    layer: Any = step.layer
    given = _weights(w, layer)
    gamma = given.get("gamma") or w.constant(np.ones(step.size))
    beta = given.get("beta") or w.constant(np.zeros(step.size))
    inputs = [*sources, gamma, beta, given["moving_mean"], given["moving_variance"]]
    w.node("BatchNormalization", inputs, out, epsilon=float(layer.epsilon))


def _normalization(w: Writer, step: Step, sources: list[str], out: str) -> None:
    mean, variance = (weight.array for weight in step.layer.weights[:2])
    centred = w.node("Sub", [*sources, w.constant(mean)])
    w.node("Div", [centred, w.constant(np.maximum(np.sqrt(variance), LEAST_DEVIATION))], out)


def _columns(w: Writer, step: Step, sources: list[str], out: str) -> None:
    layer: Any = step.layer
    bounds = [w.constant([n], np.int64) for n in (layer.start, layer.stop, 1)]
    w.node("Slice", [*sources, *bounds], out)


def _product(w: Writer, step: Step, sources: list[str], out: str) -> None:
    first, *rest, last = sources
    for source in rest:
        first = w.node("Mul", [first, source])
    w.node("Mul", [first, last], out)


def _plain(kind: str, **attributes: Any) -> Emit:
    return lambda w, step, sources, out: w.node(kind, sources, out, **attributes)


def _by_activation(w: Writer, step: Step, sources: list[str], out: str) -> None:
    _activate(w, step.layer.activation, sources[0], out)


LAYER_NODES: dict[str, Emit] = {
    "Activation": _by_activation,
    "Add": _plain("Sum"),
    "Average": _plain("Mean"),
    "BatchNormalization": _batch_normalization,
    "Columns": _columns,
    "Concatenate": _plain("Concat", axis=1),
    "Dense": _dense,
    "Dropout": _plain("Identity"),
    "ELU": _by_activation,
    "Flatten": _plain("Identity"),
    "GaussianNoise": _plain("Identity"),
    "LeakyReLU": _by_activation,
    "Multiply": _product,
    "Normalization": _normalization,
    "ReLU": _by_activation,
    "Softmax": _by_activation,
    "Subtract": _plain("Sub"),
}


# The whole


def packed(model: Any) -> bytes:
    """Return a model as the bytes of an ONNX file.  Raises EngineError."""
    library, steps = _library(), Steps.of(model)
    inputs, outputs = ([_named(end) for end in ends] for ends in (steps.inputs, steps.outputs))
    writer = Writer(library, model.dtype, {end.name for end in (*inputs, *outputs)})
    names = {end.number: _entry(writer, end) for end in inputs}
    for step in steps.steps:
        names[step.output] = writer.name()
        sources = [names[number] for number in step.sources]
        entry_for(LAYER_NODES, step.layer, "ONNX")(writer, step, sources, names[step.output])
    taken = {end.name for end in inputs}
    found = [_exit(writer, end, names[end.number], taken) for end in outputs]
    return _document(writer, model, [_told(writer, end) for end in inputs], found)


def _named(end: End) -> End:
    """Return an input or output under a name that every program can show."""
    return replace(end, name=escaped(end.name))


def _entry(writer: Writer, end: End) -> str:
    """Return an input, made flat."""
    if len(end.shape) == 1:
        return end.name
    return writer.node("Flatten", [end.name], axis=1)


def _exit(writer: Writer, end: End, source: str, taken: set[str]) -> Any:
    """Write an output's shape and name, which nothing else may have; return what is told of it."""
    name = end.name
    while name in taken:
        name += "_output"
    taken.add(name)
    shape = writer.constant([-1, *end.shape], np.int64)
    writer.node("Reshape", [source, shape], name)
    return _told(writer, End(name, end.shape, end.number))


def _told(writer: Writer, end: End) -> Any:
    helper = writer.library.helper
    kind = helper.np_dtype_to_tensor_dtype(writer.dtype)
    return helper.make_tensor_value_info(end.name, kind, [ROWS, *end.shape])


def _document(writer: Writer, model: Any, inputs: list[Any], outputs: list[Any]) -> bytes:
    helper = writer.library.helper
    graph = helper.make_graph(writer.nodes, escaped(model.name), inputs, outputs, writer.constants)
    opset = helper.make_opsetid("", OPSET)
    document = helper.make_model(
        graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="neural-playground"
    )
    writer.library.checker.check_model(document, full_check=True)
    return bytes(document.SerializeToString())


def _library() -> Any:
    try:
        import onnx
        import onnx.checker
        import onnx.helper
        import onnx.numpy_helper
    except ImportError:
        raise EngineError(
            "ONNX files are written by the package onnx: install neural-playground[export]"
        ) from None
    return onnx
