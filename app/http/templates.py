"""The templates of pages, and the files that the pages load."""

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from app.http.joined_modules import Entry, Joiner
from app.settings import HOME

STATIC = HOME / "static"
TEMPLATES = Jinja2Templates(HOME / "templates")
MODULES = Joiner(
    HOME,
    Entry(
        "static/js/pages/playground.js",
        stage="static/js/views/stage.js",
        besides=("static/js/pages/own_experiments.js", "static/js/pages/reports.js"),
    ),
    Entry("static/js/workers/painter.js"),
)


def page_answer(request: Request, name: str, **context: object) -> Response:
    """Return a page by its template; browsers revalidate it before each use."""
    answer = TEMPLATES.TemplateResponse(request, name, {"root": "", **context})
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def inside_script(json: str) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    return Markup(json.replace("<", "\\u003c"))
