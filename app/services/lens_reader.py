"""Answers what lenses ask besides: each answer has memory reserved, as all of a run's have."""

from typing import Any

from app.runs.landscape_answers import LANDSCAPE, WHAT_IF, LandscapeAnswer, WhatIfAnswer
from app.runs.path_answers import PATHS, PathsAnswer
from app.runs.perceptron_answers import LOGISTIC, LogisticAnswer
from app.runs.space_answers import BENT_SPACE, BentSpace
from app.services.run_reader import RunReader


class LensReader(RunReader):
    """Answers the queries of one request, of any lens."""

    async def bent_space(self, layer: str | None) -> BentSpace:
        """Return where a hidden layer places the plane's grid and the training points."""
        return await self._ask(BENT_SPACE, layer=layer)

    async def landscape(self, weights: list[int] | None) -> LandscapeAnswer:
        """Return the loss over a plane of weights, and the path of the run in it."""
        return await self._ask(LANDSCAPE, weights=weights)

    async def what_if(self, **asked: Any) -> WhatIfAnswer:
        """Return the losses with other weights, and the outputs over the plane."""
        return await self._ask(WHAT_IF, **asked)

    async def logistic(self) -> LogisticAnswer:
        """Return logistic regression on a perceptron's points."""
        return await self._ask(LOGISTIC)

    async def paths(self) -> PathsAnswer:
        """Return how much each path of a network's inputs counts."""
        return await self._ask(PATHS)
