"""Builds the networks of a search's trials, and what their maps need, when they are wanted."""

from typing import TypeVar

from app.documents.experiment import Experiment
from app.documents.trials import network_of, without_points
from app.runs.blocks import Work
from app.runs.network.building import SplitData, make_model, plane_data, table_data
from app.runs.network.kinds import building
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot
from app.runs.network.plane import FeaturePlane, Plane
from app.runs.network.topology import topology_of
from app.runs.training.training import Parameters

MOST_DATA = 4  # data sets that are kept: many trials have the same
MOST_LOOKS = 16  # models for maps that are kept

T = TypeVar("T")
Look = tuple[ModelSnapshot, Plane]


class TrialBuilding:
    """Makes networks in training, and models to look at; keeps what several of them share."""

    def __init__(self) -> None:
        self._data: dict[str, SplitData] = {}
        self._looks: dict[str, Look] = {}

    def network(self, document: Experiment) -> Work[NetworkTraining]:
        """Return a new network in training."""
        return building(document, self._making_data)

    def looking(self, document: Experiment, parameters: Parameters) -> Work[Look]:
        """Return a trial's network with some parameters, and the plane of its maps."""
        name = network_of(document)
        if name not in self._looks:
            plane: Plane = FeaturePlane(document.features, document.network.dtype)
            if document.data.tabular:
                plane = (yield from self._making_data(document)).plane
            model, topology = make_model(document), topology_of(document)
            look = ModelSnapshot(model, topology, parameters)
            _keep(self._looks, name, (look, plane), MOST_LOOKS)
            yield
        look, plane = self._looks[name]
        return ModelSnapshot(look.model, look.topology, parameters), plane

    def _making_data(self, document: Experiment) -> Work[SplitData]:
        """Return the data of a trial."""
        name = f"{document.problem} {without_points(document)} {document.features}"
        name += f" {document.network.dtype} {document.training.loss}"  # of inputs, and of targets
        if name not in self._data:
            making = table_data if document.data.tabular else plane_data
            _keep(self._data, name, (yield from making(document)), MOST_DATA)
        return self._data[name]


def _keep(kept: dict[str, T], name: str, value: T, most: int) -> None:
    """Keep one more; the oldest goes where there are too many."""
    kept[name] = value
    if len(kept) > most:
        del kept[next(iter(kept))]
