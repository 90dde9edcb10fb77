"""One viewer of one run: which frames and messages are due, and whether there is credit for them.

Knows no socket: a router sends what is yielded here, and passes in what the viewer sends.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

from app.documents.checks import cost_of, cost_of_view
from app.documents.commands import View, parse_command
from app.documents.field_errors import refusing_fields
from app.errors import AppError, Forbidden
from app.limits.caps import CREDIT
from app.limits.unsent_budget import NO_LINE, SMALL, Hold, Line
from app.runs.answers import DESCRIBE, EXPERIMENT, A, Query
from app.runs.runner import Cursor
from app.runs.states import Failure, RunState
from app.runs.wire_messages import CommandData
from app.services import server_messages
from app.services.access import new_id
from app.services.client_messages import Pin
from app.services.run import Run
from app.services.run_service import RunService
from app.services.server_messages import Audience, ServerMessage, Snapshot, StatusMessage

AT_ONCE = 0.0  # by the loop's clock: long past


class Viewer:
    """Follows a run with at most CREDIT unacknowledged frames."""

    def __init__(
        self, service: RunService, run: Run, view: View, *, can_control: bool, line: Line = NO_LINE
    ) -> None:
        self.run, self.keys = run, [f"run {run.id}"]  # the viewers of a run have one share of bytes
        self._line = line  # may be cut where others wait for its unsent bytes
        self._room: Hold | None = None
        self._size = 0  # of the newest frame, where it is not small
        self._secret = run.secret if can_control else b""  # digest
        self._service, self._view = service, view
        self._name = f"stream {new_id()}"
        self._cursor = Cursor()
        self._in_flight: list[int] = []  # seqs sent and not acknowledged
        self._credit = asyncio.Event()
        self._credit.set()
        self._turned = False  # the view has changed
        self._wait: asyncio.Timeout | None = None  # for a frame: a change of the view ends it
        self._news = asyncio.Event()  # something to tell
        self._generation, self._revision = -1, -1  # of the newest snapshot or document sent
        self._introduced = asyncio.Event()  # set when a snapshot was sent
        self._state: RunState | None = None
        self._ended = False

    def __enter__(self) -> "Viewer":
        self.run.join(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.run.leave(self)

    @property
    def can_control(self) -> bool:
        """Whether the viewer's secret is the run's present one, and not an older one."""
        return self._secret == self.run.secret

    @property
    def payer(self) -> str:
        """The session charged for checks of what the viewer sends: the run's owner."""
        return self.run.owner

    @property
    def taken(self) -> float:
        """When the state of the newest frame was taken, by the monotonic clock."""
        return self._cursor.taken

    def take_control(self, token: str) -> None:
        """Steer with this secret from now on, or only watch if it is not the run's."""
        self._secret = self.run.secret if self._service.controls(self.run, token) else b""
        self.wake()

    async def pin(self, about: Mapping[str, object]) -> None:
        """Show all viewers which neuron this one has open; raise Forbidden, ValidationError."""
        self.check_control()
        checks, cost = self._service.checks, cost_of_view(about)
        pin = await checks.do(Pin.model_validate, about, cost=cost, session=self._name)
        self.run.pin(self, pin.neuron)

    def check_control(self) -> None:
        """Raise Forbidden if the viewer may only watch."""
        if not self.can_control:
            raise Forbidden(
                "only a client that holds the control token can steer this run", code="read_only"
            )

    def wake(self) -> None:
        """Check again whether there is something to tell."""
        self._news.set()

    async def look(self, changes: Mapping[str, object]) -> None:
        """Change the view, at the viewer's own cost; raise ValidationError."""
        wanted, cost = {**self._view.model_dump(), **changes}, cost_of_view(changes)
        checks = self._service.checks
        view = await checks.do(View.model_validate, wanted, cost=cost, session=self._name)
        if view != self._view:
            self._view, self._turned = view, True
            if self._wait and not self._wait.expired():
                self._wait.reschedule(AT_ONCE)

    def acknowledge(self, seq: int) -> None:
        """Return the credit of a frame and of those before it."""
        self._in_flight = [sent for sent in self._in_flight if sent > seq]
        if len(self._in_flight) < CREDIT:
            self._credit.set()

    # --- frames ---------------------------------------------------------------------------------

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever there is credit, until the run ends."""
        await self._introduced.wait()
        while not self._ended:
            self._turned = False
            frames = self._service.runner.frames(self.run.inner, self._view, self._cursor)
            async with aclosing(frames):
                while not self._turned and (frame := await self._next_with_room(frames)):
                    newest = [frame]
                    del frame  # while it is sent, or there is no credit, nothing here holds it
                    try:
                        if await self._is_in_the_picture():
                            self._spend()
                            yield newest.pop()
                    finally:
                        self._let_room_go()
                    newest.clear()
                    await self._credit.wait()  # only then is the newest looked up
            if not self._turned:
                return
            self._cursor.seq -= 1  # the other view of the same state is news

    async def _next_with_room(self, frames: Any) -> bytes | None:
        """Return the next frame, with space in the unsent budget held until it is sent.

        A frame that does not fit is dropped: when there is space, there is a newer one.
        """
        while True:
            await self._service.unsent.room(self._size, self.keys)
            seen = replace(self._cursor)
            frame = await self._next(frames)
            if frame is None or self._take_room(len(frame)):
                return frame
            vars(self._cursor).update(vars(seen))
            del frame

    def _take_room(self, size: int) -> bool:
        """Hold space for a frame, if there is any; a small one needs none."""
        self._size = size if size > SMALL else 0
        if self._size and (room := self._service.unsent.take(size, self.keys)):
            self._room = room
            room.begin(self._line)
        return not self._size or self._room is not None

    @asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Hold space for a message while it is written and sent.  Raises Unavailable."""
        hold = await self._service.unsent.wait(size, self.keys) if size > SMALL else None
        if hold:
            hold.begin(self._line)
        try:
            yield
        finally:
            if hold:
                hold.release()

    def _let_room_go(self) -> None:
        if self._room:
            self._room.release()
            self._room = None

    async def _next(self, frames: Any) -> bytes | None:
        """Return the next frame; None when the run has ended or the view has changed."""
        try:
            async with asyncio.timeout(None) as self._wait:
                return await anext(frames, None)
        except TimeoutError:
            return None
        finally:
            self._wait = None

    async def _is_in_the_picture(self) -> bool:
        """Wait for the snapshot that the frame goes with; False if a newer one was sent.

        A viewer drops a frame of another generation than its snapshot's.  Were it sent before the
        snapshot, and the run stood still, no other frame would follow.
        """
        while self._cursor.generation > self._generation:
            self._introduced.clear()
            await self._introduced.wait()
        return self._cursor.generation == self._generation

    def _spend(self) -> None:
        self._in_flight.append(self._cursor.seq)
        if len(self._in_flight) >= CREDIT:
            self._credit.clear()

    # --- messages -------------------------------------------------------------------------------

    async def follow(self) -> None:
        """Store the newest state until the run ends."""
        try:
            async with aclosing(self._service.runner.states(self.run.inner)) as states:
                async for state in states:
                    self._state = state
                    self._news.set()
        finally:
            self._ended = True
            self._news.set()

    async def tell(self, after: int) -> AsyncGenerator[ServerMessage, None]:
        """Yield the snapshot, then what the viewer should know, each time something has changed.

        Frames go on from the snapshot, with none that is older, or not newer than `after`; the
        first has all of the history.
        """
        snapshot = await self._describe()
        floor = max(after, snapshot["seq"] - 1)
        self._cursor = Cursor(floor)
        yield snapshot
        self._introduce(snapshot)
        del snapshot  # large: not to be held for as long as the viewer watches
        told: tuple[Any, ...] = ()
        failure: Failure | None = None
        while not self._ended:
            await self._news.wait()
            self._news.clear()
            if (state := self._state) is None or self._ended:
                continue
            if state["generation"] != self._generation:
                yield (snapshot := await self._describe())
                self._introduce(snapshot)
                del snapshot
            around = (*self._audience().values(),)
            keys = ("status", "reason", "revision", "can_undo", "can_redo")
            now = (*(state.get(key) for key in keys), *around)
            if now != told:
                yield await self._status(state)
            if state.get("diverged") and state["diverged"] != failure:
                yield server_messages.diverged(state["diverged"])
            told, failure = now, state.get("diverged")

    def _introduce(self, snapshot: Snapshot) -> None:
        """Release frames that waited for this snapshot; older ones need no acknowledgement."""
        self._generation, self._revision = snapshot["generation"], snapshot["revision"]
        self.acknowledge(max(self._in_flight, default=-1))
        self._introduced.set()

    async def _status(self, state: RunState) -> StatusMessage:
        """Return the status, with the document if that has changed since the viewer got it."""
        changed = None
        if state["revision"] != self._revision:
            self._revision = state["revision"]
            changed = await self._ask(EXPERIMENT)
        return server_messages.status(state, changed, **self._audience())

    def _audience(self) -> Audience:
        viewers, pinned = len(self.run.viewers), self.run.pinned
        return {"viewers": viewers, "can_control": self.can_control, "pinned": pinned}

    async def _describe(self) -> Snapshot:
        return server_messages.snapshot(
            await self._ask(DESCRIBE),
            run=self.run.id,
            **self._audience(),
            server=self._service.started,
            build=self._service.build,
        )

    async def _ask(self, query: Query[A]) -> A:
        """Return an answer shared by all viewers that know of the same change, or of none yet."""
        state = self._state
        wanted = (state["generation"], state["revision"]) if state else (None, None)
        return await self._service.answers.get(self.run, query, *wanted)

    # --- commands -------------------------------------------------------------------------------

    async def obey(self, message: CommandData) -> ServerMessage:
        """Return the answer to a command: done, or an error."""
        number = message.get("number")
        number = number if isinstance(number, int) else None
        try:
            self.check_control()
            checks, cost = self._service.checks, cost_of(message)
            with refusing_fields():
                command = await checks.do(parse_command, message, cost=cost, session=self.payer)
            answer = await self._service.command(self.run, command, self._name)
        except AppError as refusal:
            self._service.meter.refused(refusal.code)
            return server_messages.error(refusal.code, refusal.detail, number)
        return server_messages.done(command.type, answer, number)
