"""The database: SQLite in a file, or PostgreSQL, with one way to read and one to write.

SQLite has one writer at a time, so writes take turns here rather than fail there, and each begins
as a write: a reader that turns writer midway would fail at once in spite of any time-out.  What is
committed is on the disk (`synchronous=FULL`).  Its file may have a cap, over which it is full as a
disk would be; freed pages are used again.  Temporary errors become StoreBusy and StoreFull.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.store.store_errors import StoreBusy, StoreFull

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_SECONDS = 2.0  # for a lock or a connection; then the client gets a 503
START_SECONDS = 30.0  # for the lock of a server that is just ending: nobody waits for an answer
MIB = 2**20
FULL = ("disk is full", "No space left", "disk full", "DiskFullError")
NO_ROOM = (
    "the store is full: nothing can be saved until there is room; the server's operator can make "
    "some with `playground purge`, or raise PLAYGROUND_STORE_MEGABYTES if the disk has more"
)
READERS = 4


Observe = Callable[[str, float], None]  # `read` or `write`, and the seconds it took


def unobserved(kind: str, seconds: float) -> None:
    """Ignore a use of the database."""


class Database:
    """One database; `url` is SQLAlchemy's, `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`.

    `megabytes` caps SQLite's file; a larger one can still be read.
    """

    def __init__(
        self, url: str, observe: Observe = unobserved, *, megabytes: int | None = None
    ) -> None:
        self._observe = observe
        self.url, self._is_sqlite = url, url.startswith("sqlite")
        self._turn = asyncio.Lock()
        if self._is_sqlite:
            self._reader, self._writer = (_sqlite(url, size) for size in (READERS, 1))
            if megabytes is not None:
                event.listen(self._writer.sync_engine, "connect", _capped(megabytes))
            event.listen(self._writer.sync_engine, "begin", _begin_as_writer)
        else:
            self._reader = self._writer = create_async_engine(
                url, pool_timeout=WAIT_SECONDS, pool_pre_ping=True
            )

    async def start(self) -> None:
        """Migrate the database to the newest schema.  Raises StoreBusy, StoreFull."""
        if self._is_sqlite and (file := self._writer.url.database):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        with _translated():
            async with self._migrator() as engine, engine.connect() as connection:
                await connection.run_sync(_migrate)
                await connection.commit()

    @contextlib.asynccontextmanager
    async def _migrator(self) -> AsyncIterator[AsyncEngine]:
        """Yield the engine to migrate by; SQLite's waits long for the lock."""
        if not self._is_sqlite:
            yield self._writer
            return
        engine = _sqlite(self.url, 1, START_SECONDS)
        event.listen(engine.sync_engine, "begin", _begin_as_writer)
        try:
            yield engine
        finally:
            await engine.dispose()

    async def stop(self) -> None:
        """Close all connections."""
        await self._reader.dispose()
        await self._writer.dispose()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection to read by.  Raises StoreBusy."""
        with _translated(), self._timed("read"):
            async with self._reader.connect() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection to write by, committed at the end.  Raises StoreBusy, StoreFull."""
        with _translated(), self._timed("write"):
            turn = self._turn if self._is_sqlite else contextlib.nullcontext()
            async with asyncio.timeout(WAIT_SECONDS * 2), turn, self._writer.begin() as connection:
                yield connection

    async def try_out(self) -> None:
        """Begin a write and write nothing.  Raises StoreBusy, StoreFull."""
        async with self.writing() as connection:
            await connection.execute(text("SELECT 1"))

    @contextlib.contextmanager
    def _timed(self, kind: str) -> Iterator[None]:
        """Measure how long something takes, waiting included, whether it succeeds or not."""
        began = monotonic()
        try:
            yield
        finally:
            self._observe(kind, monotonic() - began)


def _sqlite(url: str, connections: int, wait: float = WAIT_SECONDS) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=connections, max_overflow=0, pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": wait, "isolation_level": None},
    )  # fmt: skip
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _capped(megabytes: int) -> Callable[[Any, object], None]:
    """Return the function that caps the size of a connection's file."""

    def cap(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_size")
        (page,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count={megabytes * MIB // page}")
        cursor.close()

    return cap


def _begin_as_writer(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextlib.contextmanager
def _translated() -> Any:
    """Turn a database's temporary errors into StoreBusy and StoreFull."""
    try:
        yield
    except (TimeoutError, NoConnection) as error:
        raise StoreBusy("the store is busy: try again in a moment") from error
    except (OperationalError, InterfaceError, DBAPIError, OSError) as error:
        if any(words in str(error) for words in FULL):
            raise StoreFull(NO_ROOM) from error
        if isinstance(error, OperationalError | InterfaceError | OSError):
            raise StoreBusy("the store cannot be reached: try again in a moment") from error
        raise
