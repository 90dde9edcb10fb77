"""Makes backups of a SQLite database while a server writes to it, and restores them.

SQLite itself makes the copy: its backup API reads one moment of the database and blocks no writer.
The copy is checked, flushed to the disk, and only then given its name: under that name there is
never half a copy.  PostgreSQL has programs of its own for this.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.store.schema_version import shape_of_file

HEAD = b"SQLite format 3\0"
BESIDE = "-wal", "-shm", "-journal"  # what SQLite keeps beside its file while it is used
WAIT_SECONDS = 10.0  # for a lock that a server holds for a moment


class BackupRefused(Exception):
    """A backup cannot be made or put back; the words say why, and what to do."""


def back_up(database: Path, goal: Path, *, force: bool = False) -> int:
    """Copy a database to a new file, even while others use it; return the copy's bytes."""
    if not database.exists():
        raise BackupRefused(f"there is no database at {database}: nothing is there to be backed up")
    if not goal.parent.is_dir():
        raise BackupRefused(f"there is no folder {goal.parent}: make it first")
    if goal.exists() and not force:
        raise BackupRefused(f"{goal} exists: name another file, or overwrite it by --force")
    if goal.exists() and goal.samefile(database):
        raise BackupRefused(f"{goal} is the database itself: name another file")
    with _plainly(database), _fresh_copy(database, goal.parent) as copy:
        _check(copy, database)
        _give_name(copy, goal, force=force)
        return goal.stat().st_size


def restore(backup: Path, database: Path) -> Path | None:
    """Put a backup in the database's place; return where the old one stands now, if there was one.

    Raises BackupRefused when the file is no backup of ours, or is a newer version's, and when a
    server uses the database.
    """
    if not backup.is_file():
        raise BackupRefused(f"there is no file {backup}")
    if database.exists() and backup.samefile(database):
        raise BackupRefused(f"{backup} is the database itself: name a backup of it")
    database.parent.mkdir(parents=True, exist_ok=True)
    with _plainly(backup), _fresh_copy(backup, database.parent) as copy:
        _check(copy, backup)
        if not database.exists():
            _give_name(copy, database, force=False)
            return None
        with _nobody_else(database):
            return _exchange(copy, database)


def _check(file: Path, shown: Path) -> None:
    """Raise BackupRefused unless a file is whole and has a schema that this version knows."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise BackupRefused(f"{shown} is damaged: {verdict}")
        shape = shape_of_file(connection)
    if shape.revision is None:
        raise BackupRefused(f"{shown} is no database of the playground's")
    if shape.is_foreign:
        raise BackupRefused(
            f"{shown} was made by a newer version: its shape is {shape.revision}, "
            f"and this one knows up to {shape.known[-1]}; upgrade the playground first"
        )


@contextlib.contextmanager
def _fresh_copy(source: Path, folder: Path) -> Iterator[Path]:
    """Yield a copy under a temporary name in a folder; delete it at the end if it is there."""
    with source.open("rb") as file:
        if file.read(len(HEAD)) != HEAD:
            raise BackupRefused(f"{source} is no database of SQLite's")
    with NamedTemporaryFile(dir=folder, prefix=".playground-", suffix=".part", delete=False) as new:
        copy = Path(new.name)
    try:
        _copy(source, copy)
        yield copy
    finally:
        for name in (copy, *(Path(f"{copy}{end}") for end in BESIDE)):
            name.unlink(missing_ok=True)


def _copy(source: Path, goal: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as reader,
        contextlib.closing(sqlite3.connect(goal)) as writer,
    ):
        reader.execute("PRAGMA query_only=ON")
        reader.backup(writer)  # all pages at once: they are of one moment
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
    with goal.open("rb") as file:
        os.fsync(file.fileno())


def _give_name(copy: Path, goal: Path, *, force: bool) -> None:
    if force:
        copy.replace(goal)
    else:
        os.link(copy, goal)  # unlike a renaming, this fails where something has come meanwhile
    _settle(goal.parent)


@contextlib.contextmanager
def _nobody_else(database: Path) -> Iterator[None]:
    """Lock a database against servers; a damaged one, which none can use, is left alone."""
    with contextlib.closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as holder:
        try:
            holder.execute("PRAGMA journal_mode=DELETE")  # only the last user can leave the log
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise BackupRefused(f"{database} is in use: stop the server first") from error
        except sqlite3.DatabaseError:
            pass  # damaged: that is what backups are for
        yield


def _exchange(copy: Path, database: Path) -> Path:
    """Put a copy in a database's place, and the old one beside; the name always has a file.

    What SQLite left beside a damaged one goes with it: it must not be taken for the copy's.
    """
    old = database.with_name(f"{database.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.old")
    before = database.stat()
    copy.chmod(before.st_mode & 0o777)
    os.chown(copy, before.st_uid, before.st_gid)  # the server's still, should root be at work
    os.link(database, old)
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{database}{end}").rename(f"{old}{end}")
    copy.replace(database)
    _settle(database.parent)
    return old


def _settle(folder: Path) -> None:
    """Flush a folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _plainly(file: Path) -> Iterator[None]:
    """Translate the disk's and SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupRefused(f"{file} cannot be read as a database: {error}") from error
    except OSError as error:
        raise BackupRefused(f"{error.filename or file}: {error.strerror}") from error
