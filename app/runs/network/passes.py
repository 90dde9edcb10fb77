"""Runs a network over many rows, in blocks of a few milliseconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.runs.network.branched_model import dense_outputs
from app.runs.network.topology import Topology
from engine import Model

Singles = NDArray[np.float32]

BLOCK_COST = 100_000_000  # multiplications: 1 to 4 ms on a core of 2020
UNIT_COST = 100  # of one activation, in multiplications; tanh has less, gelu more
EVEN = 64  # rows; blocks of a multiple of them give the same bits as one pass over all


@dataclass(frozen=True)
class Rows:
    """A network's inputs; each part is made when it is needed."""

    count: int
    part: Callable[[slice], Singles]
    cost: int = 0  # of making one row, in multiplications

    @classmethod
    def of(cls, inputs: Singles) -> "Rows":
        """Return inputs that exist already."""
        return cls(len(inputs), inputs.__getitem__)


def cuts(count: int, together: int) -> Iterator[slice]:
    """Yield slices that cut so many rows into parts."""
    for at in range(0, count, together):
        yield slice(at, min(at + together, count))


def block_rows(topology: Topology, cost: int = 0) -> int:
    """Return how many rows make a block; `cost` is that of making one row's inputs."""
    last = topology.layers[-1]
    weights, units = last.bias + last.units, sum(layer.units for layer in topology.stages)
    rows = BLOCK_COST // (weights + UNIT_COST * units + cost)
    return max(EVEN, rows // EVEN * EVEN)


@dataclass(frozen=True)
class ModelSnapshot:
    """A network with the parameters that it had at one moment."""

    model: Model
    topology: Topology
    parameters: Singles

    @classmethod
    def at(cls, model: Model, topology: Topology) -> "ModelSnapshot":
        """Return a network as it is now."""
        return cls(model, topology, model.parameters.copy())

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Give the model these parameters within a `with` block."""
        with parameters(self.model, self.parameters):
            yield


def passes(look: ModelSnapshot, rows: Rows) -> Iterator[tuple[slice, list[Singles]]]:
    """Yield each block's rows and all stages' outputs there [rows, units], the inputs first.

    The last are the outputs; an auxiliary output stands before them.

    The outputs are the model's own buffers: use them before it computes again.
    """
    for block in cuts(rows.count, block_rows(look.topology, rows.cost)):
        inputs = rows.part(block)
        with look.taken(), np.errstate(over="ignore", invalid="ignore"):
            outputs = dense_outputs(look.model, inputs)  # far points and weights may overflow
        yield block, [inputs, *outputs]


@contextmanager
def parameters(model: Model, values: Singles) -> Iterator[None]:
    """Give a model these parameters within a `with` block; its own are not copied."""
    live = model.parameters
    if values is live:
        yield
        return
    own = live.copy()
    live[:] = values
    try:
        yield
    finally:
        live[:] = own
