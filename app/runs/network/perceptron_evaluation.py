"""Measures a perceptron: the share of its mistakes, and counts of its learning.

Its loss is the share of mistakes: of the rows, and outputs, that do not lie on their side of the
line.  It is 1 at weights of 0, where all lie on the line, and 0 once the rule has nothing to learn.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from app.documents.experiment import Experiment
from app.runs.blocks import Work
from app.runs.network.building import SplitData
from app.runs.network.evaluation import Evaluator, Floats, NetworkMetrics, Scores
from engine import Model
from engine.perceptron.rule import mistaken
from engine.perceptron.stepper import RuleStepper


class Learner(Protocol):
    """What is measured."""

    document: Experiment
    model: Model
    data: SplitData
    rule: RuleStepper

    @property
    def bound(self) -> float | None:
        """The most updates that there will ever be, if that is known."""


class PerceptronEvaluator(Evaluator):
    """Measures one perceptron; the counts are those of the moment at which it is asked."""

    def __init__(self, learner: Learner, rows: int) -> None:
        super().__init__(learner.document, learner.model, learner.data, rows)
        self._learner = learner

    def measure(self) -> NetworkMetrics:
        """Return the metrics as they are."""
        return replace(super().measure(), counts=self._counts())

    def measuring(self) -> Work[NetworkMetrics]:
        """Return the metrics as they are at this call, in blocks of rows."""
        return _with(self._counts(), super().measuring())

    def measuring_new(self) -> Work[NetworkMetrics]:
        """Return what `measure` does, layer by layer."""
        return _with(self._counts(), super().measuring_new())

    def _counts(self) -> Mapping[str, float | None]:
        rule = self._learner.rule
        return {
            "mistakes": rule.mistakes,
            "updates": rule.updates,
            "bound": self._learner.bound,
            "pocket": rule.pocket.right,
            "cycle": rule.repeats,
        }

    def _losses(self, scores: Scores) -> Floats:
        """Return the share of outputs that are wrong in each row."""
        shares: Floats = mistaken(scores[0], self._columns).mean(axis=0, dtype=np.float64)
        return shares


def _with(counts: Mapping[str, float | None], work: Work[NetworkMetrics]) -> Work[NetworkMetrics]:
    metrics = yield from work
    return replace(metrics, counts=counts)
