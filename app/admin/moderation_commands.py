"""Moderation commands: the operator lists, unlists, approves and removes experiments.

Each works on the database, whether a server uses it meanwhile or not, and returns the lines to
print.  Titles and reasons come from visitors, so they are printed as Python writes texts: in
quotes, with all control characters escaped.
"""

import argparse
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import chain

from app.services.gallery import shipped
from app.store.lesson_store import LessonStore
from app.store.moderation import Moderation, PendingListing, Reported
from app.store.store_errors import ExperimentError

SHOWN = 200  # experiments of a list
MORE = "… and more: decide about these first"

Command = Callable[[Moderation, str], Awaitable[list[str]]]


class IsPreset(ExperimentError):
    """The experiment ships with the playground, so nothing can be decided about it."""

    words = (
        "{} is a preset: it ships with the playground, is in every server's gallery, and can be "
        "neither unlisted nor removed"
    )


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to a command line."""
    commands.add_parser("pending", help="show what waits to be approved for the gallery")
    commands.add_parser("reported", help="show what visitors have reported")
    for name, help_ in (
        ("approve", "put an experiment into the gallery, whatever is reported of it"),
        ("unlist", "take an experiment out of the gallery; its link goes on working"),
        ("remove", "delete an experiment for good"),
    ):
        parser = commands.add_parser(name, help=help_)
        parser.add_argument("experiment", type=_id, metavar="ID", help="its id, or its link")

    parser = commands.add_parser("remove-lesson", help="delete a lesson that was shared, for good")
    parser.add_argument("experiment", type=_id, metavar="ID", help="its id, or its link")


def _id(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]


async def _pending(moderation: Moderation, _: str) -> list[str]:
    waiting = await moderation.pending(SHOWN + 1)
    return _shown([[_waiting(one)] for one in waiting]) or ["nothing waits to be approved"]


async def _reported(moderation: Moderation, _: str) -> list[str]:
    reported = await moderation.reported(SHOWN + 1)
    return _shown([_lines(one) for one in reported]) or ["nothing was reported"]


async def _approve(moderation: Moderation, name: str) -> list[str]:
    if await moderation.approve(_own(name)):
        return [f"approved {name}: it is in the gallery, whatever is reported of it"]
    return [f"approved {name}: it is not in the gallery, as nobody asked for that"]


async def _unlist(moderation: Moderation, name: str) -> list[str]:
    await moderation.unlist(_own(name))
    return [f"took {name} out of the gallery; its link goes on working"]


async def _remove(moderation: Moderation, name: str) -> list[str]:
    await moderation.remove(_own(name))
    return [f"removed {name} and its picture; the same experiment is not taken again"]


async def remove_lesson(lessons: LessonStore, name: str) -> list[str]:
    """Delete a lesson; its experiments are removed one by one, as others are."""
    await lessons.remove(name)
    return [f"removed the lesson {name}; the same text is not taken again"]


COMMANDS: dict[str, Command] = {
    "pending": _pending,
    "reported": _reported,
    "approve": _approve,
    "unlist": _unlist,
    "remove": _remove,
}


def _own(name: str) -> str:
    if name in shipped():
        raise IsPreset(name)
    return name


def _waiting(one: PendingListing) -> str:
    return f"{one.id}  {datetime.fromtimestamp(one.since):%Y-%m-%d %H:%M}  {one.title!r}"


def _lines(one: Reported) -> list[str]:
    times = "once" if one.count == 1 else f"{one.count} times"
    state = one.state or "not listed"
    reasons = [f"    {reason!r}" for reason in one.reasons]
    return [f"{one.id}  reported {times}, {state}  {one.title!r}", *reasons]


def _shown(parts: list[list[str]]) -> list[str]:
    """Return one line for each experiment, up to the number shown."""
    return [*chain(*parts[:SHOWN]), *([MORE] if len(parts) > SHOWN else [])]
