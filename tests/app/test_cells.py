"""Cells of this process: what the server's slot and a cell do with each other, without Ray."""

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from types import SimpleNamespace

import pytest

from app.documents.commands import View
from app.encoding.messages import decode_tensors
from app.runs.cluster import cell as cell_module
from app.runs.cluster import cell_slot
from app.runs.cluster.cell import Cell
from app.runs.cluster.cell_slot import CellSlot
from app.runs.cluster.cells import CellLost
from app.runs.cluster.cluster_runner import ClusterRunner
from app.runs.frame_requests import FrameRequest
from app.runs.runner import Cursor
from app.runs.server import run_record
from app.runs.server.local_runner import Options
from app.runs.server.run_record import RunRecord
from app.runs.server.supervisor import HeartbeatPolicy
from app.runs.wire import Unpacker
from tests.app.runners import experiment, reach, until
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio
VIEW = View(resolution=10, thumbnails=0)
BEGIN = Options().arguments, (1.0, 10, 30)


class Handle:
    """A cell as its server reaches it."""

    def __init__(self, cells, cell):
        self._cells, self._cell = cells, cell
        self.begin, self.clock, self.give = cell.begin, cell.clock, cell.give

    async def take(self, life, watched):
        if self._cells.is_hanging:
            await asyncio.Event().wait()
        return await self._cell.take(life, watched)

    async def kill(self, *, for_good):
        self._cells.killed.append(for_good)
        self._cells.is_hanging = False
        self._cells.cells.clear()
        await self._cell._end()


class OwnCells:
    """Cells of this process."""

    def __init__(self):
        self.cells, self.killed, self.is_hanging = {}, [], False

    async def connect(self): ...

    async def disconnect(self): ...

    async def open(self, name):
        return Handle(self, self.cells.setdefault(name, Cell(name)))


@asynccontextmanager
async def runner_of(cells):
    runner = ClusterRunner(Options(workers=1), cells)
    try:
        await runner.start()
        yield runner
    finally:
        await runner.stop()


@pytest.fixture
async def cell():
    cell = Cell("cell-0")
    yield cell
    await cell._end()


def messages(mail):
    return [header for header, _ in Unpacker().feed(mail)]


async def test_cell_works_for_one_server_until_that_asks_no_more(cell, monkeypatch):
    assert await cell.begin("first", "a", *BEGIN)
    assert await cell.begin("second", "b", *BEGIN) is None
    assert await cell.take("a", []) is not None
    monkeypatch.setattr(cell_module, "LEASE_SECONDS", 0.0)
    assert await cell.begin("second", "b", *BEGIN)
    assert await cell.take("a", []) is None


async def test_cell_that_nobody_asks_ends_its_worker(cell, monkeypatch):
    monkeypatch.setattr(cell_module, "LEASE_SECONDS", 0.05)
    await cell.begin("server", "life", *BEGIN)
    await until(lambda: cell._slot is None)
    assert await cell.take("life", []) is None


async def test_mailbox_holds_the_newest_checkpoint_of_a_run_before_its_answers(cell):
    await cell.begin("server", "life", *BEGIN)
    for number in 1, 2:
        saved = {"is": "checkpoint", "run": "r", "numbers": {"client": number}}
        cell.on_message(cell._slot, saved, b"")
        cell.on_message(cell._slot, {"is": "answer", "id": number, "value": {}}, b"")
    found = [one for one in messages(await cell.take("life", [])) if one["is"] != "started"]
    assert [one["is"] for one in found] == ["checkpoint", "answer", "answer"]
    assert found[0]["numbers"] == {"client": 2}


async def test_message_for_a_worker_that_was_replaced_is_dropped(cell):
    await cell.begin("server", "life", *BEGIN)
    sent = []
    cell._slot.send = lambda *message: sent.append(message)
    cell._workers = 2
    message = b'\x0d\x00\x00\x00\x00\x00\x00\x00{"do":"beat"}'
    await cell.give("life", 1, message)
    await cell.give("earlier", 2, message)
    assert sent == []
    await cell.give("life", 2, message)
    assert sent == [({"do": "beat"}, b"")]


async def test_cell_that_hangs_is_killed_and_its_runs_go_on_in_another(monkeypatch):
    monkeypatch.setattr(cell_slot, "CALL_SECONDS", 0.6)
    cells = OwnCells()
    async with runner_of(cells) as runner:
        run = await runner.create(experiment())
        await runner.call(run, {"type": "start"})
        seq = (await reach(runner, run, "running"))["seq"]
        async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
            cells.is_hanging = True
            while seq < 2**32:
                frame = await asyncio.wait_for(anext(frames), LIMIT)
                seq = json.loads(decode_tensors(frame)[0]["frame"])["seq"]
        assert cells.killed == [False]
        assert runner.stats()["restarts"] == 1


async def test_slot_waits_for_a_cell_that_another_server_holds(monkeypatch, caplog):
    monkeypatch.setattr(cell_slot, "HELD_SECONDS", 0.01)
    owner = SimpleNamespace(on_started=lambda slot: None, watched=lambda slot: [])
    cells = OwnCells()
    held = cells.cells["cell-0"] = Cell("cell-0")
    await held.begin("another", "life", *BEGIN)
    slot = CellSlot("cell-0", owner, cells, BEGIN[0], HeartbeatPolicy())
    starting = asyncio.create_task(slot.start())
    await until(lambda: "another server holds a cell" in caplog.text)
    assert not slot.up.is_set()
    held._asked -= cell_module.LEASE_SECONDS
    await asyncio.wait_for(starting, LIMIT)
    await slot.stop()
    assert cells.killed == [True]


async def test_slot_that_holds_no_cell_ends_none(monkeypatch):
    cells = OwnCells()
    held = cells.cells["cell-0"] = Cell("cell-0")
    await held.begin("another", "life", *BEGIN)
    slot = CellSlot("cell-0", None, cells, BEGIN[0], HeartbeatPolicy())
    starting = asyncio.create_task(slot.start())
    await asyncio.sleep(0)
    await slot.stop()
    starting.cancel()
    assert cells.killed == []
    await held._end()


async def test_cluster_without_a_place_for_its_cells_is_said_so(monkeypatch):
    class NoCells(OwnCells):
        async def open(self, name):
            raise CellLost("none")

    monkeypatch.setattr("app.runs.server.local_runner.START_SECONDS", 0.01)
    with pytest.raises(CellLost, match="no worker in cell-0"):
        async with runner_of(NoCells()):
            pass


async def test_times_are_told_by_the_clock_of_the_worker(monkeypatch):
    sent, shown = [], []
    slot = SimpleNamespace(ahead=1000.0, send=lambda header, body=b"": sent.append(header))
    record = RunRecord("r", slot, experiment(), "r", -1)
    record.settle(0.0)
    record.ask(FrameRequest("r", VIEW, 0, 0, 1, -1, at=5.0))
    assert sent[-1]["at"] == 1005.0
    content = SimpleNamespace(meta={"t": 1006.0})
    monkeypatch.setattr(run_record, "unpack_frame_content", lambda body: content)
    record.feed.publish = lambda view, rendered: shown.append(rendered)
    record.show({"view": VIEW.model_dump(), "since": -1, "at": 1005.0}, b"")
    assert (shown[0].at, content.meta["t"]) == (5.0, 6.0)
