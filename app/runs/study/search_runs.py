"""Makes an ordinary run of a trial of a search, which stands where the trial stands."""

import numpy as np

from app.errors import Conflict
from app.runs.answers import CheckpointAnswer
from app.runs.blocks import Work
from app.runs.study.search_training import SearchTraining
from app.runs.study.trial_numbers import checked_number
from app.runs.study.trial_runs import go_to, saved_run
from app.runs.training.driver import Driver, Goal
from app.runs.training.trainer import Trainer

AGAIN_COST = 10_000_000_000  # multiplications of a trial that is trained again: about a second
BLOCK_SECONDS = 0.003


def open_search_trial(study: Trainer, number: int) -> Work[CheckpointAnswer]:
    """Return, as a checkpoint, the run of a trial.

    It is trained again, to the same bits, so that it has its whole past; where that would take too
    long it has the trial's state, and nothing before it.  Raises NoSuchTrial, Conflict.
    """
    search = study.training
    assert isinstance(search, SearchTraining)
    rows = search.plan.rows
    row = rows[checked_number(number, len(rows))]
    last, state = row.last, row.last.state
    if state is None:
        why = f"trial {number} was not trained: {last.unfit}"
        raise Conflict(why, code="unfit_trial")
    document = search.document.candidates.document(last.values)
    trainer = yield from Trainer.building(document)
    if (last.epochs + 1) * document.cost <= AGAIN_COST:
        yield from _training_again(trainer, last.epochs + (last.failure is not None))
    elif last.failure is not None:
        trainer.training.restore(trainer.training.at_epoch(state))
        trainer.resume(last.failure, None)
    elif last.epochs:
        go_to(trainer, state)
    blob = saved_run(trainer, "paused" if last.failure is None else "diverged")
    return {"checkpoint": np.frombuffer(blob, np.uint8), "epoch": trainer.epoch}


def _training_again(trainer: Trainer, epochs: int) -> Work[None]:
    """Train so many epochs, or until it diverges."""
    if not epochs:
        return
    driver = Driver(trainer)
    driver.goal = Goal("epoch", epochs)
    while not driver.advance(0.0, BLOCK_SECONDS):
        yield
