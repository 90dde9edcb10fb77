"""Uploaded tables: reads each once, stores it by its content, describes it, returns it as CSV."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from hashlib import sha256
from typing import cast

from app.documents.builtin_tables import printably_named
from app.encoding.large_json import WORD, Parts, chunks
from app.errors import NotFound
from app.store.content_ids import content_id
from app.store.dataset_store import Dataset, DatasetStore
from app.tabular.reader import TableReader
from app.tabular.spreadsheet import parts
from app.tabular.table_types import TableColumn, TableFacts

READER = 3  # grows when the same file is read as other values; old ids keep theirs
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST = 60  # characters of a file's name

Reading = dict[str, str | bool | None]  # encoding, delimiter, decimal, header; or "auto" and None


class TableDescription(TableFacts):
    """An uploaded table, as clients get it."""

    id: str
    name: str


class DatasetService:
    """Saves and returns uploaded tables."""

    def __init__(self, store: DatasetStore, reader: TableReader) -> None:
        self._store, self._reader = store, reader

    async def save(
        self, content: bytes, name: str, reading: Reading
    ) -> tuple[TableDescription, bool]:
        """Store a CSV; return its description, and whether it is new.  Raises AppError.

        A file that was read before is not read again: a class that uploads the same is one upload.
        """
        whole = {"reader": READER, "content": sha256(content).hexdigest(), "name": name, **reading}
        key = content_id(whole)
        if (there := await self._store.get(key)) is not None:
            return describe(there), False
        table = await self._reader.read(content, reading)
        dataset = Dataset(key, name, table.about, len(content))
        kept, new = await self._store.save(dataset, table.columns)
        return describe(kept), new

    async def get(self, key: str) -> TableDescription:
        """Return the description of a table.  Raises NotFound, Unavailable."""
        return describe(await self._find(key))

    async def size(self, key: str) -> int:
        """Return how many bytes a table takes in memory, at most.  Raises NotFound, Unavailable."""
        about = (await self._find(key)).about
        return WORD * int(about["rows"]) * len(about["columns"])

    async def csv(self, key: str) -> tuple[str, AsyncGenerator[str, None]]:
        """Return a table's file name, and the file in parts.  Raises NotFound, Unavailable."""
        dataset = await self._find(key)
        text = await self._store.columns(key)
        written = await asyncio.to_thread(_written, text or "[]")
        return file_name(dataset.name), chunks(written)

    async def columns(self, key: str) -> bytes:
        """Return a table's columns as JSON.  Raises NotFound, Unavailable."""
        text = await self._store.columns(key)
        if text is None:
            raise _unknown()
        return text.encode()

    async def _find(self, key: str) -> Dataset:
        if (dataset := await self._store.get(key)) is None:
            raise _unknown()
        return dataset


def _written(columns: str) -> Parts:
    """Return the CSV of columns that are stored as JSON, in parts."""
    stored: list[TableColumn] = json.loads(columns)
    return parts(list(map(printably_named, stored)))


def describe(dataset: Dataset) -> TableDescription:
    """Return the description of a table, as clients get it."""
    facts = cast(TableFacts, dataset.about)
    description: TableDescription = {"id": dataset.id, "name": dataset.name, **facts}
    if "breaks" in description:
        return description
    # an older server stored it
    description["columns"] = [printably_named(column) for column in facts.get("columns", ())]
    return printably_named(description)


def file_name(name: str) -> str:
    """Return a table's name as a file's, of letters that mean nothing to any system."""
    stem = UNSAFE.sub("-", name.removesuffix(".csv")).strip("-")
    return f"{stem[:LONGEST] or 'data'}.csv"


def _unknown() -> NotFound:
    return NotFound("there is no such data set", code="no_such_dataset")
