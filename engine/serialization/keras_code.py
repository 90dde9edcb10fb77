"""Models as Python source for Keras: it builds the model, compiles it and gives it its weights.

The same source runs here, with ``import engine as keras``: what Keras has not is then called by its
own name.  For Keras itself it is said in Keras's words where there are such, else left to
EngineError.  Shuffles and other randomness are Keras's own.
"""

import builtins
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.layer import Layer
from engine.layers import Columns, Normalization
from engine.serialization.keras_words import Words
from engine.serialization.numpy_code import literal_parts, read_array, reading
from engine.serialization.registry import MODELS
from engine.serialization.steps import Step, Steps, kind_of
from engine.serialization.weights import by_name
from engine.source_text import docstring, identifier, module_name, quoted

OURS = "engine"


@dataclass(frozen=True)
class Code:
    """What the program is made of."""

    model: Any
    steps: Steps
    words: Words
    arrays: str | None  # the file the weights are in

    @property
    def stacked(self) -> bool:
        """Whether it is written as a stack."""
        cut = any(isinstance(step.layer, Columns) for step in self.steps.steps)
        return type(self.model) is MODELS["Sequential"] and not (cut and self.words.foreign)


def source(model: Any, module: str = "keras", arrays: str | None = None) -> str:
    """Return a program that leaves the same model in ``model``.

    The weights stand in it, or are read from the file ``arrays``, which
    ``numpy_code.arrays_file`` makes.  Raises EngineError of what has no words.
    """
    return "".join(parts(model, module, arrays))


def parts(model: Any, module: str = "keras", arrays: str | None = None) -> Iterator[str]:
    """Yield the same in parts, each about a millisecond's work."""
    code = Code(model, Steps.of(model), Words(module != OURS), arrays)
    build = _stack(code) if code.stacked else _graph(code)
    name = module if module == "keras" else f"{module_name(module)} as keras"
    imports = f"import numpy as np\n\nimport {name}\n"
    title = docstring(f"The model {quoted(model.name)}, ready to be used.")
    first = [title, imports, _floats(code)]
    first += [code.words.definitions(), build, _frozen(code), _compile(code)]
    yield "".join(f"{part}\n" for part in first if part)
    yield from _weights(code)


def _floats(code: Code) -> str:
    name = code.model.dtype.name
    return "" if name == "float32" else f"keras.config.set_floatx({quoted(name)})\n"


def _layer(code: Code, layer: Layer) -> str:
    """Return the expression that makes a layer."""
    kind = kind_of(layer, "Keras code")
    return code.words.made("layers", kind, {**kind.keras_config(layer), "name": layer.name})


def _input(name: str, shape: Any) -> str:
    return f"keras.Input({tuple(shape)!r}, name={quoted(name)})"


def _stack(code: Code) -> str:
    (end,) = code.steps.inputs
    lines = [_input(end.name, end.shape)]
    lines += [_layer(code, step.layer) for step in code.steps.steps]
    inner = "".join(f"        {line},\n" for line in lines)
    return (
        f"model = keras.Sequential(\n    [\n{inner}    ],\n    name={quoted(code.model.name)},\n)"
    )


def _graph(code: Code) -> str:
    taken = {"keras", "np", "model", "data", "file", "step", *dir(builtins)}
    names = {end.number: identifier(end.name, taken) for end in code.steps.inputs}
    lines = [f"{names[end.number]} = {_input(end.name, end.shape)}" for end in code.steps.inputs]
    layers: dict[Layer, str] = {}
    for step in code.steps.steps:
        cut = code.words.foreign and isinstance(step.layer, Columns)
        if step.layer not in layers and not cut:
            layers[step.layer] = identifier(step.layer.name, taken)
            lines.append(f"{layers[step.layer]} = {_layer(code, step.layer)}")
        names[step.output] = identifier(f"h{step.output}", taken)
        sources = [names[number] for number in step.sources]
        called = _cut(step, sources) if cut else _called(step, layers[step.layer], sources)
        lines.append(f"{names[step.output]} = {called}")
    inputs, outputs = (
        _packed(structure, [names[end.number] for end in ends])
        for structure, ends in (
            (code.model.input_structure, code.steps.inputs),
            (code.model.output_structure, code.steps.outputs),
        )
    )
    lines.append(f"model = keras.Model({inputs}, {outputs}, name={quoted(code.model.name)})")
    return "\n".join(lines)


def _called(step: Step, layer: str, sources: list[str]) -> str:
    given = sources[0] if len(sources) == 1 else f"[{', '.join(sources)}]"
    training = "" if step.training is None else f", training={step.training}"
    return f"{layer}({given}{training})"


def _cut(step: Step, sources: list[str]) -> str:
    layer: Any = step.layer
    return f"{sources[0]}[:, {int(layer.start)}:{int(layer.stop)}]"


def _packed(structure: Any, parts: list[str]) -> str:
    if structure.kind == "dict":
        pairs = zip(structure.names, parts, strict=True)
        return "{" + ", ".join(f"{quoted(name)}: {part}" for name, part in pairs) + "}"
    return f"[{', '.join(parts)}]" if structure.kind == "list" else parts[0]


def _frozen(code: Code) -> str:
    layers = dict.fromkeys(step.layer for step in code.steps.steps)
    return "\n".join(
        f"model.get_layer({quoted(layer.name)}).trainable = False"
        for layer in layers
        if layer.weights and not layer.trainable and not isinstance(layer, Normalization)
    )


def _compile(code: Code) -> str:
    """Return the call of ``compile``, empty if the model is not compiled."""
    model, words = code.model, code.words
    if model._settings is None:
        return ""
    compiled, structure = model.compiled, model.output_structure
    sizes = [math.prod(shape) for shape in model.output_shapes]
    pairs = list(zip(compiled.losses, sizes, strict=True))
    shares = [words.share(*pair) for pair in pairs]
    weights = [one.weight * share for one, share in zip(model.objectives, shares, strict=True)]
    arguments = [
        f"optimizer={words.optimizer(compiled.optimizer)}",
        f"loss={_packed(structure, [words.loss(*pair) for pair in pairs])}",
    ]
    if any(weight != 1 for weight in weights):
        texts = [repr(weight) for weight in weights]
        alone = f"[{texts[0]}]"  # Keras takes no number by itself
        arguments.append(f"loss_weights={_packed(structure, texts) if len(texts) > 1 else alone}")
    for name, heeds in (("metrics", False), ("weighted_metrics", True)):
        chosen = [
            [one for one in named if one[1].heeds_weights is heeds] for named in compiled.metrics
        ]
        if any(chosen):
            told = [
                f"[{', '.join(words.metric(one, size) for one in named)}]"
                for named, size in zip(chosen, sizes, strict=True)
            ]
            arguments.append(f"{name}={_packed(structure, told)}")
    return "model.compile(\n" + "".join(f"    {one},\n" for one in arguments) + ")"


def _weights(code: Code) -> Iterator[str]:
    """Yield, in parts, the lines that give the layers their weights."""
    names = {id(weight): name for name, weight in by_name(code.model.network.layers).items()}
    yield "" if code.arrays is None else reading(code.arrays)
    for layer in dict.fromkeys(step.layer for step in code.steps.steps):
        if layer.weights and not isinstance(layer, Normalization):
            yield f"model.get_layer({quoted(layer.name)}).set_weights(\n    [\n"
            for weight in layer.weights:
                yield "        "
                if code.arrays is None:
                    yield from literal_parts(weight.array)
                else:
                    yield read_array(names[id(weight)])
                yield ",\n"
            yield "    ]\n)\n"
