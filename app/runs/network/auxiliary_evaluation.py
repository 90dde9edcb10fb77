"""Measures a network with an auxiliary output: the loss is that of both, which are told apart too.

Score, errors and confusion are those of the main output: the auxiliary one helps it to learn.
"""

from app.documents.experiment import Experiment
from app.runs.network.building import SplitData
from app.runs.network.evaluation import Evaluator, Floats, Scores
from engine import Model

LOSSES = ("main_loss", "auxiliary_loss")  # of each output, as if it counted whole


class AuxiliaryEvaluator(Evaluator):
    """Measures one network with two outputs, in the order of the model's."""

    def __init__(self, experiment: Experiment, model: Model, data: SplitData, rows: int) -> None:
        super().__init__(experiment, model, data, rows)
        self.columns = *self.columns, *LOSSES, *(f"test_{name}" for name in LOSSES)

    def _losses(self, scores: Scores) -> Floats:
        """Return what training lowers: the losses of both outputs, as much as each counts."""
        weights = [objective.weight for objective in self._model.objectives]
        main, auxiliary = (self._losses_of(output, scores) for output in range(2))
        return weights[0] * main + weights[1] * auxiliary

    def _losses_apart(self, scores: Scores) -> dict[str, float]:
        """Return the loss of each of several targets, then that of each output."""
        rows = [self._losses_of(output, scores) for output in range(2)]
        names = [*LOSSES, *(f"test_{name}" for name in LOSSES)]
        means = [one[part].mean() for part in (self._train, self._test) for one in rows]
        return super()._losses_apart(scores) | dict(zip(names, map(float, means), strict=True))
