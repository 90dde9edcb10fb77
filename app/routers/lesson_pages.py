"""The pages of lessons: to read, to print for pupils, for teachers, and to copy and change."""

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from pydantic import TypeAdapter

from app.deps import ASKING, ClientId, LessonId, LessonName, Lessons
from app.documents.page_parts import PAGE_PARTS
from app.errors import Unprocessable
from app.http.request_body import read_model
from app.http.templates import page_answer
from app.limits.caps import MAX_LESSON_BYTES, MAX_LESSON_LABS
from app.limits.owner import named
from app.routers.lessons import LessonText
from app.services.lesson_answers import LessonAnswer, exercise_answers, lesson_entries
from app.services.lesson_service import FoundLesson

ABOVE = "../"  # from a page one level down to the playground's root
SAVED = "l"  # the short addresses of saved lessons

router = APIRouter(include_in_schema=False)
_text: TypeAdapter[LessonText] = TypeAdapter(LessonText)


@router.get("/lessons")
async def lessons(request: Request) -> Response:
    """Show what lessons there are."""
    return page_answer(request, "lessons.html", lessons=lesson_entries())


@router.get("/lessons/exercises")
async def exercises(request: Request) -> Response:
    """Show the known exercises, each with a link to where it begins."""
    return page_answer(request, "exercises.html", root=ABOVE, exercises=exercise_answers())


@router.post("/lessons/preview", dependencies=[ASKING])
async def preview(request: Request, lessons: Lessons, session: ClientId = None) -> Response:
    """Show a text as its lesson's page will, or what is wrong with it."""
    text: LessonText = await read_model(request, _text)
    try:
        found = await lessons.preview(text.source, named(session))
    except Unprocessable as error:
        return page_answer(request, "lesson_preview.html", faults=error.errors)
    about = {"lesson": found, "parts": _safe(found), "root": ABOVE}
    return page_answer(request, "lesson_preview.html", faults=[], **about)


@router.get("/lessons/{name}", dependencies=[ASKING])
async def lesson(request: Request, name: LessonName, lessons: Lessons) -> Response:
    """Show a lesson that ships."""
    found = await lessons.find(name)
    return page_answer(request, "lesson.html", **_about(found), **_around(found.answer))


@router.get("/lessons/{name}/sheet", dependencies=[ASKING])
async def sheet(request: Request, name: LessonName, lessons: Lessons) -> Response:
    """Show a lesson's questions as a sheet of paper."""
    return page_answer(request, "lesson_sheet.html", **_about(await lessons.find(name), 2))


@router.get("/lessons/{name}/teacher", dependencies=[ASKING])
async def teacher(request: Request, name: LessonName, lessons: Lessons) -> Response:
    """Show what a teacher needs for a lesson: links with locks, answers, notes."""
    return _for_teachers(request, await lessons.find(name))


@router.get("/lessons/{name}/copy", dependencies=[ASKING])
async def copy(request: Request, name: LessonName, lessons: Lessons) -> Response:
    """Show the text of a lesson, to be changed and shared."""
    return await _editor(request, lessons, await lessons.find(name))


@router.get(f"/{SAVED}/{{name}}", dependencies=[ASKING])
async def saved_lesson(request: Request, name: LessonId, lessons: Lessons) -> Response:
    """Show a lesson that somebody wrote."""
    return await lesson(request, name, lessons)


@router.get(f"/{SAVED}/{{name}}/sheet", dependencies=[ASKING])
async def saved_sheet(request: Request, name: LessonId, lessons: Lessons) -> Response:
    """Show the questions of somebody's lesson as a sheet of paper."""
    return await sheet(request, name, lessons)


@router.get(f"/{SAVED}/{{name}}/teacher", dependencies=[ASKING])
async def saved_teacher(request: Request, name: LessonId, lessons: Lessons) -> Response:
    """Show what a teacher needs for somebody's lesson."""
    return await teacher(request, name, lessons)


@router.get(f"/{SAVED}/{{name}}/copy", dependencies=[ASKING])
async def saved_copy(request: Request, name: LessonId, lessons: Lessons) -> Response:
    """Show the text of somebody's lesson, to be changed and shared."""
    return await copy(request, name, lessons)


def _about(found: FoundLesson, levels: int = 1) -> dict[str, object]:
    """Return what all pages of a lesson are told, so many levels below the root."""
    name = found.answer["slug"]
    return {
        "root": ABOVE * levels,
        "lesson": found.answer,
        "parts": _safe(found.answer),
        "is_saved": found.saved,
        "place": f"{SAVED}/{name}" if found.saved else f"lessons/{name}",
        "remembered": f"{SAVED}/{name}" if found.saved else name,  # as the browser keeps guesses
    }


def _safe(lesson: LessonAnswer) -> list[dict[str, object]]:
    """Return the parts of a lesson; its HTML holds none of its author's."""
    return [
        {**part, "html": Markup(part["html"])} if part["kind"] == "text" else {**part}
        for part in lesson["parts"]
    ]


def _around(lesson: LessonAnswer) -> dict[str, object]:
    if lesson["number"] is None:
        return {"before": None, "after": None}
    entries, place = lesson_entries(), lesson["number"] - 1
    return {
        "before": entries[place - 1] if place else None,
        "after": entries[place + 1] if place + 1 < len(entries) else None,
    }


def _for_teachers(request: Request, found: FoundLesson) -> Response:
    notes = Markup(found.notes)
    about = {"notes": notes, "labels": {name: part.label for name, part in PAGE_PARTS.items()}}
    return page_answer(request, "lesson_teacher.html", **_about(found, 2), **about)


async def _editor(request: Request, lessons: Lessons, found: FoundLesson) -> Response:
    source = await lessons.source(found.answer["slug"])
    caps = {"most_bytes": MAX_LESSON_BYTES, "most_labs": MAX_LESSON_LABS}
    about = _about(found, 2) | caps
    return page_answer(request, "lesson_editor.html", source=source, **about)
