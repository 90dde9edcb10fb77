"""Work in blocks that each take a slice's time, so that a worker can do other things in between.

A piece of work is a generator that yields after each block and returns its result.  What it shows
is the network as it was at the beginning, however far training has gone on meanwhile.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.runs.topology import Topology
from engine import Sequential

T = TypeVar("T")
Work = Generator[None, None, T]
Singles = NDArray[np.float32]

BLOCK_COST = 100_000_000  # multiplications: 1 to 4 ms on a core of 2020
UNIT_COST = 100  # of one activation, in multiplications; tanh has less, gelu more


def finish(work: Work[T]) -> T:
    """Do all of a piece of work at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def block_rows(topology: Topology) -> int:
    """Return how many rows through the network make a block."""
    last = topology.layers[-1]
    weights, units = last.bias + last.units, sum(layer.units for layer in topology.layers)
    return max(1, BLOCK_COST // (weights + UNIT_COST * units))


def passes(
    model: Sequential, topology: Topology, inputs: Singles
) -> Iterator[tuple[slice, list[Singles]]]:
    """Yield each block's rows and all layers' outputs there [rows, units].

    The outputs are the model's own: use them before it computes again.
    """
    begun, rows = model.parameters.copy(), block_rows(topology)
    for at in range(0, len(inputs), rows):
        block = slice(at, min(at + rows, len(inputs)))
        with _parameters(model, begun), np.errstate(over="ignore", invalid="ignore"):
            outputs = model.layer_outputs(inputs[block])  # far points and weights may overflow
        yield block, outputs


def outputs_of(model: Sequential, topology: Topology, inputs: Singles, stage: int) -> Work[Singles]:
    """Return what one stage (0: inputs, 1: first layer) makes of the inputs [units, rows]."""
    parts = []
    for block, outputs in passes(model, topology, inputs):
        parts.append((inputs[block], *outputs)[stage].T.copy())
        if block.stop < len(inputs):
            yield
    return np.hstack(parts)


@contextmanager
def _parameters(model: Sequential, values: Singles) -> Iterator[None]:
    """Give a model other parameters for a while."""
    own = model.parameters.copy()
    model.parameters[:] = values
    try:
        yield
    finally:
        model.parameters[:] = own
