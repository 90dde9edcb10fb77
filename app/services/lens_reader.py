"""Answers what lenses ask besides: each answer has memory reserved, as all of a run's have."""

from contextlib import suppress
from typing import Any

from app.documents.other_weights import Beside, LandscapeAsked
from app.errors import NotFound, Unprocessable, fault
from app.runs.bulk import section
from app.runs.landscape_answers import (
    LANDSCAPE,
    WEIGHT_PATH,
    WHAT_IF,
    LandscapeAnswer,
    WeightPathAnswer,
    WhatIfAnswer,
)
from app.runs.path_answers import PATHS, PathsAnswer
from app.runs.perceptron_answers import LOGISTIC, LogisticAnswer
from app.runs.space_answers import BENT_SPACE, BentSpace
from app.services.run import Run
from app.services.run_reader import RunReader


class LensReader(RunReader):
    """Answers the queries of one request, of any lens."""

    async def bent_space(self, layer: str | None) -> BentSpace:
        """Return where a hidden layer places the plane's grid and the training points."""
        return await self._ask(BENT_SPACE, layer=layer)

    async def landscape(self, asked: LandscapeAsked) -> LandscapeAnswer:
        """Return the loss over a plane of weights, with the path of the run, or of two."""
        other = None if asked.beside is None else await self._path_of(asked.beside)
        return await self._ask(LANDSCAPE, weights=asked.weights, beside=other)

    async def _path_of(self, beside: Beside) -> WeightPathAnswer:
        """Return the path of another run.  Raises Unprocessable if there is none."""
        run = await self._other(beside.run)
        state = self._runs.runner.newest(run.inner)
        if run is self._run and beside.generation in (None, state and state["generation"]):
            raise _unfit("another run than this one, or an earlier generation of it", beside.run)
        path = await self._runs.ask(run, WEIGHT_PATH, generation=beside.generation)
        return section(path)

    async def _other(self, name: str) -> Run:
        with suppress(NotFound):
            run = await self._runs.find(name)
            if not run.kind:
                return run
        raise _unfit("the id of a run of an experiment that is there", name)

    async def what_if(self, **asked: Any) -> WhatIfAnswer:
        """Return the losses with other weights, and the outputs over the plane."""
        return await self._ask(WHAT_IF, **asked)

    async def logistic(self) -> LogisticAnswer:
        """Return logistic regression on a perceptron's points."""
        return await self._ask(LOGISTIC)

    async def paths(self) -> PathsAnswer:
        """Return how much each path of a network's inputs counts."""
        return await self._ask(PATHS)


def _unfit(allowed: str, name: str) -> Unprocessable:
    return Unprocessable.of(fault("beside.run", f"must be {allowed}; got {name}", "no_such_run"))
