"""Attacks in a small size: that they reach the server, and that others are looked at background."""

import asyncio

import pytest

from tests.load.attacks import ATTACKS
from tests.load.attacks.__main__ import schedule
from tests.load.attacks.attacker import attacking
from tests.load.bystanders import background
from tests.load.server import serving
from tests.load.siege import Siege, besieged
from tests.load.store import store_file

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
    async with asyncio.timeout(30):
        while not attacker.counts[what]:
            await asyncio.sleep(0.01)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_others_are_looked_at_while_a_server_is_attacked(anyio_backend):
    seen = await besieged(
        Siege(("forks",), seconds=1.0, quiet=0.5, after=0.5, runs=1, viewers=2, previews=True)
    )
    assert min(seen["made"], seen["fps_slowest"], seen["ping_p99_ms"], seen["newcomer_max_s"]) > 0
    assert seen["refused"] == {}


def test_attacks_come_again_until_there_is_no_time_left():
    came = []
    for name, seconds in schedule(["a", "b"], 0.5, 100.0):
        came.append((name, seconds))
        if len(came) == 3:
            break
    assert came == [("a", 0.5), ("b", 0.5), ("a", 0.5)]
    assert list(schedule(["a", "b"], 0.5, 0.0)) == []
    assert list(schedule(["a", "b"], 0.5, None)) == [("a", 0.5), ("b", 0.5)]
