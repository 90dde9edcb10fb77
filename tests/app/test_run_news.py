"""Viewers are told how many they are, and not once for each of a class that comes at once."""

import asyncio

import pytest

from app.services.run import Run
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio


class Listener:
    """A viewer that counts how often it is woken, and by how many it was together then."""

    def __init__(self, run):
        self.run, self.heard, self.all_there = run, [], asyncio.Event()

    def wake(self):
        self.heard.append(len(self.run.viewers))
        if self.heard[-1] == 100:
            self.all_there.set()


async def test_class_that_comes_at_once_is_told_of_all_in_a_few_words():
    run = Run("a", b"", None, 0.0, clock=lambda: 5.0)  # all at one moment
    listeners = [Listener(run) for _ in range(100)]
    for listener in listeners:
        run.join(listener)
    async with asyncio.timeout(LIMIT):
        for listener in listeners:
            await listener.all_there.wait()
    assert sum(len(listener.heard) for listener in listeners) < 1000


async def test_single_viewer_is_told_at_once():
    run = Run("a", b"", None, 0.0)
    listener = Listener(run)
    run.join(listener)
    assert listener.heard == [1]
