"""The lessons as plain data."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, TypedDict

from app.lessons.exercises import Exercise, exercises
from app.lessons.lesson import Block, Lesson, Text
from app.lessons.lesson_parts import LOCKED, Claim, Lab, Question
from app.lessons.shelf import lessons
from app.store.content_ids import content_id


class LessonEntry(TypedDict):
    """A lesson in the list of all."""

    slug: str  # of one that ships; else its id
    number: int | None  # its place, from 1; None of one that somebody wrote
    title: str
    goal: str
    minutes: int


class TextPart(TypedDict):
    """A part of the text, as HTML."""

    kind: Literal["text"]
    html: str


class LabPart(TypedDict):
    """An experiment to run; it stops by itself.  Pupils may have it with locks."""

    kind: Literal["lab"]
    name: str
    caption: str
    epochs: int
    lens: str | None
    experiment_id: str
    experiment: Mapping[str, object]
    pupils_id: str  # of the same experiment with locks, without its end
    free: list[str]  # parts of the page that pupils may change there


class ScalePart(TypedDict):
    """The numbers among which an answer lies."""

    low: float
    high: float
    step: float
    unit: str


class QuestionPart(TypedDict):
    """A guess before a lab, or a check."""

    kind: Literal["question"]
    name: str
    text: str
    options: list[str] | None
    scale: ScalePart | None
    answer: float  # the number of an option, or a number of the scale
    tolerance: float
    because: str
    lab: str | None


class ClaimPart(TypedDict):
    """A sentence with a figure."""

    kind: Literal["claim"]
    text: str
    starts: int
    epochs: int
    metric: str
    below: float
    count: int
    counted: bool  # by the tests of the playground; else its author says so


Part = TextPart | LabPart | QuestionPart | ClaimPart


class LessonAnswer(LessonEntry):
    """A whole lesson."""

    parts: list[Part]


class ByHandPart(TypedDict):
    """Weights that are set by hand, and what they come to."""

    weights: list[float]
    bias: float
    test_loss: float


class ExercisePart(TypedDict):
    """A known exercise, where it begins, and its key."""

    name: str
    title: str
    task: str
    experiment_id: str
    key: str
    by_hand: ByHandPart | None
    claims: list[ClaimPart]


def lesson_entries() -> list[LessonEntry]:
    """Return the lessons that ship, in their order."""
    return [_entry(one, number) for number, one in enumerate(lessons().values(), 1)]


def lesson_answer(lesson: Lesson, number: int | None = None) -> LessonAnswer:
    """Return a whole lesson, for readers: without its notes for teachers."""
    return {**_entry(lesson, number), "parts": [_part(one) for one in lesson.parts]}


def exercise_answers() -> list[ExercisePart]:
    """Return the exercises in their order."""
    return [_exercise(one) for one in exercises()]


def _entry(lesson: Lesson, number: int | None) -> LessonEntry:
    return {
        "slug": lesson.slug,
        "number": number,
        "title": lesson.title,
        "goal": lesson.head.goal,
        "minutes": lesson.head.minutes,
    }


def _part(part: Text | Block) -> Part:
    if isinstance(part, Text):
        return {"kind": "text", "html": part.html}
    if isinstance(part, Lab):
        return _lab(part)
    if isinstance(part, Question):
        return _question(part)
    return _claim(part)


def _lab(lab: Lab) -> LabPart:
    document, for_pupils = (one.model_dump(mode="json") for one in (lab.document, lab.for_pupils))
    return {
        "kind": "lab",
        "name": lab.name,
        "caption": lab.caption,
        "epochs": lab.epochs,
        "lens": lab.lens,
        "experiment_id": content_id(document),
        "experiment": document,
        "pupils_id": content_id(for_pupils),
        "free": [name for name in LOCKED if name in lab.free],
    }


def _question(one: Question) -> QuestionPart:
    scale = one.scale
    return {
        "kind": "question",
        "name": one.name,
        "text": one.text,
        "options": list(one.options) if one.options else None,
        "scale": {"low": scale.low, "high": scale.high, "step": scale.step, "unit": scale.unit}
        if scale
        else None,
        "answer": one.answer,
        "tolerance": one.tolerance,
        "because": one.because,
        "lab": one.lab,
    }


def _claim(claim: Claim) -> ClaimPart:
    return {
        "kind": "claim",
        "text": claim.text,
        "starts": claim.starts,
        "epochs": claim.epochs,
        "metric": claim.metric,
        "below": claim.below,
        "count": claim.count,
        "counted": _counted(claim) in _counted_ones(),
    }


def _exercise(one: Exercise) -> ExercisePart:
    hand = one.by_hand
    return {
        "name": one.name,
        "title": one.title,
        "task": one.task,
        "experiment_id": content_id(one.experiment.model_dump(mode="json")),
        "key": one.key,
        "by_hand": {"weights": [*hand.weights], "bias": hand.bias, "test_loss": hand.test_loss}
        if hand
        else None,
        "claims": [_claim(claim) for claim in one.claims],
    }


@cache
def _counted_ones() -> frozenset[str]:
    """Return what the tests of the playground count."""
    claims = [claim for lesson in lessons().values() for claim in lesson.claims]
    claims += [claim for exercise in exercises() for claim in exercise.claims]
    return frozenset(map(_counted, claims))


def _counted(claim: Claim) -> str:
    """Return what is counted, and the figure, under whatever words."""
    return content_id(claim.model_dump(mode="json", exclude={"text"}))
