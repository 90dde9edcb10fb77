"""What the server knows of one run: its slot, its newest checkpoint and state, and its viewers."""

import asyncio
from collections.abc import AsyncGenerator

from app.documents.commands import View
from app.documents.document import Document
from app.encoding.messages import unpack_frame_content
from app.errors import AppError
from app.runs.frame_requests import FrameRequest, view_data
from app.runs.runner import INCARNATION_BITS, RunFailed, RunGone
from app.runs.server.feed import Feed, RenderedFrame
from app.runs.server.worker_process import WorkerExit
from app.runs.server.worker_slot import WorkerSlot
from app.runs.states import RunState
from app.runs.wire_messages import CheckpointMessage, Create, PictureMessage

LEAP = 8  # incarnations: more than can have died since an earlier server last stored the seq
CRASHES = 2  # deaths in a row that a run may cause before it is given up
KILLS = 5  # the same, if the worker was killed from outside: the run is likely not to blame
STOOD = 1.0  # seconds that a worker had the run for, after which a kill is not in a row with others


class RunRecord:
    """One run, whichever worker has it just now."""

    def __init__(
        self, run: str, slot: WorkerSlot, origin: Document | bytes, label: str, seen: int
    ) -> None:
        self.run, self.slot, self._label = run, slot, label
        self.created: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.feed = Feed(run, self)
        self._origin = origin
        self._waits = seen >= 0  # it outlived its server, and is not to train by itself
        self._numbers: dict[str, int] = {}  # of the last step that was done for each client
        self._incarnation = (seen >> INCARNATION_BITS) + LEAP if seen >= 0 else -1
        self._settled = False  # the present worker has made it
        self._settled_at = 0.0  # when it had
        self._crashes = self._kills = 0
        self.state: RunState | None = None
        self._fault = ""  # why it is stopped, and may only be read or reset
        self._lost = False  # it may not even be read
        self._open = True
        self._news = asyncio.Event()

    def creation(self) -> tuple[Create, bytes]:
        """Return the message that makes the run on a new worker, as it was saved last."""
        self._incarnation += 1
        self._settled = False
        seq = self._incarnation << INCARNATION_BITS
        origin = self._origin
        header: Create = {
            "do": "create",
            "run": self.run,
            "from": "checkpoint" if isinstance(origin, bytes) else "experiment",
            "seq": seq,
            "numbers": self._numbers,
            "failed": self._fault,
            "waits": self._waits,
        }
        if isinstance(origin, bytes):
            return header, origin
        return header, origin.model_dump_json().encode()

    @property
    def checkpoint(self) -> bytes | None:
        """The newest checkpoint, if there is one yet."""
        return self._origin if isinstance(self._origin, bytes) else None

    def settle(self, now: float) -> None:
        """Note that the worker has made the run, and repeat the open frame requests."""
        self._settled, self._settled_at = True, now
        if not self.created.done():
            self.created.set_result(None)
        self.feed.ask_again()

    def save(self, header: CheckpointMessage, body: bytes) -> None:
        """Store the newest checkpoint; one made after the start shows that the run can go on."""
        self._origin, self._numbers, self._waits = body, header["numbers"], False
        if self._settled:
            self._crashes = self._kills = 0

    def tell(self, state: RunState) -> None:
        """Store the newest state and wake its followers; a reset gives a run a new chance."""
        before, self.state = self.state, state
        if before and state["seq"] >> INCARNATION_BITS > before["seq"] >> INCARNATION_BITS:
            self.feed.resumed(state["seq"], state["epoch"])
        if state["status"] != "failed":
            self._fault = ""
        self._wake()

    def show(self, header: PictureMessage, body: bytes) -> None:
        """Pass a frame on to the viewers."""
        picture = unpack_frame_content(body)
        picture.meta["run"] = self._label
        picture.meta["t"] -= self.slot.ahead
        at = header["at"] - self.slot.ahead
        rendered = RenderedFrame(picture, since=header["since"], at=at)
        self.feed.publish(View(**header["view"]), rendered)

    def blame(self, worker_exit: WorkerExit, now: float) -> bool:
        """Count a worker's death during work for this run; say whether to give the run up.

        A kill after a while of work does not follow the ones before: a run of images saves itself
        once an epoch, which may be long.
        """
        if worker_exit.outside:
            stood = self._settled and now - self._settled_at >= STOOD
            self._kills = 1 if stood else self._kills + 1
        else:
            self._crashes += 1
        return self._crashes >= CRASHES or self._kills >= KILLS

    def refuse(self, error: AppError) -> None:
        """Note that no worker can make the run."""
        if not self.created.done():
            self.created.set_exception(error)
        else:
            self.fail(f"{self.run} ({error.detail})")
            self._lost = True

    def fail(self, fault: str) -> bool:
        """Stop the run, with an id to quote; say whether a worker may make it, to be read."""
        self._lost = bool(self._fault) or not self.created.done()
        self._fault = fault
        if not self.created.done():
            self.created.set_exception(RunFailed(fault))
        if self.state is not None:
            why = f"quote {fault} when reporting it"
            self.tell({**self.state, "status": "failed", "reason": why})
        return not self._lost

    def check(self) -> None:
        """Raise RunGone or RunFailed if the run takes no calls any more."""
        if not self._open:
            raise RunGone(self.run)
        if self._lost:
            raise RunFailed(self._fault)

    @property
    def lost(self) -> bool:
        """Whether no worker can make it any more."""
        return self._lost

    def close(self) -> None:
        """End all streams of the run, and let its checkpoint go.

        The record and its feed refer to each other, so they stay until the next look for garbage.
        """
        self._open = False
        self._origin = b""
        if not self.created.done():
            self.created.set_exception(RunGone(self.run))
        self.feed.close()
        self._wake()

    async def states(self) -> AsyncGenerator[RunState, None]:
        """Yield the newest state at once and at each change, until the run ends."""
        seen: RunState | None = None
        while self._open:
            if self.state is None or self.state is seen:
                await self._news.wait()
            else:
                seen = self.state
                yield seen

    def ask(self, request: FrameRequest) -> None:
        """Ask the worker for a frame."""
        if self._settled:
            message = request.message()
            message["at"] += self.slot.ahead
            self.slot.send(message)

    def drop(self, run: str, view: View) -> None:
        """Tell the worker that no viewer wants this view any more."""
        self.slot.send({"do": "drop", "run": run, "view": view_data(view)})

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
