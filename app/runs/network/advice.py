"""Advice for a run that has diverged, in plain words that fit its document."""

from app.documents.experiment import Experiment
from app.runs.states import Failure

BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softsign", "step", "sign", "relu6")
SQUARES = {"x1_squared": "x₁²", "x2_squared": "x₂²", "x1_x2": "x₁x₂"}
CALM_RATE = 0.03  # a learning rate that rarely diverges on these data


def divergence(experiment: Experiment, epoch: int, layer: int, reason: str) -> Failure:
    """Return where and why a run has diverged, and what to do."""
    return {"epoch": epoch, "layer": layer, "reason": reason, "advice": advice(experiment)}


def advice(experiment: Experiment) -> str:
    """Return the most likely remedy against another divergence, then the others."""
    first, *others = _remedies(experiment)
    if not others:
        return f"{first}, then reset."
    return f"{first}, then reset. If that is not enough: {' or '.join(others)}."


def _remedies(experiment: Experiment) -> list[str]:
    training, remedies = experiment.training, []
    rate, penalty = training.optimizer.learning_rate, training.regularization
    if penalty.kind == "l2" and rate * penalty.rate >= 1:
        remedies.append(f"Lower the regularization rate from {penalty.rate:g} to {0.1 / rate:g}")
    remedies.append(f"Lower the learning rate from {rate:g} to {calmer(rate):g}")
    if squares := [SQUARES[name] for name in experiment.features if name in SQUARES]:
        remedies.append(f"leave out {' and '.join(squares)}, which grow as large as 36")
    layers = [layer.activation for layer in experiment.network.hidden]
    if loose := sorted({name for name in layers if name not in BOUNDED}):
        remedies.append(f"use tanh, whose output stays within ±1, in place of {', '.join(loose)}")
    return remedies


def calmer(rate: float) -> float:
    """Return a learning rate to try after this one: a tenth, but no smaller than need be."""
    return rate / 10 if rate <= CALM_RATE * 10 else CALM_RATE
