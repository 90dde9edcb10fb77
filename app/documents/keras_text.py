"""Keras code that a person pastes: a network of dense layers, read out of the text and never run.

What is read are imports, and either a `Sequential` of a list with what is added to it, or a model
that is called together.  Anything else is refused with its line: code that was half understood
would be another network than the person's.
"""

import ast
from dataclasses import dataclass, field
from typing import Any

from app.documents.keras_graph import read_graph
from app.documents.keras_layers import (
    MODEL,
    ReadLayer,
    ReadNetwork,
    called,
    checked_hidden,
    dense_of,
    inputs_of,
    refused,
)

STACK = "a keras.Sequential of Dense layers"


@dataclass
class _Stack:
    """The layers that were read so far."""

    name: str = ""  # of the variable that holds the model
    inputs: int | None = None
    layers: list[ReadLayer] = field(default_factory=list)


def read_network(code: str) -> ReadNetwork:
    """Return the network that Keras code builds.  Raises Unprocessable: the line, and why."""
    lines = [
        line for line in _parsed(code).body if not isinstance(line, ast.Import | ast.ImportFrom)
    ]
    return _read_lines(lines) if any(map(_is_stack, lines)) else read_graph(lines)


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError as error:
        raise refused(error, f"Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise refused(None, f"{MODEL}, not nested that deep") from None


def _is_stack(line: ast.stmt) -> bool:
    match line:
        case ast.Assign(value=ast.Call() as call) | ast.Expr(value=ast.Call() as call):
            match call.func:
                case ast.Name(id="Sequential") | ast.Attribute(attr="Sequential"):
                    return True
    return False


def _read_lines(lines: list[ast.stmt]) -> ReadNetwork:
    stack: _Stack | None = None
    for line in lines:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if stack is None:
                stack = _Stack(name)
                _read_stack(stack, call)
            case ast.Expr(value=ast.Call() as call) if stack and _is_add(call, stack):
                _read_added(stack, call)
            case ast.Expr(value=ast.Call() as call) if stack is None:
                stack = _Stack()
                _read_stack(stack, call)
            case _:
                raise refused(line, f"{STACK} and nothing else")
    if stack is None or not stack.layers:
        raise refused(None, f"{STACK}, at least one")
    return _network(stack)


def _is_add(call: ast.Call, stack: _Stack) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr="add"):
            return name == stack.name
    return False


def _read_stack(stack: _Stack, call: ast.Call) -> None:
    if called(call) != "Sequential":
        raise refused(call, f"{STACK}; {called(call)} is none")
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "layers")]
    if any(one.arg not in ("layers", "name") for one in call.keywords) or len(given) > 1:
        raise refused(call, f"{STACK}, given as one list")
    for part in given:
        if not isinstance(part, ast.List | ast.Tuple):
            raise refused(part, "a list of layers")
        for layer in part.elts:
            _read_layer(stack, layer)


def _read_added(stack: _Stack, call: ast.Call) -> None:
    if len(call.args) != 1 or call.keywords:
        raise refused(call, "one layer that is added")
    _read_layer(stack, call.args[0])


def _read_layer(stack: _Stack, part: Any) -> None:
    if not isinstance(part, ast.Call):
        raise refused(part, "layers that are made where they stand, such as keras.layers.Dense(4)")
    kind = called(part)
    if kind in ("Input", "InputLayer"):
        if stack.layers or stack.inputs is not None:
            raise refused(part, "one Input, before all layers")
        stack.inputs = inputs_of(part)
    elif kind == "Dense":
        is_first = not stack.layers and stack.inputs is None
        layer, inputs = dense_of(part, is_first=is_first)
        stack.layers.append(layer)
        stack.inputs = inputs if is_first else stack.inputs
    else:
        raise refused(part, f"Dense layers, and an Input before them; {kind} is neither")


def _network(stack: _Stack) -> ReadNetwork:
    *hidden, output = stack.layers
    return {
        "inputs": stack.inputs,
        "hidden": checked_hidden(hidden),
        "units": output["units"],
        "output_activation": output["activation"],
    }
