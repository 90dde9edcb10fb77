"""Previews of experiments, for links and the gallery: each is trained for a while and drawn once.
A trained network is drawn as it is.

A preview always gets done: its training has a time limit, and what has been learnt by then is
drawn. A request waits no longer than proxies do, and few previews may wait.  preview_turns.py
decides which is made next, and how long it trains.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import cast

from app.documents.cost import PER_SECOND
from app.documents.experiment import Experiment
from app.encoding.png import card
from app.errors import Unavailable
from app.runs.answers import DESCRIBE
from app.runs.plane_answers import BOUNDARY, PlaneMap, PlanePoints
from app.runs.runner import Runner, ask
from app.services.experiment_service import ExperimentService
from app.services.preview_turns import RETRY, TRAINING_SECONDS, PreviewQueue, PreviewTurn

Origin = Experiment | bytes  # or a trained network
Provide = Callable[[Origin], Awaitable[object]]  # gives the workers the table it names
EPOCHS = 300  # enough for most to show what they come to
RESOLUTION = 150
PATIENCE_SECONDS = 30.0  # of a request: less than proxies wait; the preview is made all the same
STILL = ("paused", "finished", "diverged", "failed")


class PreviewService:
    """Makes previews, a few at a time; requests for the same one wait for the same work."""

    def __init__(self, runner: Runner, experiments: ExperimentService, provide: Provide) -> None:
        self._runner, self._experiments, self._provide = runner, experiments, provide
        self._making: dict[str, asyncio.Task[bytes]] = {}
        self._turns = PreviewQueue()

    async def picture(self, name: str) -> bytes:
        """Return an experiment's preview, a PNG.  Raises NotFound, Unavailable."""
        if (kept := await self._experiments.preview(name)) is not None:
            return kept
        if name not in self._making:
            self._begin(name, await self._experiments.origin(name))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._making[name])
        except TimeoutError as late:
            why = "many pictures are being made: this one is there in a while"
            raise Unavailable(why, headers=RETRY) from late

    def _begin(self, name: str, origin: Origin) -> None:
        """Start to make a preview, unless another request has done so."""
        if name not in self._making:
            self._making[name] = making = asyncio.create_task(self._make(name, origin))
            making.add_done_callback(lambda done: self._made(name, done))

    def _made(self, name: str, done: asyncio.Task[bytes]) -> None:
        del self._making[name]
        if not done.cancelled():
            done.exception()  # retrieved, in case all requests have left

    async def _make(self, name: str, origin: Origin) -> bytes:
        saver = self._experiments.saver(name)
        async with self._turns.turn(saver, reckoned_seconds(origin)) as turn:
            picture = await self._drawn(origin, turn)
        await self._experiments.keep_preview(name, picture)
        return picture

    async def _drawn(self, origin: Origin, turn: PreviewTurn) -> bytes:
        """Return the PNG of what an experiment learns in a while, or has learned."""
        await self._provide(origin)
        if isinstance(origin, Experiment):
            origin = origin.with_value("view.speed", "max")
        run = await self._runner.create(origin, label="preview")
        try:
            if isinstance(origin, Experiment):
                await self._train(run, turn)
            picture = await self._ask(run)
        finally:
            with contextlib.suppress(Exception):  # it is gone already, or its worker is
                await self._runner.delete(run)
        return await asyncio.to_thread(card, *picture)

    async def _train(self, run: str, turn: PreviewTurn) -> None:
        """Train some epochs, or as many as time allows; then the run stands still."""
        if (state := self._runner.newest(run)) and state["status"] in STILL:
            return  # it diverged before its first step, and takes none
        await self._runner.call(run, {"type": "step", "unit": "epoch", "count": EPOCHS})
        async with self._turns.training(turn):
            await self._stillness(run)
        await self._runner.call(run, {"type": "pause"})

    async def _stillness(self, run: str) -> None:
        """Wait until a run stands still, for any reason and at any epoch."""
        async with aclosing(self._runner.states(run)) as states:
            async for state in states:
                if state["status"] in STILL:
                    return

    async def _ask(self, run: str) -> tuple[PlaneMap, list[list[float | list[float]]]]:
        """Return the boundary of a run as it is, and its points."""
        boundary = await ask(self._runner, run, BOUNDARY, resolution=RESOLUTION)
        points = cast(PlanePoints, (await ask(self._runner, run, DESCRIBE))["points"])
        return boundary, points["train"]

    async def stop(self) -> None:
        """Cancel all previews that are being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def reckoned_seconds(origin: Origin) -> float:
    """Return the estimated seconds of an experiment's training for its preview, uncut."""
    if isinstance(origin, bytes):
        return 0.0
    return min(TRAINING_SECONDS, EPOCHS * origin.cost / PER_SECOND)
