"""Pictures of experiments for links and the gallery: trained for a while, then drawn, once each."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

from app.errors import Unavailable
from app.experiment import Experiment
from app.picture import card
from app.runs.runner import Runner
from app.services.experiments import ExperimentService

Provide = Callable[[Experiment], Awaitable[None]]  # gives the workers the table it names
EPOCHS = 300  # enough for most to show what they come to
RESOLUTION = 150
AT_ONCE = 2  # the class's runs come first
SECONDS = 20.0
STILL = ("paused", "finished", "diverged", "failed")


class PreviewService:
    """Makes pictures, a few at a time; who asks for one that is being made waits for that."""

    def __init__(self, runner: Runner, experiments: ExperimentService, provide: Provide) -> None:
        self._runner, self._experiments, self._provide = runner, experiments, provide
        self._making: dict[str, asyncio.Task[bytes]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def picture(self, name: str) -> bytes:
        """Return an experiment's picture, a PNG.  Raises NotFound, Unavailable."""
        if (kept := await self._experiments.preview(name)) is not None:
            return kept
        if name not in self._making:
            experiment = await self._experiments.document(name)
            self._making[name] = asyncio.create_task(self._make(name, experiment))
        return await asyncio.shield(self._making[name])

    async def _make(self, name: str, experiment: Experiment) -> bytes:
        try:
            async with self._turns, asyncio.timeout(SECONDS):
                picture = await asyncio.to_thread(card, *await self._train(experiment))
            await self._experiments.keep_preview(name, picture)
            return picture
        except TimeoutError as late:
            why = "the picture took too long: ask for it again later"
            raise Unavailable(why, headers={"Retry-After": "30"}) from late
        finally:
            self._making.pop(name, None)

    async def _train(self, experiment: Experiment) -> tuple[Any, Any]:
        """Return the boundary of the experiment after some epochs, and its points."""
        pace = experiment.with_value("view.speed", "max")
        await self._provide(experiment)
        run = await self._runner.create(pace, label="preview")
        try:
            step = {"type": "step", "unit": "epoch", "count": EPOCHS}
            await self._runner.call(run, step)
            async with aclosing(self._runner.states(run)) as states:
                async for state in states:
                    if state["status"] in STILL and state["epoch"] > 0:
                        break
            asked = {"type": "boundary", "resolution": RESOLUTION}
            boundary = await self._runner.call(run, asked)
            return boundary, (await self._runner.call(run, {"type": "describe"}))["points"]["train"]
        finally:
            with contextlib.suppress(Exception):  # it is gone already, or its worker is
                await self._runner.delete(run)

    async def stop(self) -> None:
        """Give up what is being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
