"""Findings about the course of the loss: rates, over-fitting, classes, standstill."""

import numpy as np

from app.runs.answers import Finding, Remedy
from app.runs.network.advice import CALM_RATE, calmer
from app.runs.network.finding import (
    LEARNING_RATE,
    Case,
    calm_restart,
    setting,
    tanh_in_place_of,
)

SHORT, LONG = 20, 100  # epochs
RESTLESS = 0.02  # deviation of the loss over epochs, by its mean
SLOW = 5e-4  # of the weights' norm, moved in an epoch
SOME_GRADIENT = 1e-3  # root mean square
OVERFIT = 1.2  # test loss by its least
OVERFIT_LEAST = 0.01
OVERFIT_EPOCHS = 20
PENALTY_RATE = "training.regularization.rate"
FEW = 0.25  # points of a class, by those of the most frequent
STILL = 0.005  # of the loss: both halves of the last epochs are equal
STILL_EPOCHS, STILL_EPOCHS_DEEP = 100, 500  # of what draws a straight line, and of the rest
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3)  # rates to try, from what hardly ever stops the learning


def rate_too_high(case: Case) -> Finding | None:
    """The loss jumps up and down, and gets nowhere."""
    course = case.course
    if case.epoch < SHORT or case.good or case.rate <= CALM_RATE:
        return None
    first, second, deviation = course.halves(SHORT)
    if first - second > deviation or deviation < RESTLESS * second:
        return None
    rate = calmer(case.rate)
    return {
        "code": "rate_too_high",
        "gist": f"The learning rate {case.rate:g} is too high.",
        "text": f"The loss jumps up and down and has not fallen for {SHORT} epochs: the "
        f"learning rate {case.rate:g} is too high.",
        "remedies": [
            setting(f"Lower it to {rate:g}", LEARNING_RATE, rate, reset=False),
            *calm_restart(case),
        ],
    }


def rate_too_low(case: Case) -> Finding | None:
    """The weights hardly move, although there is something to learn."""
    if case.epoch < LONG or case.good or case.moved > SLOW or case.rate >= CALM_RATE:
        return None
    first, second, _ = case.course.halves(LONG)
    if case.activity.gradient_size < SOME_GRADIENT or first - second > 0.01 * first:
        return None
    rate = float(f"{min(10.0, 10 * case.rate):.3g}")
    return {
        "code": "rate_too_low",
        "gist": f"The learning rate {case.rate:g} is too low.",
        "text": f"The loss hardly falls: in an epoch the weights move by {case.moved:.2%} of their "
        f"size. The learning rate {case.rate:g} is too low.",
        "remedies": [setting(f"Raise it to {rate:g}", LEARNING_RATE, rate, reset=False)],
    }


def overfitting(case: Case) -> Finding | None:
    """Training still falls while the test loss has risen."""
    course = case.course
    best, its_loss, least = course.best
    now = course.test_loss
    if case.epoch - best < OVERFIT_EPOCHS or now < max(OVERFIT * least, least + OVERFIT_LEAST):
        return None
    if course.loss >= its_loss:
        return None
    remedies: list[Remedy] = [
        {"label": f"Go back to epoch {best}", "commands": [{"type": "seek", "epoch": best}]}
    ]
    remedies += _stronger_penalty(case)
    return {
        "code": "overfitting",
        "gist": f"The test loss has risen from {least:.3g} to {now:.3g}.",
        "text": f"The test loss was least at epoch {best} ({least:.3g}) and has risen to {now:.3g} "
        "while the training loss fell: the network learns the training points by heart.",
        "remedies": remedies,
    }


def unbalanced(case: Case) -> Finding | None:
    """A rare class is not learned."""
    true, wrong = case.activity.true, case.activity.wrong
    if not len(true) or case.epoch < SHORT:
        return None
    counts = np.bincount(true)
    rare = int(np.argmin(np.where(counts > 0, counts, len(true))))
    if counts[rare] > FEW * counts.max():
        return None
    missed = float(np.mean(wrong[true == rare]))
    if missed < 0.5:
        return None
    share = counts[rare] / len(true)
    return {
        "code": "unbalanced",
        "gist": f"The rarest class has {share:.0%} of the points, and is hardly learned.",
        "text": f"The classes are unbalanced: the rarest has {share:.0%} of the training points, "
        f"and {missed:.0%} of them are taken for another class. More points of it would help.",
        "remedies": [],
    }


def standstill(case: Case) -> Finding | None:
    """The loss has not moved for long, and the result is not good."""
    hidden = case.document.network.hidden
    straight = all(layer.activation == "linear" for layer in hidden)
    epochs = STILL_EPOCHS if straight else STILL_EPOCHS_DEEP
    if case.epoch < epochs or case.good:
        return None
    first, second, _ = case.course.halves(epochs)
    if abs(first - second) > STILL * first:
        return None
    more, remedies = "Add neurons, a layer or a feature", [_other_weights(case)]
    if straight and hidden:
        more = "Linear layers are one straight line together: bend them, or add a feature"
        remedies = [tanh_in_place_of(case, "linear", ("linear",))]
    elif straight:
        more = "Without a hidden layer it draws one straight line: add a layer or a feature"
        remedies = []
    elif (rate := _penalty_rate(case)) > 0:
        more = f"The regularization rate {rate:g} may keep its weights too small: lower it"
        remedies = [_weaker_penalty(case)]
    return {
        "code": "standstill",
        "gist": f"The training loss has stood at {second:.3g} for {epochs} epochs.",
        "text": f"The training loss has stood at {second:.3g} for {epochs} epochs: this network "
        f"does no better from here. {more}.",
        "remedies": remedies,
    }


def _penalty_rate(case: Case) -> float:
    penalty = case.document.training.regularization
    return 0.0 if penalty.kind == "none" else penalty.rate


def _stronger_penalty(case: Case) -> list[Remedy]:
    """Return a restart with the mildest penalty, or with the next stronger one."""
    kind, now = case.document.training.regularization.kind, _penalty_rate(case)
    rate = next((rate for rate in PENALTIES if rate > now), None)
    if rate is None or kind not in ("none", "l2"):
        return []
    label = f"Restart with L2 regularization {rate:g}"
    return [setting(label, "training.regularization", {"kind": "l2", "rate": rate})]


def _weaker_penalty(case: Case) -> Remedy:
    """Return a restart with a tenth of the penalty, or with none after the mildest."""
    now = _penalty_rate(case)
    if now <= PENALTIES[0]:
        return setting("Restart without regularization", "training.regularization.kind", "none")
    rate = float(f"{now / 10:.3g}")
    return setting(f"Restart with regularization rate {rate:g}", PENALTY_RATE, rate)


def _other_weights(case: Case) -> Remedy:
    return setting("Try other initial weights", "training.seed", case.document.training.seed + 1)
