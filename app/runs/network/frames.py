"""Draws the tensors of a frame from a network and a view: every neuron over the plane, in bytes.

The cells of the large map and of the small ones are rows of one batch, so that a frame is one pass
through the network, in blocks where that is large.  Left out: the metrics (rendered_frames.py) and
the encoding (app/encoding/messages.py).
"""

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import View
from app.encoding.messages import Tensors
from app.runs.blocks import Work
from app.runs.network.passes import ModelSnapshot, Rows, passes
from app.runs.network.plane import Plane, rows_at
from app.runs.network.topology import OUTPUT, Topology
from engine.datasets.generators import EDGE

Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

UNITS = (-1.0, 1.0)  # the range of the bytes of any neuron but an output
GRID_BYTES = 16 * 2**20  # of cached grids
LARGEST_GRID = GRID_BYTES // 4  # 16 features at the highest resolution have 2.8 MB


def cells(plane: Plane, sides: tuple[int, ...]) -> Rows:
    """Return the network's inputs at the cells of square maps of the plane, one below the other.

    Cells go row by row from x2 = +6 down, and within a row from x1 = -6 to +6.
    """
    return rows_at(plane, np.concatenate([_cells(side) for side in sides]))


class Grids:
    """Caches the inputs at whole grids, which every frame needs again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Plane, tuple[int, ...]], Singles] = OrderedDict()

    def rows(self, plane: Plane, sides: tuple[int, ...]) -> Rows:
        """Return what `cells` does, and cache it once all its parts are made."""
        if (kept := self._kept.get((plane, sides))) is not None:
            self._kept.move_to_end((plane, sides))
            return Rows.of(kept)
        fresh, made = cells(plane, sides), list[Singles]()

        def part(block: slice) -> Singles:
            made.append(fresh.part(block))
            if fresh.count * made[0][0].nbytes > LARGEST_GRID:
                return made.pop()
            if block.stop == fresh.count:
                self._keep((plane, sides), np.concatenate(made))
            return made[-1]

        return Rows(fresh.count, part, fresh.cost)

    def _keep(self, key: tuple[Plane, tuple[int, ...]], inputs: Singles) -> None:
        self._kept[key] = inputs
        while sum(grid.nbytes for grid in self._kept.values()) > GRID_BYTES:
            self._kept.popitem(last=False)


GRIDS = Grids()


def _cells(side: int) -> NDArray[np.float64]:
    steps = np.linspace(-EDGE, EDGE, side) if side > 1 else np.zeros(side)
    x1, x2 = np.meshgrid(steps, steps[::-1])
    return np.column_stack([x1.ravel(), x2.ravel()])


def draw(look: ModelSnapshot, plane: Plane, view: View) -> Work[Tensors]:
    """Return the tensors that a view asks for; an unknown neuron is drawn as the output."""
    side, small, topology = view.resolution, view.thumbnails, look.topology
    rows = GRIDS.rows(plane, (side, small))
    large, maps, lines = [], [], []
    for block, outputs in passes(look, rows):
        stages = [output.T for output in outputs]
        cut = max(0, side * side - block.start)  # where the cells of the large map end
        values, span = _focus(topology, view.neuron, stages)
        large.append(quantise(values[:, :cut], span))
        maps.append(_small([values[:, cut:] for values in stages], topology))
        lines.append(stages[-1][: topology.channels, :cut].copy())
        if block.stop < rows.count:
            yield
    tensors: Tensors = {"boundary": np.hstack(large).reshape(-1, side, side)}
    if small:
        tensors["neurons"] = np.hstack(maps).reshape(-1, small, small)
    if topology.line:
        tensors["line"] = _line(np.hstack(lines).reshape(-1, side, side), topology.line)
    tensors["parameters"] = look.parameters.astype(np.float32)
    return tensors


def _focus(
    topology: Topology, neuron: str, stages: list[Singles]
) -> tuple[Singles, tuple[float, float]]:
    """Return the channels and the range of a view's neuron."""
    place = topology.place(neuron)
    if place is None:
        outputs = behind_the_winner(stages[-1]) if topology.contest else stages[-1]
        return outputs[: topology.channels], topology.range
    stage, unit = place
    return stages[stage][unit : unit + 1], topology.range if topology.is_output(stage) else UNITS


def behind_the_winner(outputs: Singles) -> Singles:
    """Return outputs [channels, cells] less the highest of their cell, which becomes 1.

    Where they have no bounds, cells in which several lie beyond the range would show no winner.
    """
    return outputs - outputs.max(axis=0) + np.float32(1)


def _small(maps: list[Singles], topology: Topology) -> Bytes:
    first = len(topology.layers)  # of the outputs
    hidden = quantise(np.concatenate(maps[:first]), UNITS)
    return np.concatenate([hidden, *(quantise(one, topology.range) for one in maps[first:])])


def _line(maps: Singles, axis: str) -> Singles:
    """Return the outputs along the only coordinate that matters, from -6 to 6."""
    line = maps[:, 0, :] if axis == "x1" else maps[:, ::-1, 0]
    return np.ascontiguousarray(line, np.float32)


def quantise(values: Singles, span: tuple[float, float]) -> Bytes:
    """Return values as bytes, 0…255 over the span; beyond is clipped, NaN becomes the middle."""
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
    """Return the neuron that a view shows: the one it names, or the output if there is none."""
    return OUTPUT if topology.place(neuron) is None else neuron
