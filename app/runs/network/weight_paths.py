"""The path of a run through the space of its weights: stored epochs, with the weights at each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.documents.experiment import Experiment
from app.documents.loss_surface import difference, surface_of
from app.errors import Unprocessable, fault
from app.runs.blocks import Work
from app.runs.landscape_answers import WeightPathAnswer
from app.runs.network.network_training import NetworkTraining
from app.runs.training.timeline import Timeline
from app.runs.training.trainer_checkpoints import stored_past
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData

Floats = NDArray[np.float64]

STATES = 150  # of one path, or of two together
NUMBERS = 250_000  # of all these states together
FEWEST = 8
BESIDE = "beside.run"


@dataclass(frozen=True)
class WeightPath:
    """Epochs, and the weights [n, weights] at the end of each."""

    epochs: list[int]
    states: Floats

    @classmethod
    def of(cls, timeline: Timeline, count: int, paths: int) -> "WeightPath":
        """Return stored epochs, the first and last among them; few enough for so many paths."""
        epochs = _spread(timeline.epochs, count, paths)
        states = [timeline.at(epoch).arrays["parameters"] for epoch in epochs]
        return cls(epochs, np.array(states, dtype=float).reshape(len(epochs), count))

    @classmethod
    def beside(cls, training: NetworkTraining, other: Mapping[str, Any]) -> "WeightPath":
        """Return the path of another run, as that has answered.

        Raises Unprocessable if its weights would have other losses here.
        """
        if why := difference(surface_of(training.document), other["surface"]):
            words = f"must be a run with the same data, inputs, layers and loss: {why}"
            raise Unprocessable.of(fault(BESIDE, words, "another_landscape"))
        states = np.array(other["states"], dtype=float).reshape(len(other["epochs"]), -1)
        return cls(other["epochs"], states)


def _spread(epochs: list[int], count: int, paths: int) -> list[int]:
    most = max(FEWEST, min(STATES, NUMBERS // count) // paths)
    spread = np.linspace(0, len(epochs) - 1, min(most, len(epochs)))
    return [epochs[place] for place in spread.astype(int)]


def weight_path(session: TrainingSession, body: CommandData) -> Work[WeightPathAnswer]:
    """Return the path of a run for the landscape of another one: as it is now, or as it was.

    Raises Conflict if no state of that generation is stored any more.
    """
    generation = cast(int | None, body.get("generation"))
    if generation in (None, session.generation):
        training = session.training
        assert isinstance(training, NetworkTraining)
        path = WeightPath.of(session.trainer.timeline, len(training.parameters), paths=2)
        yield
        surface = surface_of(training.document)
        own = path.states.astype(training.parameters.dtype)  # half as large, and the same
        return {"surface": surface, "epochs": path.epochs, "states": own}
    blob = session.undo_stack.next(session.undo_stack.way_back(generation))
    yield
    raw, epochs, states = stored_past(blob)
    yield
    surface = surface_of(Experiment.model_validate(raw))
    chosen = _spread(epochs, states.shape[1], paths=2)
    rows = states[[epochs.index(epoch) for epoch in chosen]]
    return {"surface": surface, "epochs": chosen, "states": rows}
