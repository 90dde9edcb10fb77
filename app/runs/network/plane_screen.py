"""What viewers see of a network on a plane: maps of every neuron, and the points."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from app.documents.commands import View
from app.documents.experiment import Experiment
from app.encoding.messages import Tensors
from app.runs.blocks import Work
from app.runs.bulk import Entries, section
from app.runs.network.building import Part, SplitData
from app.runs.network.frames import draw, shown
from app.runs.network.passes import ModelSnapshot, cuts
from app.runs.network.table_form import table_fields
from app.runs.network.topology import Topology, TopologyFields
from app.runs.plane_answers import PlanePoints
from engine import Model

POINTS_AT_ONCE = 1000  # written in a block


class ShownView(TypedDict):
    """The neuron that a frame shows, and the sizes of its maps."""

    neuron: str
    resolution: int
    thumbnails: int


@dataclass(frozen=True)
class PlaneScreen:
    """A `Screen` of a network whose inputs are points of a plane."""

    document: Experiment
    model: Model
    plan: Topology
    data: SplitData

    def topology(self) -> TopologyFields:
        """Return the names of neurons, the places of weights, and what a map shows."""
        return table_fields(self.plan.message(), self.document, self.data)

    def points(self) -> Work[PlanePoints]:
        """Return the training and test points in the plane, [x1, x2, label] each."""
        train = yield from self._written(self.data.train)
        test = yield from self._written(self.data.test)
        return section(PlanePoints(train=train, test=test))

    def _written(self, part: Part) -> Work[Entries]:
        labels = part.labels if self.document.problem == "regression" else part.labels.astype(int)
        written = Entries()
        for block in cuts(len(part), POINTS_AT_ONCE):
            pairs = np.round(part.points[block], 4).tolist()
            marks = labels[block].tolist()
            written += [[*pair, label] for pair, label in zip(pairs, marks, strict=True)]
            yield
        return written

    def shown(self, view: View) -> ShownView:
        """Return the neuron that a view shows, and the sizes of its maps."""
        return {
            "neuron": shown(self.plan, view.neuron),
            "resolution": view.resolution,
            "thumbnails": view.thumbnails,
        }

    def drawing(self, view: View) -> Work[Tensors]:
        """Return the maps that a view asks for, of the network as it is when this is called."""
        return draw(ModelSnapshot.at(self.model, self.plan), self.data.plane, view)
