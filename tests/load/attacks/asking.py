"""Attackers that ask for what is expensive: exports, and previews of slow experiments."""

import asyncio
from itertools import cycle

from tests.load.attacks.attacker import Attacker
from tests.load.attacks.documents import HEAVY, slow

FORMS = "safetensors", "json", "keras", "numpy", "pytorch", "onnx", "numpy_predict"
CONNECTIONS = 6
EXPORT_RATE = 20.0  # requests a second: they have large responses, to be read on the same machine
AT_FIRST = 39
EVERY = 7.5  # seconds: eight a minute


async def exports(attacker: Attacker) -> None:
    """Export the heaviest run in all forms, knowing no more than its id."""
    attacker.rate = EXPORT_RATE
    run = await attacker.run(HEAVY, "exports")
    forms = cycle([*(f"model?format={form}" for form in FORMS), "history?format=csv"])

    async def export() -> None:
        while True:
            await attacker.ask("GET", f"/api/runs/{run['id']}/{next(forms)}")

    await attacker.concurrently(CONNECTIONS, export)


async def slow_previews(attacker: Attacker) -> None:
    """Save experiments that train as slowly as possible, and ask for their previews."""
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_FIRST):
            group.create_task(_preview(attacker))
        while True:
            await asyncio.sleep(EVERY)
            group.create_task(_preview(attacker))


async def _preview(attacker: Attacker) -> None:
    """Save an experiment as soon as that is allowed, and ask for its preview."""
    body = {"experiment": slow()}
    while True:
        saved = await attacker.ask("POST", "/api/experiments", session="slow", json=body)
        if saved is not None and saved.is_success:
            break
        await asyncio.sleep(1)
    attacker.counts["saved"] += 1
    await attacker.ask("GET", f"/api/experiments/{saved.json()['id']}/preview.png")
