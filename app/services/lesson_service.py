"""Lessons: those that ship with the playground, and what people save.

A saved lesson is a text.  Its experiments are saved beside it, each by itself, so that they can be
opened, framed and drawn like any other; the saver's key for them is derived, so that they go with
the lesson and with nothing else.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import sha256
from typing import TypedDict

from app.documents.checks import Checks, beside, cost_of
from app.documents.experiment import Experiment
from app.errors import Conflict, NotFound, Unprocessable
from app.lessons.lesson import Lesson, lesson_of, read_lesson
from app.lessons.lesson_text import ABOVE, experiments_of, pieces_of
from app.lessons.shelf import lesson_source, lessons
from app.services.access import ID_PATTERN
from app.services.experiment_service import ExperimentService
from app.services.lesson_answers import LessonAnswer, lesson_answer
from app.store.lesson_store import LessonStore, SavedLesson, lesson_id
from app.store.store_errors import ExperimentError, NoSuchLesson

DRAFT = "draft"  # the slug of a text that is not saved yet
COSTLY = 512  # characters of Markdown that take about a millisecond, where they are made to
MOST_READ = 64  # saved lessons that stay read; a class opens one at once


class LessonDescription(TypedDict):
    """A saved lesson, as its saver gets it."""

    id: str
    url: str
    title: str


@dataclass(frozen=True)
class FoundLesson:
    """A lesson as its pages show it."""

    answer: LessonAnswer
    notes: str  # for teachers, as HTML
    saved: bool  # by somebody; else it ships


class LessonService:
    """What may be done with lessons."""

    def __init__(self, store: LessonStore, experiments: ExperimentService, checks: Checks) -> None:
        self._store, self._experiments, self._checks = store, experiments, checks

    async def preview(self, source: str, session: str | None = None) -> LessonAnswer:
        """Return a text as its page will show it; nothing is saved.

        Raises Unprocessable, with line and key of each fault, TooMany, Unavailable.
        """
        lesson = await self._read(DRAFT, tidy(source), session, ABOVE * 2)
        return await beside(lesson_answer, lesson)

    async def save(
        self, source: str, *, session: str | None = None, saver_key: str | None = None
    ) -> tuple[LessonDescription, bool]:
        """Store a lesson with its experiments; return its description, and whether it is new.

        A client that gives a key may delete it with that.  Raises AppError.
        """
        source = tidy(source)
        name = lesson_id(source)
        lesson = await self._read(name, source, session)
        key = experiments_key(name, saver_key)
        for document in await beside(_documents, lesson):  # before it: it never lacks one
            await self._experiments.save(document, listed=False, session=session, saver_key=key)
        _, new = await self._store.save(source, saver_key=saver_key)
        return {"id": name, "url": f"/l/{name}", "title": lesson.title}, new

    async def find(self, name: str) -> FoundLesson:
        """Return a lesson by its slug or id.  Raises NotFound, LessonRemoved, Unprocessable."""
        if name in lessons():
            return _shipped(name)
        return await beside(_found, await self._stored(name))

    async def source(self, name: str) -> str:
        """Return the text of a lesson by its slug or id.  Raises NotFound, LessonRemoved."""
        if name in lessons():
            return lesson_source(name)
        return (await self._stored(name)).source

    async def delete(self, name: str, saver_key: str) -> bool:
        """Delete what a client saved; return whether the lesson is gone, or others saved it.

        Raises AppError.
        """
        if name in lessons():
            raise Conflict("this lesson ships with the playground: it stays", code="ships")
        saved = await self._stored(name)
        is_gone = await self._store.delete(saved.id, saver_key)
        for experiment in await beside(_experiments, saved):
            try:
                await self._experiments.delete(experiment, experiments_key(name, saver_key) or "")
            except (ExperimentError, Conflict):
                continue  # it ships, or its saver or the operator has deleted it already
        return is_gone

    async def _read(self, slug: str, source: str, session: str | None, root: str = ABOVE) -> Lesson:
        cost = 1 + len(source) // COSTLY
        pieces = await self._checks.do(pieces_of, source, cost=cost, session=session)
        documents = experiments_of(pieces)
        cost = 1 + sum(cost_of({"experiment": one}) for one in documents)
        read: partial[Lesson] = partial(lesson_of, slug, root=root)
        return await self._checks.do(read, pieces, cost=cost, session=session)

    async def _stored(self, name: str) -> SavedLesson:
        if not re.fullmatch(ID_PATTERN, name):
            known = ", ".join(lessons())
            raise NotFound(f"lesson must be an id, or one of {known}; got {name[:60]!r}")
        if (saved := await self._store.get(name)) is None:
            raise NoSuchLesson(name)
        return saved


def tidy(source: str) -> str:
    """Return a text with one kind of line ends, and one at its end."""
    return source.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def experiments_key(name: str, saver_key: str | None) -> str | None:
    """Return the key by which a saver of a lesson saves its experiments."""
    return sha256(f"{name} {saver_key}".encode()).hexdigest() if saver_key else None


def _documents(lesson: Lesson) -> list[Experiment]:
    """Return the experiments that are saved with a lesson."""
    return [one for lab in lesson.labs for one in (lab.document, lab.for_pupils)]


@lru_cache(maxsize=MOST_READ)
def _found(saved: SavedLesson) -> FoundLesson:
    try:
        lesson = read_lesson(saved.id, saved.source)
    except Unprocessable as error:
        why = "the lesson was kept when this server allowed more than it does now"
        raise Unprocessable(why, errors=error.errors) from error
    return FoundLesson(lesson_answer(lesson), lesson.notes, saved=True)


@cache
def _shipped(name: str) -> FoundLesson:
    lesson, number = lessons()[name], list(lessons()).index(name) + 1
    return FoundLesson(lesson_answer(lesson, number), lesson.notes, saved=False)


def _experiments(saved: SavedLesson) -> list[str]:
    """Return the ids of the experiments that were saved with a lesson."""
    try:
        parts = _found(saved).answer["parts"]
    except Unprocessable:
        return []
    labs = [part for part in parts if part["kind"] == "lab"]
    return [name for lab in labs for name in (lab["experiment_id"], lab["pupils_id"])]
