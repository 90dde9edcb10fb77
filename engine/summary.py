"""The table of a model's layers, as ``summary()`` prints it."""

from typing import Protocol

from engine.graph import Graph
from engine.layer import Layer
from engine.network import Network
from engine.source_text import escaped
from engine.tensors import Tensor

HEAD = ("Layer (type)", "Output shape", "Parameters", "Connected to")


class Summarized(Protocol):
    """What the table is made of."""

    name: str
    graph: Graph | None

    @property
    def network(self) -> Network:
        """The layers on their flat vectors.  Raises NotReady before it is built."""

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order."""

    def count_params(self) -> int:
        """Return how many numbers all weights have."""


def text(model: Summarized) -> str:
    """Return the table, and how many parameters there are."""
    network = model.network
    rows = [HEAD, *_rows(model)]
    if all(row[3] == "" for row in rows[1:]):
        rows = [row[:3] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    rule = "─" * len(lines[0])
    trainable = sum(one.size for layer in network.layers for one in layer.trainable_weights)
    rest = model.count_params() - trainable
    totals = [
        f"Total parameters: {trainable + rest:,}",
        f"Trainable parameters: {trainable:,}",
        f"Non-trainable parameters: {rest:,}",
    ]
    body = [lines[0].rstrip(), rule, *(line.rstrip() for line in lines[1:]), rule, *totals]
    return "\n".join([f'Model: "{escaped(model.name)}"', rule, *body])


def _rows(model: Summarized) -> list[tuple[str, ...]]:
    graph = model.graph
    if graph is None:
        return [(_titled(layer), "", f"{layer.count_params():,}", "") for layer in model.layers]
    straight = all(len(call.sources) == 1 for call in graph.calls) and len(graph.inputs) == 1
    rows: list[tuple[str, ...]] = []
    if not straight:
        rows = [(f"{escaped(t.name)} (InputLayer)", _shape(t), "0", "") for t in graph.inputs]
    for call in graph.calls:
        sources = "" if straight else ", ".join(_name(source) for source in call.sources)
        count = f"{call.layer.count_params():,}"
        rows.append((_titled(call.layer), _shape(call.output), count, sources))
    return rows


def _titled(layer: Layer) -> str:
    return f"{escaped(layer.name)} ({type(layer).__name__})"


def _name(tensor: Tensor) -> str:
    return escaped(tensor.call.layer.name if tensor.call else tensor.name)


def _shape(tensor: Tensor) -> str:
    return "(" + ", ".join(["None", *map(str, tensor.shape)]) + ")"
