"""Measures the loss of an example, or of a mini-batch, along one of the weights."""

import numpy as np

from app.runs.backprop_answers import LossAlong
from app.runs.blocks import Work
from app.runs.network.examples import Examples
from app.runs.network.passes import BLOCK_COST, UNIT_COST, ModelSnapshot, parameters

STEPS = 41  # values of the weight; the one that it has is in the middle
REACH = 2.0  # to either side, and twice the weight's size at least
COST = 500_000_000  # multiplications: some tenths of a second


def loss_along(look: ModelSnapshot, chosen: Examples, place: int) -> Work[LossAlong | None]:
    """Return the mean loss over the rows, without penalties, for values of one weight.

    None: they cost too much.
    """
    last, units = look.topology.layers[-1], sum(one.units for one in look.topology.stages)
    cost = len(chosen.inputs) * (last.bias + last.units + UNIT_COST * units)
    if STEPS * cost > COST:
        return None
    weight = float(look.parameters[place])
    reach = max(REACH, 2 * abs(weight))
    values = weight + np.linspace(-reach, reach, STEPS)
    losses, columns = np.empty(STEPS), np.ascontiguousarray(chosen.targets.T)
    together = max(1, BLOCK_COST // max(cost, BLOCK_COST // STEPS))
    for at, value in enumerate(values):
        changed = look.parameters.copy()
        changed[place] = value
        with parameters(look.model, changed), np.errstate(all="ignore"):
            every = zip(look.model.objectives, look.model.scores([chosen.inputs]), strict=True)
            losses[at] = sum(
                one.weight * one.loss.rows(columns, scores).astype(float).mean()
                for one, scores in every
            )
        if at % together == together - 1:
            yield
    return {"parameter": place, "values": values, "losses": losses}
