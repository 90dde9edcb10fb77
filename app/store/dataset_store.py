"""Stores uploaded tables by content: the same file, read in the same way, has the same id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.store.database import Database
from app.store.schema import datasets


@dataclass(frozen=True)
class Dataset:
    """The description of a stored table; its values are asked for separately."""

    id: str
    name: str
    about: Mapping[str, Any]  # JSON of its reader
    size: int
    created: float = field(default_factory=time)


class DatasetStore:
    """All uploaded tables of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, dataset: Dataset, columns: str) -> tuple[Dataset, bool]:
        """Store a table, its columns as JSON; return its description, and whether it is new."""
        row = {**vars(dataset), "about": json.dumps(dataset.about), "columns": columns}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(datasets).values(**row))
        except IntegrityError:  # it was there, or came at the same time
            return await self.get(dataset.id) or dataset, False
        return dataset, True

    async def get(self, name: str) -> Dataset | None:
        """Return a table by its id."""
        plain = [datasets.c[key] for key in ("id", "name", "about", "size", "created")]
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*plain).where(datasets.c.id == name))).first()
        if row is None:
            return None
        return Dataset(row.id, row.name, json.loads(row.about), row.size, row.created)

    async def columns(self, name: str) -> str | None:
        """Return a table's columns as JSON, which may be 2 MB long."""
        query = select(datasets.c["columns"]).where(datasets.c.id == name)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar()
