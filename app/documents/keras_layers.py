"""The layers of Keras code as its text has them: what each call says, or the refusal with its line.

Nothing is looked up and nothing is run: a call is known by the last part of its name.
"""

import ast
from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

from app.documents.choices import HIDDEN_ACTIVATIONS, OUTPUT_ACTIVATIONS
from app.errors import Unprocessable, fault
from app.limits.caps import MAX_LAYERS, MAX_UNITS, MAX_WEIGHTS

MODEL = "a keras.Sequential or a keras.Model of Dense layers"
QUIET = {"name", "kernel_initializer", "bias_initializer", "dtype"}  # the document has its own
SHAPES = ("input_shape", "shape", "batch_shape", "input_dim")
ACTIVATIONS = OUTPUT_ACTIVATIONS[1:]


class ReadLayer(TypedDict):
    """A layer, as documents have them."""

    units: int
    activation: str


class Weight(TypedDict):
    """How much the loss of an auxiliary output counts."""

    weight: float


class ReadNetwork(TypedDict):
    """What pasted code says of a network; without an input its first layer takes any.

    Paths are runs of inputs by their places, from the first to before the last.  They are left out
    where they are usual, as in documents.
    """

    inputs: int | None
    hidden: list[ReadLayer]
    units: int  # of the output
    output_activation: str
    wide: NotRequired[bool | list[list[int]]]
    deep: NotRequired[list[list[int]]]
    auxiliary: NotRequired[Weight]
    each: NotRequired[list[int]]  # how many inputs each of two Inputs has


def refused(place: Any, allowed: str) -> Unprocessable:
    """Return what is wrong with a line, and what is allowed there."""
    line = getattr(place, "lineno", None)
    where = f" (line {line})" if line else ""
    return Unprocessable.of(fault("code", f"must be {allowed}{where}", "code"))


def called(call: ast.Call) -> str:
    """Return the last part of what is called: `Dense` of `keras.layers.Dense`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    raise refused(call, MODEL)


def arguments(call: ast.Call, *names: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield arguments by name, of which the first may stand without one."""
    if len(call.args) > len(names):
        raise refused(call, f"given at most {', '.join(names)} without names")
    given = [*zip(names, call.args, strict=False)]
    given += [(one.arg or "**", one.value) for one in call.keywords]
    known = [name for name, _ in given]
    for name, value in given:
        if known.count(name) > 1:
            raise refused(value, f"given {name} once")
        yield name, value


def inputs_of(call: ast.Call) -> int:
    """Return how many numbers an Input takes."""
    size = 0
    for name, value in arguments(call, "shape"):
        if name in SHAPES:
            size = size_of(value)
        elif name not in QUIET:
            raise refused(value, f"without {name}")
    if not size:
        raise refused(call, "an Input with a shape, such as shape=(8,)")
    return size


def size_of(value: ast.expr) -> int:
    """Return how many numbers a row has; rows themselves may be counted by None."""
    sizes = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    known = [whole(one) for one in sizes if not _is_none(one)]
    if len(known) != 1 or not 1 <= known[0] <= MAX_WEIGHTS:
        raise refused(value, "the shape of a row of numbers, such as (8,)")
    return known[0]


def whole(value: ast.expr) -> int:
    """Return a whole number; 0 of anything else."""
    found = value.value if isinstance(value, ast.Constant) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def dense_of(call: ast.Call, *, is_first: bool = False) -> tuple[ReadLayer, int | None]:
    """Return a Dense layer, and the inputs that it may say if it is a stack's first one."""
    layer: ReadLayer = {"units": 0, "activation": "linear"}
    inputs = None
    for name, value in arguments(call, "units", "activation"):
        if name in SHAPES and is_first:
            inputs = size_of(value)
        elif name == "units":
            layer["units"] = _units(value)
        elif name == "activation":
            layer["activation"] = _activation(value)
        elif name == "use_bias" and isinstance(value, ast.Constant) and value.value is True:
            continue
        elif name not in QUIET:
            raise refused(value, f"a Dense layer without {name}")
    if not layer["units"]:
        raise refused(call, "a Dense layer with units")
    return layer, inputs


def _units(value: ast.expr) -> int:
    units = whole(value)
    if not 1 <= units <= MAX_UNITS:
        raise refused(value, f"units as a whole number from 1 to {MAX_UNITS}")
    return units


def _activation(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=None):
            return "linear"
        case ast.Constant(value=str() as name) if name in ACTIVATIONS:
            return name
        case ast.Attribute(attr=name) if name in ACTIVATIONS:
            return name
        case ast.Lambda() if _is_step(value):
            return "step"
    raise refused(value, f"an activation by its name: one of {', '.join(ACTIVATIONS)}")


def _is_step(value: ast.Lambda) -> bool:
    """Say whether it is `lambda z: keras.ops.cast(z > 0, z.dtype)`: Keras has no name for it."""
    match value:
        case ast.Lambda(
            args=ast.arguments(args=[ast.arg(arg=z)], defaults=[]),
            body=ast.Call(
                func=ast.Attribute(attr="cast"),
                args=[
                    ast.Compare(
                        left=ast.Name(id=left), ops=[ast.Gt()], comparators=[ast.Constant(value=0)]
                    ),
                    ast.Attribute(value=ast.Name(id=right), attr="dtype"),
                ],
                keywords=[],
            ),
        ):
            return z == left == right
    return False


def checked_hidden(layers: list[ReadLayer]) -> list[ReadLayer]:
    """Return layers as a document's hidden ones, if it may have them."""
    if len(layers) > MAX_LAYERS:
        raise refused(None, f"at most {MAX_LAYERS} hidden layers and an output")
    for layer in layers:
        if layer["activation"] not in HIDDEN_ACTIVATIONS:
            raise refused(None, f"without {layer['activation']} in a hidden layer")
    return layers
