"""A run on a server, as an object: steer it, ask it, follow it, see it.

Every method is one request or one stream; nothing is kept here but the run's id and its secret.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.answers import Experiment, Prediction, State
from playground.errors import Ended, Refused
from playground.frames import ENDS, Frame, Snapshot, number
from playground.stream import Stream, StreamTarget
from playground.transport import Transport, segment
from playground.wire import (
    CommandAnswer,
    Diagnosis,
    HistoryMessage,
    Inspection,
    MapAnswer,
    PredictionAnswer,
    RowAnswer,
    RowAnswers,
    RunAnswer,
    View,
)

if TYPE_CHECKING:
    from playground.plots import Plot

Unit = Literal["epoch", "batch", "sample"]
Weights = Literal["initial", "kept"]
Form = Literal["safetensors", "json", "keras", "numpy", "onnx"]

LEAST_MAP = 10  # cells: what is cheapest to send where only figures matter
PATIENCE = 60.0  # seconds


class Run:
    """A run.  Without its `control_token` it can be watched and asked, not steered."""

    def __init__(self, server: Transport, run_id: str, control_token: str | None = None) -> None:
        self.id, self.control_token = run_id, control_token
        self._server = server
        self._path = f"/api/runs/{segment(run_id)}"

    def __repr__(self) -> str:
        return f"<Run {self.link}>"

    @property
    def link(self) -> str:
        """The address at which people watch the run."""
        return f"{self._server.address}/r/{self.id}"

    @property
    def steer_link(self) -> str:
        """The address at which people steer the run: it holds the secret.  Raise Refused."""
        return f"{self.link}#{self._token}"

    @property
    def _token(self) -> str:
        if self.control_token is None:
            raise Refused("only a client that holds the control token can steer this run")
        return self.control_token

    # --- steering -------------------------------------------------------------------------------

    def start(self) -> "Run":
        """Train until something stops it."""
        return self._command("start")

    def pause(self) -> "Run":
        """Stop training where it stands."""
        return self._command("pause")

    def step(
        self,
        unit: Unit = "epoch",
        count: int = 1,
        *,
        epochs: int | None = None,
        timeout: float = PATIENCE,
    ) -> "Run":
        """Go so many units on, and return when the run pauses there.

        `epochs=3` is short for `"epoch", 3`.  Raise TimedOut; the run goes on nevertheless.
        """
        if epochs is not None:
            if (unit, count) != ("epoch", 1):
                raise ValueError(f"step takes epochs, or unit and count; got {unit}, {count} too")
            count = epochs
        answer = self._tell("step", unit=unit, count=count)
        if answer["status"] == "running":  # a long way: it was answered before the end
            self.wait(until=lambda frame: frame.status != "running", timeout=timeout)
        return self

    def reset(self) -> "Run":
        """Begin again from the same weights."""
        return self._command("reset")

    def set(
        self, path: str, value: Any, *, reset: bool = False, weights: Weights = "initial"
    ) -> "Run":
        """Change one value; `reset` allows the ones that make a new network, with such weights."""
        return self._command("set", path=path, value=value, reset=reset, weights=weights)

    def load(self, experiment: Experiment, *, weights: Weights = "initial") -> "Run":
        """Replace the whole document; a run in training trains on, with such weights."""
        return self._command("load", experiment=experiment, weights=weights)

    def set_weight(self, layer: int, from_: int, to: int, value: float) -> "Run":
        """Set one weight by hand; layers count from 1."""
        return self._command("set_weight", layer=layer, to=to, value=value, **{"from": from_})

    def set_bias(self, layer: int, unit: int, value: float) -> "Run":
        """Set one bias by hand; layers count from 1."""
        return self._command("set_bias", layer=layer, unit=unit, value=value)

    def seek(self, epoch: int) -> "Run":
        """Go back, or forth again, to an epoch that was trained, and stay there, paused."""
        return self._command("seek", epoch=epoch)

    def undo(self, generation: int | None = None) -> "Run":
        """Go back to the state before the last change, or to the last one of a `generation`.

        Document, weights, optimizer, epoch and history are as they were.  Raise Conflict.
        """
        return self._command("undo", generation=generation)

    def redo(self) -> "Run":
        """Go to the state from which the last change was undone.  Raise Conflict."""
        return self._command("redo")

    def fork(self, epoch: int | None = None) -> "Run":
        """Return a new run that stands at an epoch of this one; without, where this one stands."""
        answer = self._tell("fork", epoch=epoch)
        return Run(self._server, answer["id"], answer["control_token"])

    def keep(self, on: bool = True) -> "Run":
        """Let the run train without viewers; else it pauses after a minute without any."""
        return self._command("keep", on=on)

    def delete(self) -> None:
        """End the run and forget it."""
        self._server.ask("DELETE", self._path, token=self._token)

    def _command(self, kind: str, **about: Any) -> "Run":
        self._tell(kind, **about)
        return self

    def _tell(self, kind: str, **about: Any) -> CommandAnswer:
        """Return where a command leads to."""
        path, body = f"{self._path}/commands", {"type": kind, **about}
        answer: CommandAnswer = self._server.ask("POST", path, body, token=self._token)
        return answer

    # --- asking ---------------------------------------------------------------------------------

    def status(self) -> State:
        """Return where the run stands."""
        answer: RunAnswer = self._server.ask("GET", self._path)
        return State(
            answer["status"],
            answer["epoch"],
            {name: number(value) for name, value in answer["metrics"].items()},
            answer["experiment"],
            np.array(answer["parameters"], float),
            answer["viewers"],
        )

    def history(self) -> dict[str, NDArray[np.float64]]:
        """Return the figures of every epoch that is kept, a column under each name."""
        answer: HistoryMessage = self._server.ask("GET", f"{self._path}/history")
        rows = np.array(answer["rows"], float).reshape(-1, len(answer["columns"]))
        return dict(zip(answer["columns"], rows.T, strict=True))

    def predict(self, points: ArrayLike) -> Prediction:
        """Return what the network answers for points of the plane, [n, 2]."""
        body = {"inputs": np.asarray(points, float)}
        answer: PredictionAnswer = self._server.ask("POST", f"{self._path}/predict", body)
        return Prediction(np.array(answer["outputs"], float), np.array(answer["labels"]))

    def ask(self, rows: Sequence[Mapping[str, float | str | None]]) -> list[RowAnswer]:
        """Return what the network answers for rows of its table, by the columns' names."""
        body = {"rows": [dict(row) for row in rows]}
        answer: RowAnswers = self._server.ask("POST", f"{self._path}/predict", body)
        return answer["answers"]

    def inspect(self, x: Sequence[float], target: float | Sequence[float]) -> Inspection:
        """Return one example's way through the network and back, layer by layer."""
        body = {"input": x, "target": target}
        answer: Inspection = self._server.ask("POST", f"{self._path}/inspect", body)
        return answer

    def diagnosis(self) -> Diagnosis:
        """Return why the run learns badly, if it does: findings with remedies, layers' figures."""
        answer: Diagnosis = self._server.ask("GET", f"{self._path}/diagnosis")
        return answer

    def boundary(self, resolution: int = 100, neuron: str = "output") -> NDArray[np.float64]:
        """Return a neuron over the plane, [C, R, R]; `plane(resolution)` gives the cells."""
        view = {"resolution": resolution, "neuron": neuron}
        answer: MapAnswer = self._server.ask("GET", f"{self._path}/boundary", query=view)
        return np.array(answer["values"], float)

    def picture(self, resolution: int = 200, neuron: str = "output") -> bytes:
        """Return a neuron over the plane as a PNG."""
        path = f"{self._path}/boundary"
        return self._server.read(path, "image/png", resolution=resolution, neuron=neuron)

    def file(self, form: Form = "safetensors") -> bytes:
        """Return the weights (safetensors, json, onnx) or the experiment as a program."""
        return self._server.read(f"{self._path}/model", "*/*", format=form)

    # --- following ------------------------------------------------------------------------------

    def frames(
        self,
        *,
        fps: int = 10,
        neuron: str = "output",
        resolution: int = 50,
        thumbnails: int = 20,
        timeout: float | None = PATIENCE,
    ) -> Iterator[Frame]:
        """Yield the newest frame again and again, until the run is over; slow readers skip.

        A run that stands still for `timeout` seconds raises TimedOut (None: wait for ever).
        """
        view = View(neuron=neuron, resolution=resolution, thumbnails=thumbnails, fps=fps)
        return self._stream(view).frames(lambda: timeout)

    def look(
        self, neuron: str = "output", resolution: int = 50, thumbnails: int = 20
    ) -> tuple[Snapshot, Frame]:
        """Return the run as it is now: its document, data and plan, and one frame."""
        stream = self._stream(View(neuron=neuron, resolution=resolution, thumbnails=thumbnails))
        for frame in stream.frames_within(PATIENCE):
            if stream.snapshot is not None:
                return stream.snapshot, frame
        raise Ended("the run has ended")

    def wait(
        self,
        *,
        until: Callable[[Frame], bool] | None = None,
        epoch: int | None = None,
        status: str | None = None,
        timeout: float = PATIENCE,
    ) -> Frame:
        """Return the first frame that fulfils any of the conditions; without one, the last frame.

        Raise TimedOut after so many seconds, Ended if the run is over before.
        """
        conditional = [until, epoch, status] != [None, None, None]
        frame = None
        cheap = View(neuron="output", resolution=LEAST_MAP, thumbnails=0)
        for frame in self._stream(cheap).frames_within(timeout):
            reached = epoch is not None and frame.epoch >= epoch
            if reached or frame.status == status or (until is not None and until(frame)):
                return frame
        if frame is None or frame.status not in ENDS:
            raise Ended("the run was deleted while it was waited for")
        if conditional:
            ended = f"{frame.status} at epoch {frame.epoch}"
            raise Ended(f"the run {ended}, before what was waited for")
        return frame

    def _stream(self, view: View) -> Stream:
        server = self._server
        address = f"{server.stream_address}{self._path}/stream"
        target = StreamTarget(address, self.control_token, server.timeout, server.local)
        return Stream(target, view)

    # --- seeing ---------------------------------------------------------------------------------

    def plot(self, *, neuron: str = "output", resolution: int = 100) -> "Plot":
        """Return a figure of the boundary, the points and the losses.  Needs matplotlib."""
        try:
            from playground import plots
        except ImportError as missing:
            raise ImportError("plots need `pip install 'neural-playground[client]'`") from missing
        return plots.draw(*self.look(neuron, resolution, thumbnails=0), self.history())

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows."""
        return self.picture()
