"""A study on a server: an experiment varied, whose trials train in lock step.

    study = server.study({"network": {"hidden": [{"units": 3}]}}, {"kind": "seeds", "count": 64})
    study.start().wait()
    table = pandas.DataFrame(study.trials())

It is a run: all that a run does, it does for all of its trials at once.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.run import Run
from playground.seeds import spread
from playground.transport import segment
from playground.wire import CommandAnswer
from playground.wire_answers import ImportanceAnswer, TrialAnswer, TrialsAnswer

PAGE = 500  # trials in one answer


class Study(Run):
    """A study.  Without its `control_token` it can be watched and asked, not steered."""

    @property
    def link(self) -> str:
        """The address at which people watch the study."""
        return f"{self._server.address}/studies/{self.id}"

    @property
    def _trials_path(self) -> str:
        return f"/api/studies/{segment(self.id)}/trials"

    def trials(self) -> list[dict[str, Any]]:
        """Return all trials: number, settings that differ, losses, status, and since which epoch.

        The losses of a diverged trial are None, and so is `since` of one that still trains.  Those
        of a search have more: epochs, bracket, round, and their best so far (docs/studies.md).
        """
        rows: list[dict[str, Any]] = []
        while True:
            query = {"first": len(rows), "count": PAGE}
            answer: TrialsAnswer = self._server.ask("GET", self._trials_path, query=query)
            rows += [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]
            if len(rows) >= answer["total"]:
                return rows

    def best(self) -> dict[str, Any]:
        """Return the trial of a search that has the least score so far.

        Raise ValueError if there is none yet, or if the study is no search.
        """
        scored = [trial for trial in self.trials() if trial.get("best") is not None]
        if not scored:
            raise ValueError("a search has a best trial once one has trained; none has")
        return min(scored, key=lambda trial: trial["best"])

    def importance(self) -> ImportanceAnswer:
        """Return how much each setting of a search decides by itself."""
        path = f"/api/studies/{segment(self.id)}/importance"
        answer: ImportanceAnswer = self._server.ask("GET", path)
        return answer

    def guess(self, values: Mapping[str, Any]) -> "Study":
        """Put a trial of one's own into a search, and let it go on: it is tried next.

        `values` are of settings of the space, by their paths; the base has the others.
        """
        vary, begun = self.status().experiment["vary"], len(self.trials())
        self.set("vary.own", [*vary.get("own", ()), dict(values)])
        if begun >= vary["trials"]:
            self.set("vary.trials", begun + 1)
        self.start()
        return self

    def trials_csv(self) -> str:
        """Return the same as CSV."""
        return self._server.read(self._trials_path, "text/csv", format="csv").decode()

    def mean(self) -> dict[str, NDArray[np.float64]]:
        """Return the mean losses of a study of seeds and how far its trials lie apart, by epoch.

        A column under each name: `epoch`; `trials`, how many had not diverged; `loss` and
        `loss_std`, the mean and the standard deviation (n − 1) over these; `test_loss` and
        `test_loss_std`.  Raise ValueError of a study that varies more than seeds.
        """
        vary = self.status().experiment["vary"]["kind"]
        if vary != "seeds":
            raise ValueError(f"a mean is one over seeds; this study has a {vary} of settings")
        history = self.history()
        losses = {name: spread(_curves(history, name)) for name in ("loss", "test_loss")}
        columns = {"epoch": history["epoch"], "trials": losses["loss"].trials.astype(float)}
        for name, found in losses.items():
            columns |= {name: found.mean, f"{name}_std": found.deviation}
        return columns

    def trial(self, number: int) -> TrialAnswer:
        """Return one trial, with the whole document of its experiment.  Raise NotFound."""
        answer: TrialAnswer = self._server.ask("GET", f"{self._trials_path}/{number}")
        return answer

    def open(self, number: int) -> Run:
        """Return a new run that stands where a trial stands, paused, the same to the bit."""
        path = f"{self._trials_path}/{number}/open"
        answer: CommandAnswer = self._server.ask("POST", path)
        return Run(self._server, answer["id"], answer["control_token"])


def _curves(history: Mapping[str, NDArray[np.float64]], name: str) -> NDArray[np.float64]:
    """Return the columns of a history that are one loss of its trials, [trials, epochs]."""
    own = re.compile(rf"{name}\.\d+")
    return np.stack([column for key, column in history.items() if own.fullmatch(key)])
