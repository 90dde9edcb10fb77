"""Runs as they were seen last, so that they outlive their server.

A run is kept whole: its newest checkpoint, and what its server knew besides.  Only the digest of
its secret is there.  Knows nothing of what a checkpoint holds.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from app.store.database import Database
from app.store.tables import runs


@dataclass(frozen=True)
class KeptRun:
    """A run at rest."""

    id: str
    secret: bytes  # digest
    goes_on: bool  # it was told to go on without viewers
    seq: int  # the last that anybody was told
    checkpoint: bytes
    saved: float  # seconds since 1970


class RunStore:
    """All runs of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, kept: Sequence[KeptRun]) -> None:
        """Keep runs as they are now, all or none.  Raises StoreBusy, StoreFull."""
        names = [run.id for run in kept]
        async with self._database.writing() as connection:
            await connection.execute(delete(runs).where(runs.c.id.in_(names)))
            await connection.execute(insert(runs), [asdict(run) for run in kept])

    async def get(self, name: str) -> KeptRun | None:
        """Return a run by its id.  Raises StoreBusy."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(runs).where(runs.c.id == name))).first()
        return None if row is None else KeptRun(**row._mapping)

    async def delete(self, name: str) -> None:
        """Forget a run.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            await connection.execute(delete(runs).where(runs.c.id == name))

    async def purge(self, before: float) -> int:
        """Forget the runs last saved before a time; return how many.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(runs).where(runs.c.saved < before))).rowcount
