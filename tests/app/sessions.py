"""Sessions for tests, driven by the test's own clock; nothing waits."""

import pytest

from app.documents.commands import Experiment
from app.errors import AppError
from app.runs.blocks import finish
from app.runs.training.checkpoints import restore, save
from app.runs.training.training_session import TrainingSession
from app.runs.worker.rendered_frames import drawing
from app.runs.worker.worker_run import doing

SLICE = 0.05  # seconds of training that one call may take


def session(**document):
    return TrainingSession(Experiment.model_validate(document))


def execute(run, command):
    """Execute a command or answer a query at once; raise AppError if it is refused."""
    return finish(doing(run, command))


def restored(blob, seq):
    """Return the session that was saved."""
    return finish(restore(TrainingSession, blob, seq=seq))


def go(run, seconds=0.0, clock=0.0):
    """Train a run on its own clock until that shows so many seconds, or the run stops."""
    end = clock + seconds
    while run.status == "running" and (wanted := run.wants(clock)) is not None and wanted <= end:
        clock = max(clock, wanted)
        run.advance(clock, SLICE)
    return run


def step(run, unit="epoch", count=1):
    execute(run, {"type": "step", "unit": unit, "count": count})
    while run.status == "running":
        run.advance(0.0, SLICE)
    return run


def put(run, path, value, **more):
    return execute(run, {"type": "set", "path": path, "value": value, **more})


def parameters(run):
    return execute(run, {"type": "describe"})["parameters"]


def refusal(run, **command):
    with pytest.raises(AppError) as refused:
        execute(run, command)
    return refused.value


def saved(run):
    """Return a run's checkpoint without the seconds it took, which differ from time to time."""
    run.trainer.stopping.seconds = 0.0
    return save(run)


def shown(run, view, since=-1):
    """Return the run's frame for a view, drawn at once."""
    return finish(drawing(run, view, since))
