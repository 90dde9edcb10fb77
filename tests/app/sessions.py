"""Sessions for tests, driven by the test's own clock; nothing waits."""

import pytest

from app.documents.commands import Experiment
from app.errors import AppError
from app.runs.blocks import finish
from app.runs.training.training_session import Session
from app.runs.worker.rendered_frames import drawing

SLICE = 0.05  # seconds of training that one call may take


def session(**document):
    return Session(Experiment.model_validate(document))


def go(run, seconds=0.0, clock=0.0):
    """Let a run train on its own clock until that shows so many seconds, or it stops."""
    end = clock + seconds
    while run.status == "running" and (wanted := run.wants(clock)) is not None and wanted <= end:
        clock = max(clock, wanted)
        run.advance(clock, SLICE)
    return run


def step(run, unit="epoch", count=1):
    run.execute({"type": "step", "unit": unit, "count": count})
    while run.status == "running":
        run.advance(0.0, SLICE)
    return run


def put(run, path, value, **more):
    return run.execute({"type": "set", "path": path, "value": value, **more})


def parameters(run):
    return run.execute({"type": "describe"})["parameters"]


def refusal(run, **command):
    with pytest.raises(AppError) as refused:
        run.execute(command)
    return refused.value


def saved(run):
    """Return a run's checkpoint but for the seconds it took, which are nobody's to repeat."""
    run.trial.stopping.seconds = 0.0
    return run.checkpoint()


def shown(run, view, since=-1):
    """Return the run as a view shows it, drawn at once."""
    return finish(drawing(run, view, since))
