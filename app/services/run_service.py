"""Creates, finds, commands and ends runs as clients know them: public ids, secrets, viewers.

What a run is and where it is computed is the runner's; HTTP is the routers'.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import cast

from pydantic import ValidationError

from app.documents.checks import Checks, beside
from app.documents.commands import Command, Fork, Keep, Load
from app.documents.document import Document
from app.encoding.messages import as_bytes
from app.errors import AppError, Forbidden, NotFound, Unauthorised
from app.limits.owner import owner_of
from app.limits.unsent_budget import UnsentBudget
from app.runs.answers import DESCRIBE, FORK, A, Answer, Description, Query
from app.runs.runner import RunGone, Runner, ask
from app.runs.states import RunState
from app.runs.wire_messages import CommandData
from app.services.access import digest, matches, new_id, new_secret
from app.services.persistence import RunPersister, document_of
from app.services.run import Run
from app.services.run_admission import RunAdmission
from app.services.run_answers import NewRun, RunDescription
from app.services.run_rules import RunRules
from app.services.seats import Seats
from app.services.shared_answers import SharedAnswers
from app.telemetry.meter import Meter

Tables = Callable[[str], Awaitable[bytes]]  # an uploaded table's columns; raises NotFound
FAREWELL_SECONDS = 0.5  # for viewers to be told that the server stops, if they read


class RunService:
    """All runs of this server."""

    def __init__(
        self, runner: Runner, rules: RunRules, persister: RunPersister, tables: Tables
    ) -> None:
        self.runner, self.settings, self._rules = runner, rules.settings, rules
        self._persister, self._tables = persister, tables
        self.started, self.build = secrets.token_hex(4), ""  # this process's name; its pages' build
        self.leaving = asyncio.Event()  # the server is going away
        self.seats = Seats(rules.settings)
        self.answers = SharedAnswers(runner)
        self.meter = Meter()  # another, where somebody listens
        self.unsent = UnsentBudget()  # the server's, where there is one
        self.checks = Checks()  # the server's, where it has some
        self._runs: dict[str, Run] = {}
        self._returning: dict[str, asyncio.Future[Run]] = {}
        self.room = RunAdmission(self._runs, rules, self._suspend, self._stop_keeping)

    async def create(
        self, origin: Document | bytes, *, session: str | None = None, autostart: bool = False
    ) -> NewRun:
        """Place a run of a document or a checkpoint; return its id, control token and state.

        The token is returned only this once.
        """
        name = new_id()
        return await self._create(origin, name, owner_of(session, name), autostart=autostart)

    async def checkpoint(self, run: Run, epoch: int | None = None) -> bytes:
        """Return what a copy of a run is made of, which stands at an epoch, or where the run is."""
        return as_bytes((await self.ask(run, FORK, epoch=epoch))["checkpoint"])

    async def fork(self, run: Run, epoch: int | None) -> NewRun:
        """Place a run that stands at one of this run's epochs; return what `create` returns.

        It counts among what the run's owner makes.  Raises TooMany.
        """
        self._rules.creations.check(run.owner)
        return await self._create(await self.checkpoint(run, epoch), new_id(), run.owner)

    async def _create(
        self, origin: Document | bytes, name: str, owner: str, *, autostart: bool = False
    ) -> NewRun:
        await self.room.make(owner)
        token, clock = new_secret(), self._rules.clock
        run = Run(name, digest(token), owner, clock(), clock=clock)
        is_small = isinstance(origin, Document) and origin.is_small
        first = "start" if autostart else "describe" if is_small else "status"
        (answer,) = await self._place(run, origin, {"type": first})
        if first == "describe":
            run.describe(cast(Description, answer))
        state = cast(RunState, answer)
        return {
            "id": run.id,
            "control_token": token,
            "status": state["status"],
            "epoch": state["epoch"],
            "seq": state["seq"],
            "url": f"/r/{run.id}",
            "stream_url": f"/api/runs/{run.id}/stream",
        }

    async def _place(
        self, run: Run, origin: Document | bytes, *commands: CommandData, seen: int = -1
    ) -> list[Answer]:
        """Have a run made and commands executed; return their answers."""
        self._runs[run.id] = run  # counted while it is being made
        try:
            document = await self.provide(origin)
            run.kind, run.curves = document.family, document.curves
            if document.most_runs is not None:
                await self.room.limit(run, document.most_runs)
            run.inner, answers = await self.runner.create_and_call(
                origin, *commands, label=run.id, seen=seen
            )
            return answers
        except BaseException:
            await self._drop(run)
            raise

    async def find(self, run_id: str) -> Run:
        """Return a run by its public id; a suspended run is brought back.

        Raises NotFound, and Unavailable where the store or this server has no capacity for it now.
        """
        run = None if run_id in self._returning else self._runs.get(run_id)
        run = run or await self._return(run_id)
        if not run.inner:
            raise _unknown()
        run.seen = self._rules.clock()
        return run

    async def _return(self, run_id: str) -> Run:
        """Bring a suspended run back, once for all clients that ask at the same time."""
        if run_id not in self._returning:
            coming = self._returning[run_id] = asyncio.ensure_future(self._bring_back(run_id))
            coming.add_done_callback(lambda done: self._arrived(run_id, done))
        return await asyncio.shield(self._returning[run_id])

    def _arrived(self, run_id: str, done: "asyncio.Future[Run]") -> None:
        del self._returning[run_id]
        if not done.cancelled():
            done.exception()  # retrieved, should all that waited have left

    async def _bring_back(self, run_id: str) -> Run:
        if (kept := await self._persister.find(run_id)) is None:
            raise _unknown()
        owner, clock = kept.owner or owner_of(None, kept.id), self._rules.clock
        await self.room.make(owner)
        may_keep = self.room.may_keep
        run = Run(kept.id, kept.secret, owner, clock(), kept=kept.goes_on, clock=clock)
        try:
            await self._place(run, kept.checkpoint, seen=kept.seq)
        except ValidationError as error:  # it was made when this server allowed more
            raise _unknown() from error
        if run.kept and not may_keep:
            await self._stop_keeping(run)
        return run

    async def _stop_keeping(self, run: Run) -> None:
        """Have a run pause, as others do, when it has no viewers."""
        run.kept = False
        with contextlib.suppress(AppError):
            await self.runner.call(run.inner, {"type": "keep", "on": False})

    def authorise(self, run: Run, token: str | None) -> None:
        """Raise Unauthorised without a token and Forbidden with another run's."""
        if token is None:
            raise Unauthorised(
                "send the run's control token as `Authorization: Bearer <control_token>`",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not matches(token, run.secret):
            raise Forbidden("this is not the control token of this run")

    def controls(self, run: Run, token: str | None) -> bool:
        """Say whether a token controls a run."""
        return matches(token, run.secret)

    async def take_back(self, run: Run) -> dict[str, str]:
        """Give a run a new secret, which is returned only this once; the old one is void.

        It is stored at once, if the store can: else with the run's next news.
        """
        token = new_secret()
        run.replace_secret(digest(token))
        await self._persister.write([run.facts])
        return {"control_token": token}

    async def command(self, run: Run, command: Command, client: str = "") -> RunState | NewRun:
        """Execute a command; return the state it leads to, or the new run of a fork.

        Its number counts among the client's.
        """
        if isinstance(command, Fork):
            return await self.fork(run, command.epoch)
        if isinstance(command, Load):
            await self.provide(command.experiment)
        message = command.model_dump(by_alias=True, exclude_unset=True, mode="json")
        before, run.description = run.kept, None
        try:
            if isinstance(command, Keep) and command.on:
                await self.room.keep(run)
            answer = await self.runner.call(run.inner, message | {"client": client})
        except BaseException:
            if isinstance(command, Keep):
                run.kept = before
            raise
        if isinstance(command, Keep):
            run.kept = command.on
        self._persister.steered(run.facts)
        return cast(RunState, answer)

    async def provide(self, origin: Document | bytes) -> Document:
        """Have the workers get the table that a document, or a checkpoint's, names, if any.

        Return the document.
        """
        document = await beside(document_of, origin) if isinstance(origin, bytes) else origin
        if name := document.uploaded_table:
            self.runner.provide(name, await self._tables(name))
        return document

    async def ask(self, run: Run, query: Query[A], **about: object) -> A:
        """Answer a query, which changes nothing."""
        return await ask(self.runner, run.inner, query, **about)

    async def about(self, run: Run) -> RunDescription:
        """Return a run's status, document and metrics."""
        description = await self.ask(run, DESCRIBE)
        return {
            "id": run.id,
            "status": description["status"],
            "epoch": description["epoch"],
            "experiment": description["experiment"],
            "metrics": description["metrics"],
            "parameters": description["parameters"],
            "viewers": len(run.viewers),
        }

    async def delete(self, run: Run) -> None:
        """End a run and delete it, here and in the store."""
        async with self._persister.forgetting(run.id):
            await self._drop(run)

    async def write_down(self) -> bool:
        """Store all runs of which there is news, and end those that another server has now."""
        safe = await self._persister.write([run.facts for run in self._runs.values() if run.inner])
        for run in [run for name in self._persister.overtaken() if (run := self._runs.get(name))]:
            await self._drop(run)
        return safe

    async def _suspend(self, run: Run) -> bool:
        """End a run that can be brought back; say whether that was possible just now."""
        if not await self._persister.write([run.facts]) or run.viewers:  # viewers came meanwhile
            return False
        await self._drop(run)
        return True

    async def _drop(self, run: Run) -> None:
        if self._runs.get(run.id) is run:  # and not another, brought back since
            del self._runs[run.id]
            self._persister.release(run.id)
        if not run.inner:
            return
        try:
            await self.runner.delete(run.inner)
        except RunGone:
            return  # as was wanted

    # --- streams --------------------------------------------------------------------------------

    async def farewell(self) -> None:
        """Have all viewers told that the server stops."""
        self.leaving.set()
        await self._pause_all()
        ends = monotonic() + FAREWELL_SECONDS
        while self.seats.taken and monotonic() < ends:
            await asyncio.sleep(0.01)

    async def _pause_all(self) -> None:
        """Pause and save the runs in training, as far as there is time for it."""
        runs = [run for run in self._runs.values() if run.inner]
        states = [(run, self.runner.newest(run.inner)) for run in runs]
        training = [run for run, state in states if state and state["status"] == "running"]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                pauses = (self.runner.call(run.inner, {"type": "pause"}) for run in training)
                await asyncio.gather(*pauses, return_exceptions=True)

    async def forget_old(self) -> None:
        """Suspend the runs that nobody has watched or asked for in a long time."""
        for run in self.room.old():
            await self._suspend(run)
        await self._persister.purge()


def _unknown() -> NotFound:
    return NotFound("there is no such run (any more)", code="no_such_run")
