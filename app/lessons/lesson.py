"""A lesson: read from one text in Markdown, with blocks of JSON in it.

The first heading is its title, and the block `lesson` says what it is for.  A second heading of the
first level begins the notes for teachers, which pupils do not see.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from app.documents.field_errors import field_errors
from app.documents.fields import Model
from app.errors import FieldFault, Unprocessable
from app.lessons.lesson_parts import BLOCKS, Claim, Head, Lab, Question
from app.lessons.lesson_text import ABOVE, Piece, html_of, lesson_fault, pieces_of
from app.limits.caps import MAX_LESSON_LABS

Block = Lab | Question | Claim
B = TypeVar("B", bound=Model)

MOST_TITLE = 120  # characters
MOST_FAULTS = 20  # told at once
CAPPED = ("lab", "claim")  # the blocks with an experiment each
HEADINGS = "a line that begins with #"


@dataclass(frozen=True)
class Text:
    """A part of the text, as HTML that holds no HTML of its author's."""

    html: str


@dataclass(frozen=True)
class Lesson:
    """A lesson, and its parts in their order."""

    slug: str
    title: str
    head: Head
    parts: tuple[Text | Block, ...]
    notes: str = ""  # for teachers, as HTML of a page one level further down

    @property
    def labs(self) -> tuple[Lab, ...]:
        """Its experiments."""
        return tuple(part for part in self.parts if isinstance(part, Lab))

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its guesses and checks."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Its counted claims."""
        return tuple(part for part in self.parts if isinstance(part, Claim))


def read_lesson(slug: str, source: str) -> Lesson:
    """Return the lesson that a text stands for.

    Raises Unprocessable, with the line and the key of each fault.
    """
    return lesson_of(slug, pieces_of(source))


def lesson_of(slug: str, pieces: Sequence[Piece], root: str = ABOVE) -> Lesson:
    """Return the lesson that the pieces of a text stand for, on a page so far below the root.

    Raises Unprocessable.
    """
    reader = _Reader(root)
    for piece in pieces:
        reader.take(piece)
    return reader.lesson(slug)


class _Reader:
    """What was read of a text so far, and what is wrong with it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._titles: list[str] = []
        self._head: Head | None = None
        self._parts: list[Text | Block] = []
        self._notes: list[str] = []
        self._faults: list[FieldFault] = []
        self._met: Counter[str] = Counter()  # blocks by their kind

    def take(self, piece: Piece) -> None:
        """Read one more piece."""
        in_notes = len(self._titles) > 1
        self._met[piece.kind] += 1
        if piece.kind == "title":
            self._begin(piece)
        elif piece.kind == "text" and in_notes:
            self._notes.append(html_of(piece, self._root + ABOVE))
        elif piece.kind == "text":
            self._parts.append(Text(html_of(piece, self._root)))
        elif in_notes:
            self._refuse(piece.line, piece.kind, "must stand before the notes for teachers")
        elif piece.kind == "lesson":
            self._head = self._block(Head, piece) or self._head
        elif piece.kind in CAPPED and self._met[piece.kind] > MAX_LESSON_LABS:
            self._refuse(piece.line, piece.kind, f"must be there {MAX_LESSON_LABS} times at most")
        elif block := self._block(BLOCKS[piece.kind], piece):
            self._parts.append(block)

    def lesson(self, slug: str) -> Lesson:
        """Return the lesson, of which all has been read.  Raises Unprocessable."""
        if not self._titles:
            self._refuse(1, "title", f"must be there: {HEADINGS}")
        if not self._met["lesson"]:
            self._refuse(1, "lesson", "must be there: a block ```lesson with goal and minutes")
        if self._faults or self._head is None:
            raise Unprocessable.of(*self._faults[:MOST_FAULTS])
        title, notes = self._titles[0], "".join(self._notes)
        lesson = Lesson(slug, title, self._head, tuple(self._parts), notes)
        _check_names(lesson)
        return lesson

    def _begin(self, piece: Piece) -> None:
        """Take a heading: the first is the title, the second begins the notes."""
        self._titles.append(piece.content)
        if len(self._titles) > 2:
            words = f"must be there once, and once before the notes: {HEADINGS}"
            self._refuse(piece.line, "title", words)
        elif not 1 <= len(piece.content) <= MOST_TITLE:
            words = f"must have 1 to {MOST_TITLE} characters; got {len(piece.content)}"
            self._refuse(piece.line, "title", words)

    def _block(self, kind: type[B], piece: Piece) -> B | None:
        """Return what a block stands for; None, with its faults noted, if it stands for nothing."""
        try:
            raw = json.loads(piece.content)
        except json.JSONDecodeError as error:
            self._refuse(piece.line + error.lineno, piece.kind, f"must be JSON: {error.msg}")
            return None
        except (ValueError, RecursionError):
            words = "must be JSON that is less deep, with shorter numbers"
            self._refuse(piece.line, piece.kind, words)
            return None
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for told in field_errors(error):
                keys = told["path"].split(".") if told["path"] else []
                path = ".".join([piece.kind, *keys])
                self._refuse(piece.line_of(keys), path, told["detail"])
        return None

    def _refuse(self, line: int, key: str, words: str) -> None:
        self._faults.append(lesson_fault(line, key, words))


def _check_names(lesson: Lesson) -> None:
    faults: list[FieldFault] = []
    labs = [lab.name for lab in lesson.labs]
    asked = [question.name for question in lesson.questions]
    for what, names in (("lab", labs), ("question", asked)):
        if twice := {name for name in names if names.count(name) > 1}:
            words = f"must differ; {min(twice)} is there twice"
            faults.append(lesson_fault(1, f"{what}.name", words))
    for question in lesson.questions:
        if question.lab is not None and question.lab not in labs:
            allowed = f"must be the name of a lab of this lesson: {', '.join(labs)}"
            faults.append(lesson_fault(1, "question.lab", f"{allowed}; got {question.lab}"))
    if faults:
        raise Unprocessable.of(*faults[:MOST_FAULTS])
