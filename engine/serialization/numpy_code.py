"""Models as Python source that needs NumPy alone: ``predict`` with the weights as they are.

Tensors are ``[rows, numbers]``, as in textbooks.  How to train is in ``numpy_training``.
"""

import builtins
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.serialization.numpy_functions import definitions
from engine.serialization.steps import End, Steps, kind_of
from engine.serialization.weights import by_name
from engine.source_text import docstring, escaped, identifier, quoted

NUMBERS_TO_A_LINE = 6
NUMBERS_TO_A_PART = 100 * NUMBERS_TO_A_LINE  # about a millisecond


def literal(array: Array) -> str:
    """Return an array as an expression that gives it back to the bit."""
    return "".join(literal_parts(array))


def literal_parts(array: Array) -> Iterator[str]:
    """Yield the same in parts: a hundred thousand numbers take a while to write."""
    numbers = array.ravel()
    if len(numbers) <= NUMBERS_TO_A_LINE:
        yield f"np.array([{', '.join(map(_digits, numbers))}]"
    else:
        yield "np.array([\n"
        for at in range(0, len(numbers), NUMBERS_TO_A_PART):
            yield _lines(numbers[at : at + NUMBERS_TO_A_PART])
        yield "]"
    shape = "" if array.ndim == 1 else f".reshape({array.shape})"
    yield f", np.{array.dtype.name}){shape}"


def _lines(numbers: Array) -> str:
    digits = [_digits(number) for number in numbers]
    rows = (digits[at : at + NUMBERS_TO_A_LINE] for at in range(0, len(digits), NUMBERS_TO_A_LINE))
    return "".join(f"    {', '.join(row)},\n" for row in rows)


def arrays_file(model: Any) -> bytes:
    """Return all weights as an ``.npz`` file, which a program may read instead of holding them."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {
        escaped(name): one.array for name, one in by_name(model.network.layers).items()
    }
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _digits(number: Any) -> str:
    """Return the shortest digits that give a number back."""
    short = str(number)
    if not np.isfinite(number):
        return f"float({short!r})"
    return short if type(number)(float(short)) == number else repr(float(number))


def reading(arrays: str) -> str:
    """Return the lines that read the arrays of a file by name."""
    return f"with np.load({quoted(arrays)}) as file:\n    data = dict(file)\n"


def read_array(name: str) -> str:
    """Return the expression of a weight that was read so."""
    return f"data[{quoted(escaped(name))}]"


class Names:
    """The names that a program gives to weights, inputs and functions."""

    def __init__(self, model: Any, reserved: Iterable[str], arrays: str | None) -> None:
        self.taken = {"np", "math", "data", "file", *dir(builtins), *reserved}
        weights = by_name(model.network.layers)
        self.weights = {name: identifier(name, self.taken) for name in weights}
        self._arrays, self._values = arrays, {name: one.array for name, one in weights.items()}
        self._of_layer = {
            (layer, weight.name): self.weights[name]
            for layer in model.network.layers
            for weight in layer.own_weights
            for name, one in weights.items()
            if one is weight
        }

    def weight(self, layer: Any, name: str) -> str:
        """Return the name of a layer's weight, empty if it has none of that name."""
        return self._of_layer.get((layer, name), "")

    def assignments(self) -> Iterator[str]:
        """Yield, in parts, the lines that give the weights their numbers."""
        yield "" if self._arrays is None else reading(self._arrays)
        for key, name in self.weights.items():
            yield f"{name} = "
            if self._arrays is None:
                yield from literal_parts(self._values[key])
            else:
                yield read_array(key)
            yield "\n"


def source(model: Any, arrays: str | None = None) -> str:
    """Return a program whose ``predict`` does what the model's does.

    The weights stand in it, or are read from the file ``arrays`` that ``arrays_file`` made.
    Raises EngineError of a model or a layer that it has no words for.
    """
    return "".join(parts(model, arrays))


def parts(model: Any, arrays: str | None = None) -> Iterator[str]:
    """Yield the same in parts, each about a millisecond's work."""
    steps = Steps.of(model)
    used = [step.layer.activation for step in steps.steps if step.layer.has_z]
    names = Names(model, ["predict", *(one.function_name for one in used)], arrays)
    functions, body = definitions(used), _body(model, steps, names)
    imports = ("import math\n\n" if "math." in functions else "") + "import numpy as np\n"
    title = f"The model {quoted(model.name)}: its forward pass, in NumPy alone."
    yield f"{docstring(title)}\n\n{imports}\n"
    yield from names.assignments()
    yield f"\n\n{functions}{body}"


def _body(model: Any, steps: Steps, names: Names) -> str:
    """Return the function ``predict``."""
    tensors = {end.number: identifier(end.name, names.taken) for end in steps.inputs}
    parameters = ", ".join(tensors.values())
    lines = [_entry(tensors[end.number], model.dtype.name) for end in steps.inputs]
    for step in steps.steps:
        kind = kind_of(step.layer, "NumPy code")
        sources = [tensors[number] for number in step.sources]
        value = kind.numpy_line(step.called, sources, partial(names.weight, step.layer))
        tensors[step.output] = identifier(f"h{step.output}", names.taken)
        lines.append(f"{tensors[step.output]} = {value}")
    exits = [_exit(tensors[end.number], end) for end in steps.outputs]
    lines.append(f"return {_packed(model.output_structure, exits)}")
    summary = f'"""Return the outputs for {parameters}, each [rows, …]."""'
    return f"def predict({parameters}):\n    {summary}\n" + "".join(f"    {one}\n" for one in lines)


def _entry(name: str, dtype: str) -> str:
    return f"{name} = np.asarray({name}, np.{dtype}).reshape(len({name}), -1)"


def _exit(name: str, end: End) -> str:
    return name if len(end.shape) == 1 else f"{name}.reshape(-1, {', '.join(map(str, end.shape))})"


def _packed(structure: Any, parts: list[str]) -> str:
    if structure.kind == "dict":
        pairs = zip(structure.names, parts, strict=True)
        return "{" + ", ".join(f"{quoted(name)}: {part}" for name, part in pairs) + "}"
    return f"[{', '.join(parts)}]" if structure.kind == "list" else parts[0]
