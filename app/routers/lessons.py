"""Lessons over HTTP: those that ship, and those that people save."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import ConfigDict, Field, StrictStr

from app.deps import ASKING, MAKING, ClientId, LessonName, Lessons, Token
from app.documents.fields import Model
from app.errors import Unauthorised
from app.http.problems import documented
from app.http.replies import json_reply, made_reply
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import MAX_LESSON_BYTES
from app.limits.owner import named
from app.services.lesson_answers import lesson_entries

router = APIRouter(prefix="/api/lessons", tags=["lessons"], route_class=JsonRoute)

MARKDOWN = "text/markdown"


class LessonText(Model):
    """The text of a lesson."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source": "# Title\n\n```lesson\n…\n```\n\nText."}]}
    )

    source: Annotated[
        StrictStr,
        Field(description=f"Markdown with blocks of JSON, at most {MAX_LESSON_BYTES} bytes"),
    ]


class NewLesson(LessonText):
    """A lesson that is to be saved."""

    saver_key: Annotated[
        StrictStr | None,
        Field(min_length=16, max_length=64, description="a secret to delete it with, of your own"),
    ] = None


@router.get("")
async def read_lessons() -> Response:
    """Return the lessons that ship, in their order: slug, number, title, goal, minutes."""
    return await json_reply({"items": lesson_entries()})


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[MAKING],
    responses={
        200: {"description": "It was there."},
        **documented(400, 408, 410, 413, 415, 422, 429, 503, 507),
    },
)
async def save_lesson(
    new: Annotated[NewLesson, SENT], lessons: Lessons, session: ClientId = None
) -> Response:
    """Keep a lesson, and its experiments; the same text has the same id.

    The text is what `GET /api/lessons/{name}.md` returns, changed.  `errors` of a 422 name the line
    and the key of each fault.  No list shows a saved lesson: `url` in the answer leads to it.
    """
    description, fresh = await lessons.save(
        new.source, session=named(session), saver_key=new.saver_key
    )
    return await made_reply(description, f"/api/lessons/{description['id']}", fresh=fresh)


@router.get(
    "/{name}.md",
    response_class=Response,
    responses={200: {"content": {MARKDOWN: {}}}, **documented(404, 410, 422, 429, 503)},
    dependencies=[ASKING],
)
async def read_lesson_text(name: LessonName, lessons: Lessons) -> Response:
    """Return the text of a lesson, to be changed and saved as one's own."""
    text = await lessons.source(name)
    attached = {"Content-Disposition": f'attachment; filename="{name}.md"'}
    return Response(text, media_type=f"{MARKDOWN}; charset=utf-8", headers=attached)


@router.get("/{name}", responses=documented(404, 410, 422, 429, 503), dependencies=[ASKING])
async def read_lesson(name: LessonName, lessons: Lessons) -> Response:
    """Return a lesson: its text as HTML, its experiments, questions and claims."""
    return await json_reply((await lessons.find(name)).answer)


@router.delete(
    "/{name}",
    dependencies=[MAKING],
    responses=documented(401, 403, 404, 409, 410, 422, 429, 503, 507),
)
async def delete_lesson(name: LessonName, lessons: Lessons, key: Token) -> Response:
    """Delete a lesson that was saved with a `saver_key`, sent as a bearer token.

    Its experiments go with it.  `gone` in the answer is false where other clients have saved the
    same: it stays theirs.
    """
    if key is None:
        raise Unauthorised(
            "send the key that it was saved with as `Authorization: Bearer <saver_key>`",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return await json_reply({"gone": await lessons.delete(name, key)})
