"""The pages for people."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from app.deps import ASKING, AllServices, ExperimentId, Experiments, KnownRun
from app.documents.labs import all_labs, labs
from app.encoding.messages import to_json
from app.errors import NotFound
from app.http.middleware import embed_policy, policy, with_style
from app.http.styles import styles_of
from app.http.templates import MODULES, STATIC, inside_script, page_answer
from app.services.gallery import GalleryOrder, sections, tags_of
from app.services.services import Services

ABOVE = "../"  # from a page one level down to the playground's root
PAGE = 24  # experiments on a page of the gallery
SHEETS = "base.css", "playground.css"  # of the playground
SHEETS_OF = {"embed": "embed.css", "reportable": "report.css"}  # of some of its pages
PAGES_OF = {"study": "studies", "images": "images"}  # of runs whose documents name a kind

router = APIRouter(include_in_schema=False)


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
    return await _saved(request, experiment_id, services, embed=True)


@router.get("/r/{run_id}")
async def live(request: Request, run: KnownRun, services: AllServices) -> Response:
    """Show a run as it goes; a visitor with its secret behind the # may steer it."""
    if page := PAGES_OF.get(run.kind):
        return RedirectResponse(f"{ABOVE}{page}/{run.id}")
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
    return page_answer(
        request,
        "gallery.html",
        sections=sections(page.items),
        next=page.next,
        q=q,
        order=order,
        first=not cursor,
        tags_of=tags_of,
    )


@router.get("/labs")
async def list_of_labs(request: Request) -> Response:
    """Show the labs."""
    return page_answer(request, "labs.html", labs=all_labs().values())


@router.get("/labs/logic")
async def logic(request: Request) -> Response:
    """Show the board of neurons, which learns nothing and so has no run."""
    if not (STATIC / "vendor").is_dir():
        return page_answer(request, "unbuilt.html")
    return page_answer(request, "logic.html", root=ABOVE, lab=all_labs()["logic"])


@router.get("/labs/{name}")
async def lab(request: Request, name: str, services: AllServices) -> Response:
    """Show the playground with the experiment of a lab, and its lens open."""
    found = labs().get(name)
    if found is None:
        raise NotFound(f"lab must be one of {', '.join(all_labs())}; got {name[:40]!r}")
    document = found.document
    saved_json = inside_script(to_json(document.model_dump(mode="json")))
    return await _playground(
        request, services, root=ABOVE, lab=document, lens=found.lens, saved_json=saved_json
    )


async def _saved(request: Request, experiment_id: str, services: Services, **more: Any) -> Response:
    found = await services.experiments.get(experiment_id)
    document = inside_script(to_json(found["experiment"]))
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
        return page_answer(request, "unbuilt.html")
    catalog = inside_script(services.catalog_json)
    joined = f"joined/{(await asyncio.to_thread(MODULES.newest)).name}/"
    sheets = [*SHEETS, *(sheet for kind, sheet in SHEETS_OF.items() if context.get(kind))]
    styles = await asyncio.to_thread(styles_of, STATIC / "css", *sheets)
    answer = page_answer(
        request,
        "playground.html",
        catalog_json=catalog,
        build=services.build,
        joined=joined,
        styles=Markup(styles.text),
        **context,
    )
    framed = embed_policy(services.settings.frame_ancestors) if context.get("embed") else None
    answer.headers["Content-Security-Policy"] = with_style(styles.digest, framed)
    return answer


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the REST reference, from our own files."""
    answer = page_answer(request, "docs.html")
    answer.headers["Content-Security-Policy"] = policy(trusting=False)  # Swagger UI has no policies
    return answer


@router.get("/favicon.ico")
async def icon() -> Response:
    """Answer browsers that ask for an icon unasked."""
    return Response(status_code=204)
