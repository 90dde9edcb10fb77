"""Measures a network: losses, penalty, accuracy or R², and which classes it confuses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.choices import PERCEPTRON
from app.documents.experiment import Experiment
from app.encoding.messages import MetricsFields
from app.runs.blocks import Work, finish
from app.runs.network.building import SplitData
from app.runs.network.passes import cuts, parameters
from engine import Model, metrics

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Scores = Sequence[Singles]  # what the loss of each output reads, [outputs, rows]


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
    counts: Mapping[str, float | None] = field(default_factory=dict)  # of a rule of its own
    errors: Mapping[str, float] = field(default_factory=dict)  # root mean squares, by their names
    losses: Mapping[str, float] = field(default_factory=dict)  # of targets or outputs, by names

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `Evaluator.columns`."""
        together = self.loss, self.test_loss, self.penalty, self.score, self.test_score
        return *together, *self.losses.values()

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""
        scores = {self.score_name: self.score, f"test_{self.score_name}": self.test_score}
        return {
            "loss": self.loss,
            "test_loss": self.test_loss,
            "metrics": {
                "penalty": self.penalty,
                **scores,
                **self.losses,
                **self.errors,
                **self.counts,
            },
            "confusion": self.confusion,
        }


class Evaluator:
    """Measures one network on its data: all rows in one pass, or in blocks.

    Training depends only on the first.  The last bits of the second may differ, so it is only for
    display.
    """

    def __init__(self, experiment: Experiment, model: Model, data: SplitData, rows: int) -> None:
        self._experiment, self._model, self._rows = experiment, model, rows
        self._metric = metrics.get(_metric(experiment))
        self._suffixes = target_suffixes(experiment)  # of what is told of each target
        self._units = np.broadcast_to(data.target.deviation, len(self._suffixes))
        self._inputs = np.concatenate([data.train.inputs, data.test.inputs])
        self._targets = np.concatenate([data.train.targets, data.test.targets])
        self._columns = np.ascontiguousarray(self._targets.T)
        self._train, self._test = slice(len(data.train)), slice(len(data.train), None)
        self.score = "r2" if experiment.problem == "regression" else "accuracy"
        together = "loss", "test_loss", "penalty", self.score, f"test_{self.score}"
        self.columns: tuple[str, ...] = *together, *self._names_of("loss")

    def measure(self) -> NetworkMetrics:
        """Return the metrics of the network as it is."""
        return finish(self._measuring(self._model.parameters, len(self._inputs)))

    def measuring(self) -> Work[NetworkMetrics]:
        """Return the metrics of the network as it is at this call, in blocks of rows."""
        return self._measuring(self._model.parameters.copy(), self._rows)

    def losing(self, begun: Singles) -> Work[tuple[float, float]]:
        """Return the losses of both sets with other parameters, to the bits of `measure`."""
        scores = yield from self._scores(begun, self._rows)
        with np.errstate(all="ignore"):
            losses = self._losses(scores)
            return float(losses[self._train].mean()), float(losses[self._test].mean())

    def measuring_new(self) -> Work[NetworkMetrics]:
        """Return what `measure` does, layer by layer; nothing else may use the network then."""
        plan = self._model.forward_plan(len(self._inputs))
        yield
        steps = plan.steps([self._inputs])
        while _one_more(steps):
            yield
        scores = plan.scores(self._model.objectives)
        return self._figures(scores, self._model.penalty())

    def _measuring(self, begun: Singles, rows: int) -> Work[NetworkMetrics]:
        scores = yield from self._scores(begun, rows)
        with parameters(self._model, begun), np.errstate(all="ignore"):
            penalty = self._model.penalty()
        return self._figures(scores, penalty)

    def _scores(self, begun: Singles, rows: int) -> Work[Scores]:
        """Return what the losses read with these parameters, in blocks of rows."""
        parts = []
        for block in cuts(len(self._inputs), rows):
            with parameters(self._model, begun), np.errstate(all="ignore"):
                parts.append(self._model.scores([self._inputs[block]]))
            if block.stop < len(self._inputs):
                yield
        return [np.hstack(one) if len(one) > 1 else one[0] for one in zip(*parts, strict=True)]

    def _figures(self, scores: Scores, penalty: float) -> NetworkMetrics:
        """Return the metrics for what the losses read."""
        objective = self._model.objectives[0]
        with np.errstate(all="ignore"):  # what overflows becomes null
            losses = self._losses(scores)
            outputs = objective.outputs(scores[0]).T
            return NetworkMetrics(
                float(losses[self._train].mean()),
                float(losses[self._test].mean()),
                penalty,
                self._metric.measured(self._targets[self._train], outputs[self._train]),
                self._metric.measured(self._targets[self._test], outputs[self._test]),
                self._confusion(outputs[self._test]),
                self.score,
                errors=self._errors(outputs),
                losses=self._losses_apart(scores),
            )

    def _losses(self, scores: Scores) -> Floats:
        """Return the loss of each row, training rows first."""
        return self._losses_of(0, scores)

    def _losses_of(self, output: int, scores: Scores) -> Floats:
        """Return the same of one output, as if it counted whole."""
        loss = self._model.objectives[output].loss
        losses: Floats = loss.rows(self._columns, scores[output]).astype(float)
        return losses

    def _names_of(self, what: str) -> list[str]:
        """Return what a figure is called of each of several targets, training first."""
        several = self._suffixes if len(self._suffixes) > 1 else []
        return [f"{part}{what}{target}" for part in ("", "test_") for target in several]

    def _of_parts(self, rows: Floats) -> Floats:
        """Return the means [2 · n] of [n, rows] over the training rows, and over the others."""
        means: Floats = np.hstack(
            [rows[:, part].mean(axis=1) for part in (self._train, self._test)]
        )
        return means

    def _losses_apart(self, scores: Scores) -> dict[str, float]:
        """Return the loss of each of several targets."""
        if not (names := self._names_of("loss")):
            return {}
        terms = self._model.objectives[0].loss.terms(self._columns, scores[0]).astype(float)
        return dict(zip(names, self._of_parts(terms).tolist(), strict=True))

    def _errors(self, outputs: Singles) -> dict[str, float]:
        """Return the root mean square errors of both sets, in the targets' own units."""
        if not self._suffixes:
            return {}
        squares = np.square(self._targets - outputs).T.astype(float)
        errors = np.sqrt(self._of_parts(squares)) * np.tile(self._units, 2)
        names = self._names_of("rmse") or ["rmse", "test_rmse"]
        return dict(zip(names, errors.tolist(), strict=True))

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


def target_suffixes(experiment: Experiment) -> list[str]:
    """Return what the names of a target's figures end in: "_1", "_2", … of a regression."""
    count = experiment.outputs if experiment.problem == "regression" else 0
    return [f"_{number}" for number in range(1, count + 1)]


def _metric(experiment: Experiment) -> str:
    if experiment.problem == "regression":
        return "r2_score"
    if experiment.problem == "multiclass":
        return "categorical_accuracy"
    return "sign_accuracy" if threshold(experiment) == 0 else "binary_accuracy"


def threshold(experiment: Experiment) -> float:
    """Return the value above which an output means yes: 0 of signed outputs, else 0.5."""
    if experiment.training.rule == PERCEPTRON:
        return 0.0
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
        return outputs if experiment.outputs > 1 else outputs[:, 0]
    if experiment.problem == "multilabel":
        return (outputs > threshold(experiment)).astype(int)
    numbers = class_numbers(experiment, outputs)
    return numbers if experiment.problem == "multiclass" else 2 * numbers - 1
