"""A trial of a search in training: one execution, until it is over."""

from dataclasses import replace
from math import isfinite, nan

from app.documents.study import Study
from app.runs.network.network_training import NetworkTraining
from app.runs.study.search_log import Execution
from app.runs.training.training import Parameters, State


class Turn:
    """Advances one execution; without a network there is nothing to train, and it ends at once.

    `so_far` is the execution as of the end of the trial's last epoch.
    """

    def __init__(self, study: Study, so_far: Execution, network: NetworkTraining | None) -> None:
        self.network = network
        self.so_far = so_far
        self._metric = study.goal.metric
        self._batches = 0  # of the trial's epoch in progress
        self._is_over = False
        if network is None:
            return
        if so_far.state is None:
            self.so_far = replace(so_far, state=_kept(network))
        else:
            network.restore(network.at_epoch(so_far.state))

    @property
    def is_over(self) -> bool:
        """Whether it has diverged, or was trained as far as was asked."""
        return self._is_over

    @property
    def samples(self) -> int:
        """How many mini-batches it has."""
        return max(1, (self.so_far.asked - self.so_far.begun) * self._steps)

    @property
    def position(self) -> int:
        """How many of them are done."""
        return (self.so_far.epochs - self.so_far.begun) * self._steps + self._batches

    @property
    def _steps(self) -> int:
        """The mini-batches of an epoch."""
        if self.network is None:
            return 1
        return -(-self.network.samples // self.network.batch)

    @property
    def parameters(self) -> Parameters | None:
        """The trial's parameters at the end of its last epoch."""
        state = self.so_far.state
        return None if state is None else state.arrays["parameters"]

    def train(self, count: int) -> int:
        """Train at most so many mini-batches, not past the end of the trial's epoch; say how many.

        How the batches are cut changes no bit.
        """
        network = self.network
        if network is None:
            self._is_over = True
            return 1
        steps = min(count, self._steps - self._batches)
        network.advance("batch", steps)
        self._batches += steps
        if (failure := network.failure()) is not None:
            self._lose(replace(self.so_far, failure=failure))
        elif self._batches == self._steps:
            self._end_epoch(network)
        return steps

    def _end_epoch(self, network: NetworkTraining) -> None:
        """Measure the trial, and note its state."""
        self._batches = 0
        metrics = network.evaluator.measure()
        if not isfinite(metrics.loss):
            failure = network.failure_of_loss()
            assert self.parameters is not None
            network.parameters[:] = self.parameters  # the last that were sound
            self._lose(replace(self.so_far, failure=failure))
            return
        value = metrics.loss if self._metric == "loss" else metrics.test_loss
        best = self.so_far.best
        self.so_far = replace(
            self.so_far,
            epochs=network.epoch,
            loss=metrics.loss,
            test_loss=metrics.test_loss,
            best=value if not best <= value and isfinite(value) else best,
            state=_kept(network),
        )
        self._is_over = network.epoch >= self.so_far.asked

    def _lose(self, lost: Execution) -> None:
        """End where the trial has diverged."""
        assert self.network is not None
        assert lost.failure is not None
        self.so_far = replace(
            lost,
            epochs=lost.failure["epoch"],
            loss=nan,
            test_loss=nan,
            best=nan,
            state=_kept(self.network),
        )
        self._batches, self._is_over = 0, True


def _kept(network: NetworkTraining) -> State:
    """Return what a network's timeline would store of it: enough to go on from an epoch's end."""
    state = network.snapshot()
    arrays = {name: state.arrays[name] for name in network.epoch_arrays}
    return State(arrays, {name: state.values[name] for name in network.epoch_values})
