"""Begins a run of images with the lower layers of another one, where its document asks for it."""

from contextlib import suppress

from app.documents.document import Document
from app.documents.image_document import Images
from app.encoding.messages import as_bytes
from app.errors import NotFound, Unprocessable, fault
from app.runs.image_answers import TRANSFER
from app.services.run import Run
from app.services.run_service import RunService

WHERE = "network.transfer.run"


async def origin_of(runs: RunService, document: Images) -> Document | bytes:
    """Return what a run of a document is made of: itself, or a checkpoint with those layers.

    Raises Unprocessable if the other run is none, or differs in those layers.
    """
    transfer = document.network.transfer
    if transfer is None:
        return document
    donor = await _donor(runs, transfer.run)
    raw = document.model_dump(mode="json")
    answer = await runs.ask(donor, TRANSFER, document=raw)
    return as_bytes(answer["checkpoint"])


async def _donor(runs: RunService, name: str) -> Run:
    with suppress(NotFound):
        donor = await runs.find(name)
        if donor.kind == "images":
            return donor
    words = f"must be the id of a run of images that is there; got {name}"
    raise Unprocessable.of(fault(WHERE, words, "no_such_images"))
