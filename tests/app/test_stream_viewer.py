import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from fastapi import WebSocket, WebSocketDisconnect

from app.documents.commands import Experiment, View
from app.routers import stream
from app.runs.runner import RunBusy
from app.services.viewer import Viewer
from tests.app.fake_runner import FakeRunner, settle
from tests.app.fake_runner import service as runs_of
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio


class Watching:
    """A viewer, its messages and its frames; no message leaves unless `line` is clear."""

    def __init__(self, viewer, runner):
        self.viewer, self.runner = viewer, runner
        self.frames, self.line = viewer.frames(), asyncio.Event()
        self.line.set()
        self._told = asyncio.Queue()
        self._parts = [asyncio.ensure_future(part) for part in (viewer.follow(), self._tell())]

    async def _tell(self):
        try:
            async for message in self.viewer.tell(-1):
                await self.line.wait()
                self._told.put_nowait(message)
        except RunBusy as error:
            self._told.put_nowait({"type": "end", "error": error})

    async def told(self, kind):
        """Return the next message of a kind."""
        async with asyncio.timeout(LIMIT):
            while (message := await self._told.get())["type"] != kind:
                pass
        return message

    async def shown(self):
        """Return the next frame."""
        async with asyncio.timeout(LIMIT):
            return await anext(self.frames)

    async def end(self):
        for part in self._parts:
            part.cancel()
        await asyncio.wait(self._parts)
        await self.frames.aclose()


@asynccontextmanager
async def watching(*refusals, can_control=True):
    runner = FakeRunner()
    service = runs_of(runner)
    run = await service.find((await service.create(Experiment()))["id"])
    runner.refusals, run.description = list(refusals), None  # it is not the run's first viewer
    with Viewer(service, run, View(), can_control=can_control) as viewer:
        watch = Watching(viewer, runner)
        try:
            yield watch
        finally:
            await watch.end()


async def test_viewer_without_credit_gets_the_newest_frame_when_it_comes_back():
    async with watching() as watch:
        assert await watch.shown() == b"frame 1 of output"
        watch.runner.change()
        assert await watch.shown() == b"frame 2 of output"
        coming = asyncio.ensure_future(watch.shown())
        for _ in range(5):
            watch.runner.change()
            await settle()
        assert not coming.done()
        watch.viewer.acknowledge(2)
        assert await coming == b"frame 7 of output"


async def test_no_frame_comes_before_the_snapshot():
    async with watching() as watch:
        watch.line.clear()
        coming = asyncio.ensure_future(watch.shown())
        await settle()
        assert not coming.done()
        watch.line.set()
        assert await coming == b"frame 1 of output"


async def test_frame_of_a_rebuilt_run_waits_for_its_snapshot():
    async with watching() as watch:
        await watch.shown()
        watch.line.clear()
        watch.runner.change(generation=1)
        coming = asyncio.ensure_future(watch.shown())
        await settle()
        assert not coming.done(), "its viewer would drop it, and get no other"
        watch.line.set()
        assert await coming == b"frame 2 of output"


async def test_frames_that_a_rebuild_made_void_need_no_acknowledgement():
    async with watching() as watch:
        await watch.shown()
        watch.runner.change()
        await watch.shown()
        watch.runner.change(generation=1)
        assert await watch.shown() == b"frame 3 of output"


async def test_other_view_of_the_same_state_is_drawn_at_once():
    async with watching() as watch:
        await watch.shown()
        await watch.viewer.look({"neuron": "h1.0"})
        assert await watch.shown() == b"frame 1 of h1.0"


async def test_who_joins_gets_no_frame_that_is_older_than_the_snapshot():
    async with watching() as watch:
        watch.runner.change(seq=9)
        await watch.told("snapshot")
        watch.runner.change(seq=7)  # drawn before, for others
        coming = asyncio.ensure_future(watch.shown())
        await settle()
        assert not coming.done()
        watch.runner.change(seq=9)
        assert await coming == b"frame 9 of output"


async def test_snapshot_survives_the_death_of_the_runs_worker():
    async with watching(RunBusy("the worker of this run is being replaced")) as watch:
        assert (await watch.told("snapshot"))["generation"] == 0


async def test_worker_that_stays_away_ends_the_stream():
    async with watching(*[RunBusy("no answer")] * 3) as watch:
        assert "no answer" in (await watch.told("end"))["error"].detail


async def test_document_is_sent_again_only_when_it_has_changed():
    async with watching() as watch:
        assert "experiment" not in await watch.told("status")
        watch.runner.change(status="running")
        assert "experiment" not in await watch.told("status")
        watch.runner.change(revision=1)
        assert "experiment" in await watch.told("status")


async def test_refusal_carries_the_commands_number():
    async with watching() as watch:
        told = await watch.viewer.obey({"type": "step", "unit": "year", "number": 7})
        assert (told["type"], told["code"], told["number"]) == ("error", "invalid", 7)
        assert "step" not in watch.runner.calls


async def test_question_is_no_command():
    async with watching() as watch:
        assert (await watch.viewer.obey({"type": "history"}))["code"] == "invalid"
        assert "history" not in watch.runner.calls


async def test_mere_viewer_does_not_steer():
    async with watching(can_control=False) as watch:
        assert (await watch.viewer.obey({"type": "start"}))["code"] == "read_only"
        assert "start" not in watch.runner.calls


@asynccontextmanager
async def crowd(count):
    """Yield a crowd of viewers of one run, up to date with all its news."""
    runner = FakeRunner()
    service = runs_of(runner)
    run = await service.find((await service.create(Experiment()))["id"])
    async with AsyncExitStack() as stack:
        viewers = [Viewer(service, run, View(), can_control=False) for _ in range(count)]
        watches = [Watching(stack.enter_context(viewer), runner) for viewer in viewers]
        for watch in watches:
            stack.push_async_callback(watch.end)
        await heard(watches, "status")
        runner.calls.clear()
        yield watches


async def heard(watches, kind):
    return await asyncio.gather(*(watch.told(kind) for watch in watches))


async def test_live_change_is_asked_for_once_however_many_watch_and_only_the_document():
    async with crowd(20) as watches:
        watches[0].runner.change(revision=1)
        while "experiment" not in (await heard(watches, "status"))[-1]:
            pass
        assert watches[0].runner.calls == ["experiment"]


async def test_rebuilt_run_is_described_once_however_many_watch():
    async with crowd(20) as watches:
        watches[0].runner.change(generation=1)
        told = await heard(watches, "snapshot")
        assert [snapshot["generation"] for snapshot in told] == [1] * 20
        assert watches[0].runner.calls == ["describe"]


async def test_viewer_who_leaves_does_not_take_the_others_answer_along():
    async with crowd(2) as (leaving, staying):
        leaving.runner.change(generation=1)
        await asyncio.sleep(0)
        await leaving.end()
        assert (await staying.told("snapshot"))["generation"] == 1


async def test_all_parts_of_a_talk_find_a_viewer_who_left_gone():
    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        if message["type"] != "websocket.accept":
            raise OSError("nobody is there")

    socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
    await socket.accept()
    talk = stream._Talk(socket, None)
    ends = await asyncio.gather(talk._send({}), talk._send({}), return_exceptions=True)
    assert [type(end) for end in ends] == [WebSocketDisconnect] * 2


async def test_viewer_who_has_said_much_lets_the_others_have_their_turns():
    messages = iter([{"type": "websocket.connect"}, *[{"type": "websocket.receive"}] * 50])

    async def receive():
        return next(messages, {"type": "websocket.disconnect"}) | {"text": '{"type":"ack","seq":0}'}

    async def send(_):
        pass

    async with watching() as watch:
        socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
        await socket.accept()
        talk = stream._Talk(socket, watch.viewer._service)
        reading = asyncio.ensure_future(talk._read(watch.viewer))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
    assert isinstance(reading.exception(), WebSocketDisconnect)
    assert turns >= 50
