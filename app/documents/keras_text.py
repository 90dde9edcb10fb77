"""Keras code that a person pastes: a stack of dense layers, read out of the text and never run.

What is read are imports, a `Sequential` of a list, and what is added to it.  Anything else is
refused with its line: code that was half understood would be another network than the person's.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypedDict

from app.documents.choices import HIDDEN_ACTIVATIONS, OUTPUT_ACTIVATIONS
from app.errors import Unprocessable, fault
from app.limits.caps import MAX_LAYERS, MAX_UNITS

STACK = "a keras.Sequential of Dense layers"
QUIET = {"name", "kernel_initializer", "bias_initializer", "dtype"}  # the document has its own
SHAPES = ("input_shape", "shape", "batch_shape", "input_dim")


class ReadLayer(TypedDict):
    """A hidden layer, as documents have them."""

    units: int
    activation: str


class ReadNetwork(TypedDict):
    """What pasted code says of a network; without an input its first layer takes any."""

    inputs: int | None
    hidden: list[ReadLayer]
    units: int  # of the output
    output_activation: str


@dataclass
class _Stack:
    """The layers that were read so far."""

    name: str = ""  # of the variable that holds the model
    inputs: int | None = None
    layers: list[ReadLayer] = field(default_factory=list)


def read_network(code: str) -> ReadNetwork:
    """Return the network that Keras code builds.  Raises Unprocessable: the line, and why."""
    stack: _Stack | None = None
    for line in _parsed(code).body:
        match line:
            case ast.Import() | ast.ImportFrom():
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if stack is None:
                stack = _Stack(name)
                _read_stack(stack, call)
            case ast.Expr(value=ast.Call() as call) if stack and _is_add(call, stack):
                _read_added(stack, call)
            case ast.Expr(value=ast.Call() as call) if stack is None:
                stack = _Stack()
                _read_stack(stack, call)
            case _:
                _refuse(line, f"{STACK} and nothing else")
    if stack is None or not stack.layers:
        _refuse(None, f"{STACK}, at least one")
    return _network(stack)


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError as error:
        _refuse(error, f"Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError):
        _refuse(None, f"{STACK}, not nested that deep")


def _refuse(place: Any, allowed: str) -> NoReturn:
    """Raise what is wrong with a line."""
    line = getattr(place, "lineno", None)
    where = f" (line {line})" if line else ""
    raise Unprocessable.of(fault("code", f"must be {allowed}{where}", "code"))


def _called(call: ast.Call) -> str:
    """Return the last part of what is called: `Dense` of `keras.layers.Dense`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    _refuse(call, STACK)


def _is_add(call: ast.Call, stack: _Stack) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr="add"):
            return name == stack.name
    return False


def _read_stack(stack: _Stack, call: ast.Call) -> None:
    if _called(call) != "Sequential":
        _refuse(call, f"{STACK}; {_called(call)} is none")
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "layers")]
    if any(one.arg not in ("layers", "name") for one in call.keywords) or len(given) > 1:
        _refuse(call, f"{STACK}, given as one list")
    for part in given:
        if not isinstance(part, ast.List | ast.Tuple):
            _refuse(part, "a list of layers")
        for layer in part.elts:
            _read_layer(stack, layer)


def _read_added(stack: _Stack, call: ast.Call) -> None:
    if len(call.args) != 1 or call.keywords:
        _refuse(call, "one layer that is added")
    _read_layer(stack, call.args[0])


def _read_layer(stack: _Stack, part: ast.expr) -> None:
    if not isinstance(part, ast.Call):
        _refuse(part, "layers that are made where they stand, such as keras.layers.Dense(4)")
    kind = _called(part)
    if kind in ("Input", "InputLayer"):
        if stack.layers or stack.inputs is not None:
            _refuse(part, "one Input, before all layers")
        stack.inputs = _inputs(part)
    elif kind == "Dense":
        stack.layers.append(_dense(stack, part))
    else:
        _refuse(part, f"Dense layers, and an Input before them; {kind} is neither")


def _arguments(call: ast.Call, *names: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield arguments by name, of which the first may stand without one."""
    if len(call.args) > len(names):
        _refuse(call, f"given at most {', '.join(names)} without names")
    yield from zip(names, call.args, strict=False)
    for one in call.keywords:
        yield one.arg or "**", one.value


def _inputs(call: ast.Call) -> int:
    for name, value in _arguments(call, "shape"):
        if name in SHAPES:
            return _size(value)
        if name not in QUIET:
            _refuse(value, f"without {name}")
    _refuse(call, "an Input with a shape, such as shape=(8,)")


def _size(value: ast.expr) -> int:
    """Return how many numbers a row has; rows themselves may be counted by None."""
    sizes = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    known = [_whole(one) for one in sizes if not _is_none(one)]
    if len(known) != 1 or known[0] < 1:
        _refuse(value, "the shape of a row of numbers, such as (8,)")
    return known[0]


def _whole(value: ast.expr) -> int:
    """Return a whole number; 0 of anything else."""
    found = value.value if isinstance(value, ast.Constant) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _dense(stack: _Stack, call: ast.Call) -> ReadLayer:
    layer: ReadLayer = {"units": 0, "activation": "linear"}
    for name, value in _arguments(call, "units", "activation"):
        if name in SHAPES and not stack.layers and stack.inputs is None:
            stack.inputs = _size(value)
        elif name == "units":
            layer["units"] = _units(value)
        elif name == "activation":
            layer["activation"] = _activation(value)
        elif name == "use_bias" and isinstance(value, ast.Constant) and value.value is True:
            continue
        elif name not in QUIET:
            _refuse(value, f"a Dense layer without {name}")
    if not layer["units"]:
        _refuse(call, "a Dense layer with units")
    return layer


def _units(value: ast.expr) -> int:
    units = _whole(value)
    if not 1 <= units <= MAX_UNITS:
        _refuse(value, f"units as a whole number from 1 to {MAX_UNITS}")
    return units


def _activation(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=None):
            return "linear"
        case ast.Constant(value=str() as name) if name in OUTPUT_ACTIVATIONS[1:]:
            return name
        case ast.Attribute(attr=name) if name in OUTPUT_ACTIVATIONS[1:]:
            return name
    _refuse(value, f"an activation by its name: one of {', '.join(OUTPUT_ACTIVATIONS[1:])}")


def _network(stack: _Stack) -> ReadNetwork:
    *hidden, output = stack.layers
    if len(hidden) > MAX_LAYERS:
        _refuse(None, f"at most {MAX_LAYERS} hidden layers and an output")
    for layer in hidden:
        if layer["activation"] not in HIDDEN_ACTIVATIONS:
            _refuse(None, f"without {layer['activation']} in a hidden layer")
    return {
        "inputs": stack.inputs,
        "hidden": hidden,
        "units": output["units"],
        "output_activation": output["activation"],
    }
