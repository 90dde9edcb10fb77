"""What a run's stream carries, as NumPy arrays: frames, and the snapshot they belong to.

A frame is a safetensors file whose maps are bytes; a snapshot is the JSON message that says what
the bytes stand for.  docs/protocol.md describes both.  Left out: how they are received (stream).

    C channels of the view's neuron (1, or every output)   R, r sides of the large and small maps
    P parameters   k rows, each for some epochs in succession
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from playground.wire import FrameFacts, SnapshotMessage, TopologyMessage

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Span = tuple[float, float]

EDGE = 6.0  # of the plane shown
UNITS: Span = (-1.0, 1.0)  # what the bytes of any neuron but an output stand for
OUTPUTS = ("output", "o.", "aux.")  # what their names begin with
ENDS = frozenset({"finished", "diverged", "failed"})  # no frame follows by itself


@dataclass(frozen=True)
class Layer:
    """A dense layer; `kernel` and `bias` are offsets into the flat parameters."""

    name: str
    units: int
    activation: str
    inputs: int
    kernel: int
    bias: int


@dataclass(frozen=True)
class Topology:
    """The network's plan: the order of its neurons, the offsets of its weights."""

    layers: tuple[Layer, ...]
    neurons: tuple[str, ...]
    range: Span  # of the outputs' bytes
    line: str | None  # the only coordinate that matters, if one does
    classes: tuple[str, ...]
    auxiliary: Layer | None = None  # the output of a deep path alone, where there is one

    @classmethod
    def parse(cls, message: TopologyMessage) -> "Topology":
        """Return the topology of a snapshot; what is unknown here is left out."""
        keys = Layer.__annotations__.keys()
        layers = (_layer(layer) for layer in message.get("layers", ()) if keys <= layer.keys())
        low, high = message.get("range", UNITS)
        other = message.get("auxiliary")
        names, line = tuple(message.get("neurons", ())), message.get("line")
        auxiliary = None if other is None else _layer(other)
        classes = tuple(message["classes"])
        return cls(tuple(layers), names, (low, high), line, classes, auxiliary)

    def span(self, neuron: str) -> Span:
        """Return what the bytes 0 and 255 of a neuron stand for."""
        return self.range if neuron.startswith(OUTPUTS) else UNITS


def _layer(message: Mapping[str, Any]) -> Layer:
    return Layer(**{key: message[key] for key in Layer.__annotations__})


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All of a run that frames build on; a new one comes with every rebuild of the run."""

    generation: int
    experiment: Mapping[str, Any]
    topology: Topology
    points: Mapping[str, list[Any]]  # train and test: [x1, x2, label] each
    columns: tuple[str, ...]  # of the history

    @classmethod
    def parse(cls, message: SnapshotMessage) -> "Snapshot":
        """Return the snapshot of a message."""
        return cls(
            message["generation"],
            message["experiment"],
            Topology.parse(message["topology"]),
            message["points"],
            tuple(message["history"]["columns"]),
        )


@dataclass(frozen=True, eq=False)
class Frame:
    """A run at one moment, complete in itself.  A figure that is not finite is NaN."""

    run: str
    seq: int
    generation: int
    epoch: int
    position: int  # samples of the epoch already seen
    status: str
    loss: float
    test_loss: float
    metrics: Mapping[str, float]
    confusion: NDArray[np.int64] | None  # [true, predicted], of the test points
    neuron: str  # that `boundary` shows
    taken: float  # by the server's monotonic clock, in seconds
    history: Floats  # [k, columns]: of a stream's frame the whole curves, up to here
    history_after: int  # the epoch after which the frame itself brought them
    columns: tuple[str, ...]
    topology: Topology
    tensors: Mapping[str, NDArray[Any]]  # as they came

    @property
    def parameters(self) -> Floats:
        """All weights and biases, flat: [P]."""
        return self.tensors["parameters"]

    @property
    def boundary_bytes(self) -> Bytes:
        """The neuron over the plane as it came: [C, R, R]."""
        return self.tensors["boundary"]

    @cached_property
    def boundary(self) -> Floats:
        """The neuron over the plane: [C, R, R], exact to half a byte; `plane` gives the cells."""
        return scale(self.boundary_bytes, self.topology.span(self.neuron))

    @cached_property
    def neurons(self) -> Mapping[str, Floats]:
        """Every neuron over the plane, by name: [r, r] each; empty without thumbnails."""
        maps = self.tensors.get("neurons", ())
        named = zip(self.topology.neurons, maps, strict=False)
        return {name: scale(small, self.topology.span(name)) for name, small in named}

    @property
    def line(self) -> Floats | None:
        """The outputs along the only coordinate that matters: [C, R]; else None."""
        return self.tensors.get("line")

    @cached_property
    def weights(self) -> Mapping[str, tuple[Floats, Floats]]:
        """Kernel [inputs, units] and bias [units] of every layer, by name."""
        topology = self.topology
        layers = [*topology.layers, *([topology.auxiliary] if topology.auxiliary else [])]
        return {layer.name: _weights(self.parameters, layer) for layer in layers}


def _weights(parameters: Floats, layer: Layer) -> tuple[Floats, Floats]:
    kernel = parameters[layer.kernel : layer.kernel + layer.inputs * layer.units]
    bias = parameters[layer.bias : layer.bias + layer.units]
    return kernel.reshape(layer.inputs, layer.units), bias


def decode_frame(blob: bytes, snapshot: Snapshot) -> Frame:
    """Return the frame of a binary message; raise ValueError if it is none."""
    facts, tensors = unpack(blob)
    try:
        confusion = facts["confusion"]
        return Frame(
            run=facts["run"],
            seq=facts["seq"],
            generation=facts["generation"],
            epoch=facts["epoch"],
            position=facts["position"],
            status=facts["status"],
            loss=number(facts["loss"]),
            test_loss=number(facts["test_loss"]),
            metrics={name: number(value) for name, value in facts["metrics"].items()},
            confusion=None if confusion is None else np.array(confusion),
            neuron=facts["view"].get("neuron", "output"),
            taken=facts["t"],
            history=tensors["history"],
            history_after=facts["history_after"],
            columns=snapshot.columns,
            topology=snapshot.topology,
            tensors=tensors,
        )
    except KeyError as missing:
        raise ValueError(f"not a frame: it has no {missing}") from None


def unpack(blob: bytes) -> tuple[FrameFacts, dict[str, NDArray[Any]]]:
    """Return a frame's facts and tensors; raise ValueError if it is none."""
    try:
        tensors = load(blob)  # checks the header's length and the tensors' offsets
        header = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")])
        return json.loads(header["__metadata__"]["frame"]), tensors
    except (SafetensorError, KeyError, ValueError) as wrong:
        raise ValueError(f"not a frame: {wrong}") from None


def scale(levels: Bytes, span: Span) -> Floats:
    """Return what bytes stand for: 0…255 are low…high."""
    low, high = span
    return levels.astype(np.float32) * np.float32((high - low) / 255) + np.float32(low)


def number(value: float | None) -> float:
    """Return a figure; NaN for null, which stands for what is not finite."""
    return np.nan if value is None else float(value)


def plane(resolution: int) -> NDArray[np.float64]:
    """Return the cells of a map as points [R * R, 2], row by row from x2 = +6 down."""
    steps = np.linspace(-EDGE, EDGE, resolution)
    x1, x2 = np.meshgrid(steps, steps[::-1])
    return np.column_stack([x1.ravel(), x2.ravel()])
