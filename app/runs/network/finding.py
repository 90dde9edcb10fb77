"""What a finding is drawn from and made of: a case, its findings, their remedies."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from app.documents.experiment import Experiment
from app.runs.answers import Finding, Remedy
from app.runs.network.activity import Activity, LayerActivity
from app.runs.network.advice import CALM_RATE, calmer
from app.runs.training.course import Course

GOOD = 0.95  # a score that needs no advice
SOLVED = 0.05  # of the first loss; the same of a regression
LEARNING_RATE = "training.optimizer.learning_rate"


@dataclass(frozen=True)
class Case:
    """What a finding is drawn from."""

    document: Experiment
    activity: Activity
    course: Course
    moved: float  # of the weights' norm, in an epoch, lately
    epoch: int

    @property
    def good(self) -> bool:
        """Whether it has learned what there is."""
        if len(self.activity.true):
            return float(np.mean(~self.activity.wrong)) >= GOOD
        return self.course.loss <= SOLVED * self.course.first_loss

    @property
    def rate(self) -> float:
        """The learning rate."""
        return self.document.training.optimizer.learning_rate


Search = Callable[[Case], Finding | None]


class SetData(TypedDict):
    """The command that sets a value of the document, as clients send it."""

    type: Literal["set"]
    path: str
    value: object
    reset: bool


def set_value(path: str, value: object, *, reset: bool) -> SetData:
    """Return the command that sets a value of the document."""
    return {"type": "set", "path": path, "value": value, "reset": reset}


def setting(label: str, path: str, value: object, *, reset: bool = True) -> Remedy:
    """Return one change of the document, and a restart unless the setting is live."""
    return {"label": label, "commands": [set_value(path, value, reset=reset)]}


def calm_restart(case: Case) -> list[Remedy]:
    """Return a restart with a lower learning rate, unless it is low already."""
    if case.rate <= CALM_RATE:
        return []
    rate = calmer(case.rate)
    return [setting(f"Restart with learning rate {rate:g}", LEARNING_RATE, rate)]


def other_activation(case: Case, layer: LayerActivity, name: str, label: str) -> Remedy:
    """Return a restart with another activation in one layer."""
    number = case.activity.layers.index(layer)
    hidden = [one.model_dump() for one in case.document.network.hidden]
    hidden[number]["activation"] = name
    return setting(f"Use {label} in layer {number + 1}", "network.hidden", hidden)


def tanh_in_place_of(case: Case, name: str, names: Collection[str]) -> Remedy:
    """Return a restart with tanh in every hidden layer that has one of these activations."""
    hidden = [one.model_dump() for one in case.document.network.hidden]
    bent = [one | ({"activation": "tanh"} if one["activation"] in names else {}) for one in hidden]
    return setting(f"Use tanh in place of {name}", "network.hidden", bent)
