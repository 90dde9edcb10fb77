"""Reads a database's schema version, and says whether this version of the playground knows it.

A version is a revision of alembic's.  Knows nothing of the tables' content, and changes nothing.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import MIGRATIONS

TABLE = "alembic_version"
PRESENT = f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{TABLE}'"
REVISION = f"SELECT version_num FROM {TABLE}"


@dataclass(frozen=True)
class Shape:
    """A database's revision, and the revisions that this version knows, the oldest first."""

    revision: str | None
    known: tuple[str, ...]

    @property
    def is_newest(self) -> bool:
        """Whether no migration is needed."""
        return self.revision == self.known[-1]

    @property
    def is_foreign(self) -> bool:
        """Whether this version does not know the revision: a newer one made it."""
        return self.revision is not None and self.revision not in self.known


def known_revisions() -> tuple[str, ...]:
    """Return all revisions of this version, the oldest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))


async def shape_of(connection: AsyncConnection) -> Shape:
    """Return the schema version of a server's database."""
    there = await connection.run_sync(lambda bare: inspect(bare).has_table(TABLE))
    revision = (await connection.execute(text(REVISION))).scalar() if there else None
    return Shape(revision, known_revisions())


def shape_of_file(connection: sqlite3.Connection) -> Shape:
    """Return the schema version of a SQLite file."""
    there = connection.execute(PRESENT).fetchone()
    row = connection.execute(REVISION).fetchone() if there else None
    return Shape(row[0] if row else None, known_revisions())


def file_of(url: str) -> Path | None:
    """Return the file in SQLAlchemy's URL of a SQLite database; None for other databases."""
    scheme, _, name = url.partition(":///")
    file = name.partition("?")[0]
    return Path(file) if scheme.startswith("sqlite") and file not in ("", ":memory:") else None
