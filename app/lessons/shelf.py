"""The lessons that ship with the playground, in their order."""

from functools import cache
from pathlib import Path

from app.lessons.lesson import Lesson, read_lesson

FOLDER = Path(__file__).with_name("texts")


@cache
def lessons() -> dict[str, Lesson]:
    """Return all lessons by their slugs; the files' numbers order them."""
    return {slug: read_lesson(slug, source) for slug, source in _sources().items()}


def lesson_source(slug: str) -> str:
    """Return the text of a lesson, to be copied and changed."""
    return _sources()[slug]


@cache
def _sources() -> dict[str, str]:
    files = sorted(FOLDER.glob("*.md"))
    return {file.stem.partition("-")[2]: file.read_text(encoding="utf-8") for file in files}
