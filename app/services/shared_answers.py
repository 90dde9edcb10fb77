"""Answers queries that many viewers of a run have at once: each is run, and written, once."""

import asyncio
import contextlib
from typing import cast

from app.encoding.large_json import Written, write_json
from app.runs.answers import DESCRIBE, A, Answer, Description, Query
from app.runs.runner import RunBusy, Runner, ask
from app.services.run import Run

PLAIN = str | int | float | None  # written quickly, however many get them
TRIES = 3  # to describe a run to its viewers


class SharedAnswers:
    """Asks runs the queries that their viewers share."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def get(self, run: Run, query: Query[A], *wanted: int | None) -> A:
        """Answer a query that many viewers have at once: it is run, and its answer written, once.

        What is large in the answer is JSON already (`Written`).  `wanted` is the change that they
        have been told of: an answer from before it will not do.
        """
        key = query.kind, *wanted
        if (answer := run.coming.get(key)) is None:
            answer = run.coming[key] = asyncio.ensure_future(self._written(run, query))
            answer.add_done_callback(lambda done: run.arrived(key, done))
        return cast(A, await asyncio.shield(answer))

    async def _written(self, run: Run, query: Query[A]) -> Answer:
        answer: Answer | None = self._first_description(run) if query == DESCRIBE else None
        answer = answer or await self._persistently(run, query)
        large = {key: value for key, value in answer.items() if not isinstance(value, PLAIN)}
        written = {key: Written(await write_json(value)) for key, value in large.items()}
        return {**answer, **written}

    def _first_description(self, run: Run) -> Description | None:
        """Return a new run's description once, unless the run was rebuilt or changed since."""
        description, run.description = run.description, None
        state = self._runner.newest(run.inner)
        if description is None or state is None:
            return None
        then = description["generation"], description["revision"], description["status"]
        is_same = then == (state["generation"], state["revision"], state["status"])
        return description if is_same else None

    async def _persistently(self, run: Run, query: Query[A]) -> A:
        """Repeat a query if the run's worker dies before it answers."""
        for _ in range(TRIES - 1):
            with contextlib.suppress(RunBusy):
                return await ask(self._runner, run.inner, query)
        return await ask(self._runner, run.inner, query)
