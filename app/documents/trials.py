"""The trials of a study: how many there are, and the document of each.

Each is the base with some values changed.  What is checked beforehand is every variant of a list;
of a grid each value of each axis, and the corner where the dearest values of both axes meet.  A
worker refuses a cell whose values do not fit each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from pydantic import ValidationError

from app.documents.data_spec import DataSpec
from app.documents.experiment import Experiment
from app.documents.field_errors import field_error, field_errors
from app.documents.variations import ORDER, Changes, Grid, Seeds, Variants, Variation
from app.documents.varied import Varied, dearness, is_below
from app.errors import Unprocessable

LIVE = (  # settings of trials that one network can take in turn
    "training.optimizer.learning_rate",
    "training.batch_size",
    "training.regularization",
    "training.seed",
    ORDER,
)


@dataclass(frozen=True)
class Trials(Varied):
    """What is made of a base and of what is varied."""

    vary: Variation

    @cached_property
    def count(self) -> int:
        """How many there are."""
        if isinstance(self.vary, Grid):
            return self.vary.seeds * prod(map(len, self._along))
        return self.vary.trials

    @cached_property
    def _along(self) -> list[tuple[Any, ...]]:
        """The values along each axis of a grid."""
        axes = self.vary.axes if isinstance(self.vary, Grid) else ()
        return [axis.along(self.read(axis.path)) for axis in axes]

    def changes(self, trial: int) -> Changes:
        """Return what a trial changes in the base, by paths."""
        if isinstance(self.vary, Grid):
            return self.vary.changes(trial, self._along, self.read)
        return self.vary.changes(trial, self.read)

    def values(self, trial: int) -> list[Any]:
        """Return a trial's values of the settings that differ."""
        changes = self.changes(trial)
        paths = self.vary.paths
        return [changes[path] if path in changes else self.read(path) for path in paths]

    def document(self, trial: int) -> Experiment:
        """Return a trial's document.  Raises Unprocessable if values of a grid do not fit."""
        try:
            return self.changed(self.changes(trial))
        except ValidationError as error:
            raise Unprocessable.of(*field_errors(error)) from None

    def check(self) -> Experiment:
        """Return the dearest trial; raise a field's error if one cannot be a trial."""
        for place, path in self._paths():
            self.check_path(place, path)
        if len(set(self.vary.paths)) < len(self.vary.paths):
            raise field_error("vary.axes", "of different settings", list(self.vary.paths))
        if isinstance(self.vary, Grid):
            return self._corner()
        if isinstance(self.vary, Seeds):
            return self.checked("vary", self.changes(self.count - 1))
        each = enumerate(self.vary.variants)
        documents = [self.checked(f"vary.variants.{at}", changes) for at, changes in each]
        return max(documents, key=dearness)

    @property
    def networks(self) -> int:
        """How many networks and data sets there are that differ in more than live settings."""
        if isinstance(self.vary, Seeds):
            return self.count if "data" in self.vary.of else 1
        if isinstance(self.vary, Variants):
            return len({network_of(self.changed(one)) for one in self.vary.variants})
        axes = zip(self.vary.axes, self._along, strict=True)
        return prod(len(values) for axis, values in axes if not is_below(axis.path, LIVE))

    def _paths(self) -> Iterator[tuple[str, str]]:
        """Yield where each path stands in the study, and the path."""
        if isinstance(self.vary, Variants):
            for at, changes in enumerate(self.vary.variants):
                yield from ((f"vary.variants.{at}", path) for path in changes)
        elif isinstance(self.vary, Grid):
            yield from ((f"vary.axes.{at}.path", one.path) for at, one in enumerate(self.vary.axes))

    def _corner(self) -> Experiment:
        """Return the document where the dearest values of a grid's axes meet."""
        assert isinstance(self.vary, Grid)
        corner: Changes = {}
        for number, (axis, values) in enumerate(zip(self.vary.axes, self._along, strict=True)):
            of_values = axis.values is not None
            places = [f"values.{at}" if of_values else "path" for at in range(len(values))]
            documents = [
                self.checked(f"vary.axes.{number}.{place}", {axis.path: value})
                for place, value in zip(places, values, strict=True)
            ]
            dearest = max(range(len(values)), key=lambda at: dearness(documents[at]))
            corner[axis.path] = values[dearest]
        return self.checked("vary.axes", corner)


def network_of(experiment: Experiment) -> str:
    """Return what experiments have in common that one network in training can take in turn."""
    training = experiment.training
    optimizer = training.optimizer.model_copy(update={"learning_rate": 0.0})
    live = {"batch_size": 1, "regularization": None, "seed": 0, "order_seed": None}
    like = training.model_copy(update={**live, "optimizer": optimizer})
    data = without_points(experiment)
    return f"{experiment.problem} {data} {experiment.features} {experiment.network} {like}"


def without_points(experiment: Experiment) -> DataSpec:
    """Return where an experiment's data come from, without the drawn points: trials share them."""
    return experiment.data.model_copy(update={"points": None})
