"""The table of a model's layers, as ``summary()`` of Keras 3 draws it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.box_table import Column, drawn
from engine.graph import Graph
from engine.network import Network
from engine.nodes import Node, nodes_of
from engine.source_text import escaped
from engine.tensors import Shape

UNITS = ("B", "KB", "MB", "GB")
MARGIN = 4  # of the terminal's width stay free
PLAIN, JOINED, WITH_TRAINABLE = 88, 108, 12  # characters in a line, where there is space


class Summarized(Protocol):
    """What the table is made of."""

    name: str
    dtype: np.dtype[Any]
    graph: Graph | None

    @property
    def built(self) -> bool:
        """Whether the shapes of inputs and weights are known."""

    @property
    def network(self) -> Network:
        """The layers on their flat vectors.  Raises NotReady before it is built."""

    @property
    def layers(self) -> list[Any]:
        """Inputs, layers and models, in order."""


@dataclass(frozen=True)
class Look:
    """How the table is to be drawn; ``positions`` are where its columns end, as shares."""

    line_length: int | None = None
    positions: Sequence[float] | None = None
    expand_nested: bool = False
    show_trainable: bool = False


@dataclass
class Row:
    """One thing that a model is made of."""

    thing: Any
    shape: str
    sources: str = ""
    depth: int = 0  # within how many models that are used like layers


def text(model: Summarized, look: Look = Look()) -> str:
    """Return the table, and how many parameters there are."""
    rows, joined = _rows(model, look)
    columns = _columns(joined, look)
    cells = [_cells(row, joined, look) for row in rows]
    width = look.line_length or _usual(joined, look)
    return "\n".join(
        [f'Model: "{escaped(model.name)}"', *drawn(columns, cells, width), *_totals(model)]
    )


def _usual(joined: bool, look: Look) -> int:
    most = (JOINED if joined else PLAIN) + (WITH_TRAINABLE if look.show_trainable else 0)
    return min(most, shutil.get_terminal_size().columns - MARGIN)


def _columns(joined: bool, look: Look) -> list[Column]:
    """Return the columns, with where they end as shares of the line."""
    ends = [0.3, 0.56, 0.74, 1.0] if joined else [0.45, 0.8, 1.0]
    if look.show_trainable:
        ends = [*(end * 0.9 for end in ends), 1.0]
    heads = [("Layer (type)", "<"), ("Output Shape", "<"), ("Param #", ">")]
    heads += [("Connected to", "<")] if joined else []
    heads += [("Trainable", "^")] if look.show_trainable else []
    pairs = zip(heads, look.positions or ends, strict=True)
    return [Column(title, align, end) for (title, align), end in pairs]


def _cells(row: Row, joined: bool, look: Look) -> list[str]:
    thing = row.thing
    indent = "   " * row.depth + ("└ " if row.depth else "")
    cells = [f"{indent}{escaped(thing.name)} ({type(thing).__name__})", row.shape, _count(thing)]
    if joined:
        cells.append(row.sources or "-")
    if look.show_trainable:
        cells.append(("Y" if thing.trainable else "N") if _weighted(thing) else "-")
    return cells


def _weighted(thing: Any) -> bool:
    return bool(thing.built and thing.weights)


def _count(thing: Any) -> str:
    return f"{thing.count_params():,}" if thing.built else "0 (unbuilt)"


def _rows(model: Summarized, look: Look) -> tuple[list[Row], bool]:
    """Return the rows, and whether it is to be said how they are joined."""
    things = model.layers
    nodes = nodes_of(model.graph) if model.graph else []
    of: dict[Any, list[Node]] = {thing: [] for thing in things}
    for node in nodes:
        of.setdefault(node.thing, []).append(node)
    joined = not _is_chain(model, nodes)
    rows = []
    for thing in things:
        rows.append(Row(thing, _shape(thing, of[thing]), _sources(of, of[thing])))
        if look.expand_nested and hasattr(thing, "layers"):
            rows += _opened(thing, look)
    return rows, joined


def _opened(model: Any, look: Look) -> Iterator[Row]:
    """Yield the rows of a model that is used like a layer."""
    for row in _rows(model, look)[0]:
        row.depth += 1
        yield row


def _is_chain(model: Summarized, nodes: Sequence[Node]) -> bool:
    """Say whether each thing is fed by the one before it, and used once."""
    once = len({node.thing for node in nodes}) == len(nodes)
    simple = all(len(node.sources) <= 1 and len(node.outputs) <= 1 for node in nodes)
    ends = model.graph is None or len(model.graph.inputs) == len(model.graph.outputs) == 1
    used = [source for node in nodes for source in node.sources]
    return once and simple and ends and len(set(used)) == len(used)


def _shape(thing: Any, nodes: Sequence[Node]) -> str:
    if nodes:
        return _told([tensor.row_shape for tensor in nodes[0].outputs])
    if not thing.built:
        return "?"
    shapes = thing.output_shapes if hasattr(thing, "layers") else None
    return _told(shapes or [thing.output_shape(*thing.input_shapes)])


def _told(shapes: Sequence[Shape]) -> str:
    texts = ["(" + ", ".join(["None", *map(str, shape)]) + ")" for shape in shapes]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _sources(of: dict[Any, list[Node]], nodes: Sequence[Node]) -> str:
    """Return where the inputs of a thing come from: ``dense[0][0]``, by node and tensor."""
    places = {
        tensor: f"{escaped(thing.name)}[{number}][{index}]"
        for thing, made in of.items()
        for number, node in enumerate(made)
        for index, tensor in enumerate(node.outputs)
    }
    return "\n".join(
        ", ".join(places[source] for source in node.sources) for node in nodes if node.sources
    )


def _totals(model: Summarized) -> list[str]:
    layers = model.network.layers if model.built else []
    trainable = sum(layer.sizes()[0] for layer in layers if layer.trainable)
    whole = sum(sum(layer.sizes()) for layer in layers)
    memory, size = _memory(model), model.dtype.itemsize
    lines = [
        f" Total params: {_amount(whole + memory, (whole + memory) * size)}",
        f" Trainable params: {_amount(trainable, trainable * size)}",
        f" Non-trainable params: {_amount(whole - trainable, (whole - trainable) * size)}",
    ]
    return [*lines, f" Optimizer params: {_amount(memory, memory * size)}"] if memory else lines


def _memory(model: Summarized) -> int:
    """Return how many numbers the optimizer of a trained model keeps: state, steps and rate."""
    optimizer = model.network.optimizer if model.built else None
    return int(optimizer.memory.size) + 2 if optimizer and optimizer.iterations else 0


def _amount(count: int, size: float) -> str:
    unit = 0
    while size >= 1024 and unit < len(UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{count:,} ({size:.2f} {UNITS[unit]})"
