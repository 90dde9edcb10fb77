"""What viewers see of a search: a small map of some trials, and where all of them stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import View
from app.encoding.messages import Tensors
from app.limits.caps import MAX_SHOWN_TRIALS
from app.runs.blocks import Work
from app.runs.network.frames import draw
from app.runs.network.network_training import NetworkTraining
from app.runs.plane_answers import PlanePoints
from app.runs.study.search_plan import SearchPlan
from app.runs.study.search_rows import STATUSES, Row
from app.runs.study.trial_building import TrialBuilding
from app.runs.study_answers import SearchTopology, ShownTrials
from engine.tuners.trials import key_of

MOST_MAPS = 512
MIDDLE = 128  # the byte of a cell of which nothing is known
Bytes = NDArray[np.uint8]
Maps = dict[tuple[str, int, int], Bytes]  # by values, how far they were to go, and the side


@dataclass(frozen=True)
class SearchScreen:
    """A `Screen` of a search."""

    plan: SearchPlan
    base: NetworkTraining
    trials: TrialBuilding
    maps: Maps  # of trials that are not in training: they are drawn once

    def topology(self) -> SearchTopology:
        """Return how many trials there are, what is searched, and what a map shows."""
        plan, look = self.plan, self.base.screen.topology()
        vary = plan.document.searched
        return {
            "trials": plan.begun,
            "planned": plan.planned,
            "curves": 0,
            "paths": list(vary.paths),
            "channels": look["channels"],
            "range": look["range"],
            "classes": look["classes"],
            "search": {
                "method": vary.method,
                "metric": plan.document.goal.metric,
                "brackets": plan.brackets,
            },
        }

    def points(self) -> Work[PlanePoints]:
        """Return the training and test points of the base."""
        return self.base.screen.points()

    def shown(self, view: View) -> ShownTrials:
        """Return which trials' maps a view shows, and their sides."""
        count = self.plan.begun
        return {"trials": _wanted(view, count), "thumbnails": view.thumbnails}

    def drawing(self, view: View) -> Work[Tensors]:
        """Return the maps that a view asks for, and where all trials stand, as of this call."""
        rows = self.plan.rows
        tensors = _numbers(rows)
        shown = [rows[n] for n in _wanted(view, len(rows))] if view.thumbnails else []
        return self._drawing(tensors, shown, view)

    def _drawing(self, tensors: Tensors, shown: list[Row], view: View) -> Work[Tensors]:
        maps: list[Bytes] = []
        small = view.model_copy(
            update={"neuron": "output", "resolution": view.thumbnails, "thumbnails": 0}
        )
        for row in shown:
            key = key_of(row.last.values), row.last.asked, view.thumbnails
            if (found := self.maps.get(key)) is None:
                found = yield from self._map(row, small)
                if row.status != "training":
                    self._keep(key, found)
                yield
            maps.append(found)
        if maps:
            tensors["maps"] = np.stack(maps)
        return tensors

    def _map(self, row: Row, view: View) -> Work[Bytes]:
        """Return the map of a trial, [channels, side, side]."""
        side, state = view.resolution, row.last.state
        if state is None:
            channels = self.base.topology.channels
            return np.full((channels, side, side), MIDDLE, np.uint8)
        document = self.plan.document.candidates.document(row.last.values)
        parameters = state.arrays["parameters"]
        look, plane = yield from self.trials.looking(document, parameters)
        drawn = yield from draw(look, plane, view)
        return np.asarray(drawn["boundary"], np.uint8)

    def _keep(self, key: tuple[str, int, int], found: Bytes) -> None:
        maps = self.maps
        maps[key] = found
        if len(maps) > MOST_MAPS:
            del maps[next(iter(maps))]


def _wanted(view: View, count: int) -> list[int]:
    wanted = view.trials or range(min(count, MAX_SHOWN_TRIALS))
    return [trial for trial in wanted if trial < count]


def _numbers(rows: list[Row]) -> Tensors:
    """Return where trials stand, an entry for each."""
    last = [row.last for row in rows]
    rounds = [-1 if one.place is None else one.place.round for one in last]
    diverged = [-1 if one.failure is None else one.failure["epoch"] for one in last]
    columns: Mapping[str, list[int]] = {
        "epochs": [one.epochs for one in last],
        "status": [STATUSES.index(row.status) for row in rows],
        "round": rounds,
        "converged": [-1] * len(rows),
        "diverged": diverged,
    }
    return {
        "losses": np.array([[one.loss, one.test_loss] for one in last], np.float32).reshape(-1, 2),
        "best": np.array([one.best for one in last], np.float32),
        **{name: np.array(column, np.int32) for name, column in columns.items()},
    }
