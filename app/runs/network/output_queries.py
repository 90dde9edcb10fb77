"""Sets the network's outputs for its own points beside what they should be."""

import numpy as np
from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.bulk import section
from app.runs.network.building import Part
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, Rows, passes
from app.runs.network.table_inputs import Scale
from app.runs.plane_answers import PointOutputs, SetOutputs
from app.runs.wire_messages import CommandData

Floats = NDArray[np.float64]

POINTS = 500  # of a set that are looked at: the first ones, which were dealt by chance


def point_outputs(training: NetworkTraining, _: CommandData) -> Work[PointOutputs]:
    """Return targets and outputs [n, outputs] of both sets, of a regression in its own units."""
    look, data = ModelSnapshot.at(training.model, training.topology), training.data
    train = yield from _outputs(look, data.train, data.target)
    test = yield from _outputs(look, data.test, data.target)
    return {"train": section(train), "test": section(test)}


def _outputs(look: ModelSnapshot, part: Part, unit: Scale) -> Work[SetOutputs]:
    targets = part.targets[:POINTS].astype(float)
    outputs = np.empty_like(targets)
    for block, stages in passes(look, Rows.of(part.inputs[:POINTS])):
        outputs[block] = stages[-1]
        yield
    return {"points": len(part), "targets": unit.back(targets), "outputs": unit.back(outputs)}
