"""Trials of a study that train in one pass, each to the bits of its network alone.

Trials whose networks have one shape and whose batches have the same sizes form a group.  A trial
that fits no group, and one that diverges, is trained by its own network instead.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from app.documents.choices import PERCEPTRON
from app.documents.experiment import Experiment
from app.runs.blocks import Work
from app.runs.network.building import SplitData, make_model
from app.runs.study.trial_networks import TrialNetworks
from app.runs.study.trial_states import TrialStates, as_words, from_words
from engine import Sequential
from engine.population import Lockstep, MemberLosses
from engine.random import permutation, state_of, streams

Floats = NDArray[np.float64]
Judges = dict[Hashable, MemberLosses]

BATCH_NUMBERS = 16_384  # of all members in a batch's layers: what the processor has at hand
PASS_NUMBERS = 1 << 20  # of all members in the layers while the losses are measured
FEW = 4  # models that are made in a block
MOST = 64  # members: more of them save little


class Outcome(NamedTuple):
    """What an epoch has made of the members of a group."""

    sound: NDArray[np.bool_]  # [K], whose numbers are finite
    numbers: NDArray[np.float32]  # [K, n], their parameters and the optimizer's memory
    losses: Floats  # [K, 2], of training and test rows
    iterations: int
    generators: NDArray[np.uint64]  # [K, 5], of the next epoch's order


@dataclass
class _Order:
    """The order of the rows, which trials of one seed have in common."""

    members: list[int]
    generator: np.random.Generator


class TrialGroup:
    """Some trials of a study, in lock step; an epoch has `steps` mini-batches of all."""

    trials: list[int]
    steps: int
    _lockstep: Lockstep
    _judge: MemberLosses
    _inputs: NDArray[Any]  # of all rows, those of training first
    _targets: NDArray[Any]
    _rows: int  # of training
    _orders: list["_Order"]
    _is_loaded: bool  # whether the lock step has the trials' states

    @classmethod
    def building(
        cls, trials: list[int], networks: TrialNetworks, judges: Judges
    ) -> Work["TrialGroup"]:
        """Return a group of trials, built in blocks; those of one shape share a judge."""
        group = cls.__new__(cls)
        group.trials = trials
        documents = [networks.documents[trial] for trial in trials]
        group._orders, group._is_loaded = _orders(documents), False
        models = []
        for number, document in enumerate(documents):
            models.append(cast(Sequential, make_model(document)))
            if number % FEW == 0:
                yield
        data = [networks.of(trial).data for trial in trials]
        group._inputs, group._targets = _given([_joined(one) for one in data])
        yield
        x, y = _given([(one.train.inputs, one.train.targets) for one in data])
        group._rows = len(data[0].train)
        batch_size = documents[0].training.batch_size
        group._lockstep = Lockstep(models, x, y, batch_size=batch_size)
        group.steps = group._lockstep.batches
        yield
        shape = _shape(networks, trials[0])
        if shape not in judges or len(judges[shape]) < len(trials):
            judges[shape] = MemberLosses(models)
            yield
        group._judge = judges[shape]
        return group

    def forget(self) -> None:
        """Note that the trials' states are not those of the lock step any more."""
        self._is_loaded = False

    def train(self, states: TrialStates, steps: int) -> None:
        """Train so many mini-batches of the epoch after these states."""
        if not self._is_loaded:
            self._load(states)
            self._begin()
        elif self._lockstep.position == self.steps:
            self._begin()
        self._lockstep.run(steps)

    def _load(self, states: TrialStates) -> None:
        members, size = len(self.trials), self._lockstep.parameters.shape[1]
        numbers = np.stack([states.numbers(trial) for trial in self.trials])
        memory = numbers[:, size:].reshape(members, -1, size)
        records = states.records[self.trials]
        self._lockstep.restore(numbers[:, :size], memory, int(records["iterations"].max()))
        for order in self._orders:
            state = from_words(records["generator"][order.members[0]])
            order.generator.bit_generator.state = state
        self._is_loaded = True

    def _begin(self) -> None:
        orders = np.empty((len(self.trials), self._rows), np.intp)
        for order in self._orders:
            orders[order.members] = permutation(order.generator, self._rows)
        self._lockstep.begin(orders)

    def outcome(self) -> Outcome:
        """Return what the epoch has made of all members; it is complete."""
        lockstep, members = self._lockstep, len(self.trials)
        losses = self._judge.measure(lockstep.parameters, self._inputs, self._targets)
        with np.errstate(all="ignore"):
            parts = losses[:, : self._rows], losses[:, self._rows :]
            means = np.column_stack([part.mean(axis=1) for part in parts])
        generators = np.empty((members, 5), np.uint64)
        for order in self._orders:
            generators[order.members] = as_words(state_of(order.generator))
        numbers = np.hstack([lockstep.parameters, lockstep.memory.reshape(members, -1)])
        return Outcome(lockstep.finite(), numbers, means, lockstep.iterations, generators)


def grouping(networks: TrialNetworks) -> Work[list[TrialGroup | int]]:
    """Return the groups, and the trials that are in none, in blocks: in the trials' order."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for trial in range(len(networks.documents)):
        alike[_kind(networks, trial)].append(trial)
        yield
    found: list[TrialGroup | int] = []
    judges: Judges = {}
    for kind, trials in alike.items():
        for together in _cut(trials, networks) if kind is not None else [trials]:
            if kind is None or len(together) == 1:
                found += together
            else:
                found.append((yield from TrialGroup.building(together, networks, judges)))
    return sorted(found, key=lambda one: one if isinstance(one, int) else one.trials[0])


def _kind(networks: TrialNetworks, trial: int) -> Hashable:
    """Return what the trials of a group have in common; None of a trial that fits none."""
    document, network = networks.documents[trial], networks.of(trial)
    training, shape = document.training, document.network
    batch, rows = training.batch_size, network.samples
    if shape.is_branched or shape.dtype != "float32" or training.rule == PERCEPTRON:
        return None
    if min(batch, rows, rows % batch or batch) < 2:  # one row alone is summed in another way
        return None
    optimizer, penalty = training.optimizer, training.regularization
    rate = None if optimizer.name == "sgd" else optimizer.learning_rate
    pays = penalty.kind if penalty.rate else None
    rule = batch, optimizer.name, str(optimizer.settings), rate, pays
    return _shape(networks, trial), rule


def _shape(networks: TrialNetworks, trial: int) -> Hashable:
    """Return what trials have in common that are measured in one pass."""
    network, loss = networks.of(trial), networks.documents[trial].training.loss
    layers = tuple((layer.units, layer.activation) for layer in network.topology.layers)
    rows = network.samples, len(network.data.test)
    return loss, network.data.train.inputs.shape[1], layers, rows


def _cut(trials: list[int], networks: TrialNetworks) -> Iterator[list[int]]:
    """Cut trials of one kind into groups that the processor's caches hold."""
    first = networks.of(trials[0])
    wide = (
        sum(layer.units + 1 for layer in first.topology.layers) + first.data.train.inputs.shape[1]
    )
    rows = first.samples + len(first.data.test)
    most = min(MOST, BATCH_NUMBERS // (first.batch * wide), PASS_NUMBERS // (rows * wide))
    for start in range(0, len(trials), max(1, most)):
        yield trials[start : start + max(1, most)]


def _orders(documents: Sequence[Experiment]) -> list[_Order]:
    found: dict[int, _Order] = {}
    for member, document in enumerate(documents):
        seed = document.training.shuffle_seed
        if seed not in found:
            found[seed] = _Order([], streams(seed, "shuffles")[0])
        found[seed].members.append(member)
    return list(found.values())


def _joined(data: SplitData) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return inputs and targets of all rows, those of training first."""
    inputs = np.concatenate([data.train.inputs, data.test.inputs])
    return inputs, np.concatenate([data.train.targets, data.test.targets])


def _given(pairs: list[tuple[NDArray[Any], NDArray[Any]]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return inputs and targets, with an axis of members where they differ."""
    first, *others = pairs
    if all(np.array_equal(a, b) for pair in others for a, b in zip(first, pair, strict=True)):
        return first
    x, y = zip(*pairs, strict=True)
    return np.stack(x), np.stack(y)
