"""The pages for people."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

router = APIRouter(include_in_schema=False)


def _templates(request: Request) -> Jinja2Templates:
    templates: Jinja2Templates = request.app.state.templates
    return templates


def _page(request: Request, name: str, **context: object) -> Response:
    answer = _templates(request).TemplateResponse(request, name, context)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@router.get("/")
async def playground(request: Request) -> Response:
    """Show the playground, or how to mend a build without the browser libraries."""
    state = request.app.state
    if not (Path(state.static) / "vendor").is_dir():
        return _page(request, "unbuilt.html")
    catalog = Markup(state.catalog_json.replace("<", "\\u003c"))  # inside a script element
    return _page(request, "playground.html", catalog_json=catalog, version=state.version)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the REST reference, from our own files."""
    return _page(request, "docs.html")


@router.get("/favicon.ico")
async def icon() -> Response:
    """Answer browsers that ask for an icon unasked."""
    return Response(status_code=204)
