"""Takes from a run what it has learned, to be saved with its experiment."""

from app.documents.checks import beside
from app.documents.experiment import Experiment
from app.encoding.messages import as_bytes
from app.errors import Conflict, TooLarge, Unprocessable
from app.limits.caps import MAX_NETWORK_BYTES
from app.limits.owner import crowd_of, owner_of
from app.runs.answers import FORK
from app.services.persistence import document_of
from app.services.run import Run
from app.services.run_service import RunService
from app.store.network_store import TrainedNetwork


async def trained_network(
    runs: RunService, run: Run, session: str | None
) -> tuple[Experiment, TrainedNetwork]:
    """Return a run's document, and its network as it stands, counted by the session that asks.

    Raises Conflict, TooLarge, Unprocessable, Unavailable.
    """
    state = runs.runner.newest(run.inner)
    if state and state["status"] == "failed":
        raise Conflict("the run failed on the server: reset it before you save it", code="failed")
    answer = await runs.ask(run, FORK)
    checkpoint = as_bytes(answer["checkpoint"])
    if len(checkpoint) > MAX_NETWORK_BYTES:
        raise TooLarge(
            f"a link opens a trained network of at most {MAX_NETWORK_BYTES} bytes; this one has "
            f"{len(checkpoint)}: save its experiment alone, or train a smaller network"
        )
    document = await beside(document_of, checkpoint)
    if not isinstance(document, Experiment):
        raise Unprocessable("only a run of an experiment can be saved")
    owner = crowd_of(owner_of(session, run.id))
    return document, TrainedNetwork(checkpoint, answer["epoch"], owner)
