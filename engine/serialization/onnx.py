"""Models as ONNX, for other programs to run: the forward pass at inference, with its weights.

All tensors are ``[rows, numbers]``; inputs and outputs of more dimensions are reshaped.  Needs the
package onnx.  Source: the operators of ONNX, opset 20.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.serialization.objects import activation_settings
from engine.serialization.steps import End, Steps, kind_of
from engine.source_text import escaped

OPSET, IR_VERSION = 20, 9  # what programs of 2024 and later read
ROWS = "rows"


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

    def cast(self, source: str, output: str) -> str:
        """Add a conversion to the model's type; return its output's name."""
        kind = self.library.helper.np_dtype_to_tensor_dtype(self.dtype)
        return self.node("Cast", [source], output, to=kind)


def packed(model: Any) -> bytes:
    """Return a model as the bytes of an ONNX file.  Raises EngineError."""
    library, steps = _library(), Steps.of(model)
    inputs, outputs = ([_named(end) for end in ends] for ends in (steps.inputs, steps.outputs))
    writer = Writer(library, model.dtype, {end.name for end in (*inputs, *outputs)})
    names = {end.number: _entry(writer, end) for end in inputs}
    for step in steps.steps:
        names[step.output] = writer.name()
        sources = [names[number] for number in step.sources]
        kind = kind_of(step.layer, "ONNX")
        if step.layer.has_z:
            activation_settings(step.layer.activation)  # raises, of one that is called like another
        kind.onnx_nodes(step.called, writer, sources, names[step.output])
    taken = {end.name for end in inputs}
    exits = [_exit(writer, end, names[end.number], taken) for end in outputs]
    return _document(writer, model, [_told(writer, end) for end in inputs], exits)


def _named(end: End) -> End:
    """Return an input or output under a name that every program can show."""
    return replace(end, name=escaped(end.name))


def _entry(writer: Writer, end: End) -> str:
    """Return an input, made flat."""
    if len(end.shape) == 1:
        return end.name
    return writer.node("Flatten", [end.name], axis=1)


def _exit(writer: Writer, end: End, source: str, taken: set[str]) -> Any:
    """Write an output's shape and name, which nothing else may have; return its description."""
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
