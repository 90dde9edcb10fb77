"""Runs as they were seen last, so that they outlive their server.

A run is kept whole: its newest checkpoint, and what its server knew besides.  Only the digest of
its secret is there.  Runs have a part of the store: what is expendable never keeps out what people
save.  Where that part is full, the owner whose runs at rest take most loses the oldest of them.
Knows nothing of what a checkpoint holds.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.schema import runs

TOGETHER = 100  # runs that are looked at, and struck out, at a time


@dataclass(frozen=True)
class StoredRun:
    """A run at rest."""

    id: str
    secret: bytes  # digest
    goes_on: bool  # it was told to go on without viewers
    seq: int  # the last that anybody was told
    checkpoint: bytes
    saved: float  # seconds since 1970
    owner: str = ""  # whose it is, for caps; empty: not known


def order_of_eviction() -> tuple[ColumnElement[Any], ...]:
    """Return how runs are ordered, the one that goes first before the others.

    Each run whose owner is not known counts alone.
    """
    owner = case((runs.c.owner == "", runs.c.id), else_=runs.c.owner)
    size = func.sum(func.length(runs.c.checkpoint)).over(partition_by=owner)
    return size.desc(), runs.c.saved


class RunStore:
    """All runs of a database; their checkpoints take at most so many bytes together."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most

    async def save(self, kept: Sequence[StoredRun], here: Collection[str] = ()) -> None:
        """Keep runs as they are now, all or none.  Raises StoreBusy, StoreFull.

        Where their part of the store is full others go, but none that a server has `here`.
        """
        names = [run.id for run in kept]
        async with self._database.writing() as connection:
            await connection.execute(delete(runs).where(runs.c.id.in_(names)))
            await connection.execute(insert(runs), [asdict(run) for run in kept])
            await self._make_room(connection, {*names, *here})

    async def _make_room(self, connection: AsyncConnection, stay: Collection[str]) -> None:
        size = func.length(runs.c.checkpoint)
        over = (await connection.execute(select(func.sum(size)))).scalar_one() - self._most
        others = runs.c.id.not_in(stay)
        first = select(runs.c.id, size).where(others).order_by(*order_of_eviction())
        while over > 0 and (rows := (await connection.execute(first.limit(TOGETHER))).all()):
            gone = []
            for name, freed in rows:
                if over > 0:
                    gone.append(name)
                    over -= freed
            await connection.execute(delete(runs).where(runs.c.id.in_(gone)))

    async def get(self, name: str) -> StoredRun | None:
        """Return a run by its id.  Raises StoreBusy."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(runs).where(runs.c.id == name))).first()
        return None if row is None else StoredRun(**row._mapping)

    async def delete(self, name: str) -> None:
        """Forget a run.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            await connection.execute(delete(runs).where(runs.c.id == name))

    async def purge(self, before: float) -> int:
        """Forget the runs last saved before a time; return how many.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(runs).where(runs.c.saved < before))).rowcount
