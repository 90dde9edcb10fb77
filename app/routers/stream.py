"""A run's stream over a websocket (its messages: docs/protocol.md)."""

import asyncio
import contextlib
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import Field, ValidationError

from app import messages
from app.bodies import parse_json
from app.deps import Runs
from app.errors import AppError, NotFound
from app.fields import Model, Whole, field_errors
from app.limits import HELLO_SECONDS, MAX_MESSAGE_BYTES, MAX_MESSAGES_PER_SECOND
from app.schemas import View
from app.services.runs import Run, RunService
from app.services.viewer import Viewer

router = APIRouter(prefix="/api/runs")

WAITING_COMMANDS = 32  # of one viewer; more are refused
Seq = Annotated[Whole, Field(ge=-1, le=2**53)]


class Refused(Exception):
    """The stream is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)


class Ack(Model):
    """A frame was drawn."""

    seq: Seq


class Hello(Model):
    """The client's first message."""

    token: Annotated[str, Field(max_length=200)] | None = None
    after: Seq = -1
    view: View = View()


@router.websocket("/{run_id}/stream")
async def stream(socket: WebSocket, run_id: str, runs: Runs) -> None:
    """Carry one viewer's stream, until the run ends, the viewer leaves or breaks a rule."""
    await socket.accept()  # even to refuse: before it, a browser is shown no close code
    try:
        with _admitted(socket, run_id, runs) as run:
            await _serve(socket, run, runs)
            await socket.close(1000, "the run has ended")
    except Refused as refusal:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(*refusal.args)
    except WebSocketDisconnect:
        pass  # the viewer left: nothing is to be told


@contextlib.contextmanager
def _admitted(socket: WebSocket, run_id: str, runs: RunService) -> Any:
    """Count the socket in and out, and find its run; raise Refused."""
    if not _same_origin(socket, runs.settings.origins):
        raise Refused(messages.TOO_FAST, "this page may not open streams here")
    try:
        run = runs.find(run_id)
    except NotFound as missing:
        raise Refused(messages.NO_SUCH_RUN, missing.detail) from None
    settings = runs.settings
    if runs.sockets >= settings.max_sockets or len(run.viewers) >= settings.max_viewers_per_run:
        raise Refused(messages.ROOM_FULL, "the room is full")
    runs.sockets += 1
    try:
        yield run
    finally:
        runs.sockets -= 1


def _same_origin(socket: WebSocket, allowed: list[str]) -> bool:
    """Say whether the page that asks is ours; programs send no origin."""
    origin = socket.headers.get("origin")
    if origin is None or origin in allowed:
        return True
    return not allowed and origin.partition("://")[2] == socket.headers.get("host")


async def _serve(socket: WebSocket, run: Run, runs: RunService) -> None:
    hello = await _hello(socket)
    control = runs.controls(run, hello.token)
    viewer = Viewer(runs, run, hello.view, can_control=control)
    with viewer:
        greeting = await viewer.greet(hello.after)
        sending = asyncio.Lock()  # one message at a time
        await _send(socket, sending, greeting)
        commands: asyncio.Queue[Any] = asyncio.Queue(WAITING_COMMANDS)
        parts = [
            _read(socket, viewer, commands, sending),
            _send_frames(socket, viewer, sending),
            _send_messages(socket, viewer, sending, greeting),
            _obey(socket, viewer, commands, sending),
            viewer.follow(),
        ]
        await _until_first(parts)


async def _until_first(parts: list[Any]) -> None:
    """Run all parts until one ends, then end all; raise what it raised."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in done:
        task.result()


async def _hello(socket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            raw = parse_json(await socket.receive_text())
        if not isinstance(raw, dict) or raw.pop("type", None) != "hello":
            raise Refused(messages.TOO_FAST, "the first message must be hello")
        return Hello.model_validate(raw)
    except TimeoutError:
        raise Refused(messages.TOO_FAST, f"no hello within {HELLO_SECONDS:g} seconds") from None
    except (AppError, KeyError):
        raise Refused(messages.TOO_FAST, "hello must be a JSON text") from None
    except ValidationError as error:
        raise Refused(messages.TOO_FAST, _words(error)[:120]) from None


async def _read(
    socket: WebSocket, viewer: Viewer, commands: asyncio.Queue[Any], sending: asyncio.Lock
) -> None:
    """Take the viewer's messages in; nothing here waits for the run."""
    second, count = monotonic(), 0
    while True:
        text = await socket.receive_text()
        if monotonic() - second > 1:
            second, count = monotonic(), 0
        count += 1
        if count > MAX_MESSAGES_PER_SECOND:
            raise Refused(messages.TOO_FAST, f"over {MAX_MESSAGES_PER_SECOND} messages a second")
        if len(text.encode("utf-8", "replace")) > MAX_MESSAGE_BYTES:
            raise Refused(messages.TOO_LONG, f"a message has at most {MAX_MESSAGE_BYTES} bytes")
        try:
            _take(parse_json(text), viewer, commands)
        except AppError as wrong:
            await _send(socket, sending, messages.error(wrong.code, wrong.detail))
        except ValidationError as wrong:
            await _send(socket, sending, messages.error("invalid", _words(wrong)))
        except asyncio.QueueFull:
            detail = f"at most {WAITING_COMMANDS} commands may wait"
            await _send(socket, sending, messages.error("too_many", detail))


def _take(message: Any, viewer: Viewer, commands: asyncio.Queue[Any]) -> None:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise AppError("a message is an object with a type", status=422, code="invalid")
    about = {key: value for key, value in message.items() if key != "type"}
    match message["type"]:
        case "ack":
            viewer.acknowledge(Ack.model_validate(about).seq)
        case "view":
            changed = {**viewer.view.model_dump(), **about}
            viewer.look(View.model_validate(changed))
        case _:
            commands.put_nowait(message)


async def _obey(
    socket: WebSocket, viewer: Viewer, commands: asyncio.Queue[Any], sending: asyncio.Lock
) -> None:
    """Do the viewer's commands, one after the other."""
    while True:
        await _send(socket, sending, await viewer.obey(await commands.get()))


async def _send_frames(socket: WebSocket, viewer: Viewer, sending: asyncio.Lock) -> None:
    async for frame in viewer.frames():
        async with sending:
            await socket.send_bytes(frame)


async def _send_messages(
    socket: WebSocket, viewer: Viewer, sending: asyncio.Lock, greeting: messages.Message
) -> None:
    async for message in viewer.tell(greeting):
        await _send(socket, sending, message)


async def _send(socket: WebSocket, sending: asyncio.Lock, message: messages.Message) -> None:
    async with sending:
        await socket.send_text(messages.to_json(message))


def _words(error: ValidationError) -> str:
    return "; ".join(f"{fault['path']} {fault['detail']}".strip() for fault in field_errors(error))
