"""The networks of a study's trials: they draw them, and train those that are in no group.

In a small study each trial has its own.  In a large one trials that differ in live settings and in
seeds alone share one network: it takes their states in turn, which changes no bit of them.  Trials
share their data wherever these are the same.
"""

from app.documents.experiment import Experiment
from app.documents.study import Study
from app.documents.trials import network_of, without_points
from app.runs.blocks import Work
from app.runs.network.building import SplitData, make_model, make_stepper, plane_data, table_data
from app.runs.network.evaluation import NetworkMetrics
from app.runs.network.kinds import building
from app.runs.network.network_training import NetworkTraining
from app.runs.study.trial_states import TrialStates
from app.runs.training.training import State

Start = tuple[State, NetworkMetrics]  # of a trial at epoch 0


class TrialNetworks:
    """For each trial its document, and the network that trains it."""

    def __init__(self) -> None:
        self.documents: list[Experiment] = []
        self._networks: dict[str, NetworkTraining] = {}
        self._names: list[str] = []  # of each trial's network
        self._holds: dict[str, int] = {}  # which trial's state each network has
        self._data: dict[str, SplitData] = {}

    def building(self, study: Study) -> Work[list[Start]]:
        """Build all networks, in blocks; return the trials as they are before any training."""
        starts: dict[tuple[str, int, int], Start] = {}
        found: list[Start] = []
        for number in range(study.trials.count):
            document = study.trials.document(number)
            name = str(number) if study.has_curves else network_of(document)
            self.documents.append(document)
            self._names.append(name)
            key = name, document.training.seed, document.training.shuffle_seed
            if name not in self._networks:
                self._networks[name] = network = yield from building(document, self._making_data)
                starts[key] = network.snapshot(), (yield from network.evaluator.measuring_new())
            elif key not in starts:
                starts[key] = yield from self._start(name, document)
            found.append(starts[key])
            yield
        return found

    def _making_data(self, document: Experiment) -> Work[SplitData]:
        """Return the data of a trial, made once for all that have the same."""
        name = f"{document.problem} {without_points(document)} {document.features}"
        if name not in self._data:
            making = table_data if document.data.tabular else plane_data
            self._data[name] = yield from making(document)
        return self._data[name]

    def _start(self, name: str, document: Experiment) -> Work[Start]:
        network = self._networks[name]
        stepper = make_stepper(document, make_model(document), network.data.train)
        yield
        state = State.of(stepper.snapshot())
        network.restore(state)
        return state, (yield from network.evaluator.measuring_new())

    def of(self, trial: int) -> NetworkTraining:
        """Return the network that trains a trial, in whatever state it is."""
        return self._networks[self._names[trial]]

    def steps(self, trial: int) -> int:
        """Return how many batches an epoch of a trial has."""
        return -(-self.of(trial).samples // self.documents[trial].training.batch_size)

    def lend(self, trial: int, states: TrialStates, epoch: int) -> NetworkTraining:
        """Return a trial's network with its state and settings: that of an epoch's end, or since.

        It goes on where it stands if no other trial has had it since, or `forget` was called.
        """
        name = self._names[trial]
        network = self._networks[name]
        if self._holds.get(name) != trial:
            network.adopt(self.documents[trial])
            network.restore(network.at_epoch(states.state(trial, epoch)))
            self._holds[name] = trial
        return network

    def forget(self) -> None:
        """Note that no network has the state of its trial any more."""
        self._holds.clear()
