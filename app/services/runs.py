"""Runs as people know them: public ids, secrets, viewers, and how long they are remembered.

What a run is and where it is computed is the runner's; HTTP is the routers'.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.errors import Forbidden, NotFound, TooMany, Unauthorised, Unavailable
from app.runs.runner import Runner
from app.schemas import Experiment
from app.services.rights import digest, matches, new_id, new_secret
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.viewer import Viewer

Answer = dict[str, Any]
RETRY = {"Retry-After": "30"}


@dataclass(eq=False)
class Run:
    """A run's public face: the id that people know, and who holds its secret."""

    id: str
    secret: bytes  # digest
    session: str | None
    inner: str = ""  # the runner's id
    viewers: set["Viewer"] = field(default_factory=set)
    seen: float = field(default_factory=monotonic)  # when somebody last asked for it

    def tell_viewers(self) -> None:
        """Wake all viewers: how many they are has changed."""
        for viewer in self.viewers:
            viewer.wake()


class RunService:
    """All runs of this server."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self.runner, self.settings = runner, settings
        self.started = secrets.token_hex(4)  # tells clients a restart from a reconnect
        self.sockets = 0
        self._runs: dict[str, Run] = {}

    async def create(
        self, experiment: Experiment, *, session: str | None = None, autostart: bool = False
    ) -> Answer:
        """Place a run; return its id, the control token that nobody else gets, and its status."""
        await self._make_room(session)
        token = new_secret()
        run = Run(new_id(), digest(token), session)
        self._runs[run.id] = run  # counted while it is being made
        try:
            run.inner = await self.runner.create(experiment, label=run.id)
        except BaseException:
            del self._runs[run.id]
            raise
        command = "start" if autostart else "status"
        state = await self.runner.call(run.inner, {"type": command})
        stream = f"/api/runs/{run.id}/stream"
        about = {"url": f"/r/{run.id}", "stream_url": stream, "status": state["status"]}
        return {"id": run.id, "control_token": token, **about}

    def find(self, run_id: str) -> Run:
        """Return a run by its public id; raise NotFound."""
        run = self._runs.get(run_id)
        if run is None or not run.inner:
            raise NotFound("there is no such run (any more)", code="no_such_run")
        run.seen = monotonic()
        return run

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

    async def call(self, run: Run, command: Answer) -> Answer:
        """Do a command or answer a query."""
        return await self.runner.call(run.inner, command)

    async def about(self, run: Run) -> Answer:
        """Return a run's status, document and figures."""
        told = await self.call(run, {"type": "describe"})
        status = await self.call(run, {"type": "status"})
        keys = ("status", "epoch", "experiment", "parameters")
        return {
            "id": run.id,
            **{key: told[key] for key in keys},
            "metrics": status["metrics"],
            "viewers": len(run.viewers),
        }

    async def delete(self, run: Run) -> None:
        """End a run and forget it."""
        self._runs.pop(run.id, None)
        await self.runner.delete(run.inner)

    async def forget_old(self) -> None:
        """Forget the runs that nobody has watched or asked for in a long time."""
        oldest = monotonic() - self.settings.forget_seconds
        for run in [run for run in self._idle() if run.seen < oldest]:
            await self.delete(run)

    async def _make_room(self, session: str | None) -> None:
        """Forget the run that was unwatched for longest where a cap is reached; else refuse."""
        most = self.settings.max_runs_per_session
        mine = {run for run in self._runs.values() if session and run.session == session}
        if len(mine) >= most:
            refusal = TooMany(f"a session has at most {most} runs", headers=RETRY)
            await self._replace(mine, refusal)
        most = self.settings.max_runs
        if len(self._runs) >= most:
            why = f"this server carries at most {most} runs"
            await self._replace(set(self._runs.values()), Unavailable(why, headers=RETRY))

    async def _replace(self, among: set[Run], refusal: Exception) -> None:
        idle = [run for run in self._idle() if run in among]
        if not idle:
            raise refusal
        await self.delete(min(idle, key=lambda run: run.seen))

    def _idle(self) -> Iterator[Run]:
        return (run for run in list(self._runs.values()) if run.inner and not run.viewers)
