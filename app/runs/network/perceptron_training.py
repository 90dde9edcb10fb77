"""A network without hidden layers in training by the perceptron's rule, one sample at a time.

All else is any network's: its data, model, maps and metrics, to which a few counts are added.
"""

from typing import get_type_hints

from app.documents.document import Document
from app.runs.blocks import Work
from app.runs.network.evaluation import Evaluator
from app.runs.network.network_training import NetworkTraining, Steps
from app.runs.network.passes import block_rows
from app.runs.network.perceptron_evaluation import PerceptronEvaluator
from app.runs.network.separation import Separation
from app.runs.training.training import State
from engine.perceptron.stepper import ARRAYS, Counts, RuleStepper

BUILDING_ROUNDS = 1024  # of the search for a separator while a run is made, shared by its inputs
IN_PASSING = 1  # round each time that it trains, until all is known


class PerceptronTraining(NetworkTraining):
    """A `Training` by Rosenblatt's rule."""

    epoch_arrays = ARRAYS
    epoch_values = ("epoch", *(name for name in get_type_hints(Counts) if name != "epoch"))
    rule: RuleStepper
    separation: Separation

    def _build(self) -> Work[None]:
        train = self.data.train
        self.separation = Separation(train.inputs, train.targets)
        for _ in range(BUILDING_ROUNDS // train.inputs.shape[1]):
            yield
            if self.separation.search(1):
                break
        yield from super()._build()

    def _make_stepper(self) -> Steps:
        train, training = self.data.train, self.document.training
        rate, seed = training.optimizer.learning_rate, training.shuffle_seed
        self.rule = RuleStepper(self.model, train.inputs, train.targets, rate=rate, seed=seed)
        return self.rule

    def _make_evaluator(self) -> Evaluator:
        return PerceptronEvaluator(self, block_rows(self.topology))

    @property
    def bound(self) -> float | None:
        """The most updates that there will ever be; None if there is no such bound, or unknown.

        There is none where no line parts the points, and none on weights that were set by hand.
        """
        return self.separation.bound if self.rule.is_pure else None

    def advance(self, unit: str, count: int) -> None:
        """Learn from so many samples; a batch is one."""
        self.separation.search(IN_PASSING)
        self.stepper.run_batches(count)

    def adopt(self, document: Document) -> bool:
        """Take the live settings of another document; say whether the loss has another meaning."""
        changed = super().adopt(document)
        self._take_rate()
        return changed

    def _take_rate(self) -> None:
        self.rule.rate = self.document.training.optimizer.learning_rate

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned, and go on with the learning rate of now."""
        super().restore(state)
        self._take_rate()

    def at_epoch(self, state: State) -> State:
        """Return a state at an epoch's end, of which all was stored."""
        return state
