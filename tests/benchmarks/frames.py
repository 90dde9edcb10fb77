"""What a picture costs: drawing it, encoding it, and its bytes on the wire."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any

from app.experiment import Experiment
from app.messages import encode_frame
from app.runs.session import Session
from app.schemas import View
from engine.features import FEATURES

ROUNDS = 200
SIX_OF_EIGHT = {"features": list(FEATURES), "network": {"hidden": [{"units": 8}] * 6}}
EXPERIMENTS: dict[str, dict[str, Any]] = {"2-4-2-1": {}, "7-8x6-1": SIX_OF_EIGHT}


def trained(document: dict[str, Any]) -> Session:
    """Return a session that has gone an epoch."""
    session = Session(Experiment.model_validate(document))
    session.execute({"type": "step", "unit": "epoch"})
    return session


def frame_costs(document: dict[str, Any]) -> tuple[float, float, int]:
    """Return the milliseconds to draw and to encode a frame, and its bytes."""
    session, view = trained(document), View()
    picture = session.picture(view, 0)
    drawing = _milliseconds(lambda: session.picture(view, 0))
    encoding = _milliseconds(lambda: encode_frame(picture, picture.history))
    return drawing, encoding, len(encode_frame(picture, picture.history))


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def costs() -> Iterator[tuple[str, float, float, int]]:
    """Yield each network's name and its costs."""
    for name, document in EXPERIMENTS.items():
        yield name, *frame_costs(document)
