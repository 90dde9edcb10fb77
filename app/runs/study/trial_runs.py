"""Makes an ordinary run of a trial, which stands where the trial stands."""

import numpy as np

from app.runs.answers import CheckpointAnswer
from app.runs.blocks import Work
from app.runs.states import SessionFacts, Status
from app.runs.study.ensemble import Ensemble
from app.runs.study.trial_queries import checked_trial
from app.runs.study.trial_states import NEVER
from app.runs.training.trainer import Trainer
from app.runs.training.trainer_checkpoints import save_trainer
from app.runs.training.training import State

MOST_EPOCHS = 1_000  # of the study's that are measured for the run's history


def open_trial(study: Trainer, number: int) -> Work[CheckpointAnswer]:
    """Return, as a checkpoint, the run of a trial.

    It goes through the epochs that the study's timeline has, so that it has their history, their
    states, and what stop rules know of them, as if it had trained by itself.  Raises NoSuchTrial.
    """
    ensemble = study.training
    assert isinstance(ensemble, Ensemble)
    trial, epoch = checked_trial(ensemble, number), ensemble.epoch
    diverged = int(ensemble.states.records["diverged"][trial])
    last = ensemble.states.state(trial, epoch if diverged == NEVER else diverged)
    stored = [one for one in study.timeline.epochs if 0 < one < epoch]
    trainer = yield from Trainer.building(ensemble.networks.documents[trial])
    for past in stored[:: max(1, -(-len(stored) // MOST_EPOCHS))]:
        if state := _stored(study, ensemble, trial, past):
            go_to(trainer, state)
        yield
    if diverged != NEVER:
        trainer.training.restore(trainer.training.at_epoch(last))
        trainer.resume(ensemble.failures[trial], None)
    elif epoch:
        go_to(trainer, last)
    blob = saved_run(trainer, "paused" if diverged == NEVER else "diverged")
    return {"checkpoint": np.frombuffer(blob, np.uint8), "epoch": trainer.epoch}


def _stored(study: Trainer, ensemble: Ensemble, trial: int, epoch: int) -> State | None:
    """Return a trial's state at an epoch, if the timeline still has it and it was sound then."""
    found = study.timeline.at(epoch)
    if found.epoch != epoch:  # it has made room since
        return None
    states = ensemble.states.like(found)
    sound = states.records["diverged"][trial] == NEVER
    return states.state(trial, epoch) if sound else None


def go_to(trainer: Trainer, state: State) -> None:
    """Have a trainer record a later epoch as if it had trained up to it."""
    training, epoch = trainer.training, state.epoch
    training.restore(training.at_epoch(state))
    trainer.metrics.outdate()
    figures, parameters = trainer.metrics.exact(), training.parameters
    trainer.history.append(epoch, figures.row())
    trainer.timeline.append(training.snapshot())
    trainer.stopping.saw(trainer.document.stop_rules, epoch, figures.test_loss, parameters)
    trainer.sound[:] = parameters


def saved_run(trainer: Trainer, status: Status) -> bytes:
    """Return a run that stands where a trainer does, as a checkpoint."""
    facts: SessionFacts = {
        "status": status,
        "reason": "",
        "kept": False,
        "generation": 0,
        "revision": 0,
        "goal": None,
    }
    return save_trainer(trainer, facts)
