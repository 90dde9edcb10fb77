"""Experiments that are a base with some values changed, by their paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from app.documents.document import Stop
from app.documents.experiment import Experiment
from app.documents.field_errors import field_error, field_errors
from app.documents.variations import ORDER, Changes
from app.limits.caps import MAX_EPOCH_COST

PARTS = ("data", "features", "network", "training")  # in which trials may differ
SHARED = ("data.source", "data.points", "data.dataset_id", "training.rule", "training.stop")
OPTIONAL = (ORDER, "training.optimizer")  # of which documents leave out what is as usual
UNFIT = "must fit an experiment: {why}"
ALLOWED = "a setting of an experiment in which trials may differ"


@dataclass(frozen=True)
class Varied:
    """Makes experiments of a base and changes."""

    base: Experiment

    def read(self, path: str) -> Any:
        """Return the base's value at a path; None if it has none."""
        part: Any = self._plain
        for key in path.split("."):
            if isinstance(part, list) and key.isdecimal() and int(key) < len(part):
                part = part[int(key)]
            elif isinstance(part, Mapping) and key in part:
                part = part[key]
            else:
                return None
        return part

    def check_path(self, place: str, path: str) -> None:
        """Raise a field's error unless trials may differ at a path.

        Nor may they in what holds a setting that they share.
        """
        is_shared = is_below(path, SHARED) or any(is_below(one, (path,)) for one in SHARED)
        known = is_below(path, OPTIONAL) or self.read(path) is not None
        if is_shared or not known or path.split(".")[0] not in PARTS:
            raise field_error(place, ALLOWED, path)

    def checked(self, place: str, changes: Changes) -> Experiment:
        """Return an experiment; its fault is told at its place in the study."""
        try:
            found = self.changed(changes)
        except ValidationError as error:
            (first, *_) = field_errors(error)
            why, _, got = first["detail"].partition("; got ")
            facts = {"path": place, "why": f"{first['path']} {why}", "got": got or changes}
            raise PydanticCustomError("does_not_fit", UNFIT, facts) from None
        if found.cost > MAX_EPOCH_COST:  # with all points
            raise field_error(place, f"cheaper than {MAX_EPOCH_COST} multiplications", found.cost)
        if found.outputs != self.base.outputs:
            raise field_error(place, f"such that outputs are {self.base.outputs}", found.outputs)
        return found

    def changed(self, changes: Changes) -> Experiment:
        """Return an experiment.  Raises ValidationError if it is none."""
        found = self._light
        for path, value in changes.items():
            found = found.with_value(path, value)
        return _with_points(found, self.base.data.points)

    @cached_property
    def _light(self) -> Experiment:
        """The base without stop rules, as the budget ends all trials; with a point of each label.

        Thousands of points need not be checked again for each trial.
        """
        training = self.base.training.model_copy(update={"stop": Stop()})
        light = self.base.model_copy(update={"training": training})
        points = self.base.data.points
        if points is None or self.base.problem == "regression":
            return _with_points(light, points and points[:2])
        of_labels = {point[2]: point for point in points[2:]}
        return _with_points(light, (*points[:2], *of_labels.values()))

    @cached_property
    def _plain(self) -> dict[str, Any]:
        return self.base.model_dump(mode="json")


def _with_points(experiment: Experiment, points: tuple[Any, ...] | None) -> Experiment:
    data = experiment.data.model_copy(update={"points": points})
    return experiment.model_copy(update={"data": data})


def is_below(path: str, roots: tuple[str, ...]) -> bool:
    """Say whether a path is one of the roots, or leads below one."""
    return any(path == root or path.startswith(f"{root}.") for root in roots)


def dearness(experiment: Experiment) -> tuple[int, int]:
    """Return what decides which of two experiments is the dearer one."""
    return experiment.cost, experiment.parameters
