"""The operator's commands beside `serve`: doctor, backup, restore, purge, and those of moderation.

Each command prints what it did and returns the process's exit code; where it cannot do its work, it
says why in a sentence on stderr.  Knows no HTTP, and no SQL.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from time import time
from typing import Any, TypeVar

from sqlalchemy.engine import make_url

from app.admin import doctor, moderation_commands
from app.settings import DAY, WrongSettings, read_settings
from app.store.backup import BackupRefused, back_up, restore
from app.store.database import Database
from app.store.lesson_store import LessonStore
from app.store.moderation import Moderation
from app.store.purge import Purge, Purged
from app.store.schema_version import file_of, shape_of
from app.store.store_errors import ExperimentError, StoreBusy, StoreFull

EXPIRE_DAYS = 7.0  # as the server itself does
DONE, FAILED = 0, 1

Options = dict[str, Any]
T = TypeVar("T")


class CannotDo(Exception):
    """The command cannot be done; the message says why, and what to do."""


REFUSALS = CannotDo, BackupRefused, ExperimentError, StoreBusy, StoreFull, WrongSettings


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to a command line."""
    commands.add_parser("doctor", help="look whether the playground can be served here")
    backup = commands.add_parser("backup", help="copy the database, also while it is served")
    backup.add_argument("file", type=Path, help="the copy to make")
    backup.add_argument("--force", action="store_true", help="overwrite it if it is there")
    back = commands.add_parser("restore", help="put a backup in the database's place")
    back.add_argument("file", type=Path, help="the backup")
    purge = commands.add_parser("purge", help="remove old runs, and tables that nothing refers to")
    days = "days since the last change (7)"
    purge.add_argument("--older-than", type=_days, default=EXPIRE_DAYS, metavar="DAYS", help=days)
    purge.add_argument("--dry-run", action="store_true", help="only say how many")
    moderation_commands.add_commands(commands)


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days < float("inf"):
        raise argparse.ArgumentTypeError(f"days must be a number from 0 on; got {text!r}")
    return days


def run(command: str, options: Options) -> int:
    """Do a command; return the exit code."""
    try:
        return COMMANDS[command](options)
    except REFUSALS as trouble:
        cause = f" ({trouble.__cause__})" if isinstance(trouble, StoreBusy | StoreFull) else ""
        for line in f"{trouble}{cause}".splitlines()[:1]:
            print(f"playground: {line}", file=sys.stderr)
        return FAILED


def _doctor(_: Options) -> int:
    findings = asyncio.run(doctor.examine())
    print(*findings, sep="\n")
    return FAILED if any(finding.verdict == "fail" for finding in findings) else DONE


def _backup(options: Options) -> int:
    database = _sqlite_file("pg_dump --format=custom --file=playground.dump")
    size = back_up(database, options["file"], force=options["force"])
    print(f"backed {database} up to {options['file']} ({size:,} bytes, checked)")
    return DONE


def _restore(options: Options) -> int:
    database = _sqlite_file("pg_restore --clean --dbname=…")
    old = restore(options["file"], database)
    print(f"restored {database} from {options['file']}")
    if old:
        print(f"the one before is {old}; remove it when all is well")
    return DONE


def _purge(options: Options) -> int:
    before = time() - options["older_than"] * DAY
    purged = asyncio.run(_with_database(partial(_purged, before=before, dry=options["dry_run"])))
    verb = "would remove" if options["dry_run"] else "removed"
    print(f"{verb} {_counted(purged.runs, 'run')} and {_counted(purged.datasets, 'data set')}")
    return DONE


async def _purged(database: Database, *, before: float, dry: bool) -> Purged:
    upkeep = Purge(database)
    return await (upkeep.look(before) if dry else upkeep.purge(before))


def _moderate(command: moderation_commands.Command, options: Options) -> int:
    async def decide(database: Database) -> list[str]:
        return await command(Moderation(database), options.get("experiment", ""))

    print(*asyncio.run(_with_database(decide)), sep="\n")
    return DONE


def _remove_lesson(options: Options) -> int:
    async def decide(database: Database) -> list[str]:
        name = options["experiment"]
        return await moderation_commands.remove_lesson(LessonStore(database), name)

    print(*asyncio.run(_with_database(decide)), sep="\n")
    return DONE


COMMANDS: dict[str, Callable[[Options], int]] = {
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "purge": _purge,
    "remove-lesson": _remove_lesson,
    **{name: partial(_moderate, command) for name, command in moderation_commands.COMMANDS.items()},
}


async def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the database, which must exist and have this version's schema."""
    url = read_settings().database()
    if (file := file_of(url)) and not file.exists():
        raise CannotDo(f"there is no database at {file}; PLAYGROUND_DATABASE_URL says where it is")
    database = Database(url)
    try:
        async with database.reading() as connection:
            shape = await shape_of(connection)
        if not shape.is_newest:
            raise CannotDo(f"the database's tables are of another version ({shape.revision}): "
                           "start this version's server once, or upgrade")  # fmt: skip
        return await work(database)
    finally:
        await database.stop()


def _sqlite_file(instead: str) -> Path:
    """Return the database's file; raise CannotDo if it is not a file of SQLite's."""
    url = read_settings().database()
    if file := file_of(url):
        return file
    raise CannotDo(f"{make_url(url).drivername} is no file of SQLite's; "
                   f"PostgreSQL's own tool is for it: {instead}")  # fmt: skip


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
