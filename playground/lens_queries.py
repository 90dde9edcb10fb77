"""Asks a run what the page's lenses show: a neuron, a threshold, residuals, a step of training."""

from collections.abc import Sequence
from typing import Literal

from playground.backprop import Backprop
from playground.bent_space import BentSpace
from playground.landscape import Landscape, WhatIf
from playground.residuals import Residuals
from playground.transport import Transport, segment
from playground.wire_answers import NeuronAnswer, PathsAnswer, ThresholdAnswer

Set = Literal["train", "test"]


class LensQueries:
    """Queries that look closely at a run; each is one request."""

    id: str
    _server: Transport
    _path: str

    def neuron(self, name: str) -> NeuronAnswer:
        """Return what a unit (`"h1.0"`, `"o.0"`) does over training points, and its gradient."""
        answer: NeuronAnswer = self._server.ask("GET", f"{self._path}/neurons/{segment(name)}")
        return answer

    def threshold(
        self, threshold: float | None = None, output: int = 0, of: Set = "test"
    ) -> ThresholdAnswer:
        """Return what a threshold on an output decides: counts, figures, and two curves."""
        body = {"threshold": threshold, "output": output, "of": of}
        answer: ThresholdAnswer = self._server.ask("POST", f"{self._path}/threshold", body)
        return answer

    def residuals(self, of: Set = "train", output: int = 0) -> Residuals:
        """Return a regression's residuals, and each point's share of the loss and the gradient.

        The point that pulls most at the network is the first.  Raise Invalid.
        """
        body = {"of": of, "output": output}
        answer: Residuals = self._server.ask("POST", f"{self._path}/residuals", body)
        return answer

    def bent_space(self, layer: str | None = None) -> BentSpace:
        """Return where a hidden layer (`"h1"`; the last one if None) places the plane's grid.

        Raise Invalid where the network has no hidden layer, NotFound where it lacks this one.
        """
        query = {} if layer is None else {"layer": layer}
        answer: BentSpace = self._server.ask("GET", f"{self._path}/bent_space", query=query)
        return answer

    def landscape(
        self,
        weights: tuple[int, int] | None = None,
        beside: "LensQueries | None" = None,
        generation: int | None = None,
    ) -> Landscape:
        """Return the training loss over the plane of the run's path, or over that of two weights.

        The weights are places in the run's parameters.  `beside` is another run on the same data
        and of the same form, whose path is in the same plane; or the run as it was in an earlier
        `generation`.  Raise Invalid, Conflict.
        """
        other = None if beside is None else {"run": beside.id, "generation": generation}
        body = {"weights": None if weights is None else list(weights), "beside": other}
        answer: Landscape = self._server.ask("POST", f"{self._path}/landscape", body)
        return answer

    def what_if(self, parameters: Sequence[float], resolution: int = 40) -> WhatIf:
        """Return the losses and the map of the network with other weights.  Raise Invalid."""
        body = {"parameters": [float(one) for one in parameters], "resolution": resolution}
        answer: WhatIf = self._server.ask("POST", f"{self._path}/what_if", body)
        return answer

    def paths(self) -> PathsAnswer:
        """Return how much the deep and the wide path of a network count.  Raise Invalid."""
        answer: PathsAnswer = self._server.ask("GET", f"{self._path}/paths")
        return answer

    def backprop(
        self,
        point: Sequence[float] | None = None,
        target: float | Sequence[float] | None = None,
        *,
        row: int | None = None,
        of: Set = "train",
        batch: bool = False,
        parameter: int | None = None,
    ) -> Backprop:
        """Return every number of a step on a point with its target, or on a row of the data.

        `batch` works out the mini-batch that holds the row; `parameter` is checked in any case.
        The step is not done.  Raise Invalid.
        """
        example = {"point": point, "target": target, "row": row, "batch": batch}
        example["parameter"] = parameter
        body = example if row is None else {**example, "of": of}
        answer: Backprop = self._server.ask("POST", f"{self._path}/backprop", body)
        return answer
