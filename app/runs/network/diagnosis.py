"""Says why a network does not learn, and what to do: from its state, never from settings alone.

`CAUSES` is a table in the order of weight; each entry is a function of a `Case` that returns what
it finds or None.  `SIGNS` have many causes: the first one counts, where no cause is found.  A
remedy is a list of commands, as a client would send them.
"""

import numpy as np

from app.runs.answers import Diagnosis, Finding, LayerFigures
from app.runs.blocks import Work
from app.runs.network import gradient_findings as gradients
from app.runs.network import loss_findings as losses
from app.runs.network.activity import activity
from app.runs.network.finding import Case, Search
from app.runs.network.network_training import NetworkTraining
from app.runs.network.perceptron_findings import diagnose_perceptron
from app.runs.network.perceptron_training import PerceptronTraining
from app.runs.training.course import Course
from app.runs.training.trainer import Trainer

LOOK_BACK = 20  # epochs over which weights are seen to move

CAUSES: tuple[Search, ...] = (
    gradients.equal_units,
    gradients.step_function,
    gradients.dead_units,
    gradients.saturated_output,
    gradients.vanishing_gradient,
    losses.overfitting,
    losses.unbalanced,
)
SIGNS: tuple[Search, ...] = (
    losses.rate_too_high,
    gradients.saturated_layer,
    losses.rate_too_low,
    losses.standstill,
)


def diagnose(trainer: Trainer) -> Work[Diagnosis]:
    """Return what is wrong with a network in training, and each layer's figures."""
    training = trainer.training
    assert isinstance(training, NetworkTraining)
    if isinstance(training, PerceptronTraining):
        return (yield from diagnose_perceptron(training))
    rows = trainer.history.until(trainer.epoch).rows
    moved = _moved(trainer)
    seen = yield from activity(training)
    case = Case(training.document, seen, Course(rows), moved, trainer.epoch)
    findings = _found(case, CAUSES) or _found(case, SIGNS)[:1]
    if trainer.failure:
        findings = []  # a run that diverged has advice of its own
    layers: list[LayerFigures] = [
        {
            "name": layer.name,
            "gradient": layer.gradient_size,
            "dead": layer.dead,
            "saturated": layer.saturation,
        }
        for layer in seen.layers
    ]
    return {"epoch": trainer.epoch, "findings": findings, "layers": layers}


def _found(case: Case, searches: tuple[Search, ...]) -> list[Finding]:
    return [finding for search in searches if (finding := search(case)) is not None]


def _moved(trainer: Trainer) -> float:
    """Return how far the weights have moved in an epoch, by their norm; infinite at epoch 0.

    In float64: the squares of weights of 1e20 are more than float32 holds.
    """
    now, epoch = trainer.training.parameters.astype(np.float64), trainer.epoch
    if epoch == 0:
        return float("inf")
    then = trainer.snapshot_at(max(0, epoch - LOOK_BACK))
    epochs = max(1, epoch - then.epoch)
    norm = float(np.linalg.norm(now)) or 1.0
    return float(np.linalg.norm(now - then.arrays["parameters"])) / norm / epochs
