"""Deletes expired runs, and uploaded tables that nothing refers to.

A table is in use as long as its id stands in an experiment's document or a run's checkpoint.  The
scan of these comes before the write, which then scans only what has come since: other writers wait
for that alone.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import time
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.schema import datasets, experiments, runs

AT_ONCE = 32  # checkpoints in memory, each of up to a megabyte or two


@dataclass(frozen=True)
class Purged:
    """How many rows were deleted, or would be."""

    runs: int
    datasets: int


@dataclass(frozen=True)
class Since:
    """From when on experiments and runs are looked through, in seconds since 1970."""

    experiments: float
    runs: float


class Purge:
    """Purges a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, before: float) -> Purged:
        """Count what was last changed before a time, and is not needed.  Raises StoreBusy."""
        async with self._database.reading() as connection:
            expired = await _count(connection, runs, runs.c.saved < before)
            return Purged(expired, len(await _left_over(connection, before)))

    async def purge(self, before: float) -> Purged:
        """Delete it; return how many rows went.  Raises StoreBusy, StoreFull."""
        began = time()
        async with self._database.reading() as connection:
            left = await _left_over(connection, before)
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(runs).where(runs.c.saved < before))
            left -= await _named(connection, left, Since(began, began))
            tables = await connection.execute(delete(datasets).where(datasets.c.id.in_(left)))
        return Purged(gone.rowcount, tables.rowcount)


async def _count(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(which)
    return int((await connection.execute(query)).scalar_one())


async def _left_over(connection: AsyncConnection, before: float) -> set[str]:
    """Return tables from before a time that no experiment, and no remaining run, names."""
    query = select(datasets.c.id).where(datasets.c.created < before)
    old = set((await connection.execute(query)).scalars())
    return old - await _named(connection, old, Since(experiments=0.0, runs=before))


async def _named(connection: AsyncConnection, ids: set[str], since: Since) -> set[str]:
    """Return which of some ids stand in what was saved since then."""
    used: set[str] = set()
    recent = experiments.c.created >= since.experiments
    async for text in _values(connection, experiments.c.document, recent):
        used |= {name for name in ids - used if name in text}
    async for blob in _values(connection, runs.c.checkpoint, runs.c.saved >= since.runs):
        used |= {name for name in ids - used if name.encode() in blob}
    return used


async def _values(
    connection: AsyncConnection, column: Column[Any], which: ColumnElement[bool]
) -> AsyncIterator[Any]:
    """Yield a column's values, some at a time."""
    query = select(column).where(which).execution_options(yield_per=AT_ONCE)
    async with connection.stream_scalars(query) as values:
        async for value in values:
            yield value
