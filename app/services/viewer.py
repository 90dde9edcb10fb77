"""One viewer of one run: which frames and messages are due, and whether there is credit for them.

Knows no socket: a router carries what is yielded here, and hands in what the viewer says.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from app import messages
from app.errors import AppError, Forbidden
from app.limits import CREDIT
from app.messages import Message
from app.runs.runner import Cursor, State
from app.schemas import View
from app.services.runs import Run, RunService


class Viewer:
    """Follows a run with at most CREDIT unacknowledged frames."""

    def __init__(self, service: RunService, run: Run, view: View, *, can_control: bool) -> None:
        self.run, self.can_control = run, can_control
        self._service, self._view = service, view
        self._cursor = Cursor()
        self._in_flight: list[int] = []  # seqs sent and not acknowledged
        self._credit = asyncio.Event()
        self._credit.set()
        self._turned = asyncio.Event()  # the view has changed
        self._news = asyncio.Event()  # something to tell
        self._state: State | None = None
        self._ended = False

    def __enter__(self) -> "Viewer":
        self.run.viewers.add(self)
        self.run.tell_viewers()
        return self

    def __exit__(self, *_: object) -> None:
        self.run.viewers.discard(self)
        self.run.tell_viewers()

    def wake(self) -> None:
        """Look again whether there is something to tell."""
        self._news.set()

    def look(self, view: View) -> None:
        """Change what is drawn."""
        if view != self._view:
            self._view = view
            self._turned.set()

    @property
    def view(self) -> View:
        """What is drawn."""
        return self._view

    def acknowledge(self, seq: int) -> None:
        """Give back the credit of a frame and of those before it."""
        self._in_flight = [sent for sent in self._in_flight if sent > seq]
        if len(self._in_flight) < CREDIT:
            self._credit.set()

    async def greet(self, after: int) -> Message:
        """Return the snapshot; frames go on from it, with none that is not newer than `after`."""
        told = await self._describe()
        self._cursor = Cursor(after, told["epoch"], told["generation"])
        return told

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the newest frame whenever there is credit, until the run ends."""
        while not self._ended:
            self._turned.clear()
            frames = self._service.runner.frames(self.run.inner, self._view, self._cursor)
            async with aclosing(frames):
                while (frame := await self._next(frames)) is not None:
                    self._in_flight.append(self._cursor.seq)
                    if len(self._in_flight) >= CREDIT:
                        self._credit.clear()
                    yield frame
                    await self._credit.wait()  # only then is the newest looked up
            if not self._turned.is_set():
                return
            self._cursor.seq = -1  # the other view of the same state is news

    async def _next(self, frames: Any) -> bytes | None:
        """Return the next frame; None when the run has ended or the view has changed."""
        coming = asyncio.ensure_future(anext(frames, None))
        turned = asyncio.ensure_future(self._turned.wait())
        try:
            await asyncio.wait({coming, turned}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else None
        finally:
            for task in (coming, turned):
                task.cancel()
            await asyncio.wait({coming, turned})

    async def follow(self) -> None:
        """Keep the newest state at hand until the run ends."""
        try:
            async with aclosing(self._service.runner.states(self.run.inner)) as states:
                async for state in states:
                    self._state = state
                    self._news.set()
        finally:
            self._ended = True
            self._news.set()

    async def tell(self, greeted: Message) -> AsyncIterator[Message]:
        """Yield what the viewer should know, each time something has changed since the last."""
        told: tuple[Any, ...] = ()
        generation, revision, failure = greeted["generation"], greeted["revision"], None
        while not self._ended:
            await self._news.wait()
            self._news.clear()
            state, viewers = self._state, len(self.run.viewers)
            if state is None or self._ended:
                continue
            if state["generation"] != generation:
                told_now = await self._describe()
                yield told_now
                generation, revision = told_now["generation"], told_now["revision"]
            now = (state["status"], state.get("reason"), viewers, state["revision"])
            if now != told:
                changed = None
                if state["revision"] != revision:
                    revision = state["revision"]
                    changed = (await self._describe())["experiment"]
                yield messages.status(state, viewers=viewers, experiment=changed)
            if state.get("diverged") and state["diverged"] != failure:
                yield messages.diverged(state["diverged"])
            told, failure = now, state.get("diverged")

    async def obey(self, command: Message) -> Message:
        """Return the answer to a command: done, or an error."""
        number = command.get("number")
        number = number if isinstance(number, int) else None
        try:
            if not self.can_control:
                raise Forbidden("only who holds the control token steers", code="read_only")
            answer = await self._service.call(self.run, command)
        except AppError as refusal:
            return messages.error(refusal.code, refusal.detail, number)
        return messages.done(str(command["type"]), answer, number)

    async def _describe(self) -> Message:
        told = await self._service.call(self.run, {"type": "describe"})
        return messages.snapshot(
            told,
            run=self.run.id,
            viewers=len(self.run.viewers),
            can_control=self.can_control,
            server=self._service.started,
        )
