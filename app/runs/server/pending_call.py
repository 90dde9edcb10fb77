"""A call to a worker until its answer has come, be it in parts."""

import asyncio
from typing import Any

from app.runs.answers import Answer


class PendingCall:
    """A call that waits for its answer, and the parts of the answer that have arrived."""

    def __init__(self, run: str) -> None:
        self.run, self.parts = run, list[bytes]()
        self.lists: dict[str, list[Any]] = {}
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
