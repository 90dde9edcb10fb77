"""Moderation: stores decisions about experiments in the gallery, and what visitors report.

An experiment's row says whether it is listed.  A row here says what else is known of it:

    pending   its saver asked for it to be listed, and it is not decided yet
    hidden    it was listed, until so many visitors reported it
    unlisted  it was listed, until the operator of the server took it out
    approved  it may be listed, whatever is reported
    removed   it is deleted, and not accepted again

Only an approved one, or one without a row, is listed.  Each change locks the experiment's row
first: a server and a command may change it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import time
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.schema import experiments, moderation, networks, previews, reports, savers
from app.store.store_errors import NoSuchExperiment, NotListed, Removed

PENDING, HIDDEN, UNLISTED = "pending", "hidden", "unlisted"
APPROVED, REMOVED = "approved", "removed"
WANTED = PENDING, HIDDEN, UNLISTED  # its saver asked for it to be listed


@dataclass(frozen=True)
class Rules:
    """The settings on listed and reported experiments."""

    approval: bool = False  # they wait until they are approved
    hide_after: int = 0  # reports; 0: never
    most_reports: int = 50  # that are stored of one experiment


@dataclass(frozen=True)
class Standing:
    """Whether an experiment is listed, and what else is known of it."""

    listed: bool
    state: str | None


@dataclass(frozen=True)
class PendingListing:
    """An experiment that waits to be approved."""

    id: str
    title: str
    since: float


@dataclass(frozen=True)
class Reported:
    """An experiment that was reported, and how it stands; the newest reasons first."""

    id: str
    title: str
    state: str  # one of the above, "listed", or "" where it is known by its link alone
    count: int
    reasons: tuple[str, ...]


class Moderation:
    """Decides about the experiments of a database."""

    def __init__(self, database: Database, rules: Rules | None = None) -> None:
        self._database, self._rules = database, rules or Rules()

    async def approve(self, name: str) -> bool:
        """Approve an experiment, now and later; list it if its saver asked for that.

        Return whether it is listed now.

        Like all decisions, this closes the open reports.  Raises NoSuchExperiment.
        """
        async with self._database.writing() as connection:
            row = await locked(connection, name)
            is_wanted = row.listed or (
                row.state in WANTED and await _is_asked_for(connection, name)
            )
            await set_listed(connection, name, is_wanted)
            await _decide(connection, name, APPROVED)
            return is_wanted

    async def unlist(self, name: str) -> None:
        """Take an experiment out of the gallery; its link goes on.  Raises NotListed too."""
        async with self._database.writing() as connection:
            row = await locked(connection, name)
            if not row.listed and row.state not in WANTED:
                raise NotListed(name)
            await set_listed(connection, name, False)
            await _decide(connection, name, UNLISTED)

    async def remove(self, name: str) -> None:
        """Delete an experiment, its preview and its network, for good.  Raises NoSuchExperiment."""
        async with self._database.writing() as connection:
            await locked(connection, name)
            await erase(connection, name)
            await _decide(connection, name, REMOVED)

    async def report(self, name: str, reporter: bytes, reason: str) -> None:
        """Store a report, one of each reporter, and hide an experiment with enough of them.

        Raises NoSuchExperiment.
        """
        async with self._database.writing() as connection:
            row = await locked(connection, name)
            count = await count_reports(connection, name)
            if count >= self._rules.most_reports or await _has(connection, name, reporter):
                return
            values = {"experiment": name, "reporter": reporter, "reason": reason}
            await connection.execute(insert(reports).values(**values, reported=time()))
            if row.listed and row.state is None and too_many(count + 1, self._rules):
                await set_listed(connection, name, False)
                await set_state(connection, name, HIDDEN)

    async def pending(self, limit: int) -> list[PendingListing]:
        """Return what waits to be approved, the oldest first."""
        query = (
            select(moderation.c.experiment, experiments.c.title, moderation.c.since)
            .join(experiments, experiments.c.id == moderation.c.experiment)
            .where(moderation.c.state == PENDING)
            .order_by(moderation.c.since, moderation.c.experiment)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [PendingListing(*row) for row in await connection.execute(query)]

    async def reported(self, limit: int) -> list[Reported]:
        """Return what was reported, the most often reported first."""
        many = func.count().label("many")
        query = (
            select(experiments.c.id, experiments.c.title, experiments.c.listed, many)
            .join(reports, experiments.c.id == reports.c.experiment)
            .group_by(experiments.c.id, experiments.c.title, experiments.c.listed)
            .order_by(many.desc(), experiments.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            return [await _reported(connection, row) for row in rows]


# --- within a write ---------------------------------------------------------------------------


async def enlist(
    connection: AsyncConnection, name: str, state: str | None, rules: Rules
) -> Standing:
    """List an experiment if the rules allow it; return its standing now."""
    if state in (HIDDEN, UNLISTED):
        return Standing(False, state)
    barred = None
    if state != APPROVED and rules.approval:
        barred = PENDING
    elif state != APPROVED and too_many(await count_reports(connection, name), rules):
        barred = HIDDEN
    if barred:
        await set_state(connection, name, barred)
        return Standing(False, barred)
    await set_listed(connection, name, True)
    if state == PENDING:
        await _forget_state(connection, name)
    return Standing(True, None if state == PENDING else state)


async def state_of(connection: AsyncConnection, name: str) -> str | None:
    """Return what was decided about an experiment, if anything was."""
    query = select(moderation.c.state).where(moderation.c.experiment == name)
    state: str | None = (await connection.execute(query)).scalar()
    return state


async def set_state(connection: AsyncConnection, name: str, state: str) -> None:
    """Store a state with the time, unless it is in force already."""
    if await state_of(connection, name) != state:
        await _forget_state(connection, name)
        values = {"experiment": name, "state": state, "since": time()}
        await connection.execute(insert(moderation).values(**values))


async def set_listed(connection: AsyncConnection, name: str, listed: bool) -> None:
    """Put an experiment into the gallery, or take it out."""
    change = update(experiments).where(experiments.c.id == name)
    await connection.execute(change.values(listed=listed))


async def locked(connection: AsyncConnection, name: str) -> Standing:
    """Return an experiment's standing, locked against other changes."""
    query = select(experiments.c.listed).where(experiments.c.id == name).with_for_update()
    row = (await connection.execute(query)).first()
    state = await state_of(connection, name)
    if row is None:
        raise Removed(name) if state == REMOVED else NoSuchExperiment(name)
    return Standing(bool(row.listed), state)


async def erase(connection: AsyncConnection, name: str) -> None:
    """Delete an experiment with all that comes with it; what was decided about it stays."""
    await connection.execute(delete(experiments).where(experiments.c.id == name))
    for table in (previews, networks, savers):
        await connection.execute(delete(table).where(table.c.experiment == name))


async def withdraw(connection: AsyncConnection, name: str) -> None:
    """Take an experiment out of the gallery, and out of what waits for it."""
    await set_listed(connection, name, False)
    if await state_of(connection, name) == PENDING:
        await _forget_state(connection, name)


async def count_reports(connection: AsyncConnection, name: str) -> int:
    """Return how often an experiment was reported since the last decision."""
    query = select(func.count()).select_from(reports).where(reports.c.experiment == name)
    return int((await connection.execute(query)).scalar_one())


def too_many(count: int, rules: Rules) -> bool:
    """Say whether so many reports hide an experiment."""
    return bool(rules.hide_after) and count >= rules.hide_after


async def _is_asked_for(connection: AsyncConnection, name: str) -> bool:
    """Say whether one of the savers that are left asked for it to be listed."""
    wishes = select(savers.c.listed).where(savers.c.experiment == name, savers.c.listed)
    return (await connection.execute(wishes)).first() is not None


async def _decide(connection: AsyncConnection, name: str, state: str) -> None:
    """Store a decision, which closes the reports."""
    await set_state(connection, name, state)
    await connection.execute(delete(reports).where(reports.c.experiment == name))


async def _forget_state(connection: AsyncConnection, name: str) -> None:
    await connection.execute(delete(moderation).where(moderation.c.experiment == name))


async def _has(connection: AsyncConnection, name: str, reporter: bytes) -> bool:
    mine = and_(reports.c.experiment == name, reports.c.reporter == reporter)
    return (await connection.execute(select(reports.c.experiment).where(mine))).first() is not None


async def _reported(connection: AsyncConnection, row: Row[Any]) -> Reported:
    query = select(reports.c.reason).where(reports.c.experiment == row.id, reports.c.reason != "")
    reasons: Sequence[str] = (
        (await connection.execute(query.order_by(reports.c.reported.desc()))).scalars().all()
    )
    state = await state_of(connection, row.id) or ("listed" if row.listed else "")
    return Reported(row.id, row.title, state, row.many, tuple(reasons))
