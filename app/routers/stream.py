"""A run's stream over a websocket (its messages: docs/protocol.md)."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Iterator
from time import monotonic
from typing import Any, NoReturn

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.types import Message
from starlette.websockets import WebSocketState

from app.deps import Runs
from app.documents.checks import LARGE
from app.documents.field_errors import refusing_fields
from app.encoding import messages
from app.encoding.large_json import Written, write_json
from app.errors import AppError, NotFound, Unavailable
from app.http.refused_origins import log_refusal
from app.http.request_body import parse_json
from app.limits.caps import (
    HELLO_SECONDS,
    MAX_MESSAGE_BYTES,
    MAX_MESSAGES_PER_SECOND,
    MAX_WATCHER_BYTES,
)
from app.limits.rates import Bucket
from app.limits.unsent_budget import Line
from app.services import server_messages
from app.services.access import is_own_page
from app.services.client_messages import Ack, Control, Hello, Ping
from app.services.run import Run
from app.services.run_service import RunService
from app.services.server_messages import ServerMessage
from app.services.viewer import AT_ONCE, Viewer

router = APIRouter(prefix="/api/runs")
log = logging.getLogger("playground")

WAITING_COMMANDS = 32  # of one viewer; more are refused
LONGEST_REASON = 120  # bytes of a close frame's reason: it holds 123
INTERNAL_ERROR, ABNORMAL_CLOSURE = 1011, 1006


class Refused(Exception):
    """The stream is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason.encode()[:LONGEST_REASON].decode(errors="ignore"))


@router.websocket("/{run_id}/stream")
async def stream(socket: WebSocket, run_id: str, runs: Runs) -> None:
    """Carry one viewer's stream, until the run ends, the viewer leaves or breaks a rule."""
    try:
        await socket.accept()  # even to refuse: before it, a browser is shown no close code
        async with _admitted(socket, run_id, runs) as run:
            await _Talk(socket, runs).serve(run)
        await _close(socket, 1000, "the run has ended")
    except Refused as refusal:
        runs.meter.refused(f"stream_{refusal.args[0]}")
        await _close(socket, *refusal.args)
    except WebSocketDisconnect:
        pass  # the viewer left: nobody is there to be told


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    """Close with a reason, if the viewer is still there."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code, reason)


@contextlib.asynccontextmanager
async def _admitted(socket: WebSocket, run_id: str, runs: RunService) -> AsyncIterator[Run]:
    """Count the socket in and out, and find its run; raise Refused."""
    settings, headers = runs.settings, socket.headers
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_own_page(origin, host, bound=settings.host, configured=settings.origins):
        log_refusal(str(origin))
        raise Refused(messages.FOREIGN_ORIGIN, "this page may not open streams here")
    with _refusing():
        run = await runs.find(run_id)
        runs.seats.check_room(run)
    runs.seats.taken += 1
    try:
        yield run
    finally:
        runs.seats.taken -= 1


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Turn the app's errors into the stream's end."""
    try:
        yield
    except NotFound as missing:
        raise Refused(messages.NO_SUCH_RUN, missing.detail) from None
    except Unavailable as full:
        busy = full.code == "busy"  # one worker failed, not the server: another try may succeed
        raise Refused(
            messages.SERVICE_RESTART if busy else messages.TRY_AGAIN_LATER, full.detail
        ) from None
    except AppError as failure:
        raise Refused(INTERNAL_ERROR, failure.detail) from None


class _Talk:
    """The conversation over one socket; one message at a time is sent."""

    def __init__(self, socket: WebSocket, runs: RunService) -> None:
        self._socket, self._runs = socket, runs
        self._flushed = socket.scope.get(
            "flushed", _at_once
        )  # waits until all that is sent has left
        self._sending = asyncio.Lock()
        self._commands: asyncio.Queue[Any] = asyncio.Queue(WAITING_COMMANDS)
        self._pace = Bucket(MAX_MESSAGES_PER_SECOND, MAX_MESSAGES_PER_SECOND)

    async def serve(self, run: Run) -> None:
        """Run all parts of the conversation until one of them ends."""
        hello = await self._hello()
        control = self._runs.controls(run, hello.token)
        with _refusing():
            self._runs.seats.check_seat(run, can_control=control)
            line = Line.of(self._socket.scope)
            with Viewer(self._runs, run, hello.view, can_control=control, line=line) as viewer:
                await _until_first(
                    viewer.follow(),
                    self._send_messages(viewer, hello.after),
                    self._send_frames(viewer),
                    self._read(viewer),
                    self._obey(viewer),
                    self._take_leave(),
                )

    async def _hello(self) -> Hello:
        try:
            raw = parse_json(await self._first())
            if not isinstance(raw, dict) or raw.pop("type", None) != "hello":
                raise Refused(messages.POLICY_VIOLATION, "the first message must be hello")
            with refusing_fields():
                return Hello.model_validate(raw)
        except AppError as error:
            raise Refused(messages.POLICY_VIOLATION, error.detail) from None

    async def _first(self) -> str:
        """Return the first message; raise Refused if it is late, or the stream was evicted."""
        waiting, due = self._runs.seats.waiting, asyncio.timeout(HELLO_SECONDS)

        def give_way() -> None:
            if not due.expired():
                due.reschedule(AT_ONCE)

        try:
            async with due:
                waiting.add(self, give_way)
                return await self._receive(MAX_WATCHER_BYTES)
        except TimeoutError:
            if due.when() == AT_ONCE:
                raise Refused(messages.TRY_AGAIN_LATER, "newer clients need this place") from None
            late = f"no hello within {HELLO_SECONDS:g} seconds"
            raise Refused(messages.POLICY_VIOLATION, late) from None
        finally:
            waiting.discard(self)

    async def _receive(self, most: int) -> str:
        """Return the next message; raise AppError if it is no text, Refused if it is too long."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        self._check_pace()
        text: str | None = message.get("text")
        if text is None:
            raise AppError("only text messages are taken", status=422, code="invalid")
        if len(text.encode("utf-8", "replace")) > most:
            raise Refused(messages.MESSAGE_TOO_BIG, f"this message may have at most {most} bytes")
        return text

    def _check_pace(self) -> None:
        if self._pace.take():
            fast = f"over {MAX_MESSAGES_PER_SECOND} messages a second"
            raise Refused(messages.POLICY_VIOLATION, fast)

    async def _read(self, viewer: Viewer) -> NoReturn:
        """Take the viewer's messages in; nothing here waits for the run."""
        while True:
            await asyncio.sleep(0)  # a hundred messages may be there: other viewers have their turn
            try:
                message = await self._parse(await self._receive(MAX_MESSAGE_BYTES), viewer)
                with refusing_fields():
                    kind = await self._take(message, viewer)
                if kind == "ping":
                    await self._send(server_messages.pong())
            except AppError as error:
                await self._send(server_messages.error(error.code, error.detail))
            except asyncio.QueueFull:
                many = f"at most {WAITING_COMMANDS} commands may wait"
                await self._send(server_messages.error("too_many", many))

    async def _parse(self, text: str, viewer: Viewer) -> Any:
        """Return what a message stands for, if the viewer may send so long a one."""
        if len(text) > MAX_WATCHER_BYTES:
            viewer.check_control()
        cost = len(text) // LARGE
        return await self._runs.checks.do(parse_json, text, cost=cost, session=viewer.payer)

    async def _take(self, message: Any, viewer: Viewer) -> str:
        """Do what needs no answer, have commands wait for their turn, and return the type."""
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise AppError("a message is an object with a type", status=422, code="invalid")
        about = {key: value for key, value in message.items() if key != "type"}
        match message["type"]:
            case "ack":
                viewer.acknowledge(Ack.model_validate(about).seq)
            case "control":
                viewer.take_control(Control.model_validate(about).token)
            case "view":
                await viewer.look(about)
            case "pin":
                await viewer.pin(about)
            case "ping":
                Ping.model_validate(about)
            case _:
                self._commands.put_nowait(message)
        kind: str = message["type"]
        return kind

    async def _obey(self, viewer: Viewer) -> NoReturn:
        """Run the viewer's commands, one after the other."""
        while True:
            await self._send(await viewer.obey(await self._commands.get()))

    async def _send_frames(self, viewer: Viewer) -> None:
        async with contextlib.aclosing(viewer.frames()) as frames:
            async for frame in frames:
                await self._give({"type": "websocket.send", "bytes": frame})
                del frame  # the next may be long in coming
                self._runs.meter.frame(monotonic() - viewer.taken)
                await self._flushed()  # no other is made before

    async def _send_messages(self, viewer: Viewer, after: int) -> None:
        async with contextlib.aclosing(viewer.tell(after)) as told:
            async for message in told:
                async with viewer.room(_size_of(message)):
                    await self._send(message)
                    del message
                    await self._flushed()

    async def _take_leave(self) -> NoReturn:
        """Say goodbye when the server stops."""
        await self._runs.leaving.wait()
        await self._send(server_messages.bye("the server is going away"))
        raise Refused(messages.SERVICE_RESTART, "the server is going away")

    async def _send(self, message: ServerMessage) -> None:
        await self._give({"type": "websocket.send", "text": await write_json(message)})

    async def _give(self, message: Message) -> None:
        """Send, unless another part of the conversation has ended already."""
        async with self._sending:
            if self._socket.application_state is WebSocketState.DISCONNECTED:
                raise WebSocketDisconnect(ABNORMAL_CLOSURE)
            await self._socket.send(message)


def _size_of(message: ServerMessage) -> int:
    """Return how long a message is, but for those that are always short."""
    return sum(len(value) for value in message.values() if isinstance(value, Written))


async def _at_once() -> None:
    """Do nothing in place of waiting until a connection has taken what was sent."""


async def _until_first(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts until one ends, then end all; raise what it raised."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        errors = [task.exception() for task in tasks if not task.cancelled()]  # each is looked at
        log.debug("a stream ended with %s", errors)
    try:
        for task in done:
            task.result()
    finally:  # else the error holds this call, this the tasks, and one of them the error
        del parts, tasks, done, errors, task
