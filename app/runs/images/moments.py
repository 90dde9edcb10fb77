"""A network as it was at one moment, run forward over pictures in blocks of a few milliseconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.documents.image_document import Images
from app.runs.network.passes import BLOCK_COST, EVEN, cuts
from app.runs.training.training import State
from engine import Sequential
from engine.batches import Rows

Singles: TypeAlias = NDArray[np.float32]

MOST_TOGETHER = 512  # pictures in a block


@dataclass(frozen=True)
class Moment:
    """What a network has learned, and its running means, which are copies."""

    model: Sequential
    parameters: Singles
    fixed: Singles

    @classmethod
    def now(cls, model: Sequential) -> "Moment":
        """Return a network as it is."""
        return cls(model, model.parameters.copy(), model.network.non_trainable.copy())

    @classmethod
    def of(cls, model: Sequential, state: State) -> "Moment":
        """Return a network as it was in a state."""
        return cls(model, state.arrays["parameters"], state.arrays["fixed"])

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Give the network these numbers within a `with` block."""
        pairs = (
            (self.model.parameters, self.parameters),
            (self.model.network.non_trainable, self.fixed),
        )
        own = [here.copy() for here, _ in pairs]
        for here, then in pairs:
            here[:] = then
        try:
            yield
        finally:
            for (here, _), before in zip(pairs, own, strict=True):
                here[:] = before

    def passes(self, rows: Rows, together: int) -> Iterator[tuple[slice, Any]]:
        """Yield each block of rows, and the engine's plan with what all layers make of it.

        The plan's numbers are there until the model computes again.
        """
        for block in cuts(len(rows), together):
            inputs = rows[block]
            with self.taken(), np.errstate(all="ignore"):
                plan = self.model.forward([inputs])
            yield block, plan

    def probabilities(self, plan: Any) -> Singles:
        """Return what the network says of the rows of a plan, [rows, classes]."""
        return probabilities(self.model, plan.scores(self.model.objectives)[0])


def probabilities(model: Sequential, scores: Singles) -> Singles:
    """Return the outputs [rows, classes] for scores [classes, rows]; a copy."""
    with np.errstate(all="ignore"):
        outputs: Singles = model.objective.outputs(scores).T.copy()
    return outputs


def together(document: Images) -> int:
    """Return how many pictures make a block; a multiple of EVEN where that is no long one."""
    count = min(max(BLOCK_COST // document.picture_cost, 1), MOST_TOGETHER)
    return count // EVEN * EVEN or count


def value_of(plan: Any, layer: Any) -> Singles:
    """Return what a layer makes of the rows of a plan, [numbers, rows]; a view."""
    buffers = next(one for one in plan.call_buffers if one.call.layer is layer)
    numbers: Singles = buffers.output.numbers
    return numbers
