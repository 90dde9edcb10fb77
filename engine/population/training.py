"""A forward and a backward pass of all members, for one number of rows."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.random import Generator

from engine.arrays import scalar
from engine.backpropagation import Backward, training_step
from engine.graph import Graph
from engine.network import Network
from engine.objective import Objective
from engine.plans import StaticPlan
from engine.population.stacked import Interleaved, Stacked
from engine.tape.buffers import Pass
from engine.tape.tape import Purpose


class MemberTraining(StaticPlan):
    """Both passes, for batches of ``rows`` of each member."""

    def __init__(
        self, graph: Graph, network: Network, rows: int, objective: Objective, noise: Generator
    ) -> None:
        layers: list[Stacked] = list(graph.layers)  # type: ignore[arg-type]
        before, after = _share_workspace(layers, network, rows)
        output = frozenset(graph.outputs)
        fused = output if objective.fused else frozenset()
        purpose = Purpose(True, output, fused, network.dtype)
        super().__init__(graph, rows * layers[0].members, purpose, noise)
        backward = Backward(self.tape, self.heads([objective]))
        backward.steps += after
        self.step = training_step(self.inputs, [*before, *self.tape.forwards], backward)
        share = objective.loss.share((graph.outputs[0].size, rows))  # members' losses are added
        self.shares = [scalar(objective.weight * share, network.dtype)]


def _share_workspace(
    layers: Sequence[Stacked], network: Network, rows: int
) -> tuple[list[Pass], list[Pass]]:
    """Give layers that multiply number by number their workspace, one for all.

    Returns what spreads the weights over the rows before, and what sums gradients over them after.
    """
    interleaved = [layer for layer in layers if isinstance(layer, Interleaved)]
    if len(interleaved) < len(layers):
        return [], []
    members, parameters = interleaved[0].members, network.parameters
    wide, products = np.empty((2, parameters.size // members, members * rows), network.dtype)
    ends = np.cumsum([layer.heights * layer.units for layer in interleaved])[:-1]
    parts = zip(interleaved, np.split(wide, ends), np.split(products, ends), strict=True)
    for layer, *workspace in parts:
        layer.take_workspace(*workspace)
    ones = np.ones(rows, network.dtype)
    spread, total = wide.reshape(-1, rows), products.reshape(-1, rows)
    return (
        [partial(parameters[:, np.newaxis].dot, ones[np.newaxis], spread)],
        [partial(total.dot, ones, network.gradients)],
    )
