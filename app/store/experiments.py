"""Experiments by their content: the same document has the same id, whoever saves it."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from time import time
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.tables import experiments, previews

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58
ID_LENGTH = 14

Document = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """An experiment as it is kept."""

    id: str
    document: Document
    listed: bool
    created: float


@dataclass(frozen=True)
class Page:
    """Some of a list, and where the rest begins."""

    items: list[Saved]
    next: str | None


def content_id(document: Document) -> str:
    """Return the id of a complete document: its SHA-256, as 14 characters."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    letters = []
    for _ in range(ID_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


class ExperimentStore:
    """All experiments of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, document: Document, *, listed: bool) -> tuple[Saved, bool]:
        """Keep a document; return it, and whether it is new.  Listing is never taken back."""
        name = content_id(document)
        try:
            return await self._save(name, document, listed=listed)
        except IntegrityError:  # somebody saved the same at the same time
            return await self._save(name, document, listed=listed)

    async def _save(self, name: str, document: Document, *, listed: bool) -> tuple[Saved, bool]:
        async with self._database.writing() as connection:
            there = await _one(connection, name)
            if there is None:
                saved = Saved(name, document, listed, time())
                await connection.execute(insert(experiments).values(**_row(saved)))
                return saved, True
            if listed and not there.listed:
                change = update(experiments).where(experiments.c.id == name)
                await connection.execute(change.values(listed=True))
                there = Saved(name, there.document, True, there.created)
            return there, False

    async def get(self, name: str) -> Saved | None:
        """Return an experiment by its id."""
        async with self._database.reading() as connection:
            return await _one(connection, name)

    async def page(self, *, limit: int, cursor: str | None = None, search: str = "") -> Page:
        """Return listed experiments, the newest first.  Raises ValueError for a bad cursor."""
        query = select(experiments).where(experiments.c.listed)
        for word in search.lower().split():
            query = query.where(experiments.c.search.contains(word, autoescape=True))
        if cursor:
            created, name = _parse(cursor)
            older = experiments.c.created < created
            same = and_(experiments.c.created == created, experiments.c.id > name)
            query = query.where(or_(older, same))
        query = query.order_by(experiments.c.created.desc(), experiments.c.id).limit(limit + 1)
        async with self._database.reading() as connection:
            found = [_saved(row) for row in await connection.execute(query)]
        more = len(found) > limit
        return Page(found[:limit], _cursor(found[limit - 1]) if more else None)

    async def preview(self, name: str) -> bytes | None:
        """Return the picture kept for an experiment."""
        query = select(previews.c.picture).where(previews.c.experiment == name)
        async with self._database.reading() as connection:
            text = (await connection.execute(query)).scalar()
        return None if text is None else base64.b64decode(text)

    async def keep_preview(self, name: str, picture: bytes) -> None:
        """Keep an experiment's picture."""
        text = base64.b64encode(picture).decode()
        known = select(previews.c.experiment).where(previews.c.experiment == name)
        async with self._database.writing() as connection:
            if (await connection.execute(known)).scalar() is None:
                values = {"experiment": name, "picture": text}
                await connection.execute(insert(previews).values(**values))


async def _one(connection: AsyncConnection, name: str) -> Saved | None:
    row = (await connection.execute(select(experiments).where(experiments.c.id == name))).first()
    return None if row is None else _saved(row)


def _row(saved: Saved) -> dict[str, Any]:
    title, about = saved.document.get("title", ""), saved.document.get("description", "")
    return {
        "id": saved.id,
        "document": json.dumps(saved.document),
        "title": title,
        "search": f"{title}\n{about}".lower(),
        "listed": saved.listed,
        "created": saved.created,
    }


def _saved(row: Any) -> Saved:
    return Saved(row.id, json.loads(row.document), bool(row.listed), row.created)


def _cursor(saved: Saved) -> str:
    return base64.urlsafe_b64encode(f"{saved.created!r} {saved.id}".encode()).decode()


def _parse(cursor: str) -> tuple[float, str]:
    try:
        created, _, name = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
    except (binascii.Error, UnicodeDecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"no such page: {cursor!r}") from error
    if not set(name) <= set(ALPHABET):
        raise ValueError(f"no such page: {cursor!r}")
    return float(created), name
