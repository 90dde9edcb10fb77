"""Tables are read in processes of their own, which cost the server nothing whatever they cost."""

import asyncio
import json
import os
import resource
import subprocess
import sys

import pytest

from app.errors import Unavailable, Unprocessable
from app.limits.caps import MAX_CELL_SHOWN
from app.tabular import reader
from app.tabular.reader import TableReader
from app.tabular.reading_process import answer
from app.tabular.spreadsheet import parts
from engine.datasets import csv_values
from tests.app.hostile_tables import WORST, M
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio

FEW = b"width,kind\n1,cat\n2.5,dog\n4,cat\n"


@pytest.fixture
def wicked(monkeypatch):
    monkeypatch.setattr(reader, "PROGRAM", "tests.app.wicked_reader")
    return TableReader()


async def read(content, **reading):
    async with asyncio.timeout(LIMIT):
        return await TableReader().read(content, reading)


async def test_table_is_read_with_the_figures_of_its_columns():
    width, kind = (await read(FEW)).about["columns"]
    assert width.pop("std") == pytest.approx(1.2247, rel=1e-4)
    figures = {"min": 1.0, "max": 4.0, "mean": 2.5, "distinct": 3}
    assert width == {"name": "width", "kind": "number", "missing": 0, **figures}
    named = {"name": "kind", "kind": "classes", "missing": 0}
    assert kind == {**named, "classes": ["cat", "dog"], "counts": [2, 1]}


async def test_values_are_kept_as_json_numbers_and_places_of_classes():
    width, kind = json.loads((await read(FEW)).columns)
    assert width == {"name": "width", "kind": "number", "values": [1, 2.5, 4]}
    assert (kind["classes"], kind["values"]) == (["cat", "dog"], [0, 1, 0])


async def test_missing_cells_are_null_and_counted():
    table = await read(b"width,kind\n1,cat\n,dog\n4,NA\n?,cat\n")
    assert [column["missing"] for column in table.about["columns"]] == [2, 1]
    width, kind = json.loads(table.columns)
    assert (width["values"], kind["values"]) == ([1, None, 4, None], [0, 1, None, 0])
    written = "".join(parts([width, kind])).splitlines()
    assert written == ["width,kind", "1,cat", ",dog", "4,", ",cat"]


async def test_column_that_nobody_learns_from_is_told_and_not_kept():
    names = "".join(f"Owen \u202e{at},{at}\n" for at in range(300))
    table = await read(f"name,size\n{names}".encode())
    name, size = table.about["columns"]
    why = "300 different words, at most 256"
    assert name == {"name": "name", "kind": "unlearnable", "missing": 0, "why": why}
    assert [column["name"] for column in json.loads(table.columns)] == ["size"]
    assert table.about["preview"][0] == ["Owen \ufffd0", "0"]
    assert (table.about["rows"], size["kind"]) == (300, "number")


async def test_how_it_was_read_is_told_and_may_be_given_instead():
    told = (await read(b"1;2\n3;4\n")).about["read_as"]
    assert told == {"encoding": "utf-8", "delimiter": ";", "decimal": ".", "header": False}
    given = {"encoding": "latin-1", "delimiter": ",", "decimal": ",", "header": True}
    assert (await read(b"1;2\n3;4\n", **given)).about["read_as"] == given


async def test_first_rows_are_shown_as_they_stand_cut_at_the_cap():
    about = (await read(b"n,t\n" + b"1.50," + b"x" * 100 + b"\n" + b"2,y\n" * 20)).about
    (number, text), *_ = about["preview"]
    assert (len(about["preview"]), about["rows"]) == (10, 21)
    assert (number, len(text), text[-2:]) == ("1.50", MAX_CELL_SHOWN, "x…")
    assert csv_values.SHOWN == MAX_CELL_SHOWN


async def test_refusal_tells_every_fault_with_its_place():
    with pytest.raises(Unprocessable, match="line 2, column 'a': expected a number") as refused:
        await read(b"a,b\n1_0,2\n3,inf\n")
    places = [(fault["line"], fault["column"], fault["name"]) for fault in refused.value.errors]
    assert places == [(2, 1, "a"), (3, 2, "b")]


@pytest.mark.parametrize("number", ["1e38", "9007199254740993", "-0.1", "1e-45"])
def test_numbers_are_kept_to_the_last_bit(number):
    (column,) = json.loads(answer(f"a\n{number}\n".encode(), {})[1])
    assert float(column["values"][0]) == float(number)


@pytest.mark.parametrize("order", [b"hoard", b"die"])
async def test_reader_that_takes_too_much_is_the_senders_fault(wicked, order, monkeypatch):
    monkeypatch.setattr(reader, "READ_SECONDS", LIMIT)
    with pytest.raises(Unprocessable, match="too costly to read") as refused:
        async with asyncio.timeout(LIMIT):
            await wicked.read(order, {})
    assert (refused.value.status, refused.value.code) == (422, "too_costly")


async def test_reader_that_the_machine_does_not_run_in_time_is_not_the_senders_fault(
    wicked, monkeypatch
):
    monkeypatch.setattr(reader, "READ_SECONDS", 0.05)
    with pytest.raises(Unavailable, match="try again in a moment") as refused:
        async with asyncio.timeout(LIMIT):
            await wicked.read(b"sleep", {})
    assert refused.value.status == 503


async def test_two_are_read_at_once_some_wait_and_the_rest_come_again(wicked, monkeypatch):
    monkeypatch.setattr(reader, "WAITING", 1)
    busy = [asyncio.create_task(wicked.read(b"sleep", {})) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="too many tables") as refused:
        await wicked.read(FEW, {})
    assert refused.value.headers["Retry-After"] == "5"
    for task in busy:
        task.cancel()
    async with asyncio.timeout(LIMIT):  # those who give up take their processes with them
        await asyncio.gather(*busy, return_exceptions=True)


async def test_nobody_waits_for_ever(wicked, monkeypatch):
    monkeypatch.setattr(reader, "WAIT_SECONDS", 0.01)
    busy = [asyncio.create_task(wicked.read(b"sleep", {})) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await wicked.read(FEW, {})
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_server_without_processes_left_is_busy(monkeypatch):
    async def none(*_, **__):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", none)
    with pytest.raises(Unavailable):
        await read(FEW)


def test_reader_does_not_see_the_servers_settings(monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", "postgresql://user:secret@host/name")
    assert "secret" not in str(reader._environment())


@pytest.mark.parametrize("what", WORST)
def test_worst_tables_are_read_in_less_than_100_megabytes(what):
    command = [sys.executable, "-P", "-m", "app.tabular.reading_process", "{}"]
    run = subprocess.run(
        command, input=WORST[what][:M], capture_output=True, check=True, timeout=60,
        env=reader._environment(),
    )  # fmt: skip
    peak = json.loads(run.stdout.splitlines()[0])["peak_bytes"]
    assert 20_000_000 < peak < 100_000_000


def test_long_table_is_written_in_parts_that_together_are_all_of_it():
    columns = [{"name": f"c{n}", "kind": "number", "values": list(range(500))} for n in range(20)]
    written = list(parts(columns))
    assert len(written) == 6
    assert len("".join(written).splitlines()) == 501


def test_reader_may_use_four_seconds_of_a_processor():
    assert (resource.RLIMIT_CPU, _when_bound("resource.getrlimit(0)")) == (0, b"(4, 4)\n")


def test_frames_go_before_a_reader_of_tables():
    assert int(_when_bound("os.nice(0)")) == min(os.nice(0) + 10, 19)


def _when_bound(figure):
    """Return what a process prints of itself under the limits of a reader."""
    program = f"from app.tabular.reading_process import *; bound(); print({figure})"
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, check=True, env=reader._environment())
    return run.stdout
