"""The pages of studies: what there is, how one begins, and one study."""

from fastapi import APIRouter, Request, Response

from app.deps import AllServices, KnownRun
from app.documents.study_ways import study_ways
from app.http.templates import inside_script, page_answer

ABOVE = "../"  # from a page one level down to the playground's root

router = APIRouter(include_in_schema=False)


@router.get("/studies")
async def studies(request: Request) -> Response:
    """Explain studies, with presets to begin from."""
    ways = [(way.name, way) for way in study_ways().values()]
    return page_answer(request, "studies.html", ways=ways)


@router.get("/luck")
@router.get("/compare")
@router.get("/phase")
@router.get("/tune")
async def begin(request: Request, services: AllServices) -> Response:
    """Show the form on which a study begins; the experiment stands behind the address's #."""
    way = study_ways()[request.url.path.rpartition("/")[2]]
    return page_answer(
        request, "begin_study.html", way=way, catalog_json=inside_script(services.catalog_json)
    )


@router.get("/studies/{run_id}")
async def study(request: Request, run: KnownRun, services: AllServices) -> Response:
    """Show a study as it goes; a visitor with its secret behind the # may steer it."""
    catalog_json = inside_script(services.catalog_json)
    return page_answer(
        request, "study.html", root=ABOVE, study_id=run.id, catalog_json=catalog_json
    )
