"""Savers: the clients that saved an experiment, each by a key, so that they may delete it.

An id belongs to a content, and several clients may save the same.  An experiment is deleted with
its last saver, and leaves the gallery with the last one that listed it.  All clients without a key
are one saver, which never deletes.  Lessons have savers in the same way; nobody lists them.
"""

from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.moderation import erase, locked, withdraw
from app.store.schema import savers
from app.store.store_errors import NotItsSaver

NO_KEY = b""
MOST_SAVERS = 1000  # of one experiment that are told apart


def saver_of(name: str, key: str | None) -> bytes:
    """Return what is stored of a key: it identifies a saver of this experiment alone."""
    return sha256(f"{name} {key}".encode()).digest() if key else NO_KEY


async def add_saver(
    connection: AsyncConnection, name: str, key: str | None, *, listed: bool
) -> None:
    """Note that a client has saved an experiment, and whether to list it."""
    saver = saver_of(name, key)
    mine = _mine(name, saver)
    there = (await connection.execute(select(savers.c.listed).where(mine))).first()
    if there is None and saver != NO_KEY and await _count(connection, name) >= MOST_SAVERS:
        return await add_saver(connection, name, None, listed=listed)
    if there is None:
        values = {"experiment": name, "saver": saver, "listed": listed}
        await connection.execute(insert(savers).values(**values))
    elif listed and not there.listed:
        await connection.execute(update(savers).where(mine).values(listed=True))
    return None


async def delete_saved(connection: AsyncConnection, name: str, key: str) -> bool:
    """Delete what a client saved; return whether the experiment is gone with it.

    Raises NoSuchExperiment, Removed, NotItsSaver.
    """
    await locked(connection, name)
    others = await drop_saver(connection, name, key)
    if not any(others):
        await withdraw(connection, name)
    if not others:
        await erase(connection, name)
    return not others


async def drop_saver(connection: AsyncConnection, name: str, key: str) -> list[bool]:
    """Forget one saver; return of each other one whether it listed what they saved.

    Raises NotItsSaver.
    """
    deleted = await connection.execute(delete(savers).where(_mine(name, saver_of(name, key))))
    if not deleted.rowcount:
        raise NotItsSaver(name)
    query = select(savers.c.listed).where(savers.c.experiment == name)
    return list((await connection.execute(query)).scalars())


async def forget_savers(connection: AsyncConnection, name: str) -> None:
    """Forget all that saved something."""
    await connection.execute(delete(savers).where(savers.c.experiment == name))


def _mine(name: str, saver: bytes) -> ColumnElement[bool]:
    return and_(savers.c.experiment == name, savers.c.saver == saver)


async def _count(connection: AsyncConnection, name: str) -> int:
    query = select(func.count()).select_from(savers).where(savers.c.experiment == name)
    return int((await connection.execute(query)).scalar_one())
