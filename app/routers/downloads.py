"""Files of a run that show how it went: event files for TensorBoard, a film."""

from time import time
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.deps import ASKING, KnownRun, Room, Runs
from app.encoding.messages import as_bytes
from app.http.problems import documented
from app.services.run_files import RunFiles

router = APIRouter(prefix="/api/runs", tags=["runs"], default_response_class=Response)

ZIP, GIF = "application/zip", "image/gif"
REFUSALS = documented(404, 422, 429, 503)


async def _files(run: KnownRun, runs: Runs, room: Room) -> RunFiles:
    return RunFiles(runs, run, room)


Files = Annotated[RunFiles, Depends(_files)]


@router.get(
    "/{run_id}/tensorboard",
    responses={200: {"content": {ZIP: {}}}, **REFUSALS},
    dependencies=[ASKING],
)
async def read_event_files(files: Files) -> Response:
    """Return the run as event files, which TensorBoard shows, in a zip.

    They have the history, the settings as hyperparameters, and the weights as histograms.  Of a
    study there is a folder for each trial.
    """
    return _attached(as_bytes((await files.event_files(time()))["file"]), ZIP, "-tensorboard.zip")


@router.get(
    "/{run_id}/film", responses={200: {"content": {GIF: {}}}, **REFUSALS}, dependencies=[ASKING]
)
async def read_film(files: Files) -> Response:
    """Return the run's map at up to 60 of its epochs, with their losses, as an animated GIF."""
    return _attached(as_bytes((await files.film())["file"]), GIF, "-film.gif")


def _attached(content: bytes, kind: str, ending: str) -> Response:
    """Return a file that a browser saves under a name with this ending."""
    headers = {"Content-Disposition": f'attachment; filename="playground{ending}"'}
    return Response(content, media_type=kind, headers=headers)
