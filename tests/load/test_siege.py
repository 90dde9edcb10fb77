"""Attacks in a small size: that they reach the server, and that others are looked at background."""

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection, serve

from tests.load.attacks import ATTACKS
from tests.load.attacks.__main__ import schedule
from tests.load.attacks.attacker import attacking
from tests.load.bystanders import Watcher, background
from tests.load.classroom import Lesson, classroom
from tests.load.server import serving
from tests.load.siege import Siege, besieged
from tests.load.store import store_file
from tests.load.vitals import plot
from tests.patience import LIMIT

SMALL = Lesson(
    seconds=4.0, runs=2, viewers=2, pupils=2, every=1.0, attacks=("stream-forks", "bad-heads")
)


SHOWN_BY = {  # the count that shows that an attack has reached what it attacks
    "forks": "made",
    "stream-forks": "made",
    "hoard-renamed": "start",
    "hoard-nameless": "start",
    "hoard-named": "start",
    "sipped-answers": "opened",
    "deaf-views": "opened",
    "sipped-views": "opened",
    "exports": "200",
    "commands-of-one": "401",
    "commands-of-many": "401",
    "nested-lists": "sent",
    "slow-previews": "saved",
    "odd-texts": "422",
    "bad-bytes": "closed",
    "bad-heads": "400",
}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_every_attack_reaches_what_it_attacks(anyio_backend, tmp_path):
    async with serving(2, store_file(str(tmp_path)), tmp_path / "log") as server:
        for name, attack in ATTACKS.items():
            async with attacking(server.address) as attacker, background(attack(attacker)):
                await counted(attacker, SHOWN_BY[name])


async def counted(attacker, what):
    """Return once an attacker has counted something."""
    async with asyncio.timeout(LIMIT):
        while not attacker.counts[what]:
            await asyncio.sleep(0.01)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_others_are_looked_at_while_a_server_is_attacked(anyio_backend):
    seen = await besieged(
        Siege(("forks",), seconds=3.0, quiet=0.5, after=0.5, runs=1, viewers=2, previews=True)
    )
    assert min(seen["fps_slowest"], seen["ping_p99_ms"], seen["newcomer_max_s"]) > 0
    assert seen["made"] >= 0  # on a busy machine the attacker has hardly begun by then
    assert seen["refused"] == {}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_class_works_on_while_attacks_come_in_turn(anyio_backend, tmp_path):
    seen = await classroom(SMALL)
    assert [each["attack"] for each in seen["counts"]] == list(SMALL.attacks)
    assert (seen["pupils_refused_by"], seen["saves_lost"], seen["runs_lost"]) == ({}, 0, 0)
    assert min(seen["fps_slowest"], seen["lessons"]) > 0
    plot(seen["samples"], tmp_path / "class.png")
    assert (tmp_path / "class.png").stat().st_size > 0


def test_attacks_come_again_until_there_is_no_time_left():
    came = []
    for name, seconds in schedule(["a", "b"], 0.5, 100.0):
        came.append((name, seconds))
        if len(came) == 3:
            break
    assert came == [("a", 0.5), ("b", 0.5), ("a", 0.5)]
    assert list(schedule(["a", "b"], 0.5, 0.0)) == []
    assert list(schedule(["a", "b"], 0.5, None)) == [("a", 0.5), ("b", 0.5)]


def test_all_attacks_are_tried_in_a_short_lesson_and_last_a_minute_in_a_long_one():
    short, long = Lesson(seconds=600.0), Lesson(seconds=3600.0)
    assert short.quiet + short.each * len(ATTACKS) == pytest.approx(short.seconds)
    assert (long.quiet, long.each) == (60.0, 60.0)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_watcher_whose_stream_is_closed_comes_again_and_counts_it(anyio_backend):
    async with serve(ServerConnection.recv, "127.0.0.1", 0) as server:  # and closes after hello
        port = server.sockets[0].getsockname()[1]
        watcher = Watcher(f"ws://127.0.0.1:{port}", "", 10)
        async with background(watcher.keep_watching(asyncio.Event())), asyncio.timeout(LIMIT):
            while watcher.closed < 2:
                await asyncio.sleep(0.01)
