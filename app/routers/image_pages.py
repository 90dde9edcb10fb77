"""The pages of runs on pictures: how one begins, and one run."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from app.deps import AllServices, KnownRun
from app.documents.labs import all_labs
from app.http.templates import STATIC, inside_script, page_answer

ABOVE = "../"  # from a page one level down to the playground's root
NAME = "images"  # of the lab, and of the kind of run

router = APIRouter(include_in_schema=False)


@router.get("/labs/images")
async def begin(request: Request, services: AllServices) -> Response:
    """Show the settings with which a run on pictures begins."""
    if not (STATIC / "vendor").is_dir():
        return page_answer(request, "unbuilt.html")
    catalog_json = inside_script(services.catalog_json)
    lab = all_labs()[NAME]
    return page_answer(request, "begin_images.html", root=ABOVE, lab=lab, catalog_json=catalog_json)


@router.get("/labs/images/{run_id}")
async def within_labs(run: KnownRun) -> Response:
    """Lead to the page of a run, from the address that people guess."""
    return RedirectResponse(f"{ABOVE}{ABOVE}{NAME}/{run.id}")


@router.get("/images/{run_id}")
async def images(request: Request, run: KnownRun, services: AllServices) -> Response:
    """Show a run on pictures as it goes; a visitor with its secret behind the # may steer it."""
    catalog_json = inside_script(services.catalog_json)
    lab = all_labs()[NAME]
    return page_answer(
        request, "images.html", root=ABOVE, images_id=run.id, lab=lab, catalog_json=catalog_json
    )
