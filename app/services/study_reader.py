"""Answers a client's queries of a study: a run whose trials can be listed, and opened as runs."""

from collections.abc import Mapping
from typing import TypedDict

from app.encoding.messages import as_bytes
from app.errors import NotFound
from app.runs.states import Status
from app.runs.study_answers import (
    IMPORTANCE,
    OPEN_TRIAL,
    TRIAL,
    TRIALS,
    ImportanceAnswer,
    SearchTrialAnswer,
    TrialAnswer,
    TrialsAnswer,
)
from app.services.run_answers import NewRun
from app.services.run_reader import RunReader


class StudyDescription(TypedDict):
    """A study's status, document and metrics."""

    id: str
    status: Status
    epoch: int
    trials: int
    viewers: int
    study: Mapping[str, object]
    metrics: Mapping[str, float | None]


class StudyReader(RunReader):
    """Answers the queries of one request about a study."""

    async def study(self) -> StudyDescription:
        """Return a study's status, document and metrics.  Raises NotFound for another run."""
        run = await self.describe()
        if run["experiment"].get("kind") != "study":
            raise NotFound("this run is no study", code="no_such_study")
        trials = await self.trials(0, 0)
        return {
            "id": run["id"],
            "status": run["status"],
            "epoch": run["epoch"],
            "trials": trials["total"],
            "viewers": run["viewers"],
            "study": run["experiment"],
            "metrics": run["metrics"],
        }

    async def trials(self, first: int, count: int) -> TrialsAnswer:
        """Return some trials in rows."""
        return await self._ask(TRIALS, first=first, count=count)

    async def trial(self, number: int) -> TrialAnswer | SearchTrialAnswer:
        """Return a trial with its document.  Raises NotFound."""
        return await self._ask(TRIAL, trial=number)

    async def importance(self) -> ImportanceAnswer:
        """Return how much each setting of a search decides by itself."""
        return await self._ask(IMPORTANCE)

    async def open(self, number: int, session: str | None) -> NewRun:
        """Place a run that stands where a trial stands.  Raises NotFound, Conflict."""
        answer = await self._runs.ask(self._run, OPEN_TRIAL, trial=number)
        return await self._runs.create(as_bytes(answer["checkpoint"]), session=session)
