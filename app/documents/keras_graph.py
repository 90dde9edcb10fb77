"""A functional Keras model of dense layers, read out of its text and never run.

    x ── columns ── Dense ── … ── Dense ──┬── Dense (auxiliary)
    └─── columns ──────────────────── joined ── Dense

It has one or two Inputs, of which columns may be cut.  Whatever a document cannot say is refused
with its line.
"""

import ast
from dataclasses import dataclass, field

from app.documents.keras_compile import auxiliary_weight
from app.documents.keras_layers import (
    MODEL,
    ReadLayer,
    ReadNetwork,
    arguments,
    checked_hidden,
    refused,
)
from app.documents.keras_tensors import Run, Scope, Step, tensor_of, value_of


@dataclass(eq=False, repr=False)
class _Graph:
    """The model of the lines that were read so far."""

    scope: Scope = field(default_factory=Scope)
    model: str | None = None  # its variable; "" of none
    order: list[int] = field(default_factory=list)  # of the model's Inputs
    outputs: list[Step] = field(default_factory=list)
    compiled: ast.Call | None = None


def read_graph(lines: list[ast.stmt]) -> ReadNetwork:
    """Return the network that such lines make.  Raises Unprocessable: the line, and why."""
    graph = _Graph()
    for line in lines:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if _is(
                call, "Model"
            ):
                _read_model(graph, call, name)
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call() | ast.Subscript() | ast.Name() as value,
            ):
                graph.scope.made[name] = value_of(graph.scope, value)
            case ast.Expr(value=ast.Call() as call) if _is(call, "Model"):
                _read_model(graph, call, "")
            case ast.Expr(value=ast.Call(func=ast.Attribute(ast.Name(id=name), "compile")) as call):
                if name != graph.model or graph.compiled:
                    raise refused(call, "a model that is compiled once, after it is made")
                graph.compiled = call
            case _:
                raise refused(line, f"{MODEL} and nothing else")
    if graph.model is None:
        raise refused(None, f"{MODEL}, at least one layer")
    return _network(graph)


def _is(call: ast.Call, kind: str) -> bool:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name == kind
    return False


def _read_model(graph: _Graph, call: ast.Call, name: str) -> None:
    if graph.model is not None:
        raise refused(call, "one model")
    given = dict(arguments(call, "inputs", "outputs"))
    for other, value in given.items():
        if other not in ("inputs", "outputs", "name"):
            raise refused(value, f"a Model without {other}")
    if not {"inputs", "outputs"} <= given.keys():
        raise refused(call, "a Model with inputs and outputs")
    for part in _listed(given["outputs"]):
        tensor = tensor_of(graph.scope, part)
        if tensor.after is None or tensor.columns:
            raise refused(part, "an output that a Dense layer gives")
        graph.outputs.append(tensor.after)
    if not 1 <= len(graph.outputs) <= 2:
        raise refused(given["outputs"], "one output, or two: the main one and the auxiliary one")
    inputs = [tensor_of(graph.scope, part) for part in _listed(given["inputs"])]
    known = [tensor for tensor, _ in graph.scope.inputs]
    graph.order = [known.index(tensor) for tensor in inputs if tensor in known]
    if sorted(graph.order) != [*range(len(known))] or len(inputs) != len(known) or not known:
        raise refused(
            given["inputs"], "a Model whose inputs are all Inputs that were made, each once"
        )
    graph.model = name


def _listed(part: ast.expr) -> list[ast.expr]:
    return part.elts if isinstance(part, ast.List | ast.Tuple) else [part]


def _network(graph: _Graph) -> ReadNetwork:
    main, *others = graph.outputs
    hidden, deep = _way(main)
    last = main.reads.after
    wide = main.reads.columns if last else ()
    sizes = [graph.scope.inputs[number][1] for number in graph.order]
    starts = {number: sum(sizes[:at]) for at, number in enumerate(graph.order)}
    every = [[0, sum(sizes)]]
    through, past = _places(deep, starts), _places(wide, starts)
    if not last and (through != every or others):
        raise refused(main.call, "all inputs to the only output where there are no hidden layers")
    network: ReadNetwork = {
        "inputs": sum(sizes),
        "hidden": checked_hidden(hidden),
        "units": main.layer["units"],
        "output_activation": main.layer["activation"],
    }
    if past:
        network["wide"] = True if past == every else past
    if through != every:
        network["deep"] = through
    for other in others:
        _check_auxiliary(other, main)
    weight = auxiliary_weight(graph.compiled, [step.name for step in graph.outputs])
    if weight is not None:
        network["auxiliary"] = {"weight": weight}
    if len(sizes) > 1:
        network["each"] = sizes
    return network


def _way(main: Step) -> tuple[list[ReadLayer], tuple[Run, ...]]:
    """Return the hidden layers before an output, and the columns that the first of them reads."""
    hidden: list[ReadLayer] = []
    reads = main.reads
    while step := reads.after:
        hidden.insert(0, step.layer)
        reads = step.reads
        if reads.after and reads.columns:
            raise refused(
                step.call, "inputs joined before the main output alone, not a hidden layer"
            )
    return hidden, reads.columns


def _check_auxiliary(other: Step, main: Step) -> None:
    if other.reads.columns or other.reads.after is not main.reads.after:
        raise refused(
            other.call, "the main output first, and an auxiliary one of the last hidden layer"
        )
    if other.layer != main.layer or other is main:
        raise refused(
            other.call, "an auxiliary output with the units and activation of the main one"
        )


def _places(columns: tuple[Run, ...], starts: dict[int, int]) -> list[list[int]]:
    """Return columns as places among all inputs, in runs that do not touch."""
    runs: list[list[int]] = []
    for number, first, last in sorted(columns, key=lambda run: (starts[run[0]], run)):
        start, stop = starts[number] + first, starts[number] + last
        if runs and runs[-1][1] == start:
            runs[-1][1] = stop
        else:
            runs.append([start, stop])
    return runs
