"""The pages for people."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from starlette.background import BackgroundTask

from app.deps import ASKING, AllServices, ExperimentId, Experiments, KnownRun
from app.encoding.messages import to_json
from app.http.middleware import embed_policy, policy
from app.http.templates import MODULES, STATIC, TEMPLATES
from app.services.gallery import GalleryOrder, sections, tags_of
from app.services.services import Services

ABOVE = "../"  # from a page one level down to the playground's root
PAGE = 24  # experiments on a page of the gallery

router = APIRouter(include_in_schema=False)


def _page(request: Request, name: str, **context: object) -> Response:
    answer = TEMPLATES.TemplateResponse(request, name, {"root": "", **context})
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@router.get("/")
async def playground(request: Request, services: AllServices) -> Response:
    """Show the playground, or how to mend a build without the browser libraries."""
    return await _playground(request, services)


@router.get("/e/{experiment_id}")
async def saved(request: Request, experiment_id: ExperimentId, services: AllServices) -> Response:
    """Show the playground with a saved experiment."""
    answer = await _saved(request, experiment_id, services)
    answer.background = BackgroundTask(services.experiments.opened, experiment_id)
    return answer


@router.get("/embed/{experiment_id}")
async def embedded(
    request: Request, experiment_id: ExperimentId, services: AllServices
) -> Response:
    """Show a saved experiment as a part of somebody's page: to play, not to change."""
    answer = await _saved(request, experiment_id, services, embed=True)
    origins = services.settings.frame_ancestors
    answer.headers["Content-Security-Policy"] = embed_policy(origins)
    return answer


@router.get("/r/{run_id}")
async def live(request: Request, run: KnownRun, services: AllServices) -> Response:
    """Show a run as it goes; a visitor with its secret behind the # may steer it."""
    return await _playground(request, services, root=ABOVE, run=run.id)


@router.get("/gallery", dependencies=[ASKING])
async def gallery(
    request: Request,
    experiments: Experiments,
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    order: GalleryOrder = "newest",
) -> Response:
    """Show experiments with their previews."""
    page = await experiments.page(limit=PAGE, cursor=cursor, search=q, order=order)
    return _page(
        request,
        "gallery.html",
        sections=sections(page.items),
        next=page.next,
        q=q,
        order=order,
        first=not cursor,
        tags_of=tags_of,
    )


async def _saved(request: Request, experiment_id: str, services: Services, **more: Any) -> Response:
    found = await services.experiments.get(experiment_id)
    document = _inside_script(to_json(found["experiment"]))
    address = services.settings.address or ABOVE  # chats want a preview's whole address
    about: dict[str, Any] = {
        "root": ABOVE,
        "address": address,
        "saved": found,
        "saved_json": document,
    }
    about["reportable"] = found["listing"] != "preset" and "embed" not in more
    return await _playground(request, services, **about, **more)


async def _playground(request: Request, services: Services, **context: Any) -> Response:
    if not (STATIC / "vendor").is_dir():
        return _page(request, "unbuilt.html")
    catalog = _inside_script(services.catalog_json)
    joined = f"joined/{(await asyncio.to_thread(MODULES.newest)).name}/"
    return _page(
        request,
        "playground.html",
        catalog_json=catalog,
        build=services.build,
        joined=joined,
        **context,
    )


def _inside_script(json: str) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    return Markup(json.replace("<", "\\u003c"))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the REST reference, from our own files."""
    answer = _page(request, "docs.html")
    answer.headers["Content-Security-Policy"] = policy(trusting=False)  # Swagger UI has no policies
    return answer


@router.get("/favicon.ico")
async def icon() -> Response:
    """Answer browsers that ask for an icon unasked."""
    return Response(status_code=204)
