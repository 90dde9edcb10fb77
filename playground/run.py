"""A run on a server, as an object: steer it, ask it, follow it, see it.

Every method is one request or one stream; nothing is kept here but the run's id and its secret.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from playground.answers import Experiment
from playground.errors import Ended, PlaygroundError, Refused
from playground.frames import ENDS, Frame, Snapshot
from playground.lens_queries import LensQueries
from playground.perceptron import PerceptronQueries
from playground.queries import Queries
from playground.stream import Stream, StreamTarget
from playground.transport import Transport
from playground.wire import (
    CommandAnswer,
    View,
)

if TYPE_CHECKING:
    from playground.plots import Plot

Unit = Literal["epoch", "batch", "sample"]
Weights = Literal["initial", "kept"]

LEAST_MAP = 10  # cells: what is cheapest to send where only figures matter
PATIENCE = 60.0  # seconds
LIVE = View(neuron="output", resolution=40, thumbnails=0, fps=4)  # of a notebook's cell


class Run(Queries, LensQueries, PerceptronQueries):
    """A run.  Without its `control_token` it can be watched and asked, not steered."""

    def __init__(self, server: Transport, run_id: str, control_token: str | None = None) -> None:
        super().__init__(server, run_id)
        self.id, self.control_token = run_id, control_token
        self._shown_in: int | None = None  # the notebook's cell that shows it as it stands

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.link}>"

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
        self._shown_in = None
        answer: CommandAnswer = self._server.ask("POST", path, body, token=self._token)
        return answer

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

    def watch(self, *, timeout: float | None = PATIENCE) -> "Run":
        """Show the run in the notebook's cell until it stands still; without one, print lines.

        Interrupt it to stop watching; the run goes on.  Raise TimedOut as `frames` does.
        """
        from playground import cells

        stream = self._stream(LIVE)
        self._shown_in = cells.follow(stream, self._name, self.link, lambda: timeout)
        return self

    @property
    def _name(self) -> str:
        return f"{type(self).__name__} {self.id}"

    def _ipython_display_(self) -> None:
        """Show nothing below the live cell that shows the run already; else what is below."""
        from playground import cells

        if not cells.is_here(self._shown_in):
            raise NotImplementedError  # IPython then asks for HTML and PNG

    def _repr_html_(self) -> str:
        """Return what a notebook shows; of a run that is gone, why it shows nothing."""
        from playground import cells

        try:
            about = self.look(resolution=LIVE["resolution"], thumbnails=0)
        except PlaygroundError as error:
            return cells.cell_without(self._name, str(error))._repr_html_()
        return cells.cell_of(*about, self._name, self.link)._repr_html_()

    def _repr_png_(self) -> bytes | None:
        """Return what a notebook without HTML shows; None where there is no map."""
        try:
            return self.picture()
        except PlaygroundError:
            return None
