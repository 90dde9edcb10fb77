"""Stores lessons by content: saving the same text again returns the same id."""

from dataclasses import dataclass, field
from time import time

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.content_ids import content_id
from app.store.database import Database
from app.store.moderation import REMOVED, set_state, state_of
from app.store.savers import add_saver, drop_saver, forget_savers
from app.store.schema import lessons
from app.store.store_errors import LessonRemoved, NoSuchLesson


@dataclass(frozen=True)
class SavedLesson:
    """A stored lesson; what its text says is not known here."""

    id: str
    source: str
    created: float = field(default_factory=time)


def lesson_id(source: str) -> str:
    """Return the id of a text."""
    return content_id({"lesson": source})


class LessonStore:
    """All lessons of a database that people have saved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, source: str, *, saver_key: str | None = None) -> tuple[SavedLesson, bool]:
        """Store a text; return it, and whether it is new.

        A client that gives a key may delete it with that.  Raises LessonRemoved.
        """
        wanted = SavedLesson(lesson_id(source), source)
        try:
            return await self._save(wanted, saver_key)
        except IntegrityError:  # another request saved the same at the same time
            return await self._save(wanted, saver_key)

    async def get(self, name: str) -> SavedLesson | None:
        """Return a lesson by its id.  Raises LessonRemoved."""
        async with self._database.reading() as connection:
            saved, state = await _one(connection, name), await state_of(connection, name)
        if saved is None and state == REMOVED:
            raise LessonRemoved(name)
        return saved

    async def delete(self, name: str, saver_key: str) -> bool:
        """Delete what a client saved with a key; return whether the lesson is gone with it.

        Others that saved the same keep it.  Raises NoSuchLesson, LessonRemoved, NotItsSaver.
        """
        async with self._database.writing() as connection:
            await _locked(connection, name)
            others = await drop_saver(connection, name, saver_key)
            if not others:
                await connection.execute(delete(lessons).where(lessons.c.id == name))
            return not others

    async def remove(self, name: str) -> None:
        """Delete a lesson for good.  Raises NoSuchLesson, LessonRemoved."""
        async with self._database.writing() as connection:
            await _locked(connection, name)
            await connection.execute(delete(lessons).where(lessons.c.id == name))
            await forget_savers(connection, name)
            await set_state(connection, name, REMOVED)

    async def _save(self, wanted: SavedLesson, saver_key: str | None) -> tuple[SavedLesson, bool]:
        async with self._database.writing() as connection:
            there = await _one(connection, wanted.id, lock=True)
            if there is None:
                if await state_of(connection, wanted.id) == REMOVED:
                    raise LessonRemoved(wanted.id)
                await connection.execute(insert(lessons).values(**vars(wanted)))
            await add_saver(connection, wanted.id, saver_key, listed=False)
            return there or wanted, there is None


async def _one(connection: AsyncConnection, name: str, *, lock: bool = False) -> SavedLesson | None:
    query = select(lessons).where(lessons.c.id == name)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return None if row is None else SavedLesson(row.id, row.source, row.created)


async def _locked(connection: AsyncConnection, name: str) -> None:
    """Lock a lesson against other changes.  Raises NoSuchLesson, LessonRemoved."""
    if await _one(connection, name, lock=True) is None:
        removed = await state_of(connection, name) == REMOVED
        raise LessonRemoved(name) if removed else NoSuchLesson(name)
