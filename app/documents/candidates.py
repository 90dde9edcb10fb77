"""What may become trials of a search, tried before there are any.

Each choice and both ends of each range are tried by themselves, with what their conditions ask for,
and where the dearest of all meet.  A worker looks at each proposal before it is trained.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.documents.experiment import Experiment
from app.documents.field_errors import field_errors
from app.documents.search import Search, Setting
from app.documents.variations import Changes
from app.documents.varied import Varied, dearness
from app.errors import sentence

TOO_DEAR = "it would take more memory or time than the study may"


class Unfit(Exception):
    """The values of a proposal do not fit each other; the message says why."""


class Most(NamedTuple):
    """What a trial of a search has and takes at most."""

    weights: int
    cost: int  # of an epoch, in multiplications


@dataclass(frozen=True)
class Candidates(Varied):
    """The experiments of a base and a space."""

    vary: Search

    def document(self, values: Changes) -> Experiment:
        """Return the experiment of a trial, also of one of an earlier space.  Raises Unfit."""
        try:
            return self.changed(values)
        except ValidationError as error:
            raise Unfit(sentence(field_errors(error))) from None

    def proposed(self, values: Changes) -> Experiment:
        """Return the experiment of a proposal.  Raises Unfit if it cannot be a trial."""
        found = self.document(values)
        if found.outputs != self.base.outputs:
            raise Unfit(f"it has {found.outputs} outputs, and the base {self.base.outputs}")
        if found.parameters > self.most.weights or found.cost > self.most.cost:
            raise Unfit(TOO_DEAR)
        return found

    def values(self, changes: Changes) -> list[Any]:
        """Return a trial's values of the settings of the space; None where it leaves one out."""
        return [changes.get(path) for path in self.vary.paths]

    @cached_property
    def most(self) -> Most:
        """What a trial has and takes at most.  Raises a field's error if a setting is none."""
        found = self._dearest()
        weights = max(one.parameters for one in found)
        return Most(weights, max(one.cost for one in found))

    def _dearest(self) -> list[Experiment]:
        """Return the dearest experiment of each setting, where these meet, and those given."""
        found: list[Experiment] = []
        corner: Changes = {}
        for at, setting in enumerate(self.vary.space):
            self.check_path(f"vary.space.{at}.path", setting.path)
            needed = self._needed(setting)
            tried = [
                (self.checked(f"vary.space.{at}.{place}", {**needed, setting.path: value}), value)
                for place, value in setting.extremes()
            ]
            dearest, value = max(tried, key=lambda pair: dearness(pair[0]))
            found.append(dearest)
            when = setting.when
            if when is None or (when.path in corner and corner[when.path] in when.values):
                corner[setting.path] = value
        own = [self.checked(f"vary.own.{at}", one) for at, one in enumerate(self.vary.own)]
        return [*found, *own, self.checked("vary.space", corner)]

    def _needed(self, setting: Setting) -> Changes:
        """Return values with which a setting's condition holds."""
        if (when := setting.when) is None:
            return {}
        parent = next(one for one in self.vary.space if one.path == when.path)
        return {**self._needed(parent), when.path: when.values[0]}
