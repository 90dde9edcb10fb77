"""What a search has found: its trials, and the best values and models of them."""

from typing import Any

from engine.errors import EngineError
from engine.models import Model
from engine.nest import Structure
from engine.tuners import printing
from engine.tuners.hypermodels import HyperModel
from engine.tuners.hyperparameters import Defaults, HyperParameters
from engine.tuners.oracle import Oracle
from engine.tuners.trials import Trial


class Findings:
    """What is read of a search; ``engine.tuners.tuner`` has the search itself."""

    hypermodel: HyperModel
    oracle: Oracle

    @property
    def trials(self) -> list[Trial]:
        """All trials so far, in their order."""
        return list(self.oracle.project.trials)

    def ranked(self) -> list[Trial]:
        """Return the trials that came to something, the best first."""
        return self.oracle.ranked()

    def get_best_hyperparameters(self, num_trials: int = 1) -> list[HyperParameters]:
        """Return the values of the best trials."""
        return [self._answered(trial) for trial in self.oracle.best(num_trials)]

    def get_best_models(self, num_models: int = 1) -> list[Model]:
        """Return the best trials' models, with the weights of their best epochs.

        Those of a ``run_trial`` of your own have the weights at its end; raises EngineError if it
        returned figures alone.
        """
        return [self._model(trial) for trial in self.oracle.best(num_models)]

    def _answered(self, trial: Trial) -> HyperParameters:
        hp = HyperParameters(Defaults(trial.values))
        self.hypermodel.build(hp)
        hp.ask_also(trial.space.values())
        return hp

    def _model(self, trial: Trial) -> Model:
        file = self.oracle.project.weights(trial)
        if not file.exists():
            raise EngineError(
                f"trial {trial.trial_id} has no weights: run_trial returned its figures alone; "
                "have it return what model.fit returns, or save the model itself"
            )
        model = self.hypermodel.build(HyperParameters(Defaults(trial.values)))
        if not model.built and trial.inputs:
            shapes = [(None, *shape) for shape in trial.inputs["shapes"]]
            names, kind = tuple(trial.inputs["names"]), trial.inputs["kind"]
            model.build(Structure("inputs", names, kind).pack(shapes))
        model.load_weights(file)
        return model

    def results_summary(self, num_trials: int = 10) -> None:
        """Print the best trials, and how many came to nothing."""
        printing.results(self.oracle, num_trials)


def inputs_of(model: Model) -> dict[str, Any]:
    """Return the shapes that a model was built for, as plain values."""
    structure = model.input_structure
    shapes = [list(map(int, shape)) for shape in model.input_shapes]
    return {"names": list(structure.names), "kind": structure.kind, "shapes": shapes}
