"""One execution of a trial: a model is built and trained, and kept as it was at its best epoch."""

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from engine.arrays import Array
from engine.callbacks.base import Callback, History, Logs
from engine.compiling import Settings
from engine.errors import InvalidValue
from engine.metrics import direction_of
from engine.models import Model
from engine.tuners.oracle import Oracle


class BestEpoch(Callback):
    """Keeps the weights of the epoch that is the best by the objective."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle
        self._best, self._weights = math.nan, list[Array]()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Ask the model which way is better."""
        own = self._oracle.objective.name.removeprefix("val_")
        if direction := self.model.directions().get(own) or direction_of(own):
            self._oracle.objective.take(direction)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Keep the weights if they are the best so far."""
        value = float((logs or {}).get(self._oracle.objective.name, math.nan))
        better = self._oracle.objective.sign * (value - self._best) > 0
        if better or (math.isnan(self._best) and not math.isnan(value)):
            self._best, self._weights = value, self.model.get_weights()

    def restore(self, model: Model) -> None:
        """Give a model the best weights, where its training was seen."""
        if self._weights:
            model.set_weights(self._weights)


@dataclass
class Execution:
    """What came of it."""

    model: Model | None  # None where figures alone are known
    figures: dict[str, list[float]]  # epoch by epoch
    diverged: bool

    @property
    def history(self) -> dict[str, list[float]]:
        """The figures, as what ``fit`` returns has them."""
        return self.figures

    def best_epoch(self, oracle: Oracle) -> int | None:
        """Return the number of the best epoch, from 0; None where there is none.

        Raises UnknownChoice if the objective is none of the figures.
        """
        if oracle.objective.name not in self.figures:
            oracle.objective.read(self.at(0))
        scores = self.figures.get(oracle.objective.name, [])
        known = [epoch for epoch, score in enumerate(scores) if not math.isnan(score)]
        sign = oracle.objective.sign
        return max(known, key=lambda epoch: sign * scores[epoch], default=None)

    def at(self, epoch: int) -> dict[str, float]:
        """Return the figures of an epoch."""
        return {name: values[epoch] for name, values in self.figures.items() if epoch < len(values)}


def executed(told: Any, objective: str, model: Model | None) -> Execution:
    """Return an execution of what ``fit`` of a hypermodel returned, or a ``run_trial``.

    That is a History, figures by name, or a number.  Raises InvalidValue of anything else.
    """
    diverged = isinstance(told, History) and told.divergence is not None
    if isinstance(told, History):
        return Execution(model or getattr(told, "model", None), told.history, diverged)
    if isinstance(told, Mapping):
        return Execution(model, {name: [float(one)] for name, one in told.items()}, diverged)
    if isinstance(told, Real):
        return Execution(model, {objective: [float(told)]}, diverged)
    raise InvalidValue(
        "fit of a HyperModel, and run_trial of a tuner, must return what model.fit returned, "
        f"figures by name, or a number; got {type(told).__name__}"
    )


def executions_of(told: Any, objective: str) -> list[Execution]:
    """Return the executions that ``run_trial`` returned, one or in a list.  Raises InvalidValue."""
    each = told if isinstance(told, list) and told else [told]
    return [one if isinstance(one, Execution) else executed(one, objective, None) for one in each]


def recompiled(model: Model, optimizer: Any, loss: Any, metrics: Any) -> Model:
    """Return a model, compiled with what is given in place of what it was compiled with."""
    before = model._settings or Settings.of("rmsprop", "mean_squared_error", None, None)
    if optimizer is not None or loss is not None or metrics is not None:
        model.compile(
            before.optimizer if optimizer is None else copy.deepcopy(optimizer),
            before.loss if loss is None else loss,
            before.loss_weights,
            before.metrics if metrics is None else copy.deepcopy(metrics),
            before.weighted_metrics,
        )
    return model
