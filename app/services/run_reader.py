"""Answers a client's queries of a run, each once memory for its answer is reserved."""

from collections.abc import Awaitable
from typing import Any, Protocol

from app.encoding.large_json import bytes_of
from app.runs.answers import (
    DESCRIBE,
    DIAGNOSIS,
    HISTORY,
    A,
    Diagnosis,
    FileAnswer,
    HistoryAnswer,
    Query,
)
from app.runs.backprop_answers import BACKPROP, BackpropAnswer
from app.runs.perceptron_answers import ORDERS, PERCEPTRON, OrdersAnswer, PerceptronAnswer
from app.runs.plane_answers import (
    ANSWER_ROWS,
    BOUNDARY,
    INSPECT,
    MODEL,
    NEURON,
    POINT_OUTPUTS,
    PREDICT,
    THRESHOLD,
    Inspection,
    NeuronAnswer,
    PlaneMap,
    PointOutputs,
    Prediction,
    RowAnswers,
    ThresholdAnswer,
)
from app.runs.residual_answers import RESIDUALS, ResidualsAnswer
from app.services.answer_sizes import answer_bytes
from app.services.run import Run
from app.services.run_answers import RunDescription
from app.services.run_service import RunService


class Reservation(Protocol):
    """The memory that one answer takes."""

    def reserve(self, size: int, about: str) -> Awaitable[None]:
        """Reserve at most so many bytes, before the answer is made.  Raises Unavailable."""

    def resize(self, size: int) -> None:
        """Change the reservation to the answer's size."""


class RunReader:
    """Answers the queries of one request; each raises Unavailable if no memory is left."""

    def __init__(self, runs: RunService, run: Run, room: Reservation) -> None:
        self._runs, self._run, self._room = runs, run, room

    async def describe(self) -> RunDescription:
        """Return a run's status, document and metrics."""
        await self._reserve(DESCRIBE.kind)
        answer = await self._runs.about(self._run)
        self._room.resize(bytes_of(answer))
        return answer

    async def history(self) -> HistoryAnswer:
        """Return the metrics of every stored epoch."""
        return await self._ask(HISTORY)

    async def diagnosis(self) -> Diagnosis:
        """Return why the run learns badly, if it does."""
        return await self._ask(DIAGNOSIS)

    async def perceptron(self) -> PerceptronAnswer:
        """Return where a perceptron stands: its counts, and the examples at hand."""
        return await self._ask(PERCEPTRON)

    async def orders(self) -> OrdersAnswer:
        """Return how many mistakes the perceptron's rule makes over 32 orders of the points."""
        return await self._ask(ORDERS)

    async def model(self, form: str) -> FileAnswer:
        """Return the run as an exported file."""
        return await self._ask(MODEL, format=form)

    async def predict(self, inputs: Any) -> Prediction:
        """Return the outputs for points of the plane [n, 2], and the labels they stand for."""
        return await self._ask(PREDICT, inputs=inputs)

    async def answer_rows(self, rows: Any) -> RowAnswers:
        """Return what the network answers for rows of its table, by the columns' names."""
        return await self._ask(ANSWER_ROWS, rows=rows)

    async def inspect(self, point: list[float], target: float | list[float]) -> Inspection:
        """Return one example's forward and backward pass through the network."""
        return await self._ask(INSPECT, input=point, target=target)

    async def backprop(self, **asked: Any) -> BackpropAnswer:
        """Return every number of a step on one example or on its mini-batch."""
        return await self._ask(BACKPROP, **asked)

    async def neuron(self, name: str) -> NeuronAnswer:
        """Return what a unit does over training points, and its gradient."""
        return await self._ask(NEURON, neuron=name)

    async def threshold(self, **asked: Any) -> ThresholdAnswer:
        """Return what a threshold on an output decides."""
        return await self._ask(THRESHOLD, **asked)

    async def residuals(self, **asked: Any) -> ResidualsAnswer:
        """Return how far a regression's answers lie from the targets, and how each point pulls."""
        return await self._ask(RESIDUALS, **asked)

    async def outputs(self) -> PointOutputs:
        """Return targets and outputs of the run's own points."""
        return await self._ask(POINT_OUTPUTS)

    async def boundary(self, resolution: int, neuron: str) -> PlaneMap:
        """Return one neuron, or all outputs, over the plane."""
        return await self._ask(BOUNDARY, resolution=resolution, neuron=neuron)

    async def _ask(self, query: Query[A], **about: Any) -> A:
        await self._reserve(query.kind, **about)
        answer = await self._runs.ask(self._run, query, **about)
        self._room.resize(bytes_of(answer))
        return answer

    async def _reserve(self, query: str, **about: Any) -> None:
        state = self._runs.runner.newest(self._run.inner)
        epoch = state["epoch"] if state else 0
        size = answer_bytes(query, epoch, curves=self._run.curves, **about)
        await self._room.reserve(size, f"answers about {self._run.id}")
