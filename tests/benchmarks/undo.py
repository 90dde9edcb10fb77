"""What an undo costs where the run is: processor time of all of it, and of its parts.

The state is that before a reset, after 300 epochs.  What the page takes: tests/benchmarks/browser.
"""

from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any

from app.documents.commands import View
from app.documents.experiment import Experiment
from app.runs.blocks import finish
from app.runs.training.trainer_checkpoints import restoring_trainer, save_trainer
from app.runs.training.training_session import TrainingSession
from app.runs.training.undo_stack import SavedState
from tests.app.sessions import execute, step
from tests.app.sessions import shown as draw
from tests.benchmarks.frames import EXPERIMENTS
from tests.benchmarks.timing import Figure

EPOCHS, ROUNDS, FEW = 300, 25, 2


def undo_costs(document: dict[str, Any], rounds: int) -> dict[str, float]:
    """Return milliseconds of the processor by what takes them."""
    run = step(TrainingSession(Experiment.model_validate(document)), "epoch", EPOCHS)
    execute(run, {"type": "reset"})

    def there_and_back() -> None:
        execute(run, {"type": "undo"})
        execute(run, {"type": "redo"})

    both = _processor(there_and_back, rounds)
    execute(run, {"type": "undo"})
    blob = save_trainer(run.trainer, run.facts())

    def picture() -> None:
        run.trainer.metrics.outdate()
        draw(run, View(), 0)

    return {
        "undo and redo": both,
        "undo, saving the state it leaves": _processor(
            lambda: SavedState.of(1, save_trainer(run.trainer, run.facts())), rounds
        ),
        "undo, building the state it goes to": _processor(
            lambda: finish(restoring_trainer(blob)), rounds
        ),
        "undo, its picture": _processor(picture, rounds),
    }


def _processor(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = process_time()
        work()
        times.append(1000 * (process_time() - start))
    return median(times)


def undo_figures(full: bool = False) -> Iterator[Figure]:
    """Yield what an undo costs of both networks."""
    for name, document in EXPERIMENTS.items():
        for part, value in undo_costs(document, ROUNDS if full else FEW).items():
            yield Figure(f"{part} {name}, processor", value, "ms")
