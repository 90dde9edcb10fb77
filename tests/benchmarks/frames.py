"""What a picture costs: drawing it, encoding it, and its bytes on the wire."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any

from app.documents.commands import View
from app.documents.experiment import Experiment
from app.encoding.messages import encode_frame
from app.runs.training.training_session import TrainingSession
from engine.features import FEATURES
from tests.app.sessions import execute
from tests.app.sessions import shown as draw
from tests.benchmarks.timing import Figure

ROUNDS, FEW = 200, 2
SIX_OF_EIGHT = {"features": list(FEATURES), "network": {"hidden": [{"units": 8}] * 6}}
EXPERIMENTS: dict[str, dict[str, Any]] = {"2-4-2-1": {}, "7-8x6-1": SIX_OF_EIGHT}


def trained(document: dict[str, Any]) -> TrainingSession:
    """Return a session that has gone an epoch."""
    session = TrainingSession(Experiment.model_validate(document))
    execute(session, {"type": "step", "unit": "epoch"})
    return session


def frame_costs(document: dict[str, Any], rounds: int) -> tuple[float, float, int]:
    """Return the milliseconds to draw and to encode a frame, and its bytes."""
    session, view = trained(document), View()
    picture = draw(session, view, 0)
    drawing = _milliseconds(lambda: draw(session, view, 0), rounds)
    encoding = _milliseconds(lambda: encode_frame(picture), rounds)
    return drawing, encoding, len(encode_frame(picture))


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def frame_figures(full: bool = False) -> Iterator[Figure]:
    """Yield what a frame costs with the default view."""
    for name, document in EXPERIMENTS.items():
        drawing, encoding, size = frame_costs(document, ROUNDS if full else FEW)
        yield Figure(f"draw a frame {name}", drawing, "ms")
        yield Figure(f"encode a frame {name}", encoding, "ms")
        yield Figure(f"frame {name}", size, "bytes")
