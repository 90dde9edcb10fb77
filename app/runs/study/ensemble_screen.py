"""What viewers see of a study: a small map of some trials, and the losses of all."""

from dataclasses import dataclass

import numpy as np

from app.documents.commands import View
from app.documents.study import Study
from app.encoding.messages import Tensors
from app.limits.caps import MAX_SHOWN_TRIALS
from app.runs.blocks import Work
from app.runs.network.frames import draw
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot
from app.runs.plane_answers import PlanePoints
from app.runs.study.ensemble_metrics import losses_of
from app.runs.study.trial_networks import TrialNetworks
from app.runs.study.trial_states import Singles, TrialStates
from app.runs.study_answers import ShownTrials, StudyTopology

Look = tuple[NetworkTraining, Singles]  # a trial's network, and the parameters that it is to have


@dataclass(frozen=True)
class EnsembleScreen:
    """A `Screen` of all trials."""

    document: Study
    networks: TrialNetworks
    states: TrialStates

    def topology(self) -> StudyTopology:
        """Return how many trials there are, in what they differ, and what a map shows."""
        plan, count = self.networks.of(0).screen.topology(), self.document.trials.count
        return {
            "trials": count,
            "curves": count if self.document.has_curves else 0,
            "paths": list(self.document.vary.paths),
            "channels": plan["channels"],
            "range": plan["range"],
            "classes": plan["classes"],
        }

    def points(self) -> Work[PlanePoints]:
        """Return the training and test points of the first trial."""
        return self.networks.of(0).screen.points()

    def shown(self, view: View) -> ShownTrials:
        """Return which trials' maps a view shows, and their sides."""
        return {"trials": self._trials(view), "thumbnails": view.thumbnails}

    def _trials(self, view: View) -> list[int]:
        count = self.document.trials.count
        wanted = view.trials or range(min(count, MAX_SHOWN_TRIALS))
        return [trial for trial in wanted if trial < count]

    def drawing(self, view: View) -> Work[Tensors]:
        """Return the maps that a view asks for, and all losses, as they are at this call."""
        records = self.states.records
        tensors: Tensors = {
            "losses": losses_of(records).astype(np.float32),
            "converged": records["converged"].astype(np.int32),
            "diverged": records["diverged"].astype(np.int32),
        }
        shown = self._trials(view) if view.thumbnails else []
        looks = [(self.networks.of(n), self.states.parameters(n).copy()) for n in shown]
        return _drawing(tensors, looks, view)


def _drawing(tensors: Tensors, looks: list[Look], view: View) -> Work[Tensors]:
    maps = []
    small = view.model_copy(
        update={"neuron": "output", "resolution": view.thumbnails, "thumbnails": 0}
    )
    for network, parameters in looks:
        look = ModelSnapshot(network.model, network.topology, parameters)
        drawn = yield from draw(look, network.data.plane, small)
        maps.append(drawn["boundary"])
        yield
    if maps:
        tensors["maps"] = np.stack(maps)
    return tensors
