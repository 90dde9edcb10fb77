"""The layers and tensors of a functional Keras model, as the text of its lines has them.

A tensor is columns of the Inputs, what a dense layer puts out, or both, joined.  Layers are made
where they are called, or on a line before.
"""

import ast
from dataclasses import dataclass, field
from itertools import pairwise

from app.documents.keras_layers import (
    MODEL,
    ReadLayer,
    arguments,
    called,
    dense_of,
    inputs_of,
    refused,
)

DEEPEST = 24  # calls within calls: eight layers, each with what is joined before it
Run = tuple[int, int, int]  # of columns: the number of their Input, the first, and after the last


@dataclass(eq=False, repr=False)
class Layer:
    """A layer that is called once, or one that joins, which may be called again."""

    dense: ReadLayer | None
    name: str = ""
    is_called: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Tensor:
    """Columns of the inputs, what a layer puts out, or both, joined."""

    columns: tuple[Run, ...] = ()
    after: "Step | None" = None


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """A dense layer that is called, and what it reads."""

    call: ast.Call
    layer: ReadLayer
    name: str
    reads: Tensor


@dataclass(eq=False, repr=False)
class Scope:
    """What the lines that were read so far have made, by its names."""

    made: dict[str, Layer | Tensor] = field(default_factory=dict)
    inputs: list[tuple[Tensor, int]] = field(default_factory=list)  # each with its size


def value_of(scope: Scope, part: ast.expr, depth: int = 0) -> Layer | Tensor:
    """Return the layer or tensor that an expression stands for."""
    if depth > DEEPEST:
        raise refused(part, f"{MODEL}, not nested that deep")
    match part:
        case ast.Name(id=name):
            if name not in scope.made:
                raise refused(part, f"a layer or tensor that an earlier line makes; {name} is none")
            return scope.made[name]
        case ast.Subscript():
            return _cut(part, tensor_of(scope, part.value, depth + 1))
        case ast.Call(func=ast.Call() as func):
            return _applied(scope, part, value_of(scope, func, depth + 1), depth)
        case ast.Call(func=ast.Name(id=name)) if name in scope.made:
            return _applied(scope, part, scope.made[name], depth)
        case ast.Call():
            return _made(scope, part, depth)
    raise refused(part, "layers and tensors, such as keras.layers.Dense(4)(inputs)")


def tensor_of(scope: Scope, part: ast.expr, depth: int = 0) -> Tensor:
    """Return the tensor that an expression stands for."""
    value = value_of(scope, part, depth)
    if not isinstance(value, Tensor):
        raise refused(
            part, "a tensor, such as keras.layers.Dense(4)(inputs); this layer is not called"
        )
    return value


def _made(scope: Scope, call: ast.Call, depth: int) -> Layer | Tensor:
    """Return what a call of Keras makes."""
    kind = called(call)
    if kind == "Input":
        if len(scope.inputs) == 2:
            raise refused(call, "one Input or two")
        size = inputs_of(call)
        tensor = Tensor(((len(scope.inputs), 0, size),))
        scope.inputs.append((tensor, size))
        return tensor
    if kind == "Dense":
        return Layer(dense_of(call)[0], _name_of(call))
    if kind == "Concatenate":
        _check_axis(call)
        return Layer(None)
    if kind == "concatenate":
        given = [value for name, value in _check_axis(call, "inputs") if name == "inputs"]
        return _joined(scope, call, given, depth)
    raise refused(call, f"Input, Dense, Concatenate and Model; {kind} is none of them")


def _name_of(call: ast.Call) -> str:
    for one in call.keywords:
        match one:
            case ast.keyword(arg="name", value=ast.Constant(value=str() as name)):
                return name
    return ""


def _check_axis(call: ast.Call, *names: str) -> list[tuple[str, ast.expr]]:
    """Return arguments, if what is joined are columns."""
    given = [*arguments(call, *(names or ("axis",)))]
    for name, value in given:
        match name, value:
            case ("axis", ast.Constant(value=1)) | ("name", _):
                continue
            case "axis", ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
                continue
        if name not in names:
            raise refused(value, f"joined along the last axis, without {name} of another value")
    return given


def _applied(scope: Scope, call: ast.Call, layer: Layer | Tensor, depth: int) -> Tensor:
    if isinstance(layer, Tensor):
        raise refused(call, "a layer that is called; this is a tensor")
    if len(call.args) != 1 or call.keywords:
        raise refused(call, "a layer that is called with one tensor, or with one list")
    if layer.dense is None:
        return _joined(scope, call, call.args, depth)
    if layer.is_called:
        raise refused(call, "a Dense layer that is called once: the diagram has no shared layers")
    layer.is_called = True
    reads = tensor_of(scope, call.args[0], depth + 1)
    return Tensor(after=Step(call, layer.dense, layer.name, reads))


def _joined(scope: Scope, call: ast.Call, given: list[ast.expr], depth: int) -> Tensor:
    parts = given[0].elts if given and isinstance(given[0], ast.List | ast.Tuple) else []
    if not parts:
        raise refused(call, "a list of tensors to join, such as [inputs, hidden]")
    tensors = [tensor_of(scope, part, depth + 1) for part in parts]
    columns = sorted(run for tensor in tensors for run in tensor.columns)
    if any(one[0] == other[0] and one[2] > other[1] for one, other in pairwise(columns)):
        raise refused(call, "each input once in what is joined")
    steps = [tensor.after for tensor in tensors if tensor.after]
    if len(steps) > 1:
        raise refused(
            call, "inputs joined to one layer; two layers side by side are not in the diagram"
        )
    return Tensor(tuple(columns), steps[0] if steps else None)


def _cut(part: ast.Subscript, tensor: Tensor) -> Tensor:
    """Return some columns of an Input, as `inputs[:, 1:3]`."""
    if tensor.after or len(tensor.columns) != 1:
        raise refused(part, "columns that are cut out of an Input")
    ((number, start, stop),) = tensor.columns
    match part.slice:
        case ast.Tuple(elts=[ast.Slice(None, None, None), ast.Slice(lower, upper, None)]):
            first = start + _bound(lower, 0)
            last = min(stop, start + _bound(upper, stop - start))
            if first < last:
                return Tensor(((number, first, last),))
    raise refused(part, f"columns that are there, such as [:, 0:{stop - start}]")


def _bound(value: ast.expr | None, otherwise: int) -> int:
    if value is None:
        return otherwise
    found = value.value if isinstance(value, ast.Constant) else None
    if not isinstance(found, int) or isinstance(found, bool):
        raise refused(value, "columns by whole numbers, counted from 0")
    return found
