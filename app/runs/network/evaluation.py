"""Measures a network: losses, penalty, accuracy or R², and which classes it confuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.experiment import Experiment
from app.encoding.messages import MetricsFields
from app.runs.blocks import Work, finish
from app.runs.network.building import SplitData
from app.runs.network.passes import cuts, parameters
from engine import Sequential, metrics

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class NetworkMetrics:
    """The metrics of one state of a network; `score` is the accuracy, or R² of a regression."""

    loss: float
    test_loss: float
    penalty: float
    score: float
    test_score: float
    confusion: list[list[int]] | None  # [true][predicted] test points
    score_name: str
    errors: tuple[float, float] | None = None  # of a regression, root mean squares in its units

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `Evaluator.columns`."""
        return self.loss, self.test_loss, self.penalty, self.score, self.test_score

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""
        scores = {self.score_name: self.score, f"test_{self.score_name}": self.test_score}
        errors = dict(zip(("rmse", "test_rmse"), self.errors or (), strict=False))
        return {
            "loss": self.loss,
            "test_loss": self.test_loss,
            "metrics": {"penalty": self.penalty, **scores, **errors},
            "confusion": self.confusion,
        }


class Evaluator:
    """Measures one network on its data: all rows in one pass, or in blocks.

    Training depends only on the first.  The last bits of the second may differ, so it is only for
    display.
    """

    def __init__(
        self, experiment: Experiment, model: Sequential, data: SplitData, rows: int
    ) -> None:
        self._experiment, self._model, self._rows = experiment, model, rows
        self._metric = metrics.get(_metric(experiment))
        self._unit = float(data.target.deviation)
        self._inputs = np.concatenate([data.train.inputs, data.test.inputs])
        self._targets = np.concatenate([data.train.targets, data.test.targets])
        self._columns = np.ascontiguousarray(self._targets.T)
        self._train, self._test = slice(len(data.train)), slice(len(data.train), None)
        self.score = "r2" if experiment.problem == "regression" else "accuracy"
        self.columns = "loss", "test_loss", "penalty", self.score, f"test_{self.score}"

    def measure(self) -> NetworkMetrics:
        """Return the metrics of the network as it is."""
        return finish(self._measuring(self._model.parameters, len(self._inputs)))

    def measuring(self) -> Work[NetworkMetrics]:
        """Return the metrics of the network as it is at this call, in blocks of rows."""
        return self._measuring(self._model.parameters.copy(), self._rows)

    def measuring_new(self) -> Work[NetworkMetrics]:
        """Return what `measure` does, layer by layer; nothing else may use the network then."""
        plan = self._model.forward_plan(len(self._inputs))
        yield
        steps = plan.steps([self._inputs])
        while _one_more(steps):
            yield
        (scores,) = plan.scores(self._model.objectives)
        return self._figures(scores, self._model.penalty())

    def _measuring(self, begun: Singles, rows: int) -> Work[NetworkMetrics]:
        parts = []
        for block in cuts(len(self._inputs), rows):
            with parameters(self._model, begun), np.errstate(all="ignore"):
                parts += self._model.scores([self._inputs[block]])
            if block.stop < len(self._inputs):
                yield
        with parameters(self._model, begun), np.errstate(all="ignore"):
            penalty = self._model.penalty()
        return self._figures(np.hstack(parts) if len(parts) > 1 else parts[0], penalty)

    def _figures(self, scores: Singles, penalty: float) -> NetworkMetrics:
        """Return the metrics for what the loss reads, [outputs, rows]."""
        objective = self._model.objective
        with np.errstate(all="ignore"):  # what overflows becomes null
            losses = objective.loss.rows(self._columns, scores).astype(float)
            outputs = objective.outputs(scores).T
            return NetworkMetrics(
                float(losses[self._train].mean()),
                float(losses[self._test].mean()),
                penalty,
                self._metric.measured(self._targets[self._train], outputs[self._train]),
                self._metric.measured(self._targets[self._test], outputs[self._test]),
                self._confusion(outputs[self._test]),
                self.score,
                self._errors(outputs),
            )

    def _errors(self, outputs: Singles) -> tuple[float, float] | None:
        """Return the root mean square errors of both sets, in the target's own units."""
        if self._experiment.problem != "regression":
            return None
        squares = np.square(self._targets - outputs).mean(axis=1, dtype=float)
        train, test = (np.sqrt(squares[part].mean()) for part in (self._train, self._test))
        return float(train * self._unit), float(test * self._unit)

    def _confusion(self, outputs: Singles) -> list[list[int]] | None:
        if self._experiment.problem not in ("classification", "multiclass"):
            return None
        classes = max(2, self._experiment.outputs)
        true = class_numbers(self._experiment, self._targets[self._test])
        predicted = class_numbers(self._experiment, outputs)
        counts: list[list[int]] = metrics.confusion_matrix(true, predicted, classes).tolist()
        return counts


def _one_more(steps: Iterator[None]) -> bool:
    with np.errstate(all="ignore"):
        return next(steps, steps) is None


def _metric(experiment: Experiment) -> str:
    if experiment.problem == "regression":
        return "r2_score"
    if experiment.problem == "multiclass":
        return "categorical_accuracy"
    return "sign_accuracy" if threshold(experiment) == 0 else "binary_accuracy"


def threshold(experiment: Experiment) -> float:
    """Return the value above which an output means yes: 0 for outputs in -1…1, else 0.5."""
    signed = experiment.training.loss != "binary_crossentropy"
    return 0.0 if experiment.problem == "classification" and signed else 0.5


def class_numbers(experiment: Experiment, outputs: Singles) -> NDArray[np.intp]:
    """Return the class that each row [n, outputs] stands for: 0 or 1 where there are two."""
    if experiment.problem == "multiclass":
        return outputs.argmax(axis=1)
    return (outputs[:, 0] > threshold(experiment)).astype(np.intp)


def labels_of(experiment: Experiment, outputs: Singles) -> NDArray[Any]:
    """Return the label that each row of outputs stands for, in the form of the points' labels."""
    if experiment.problem == "regression":
        return outputs[:, 0]
    if experiment.problem == "multilabel":
        return (outputs > threshold(experiment)).astype(int)
    numbers = class_numbers(experiment, outputs)
    return numbers if experiment.problem == "multiclass" else 2 * numbers - 1
