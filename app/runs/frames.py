"""From a network and a view to the tensors of a picture: every neuron over the plane, in bytes.

The large map's grid and the small maps' are rows of one batch, so that a picture is one pass
through the network, in blocks where that is large.  Left out: the figures around the tensors
(session) and the wire (messages).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.messages import Tensors
from app.runs.blocks import Work, passes
from app.runs.plane import Plane
from app.runs.topology import OUTPUT, Topology
from app.schemas import View
from engine import Sequential

Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

EDGE = 6.0  # of the plane shown
UNITS = (-1.0, 1.0)  # what the bytes of any neuron but an output stand for
GRIDS = 16  # kept; 1.1 MB each at the finest


def cells(plane: Plane, sides: tuple[int, ...]) -> Singles:
    """Return the network's inputs at the cells of square maps of the plane, one below the other.

    Cells go row by row from x2 = +6 down, and within a row from x1 = -6 to +6.
    """
    return plane.inputs(np.concatenate([_cells(side) for side in sides]))


grid = lru_cache(maxsize=GRIDS)(cells)  # for pictures, which ask for the same ones again and again


def _cells(side: int) -> NDArray[np.float64]:
    steps = np.linspace(-EDGE, EDGE, side) if side > 1 else np.zeros(side)
    x1, x2 = np.meshgrid(steps, steps[::-1])
    return np.column_stack([x1.ravel(), x2.ravel()])


def draw(model: Sequential, topology: Topology, plane: Plane, view: View) -> Work[Tensors]:
    """Return the tensors that a view asks for; an unknown neuron is drawn as the output."""
    side, small = view.resolution, view.thumbnails
    inputs, parameters = grid(plane, (side, small)), model.parameters.astype(np.float32)
    large, maps, lines = [], [], []
    for block, outputs in passes(model, topology, inputs):
        stages = [inputs[block].T, *(output.T for output in outputs)]
        cut = max(0, side * side - block.start)  # where the cells of the large map end
        values, span = _focus(topology, view.neuron, stages)
        large.append(quantise(values[:, :cut], span))
        maps.append(_small([values[:, cut:] for values in stages], topology))
        lines.append(stages[-1][:, :cut].copy())
        if block.stop < len(inputs):
            yield
    tensors: Tensors = {"boundary": np.hstack(large).reshape(-1, side, side)}
    if small:
        tensors["neurons"] = np.hstack(maps).reshape(-1, small, small)
    if topology.line:
        tensors["line"] = _line(np.hstack(lines).reshape(-1, side, side), topology.line)
    tensors["parameters"] = parameters
    return tensors


def _focus(
    topology: Topology, neuron: str, stages: list[Singles]
) -> tuple[Singles, tuple[float, float]]:
    """Return the channels and the range of a view's neuron."""
    last = len(stages) - 1
    place = topology.place(neuron)
    if place is None:
        return stages[last], topology.range
    stage, unit = place
    return stages[stage][unit : unit + 1], topology.range if stage == last else UNITS


def _small(maps: list[Singles], topology: Topology) -> Bytes:
    hidden = quantise(np.concatenate(maps[:-1]), UNITS)
    return np.concatenate([hidden, quantise(maps[-1], topology.range)])


def _line(maps: Singles, axis: str) -> Singles:
    """Return the outputs along the only coordinate that matters, from -6 to 6."""
    line = maps[:, 0, :] if axis == "x1" else maps[:, ::-1, 0]
    return np.ascontiguousarray(line, np.float32)


def quantise(values: Singles, span: tuple[float, float]) -> Bytes:
    """Return values as bytes, 0…255 for the span: beyond is clipped, no number is the middle."""
    low, high = span
    scale = 255 / (high - low)
    with np.errstate(over="ignore"):
        scaled = values * np.float32(scale)
    scaled += np.float32(0.5 - low * scale)
    np.clip(scaled, 0, 255.5, out=scaled)
    if np.isnan(scaled).any():  # a cast would turn it into any byte
        np.nan_to_num(scaled, copy=False, nan=128)
    return scaled.astype(np.uint8)


def shown(topology: Topology, neuron: str) -> str:
    """Return the neuron that a view gets: the one it names, or the output if there is none."""
    return OUTPUT if topology.place(neuron) is None else neuron
