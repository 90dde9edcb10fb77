"""Studies for tests, and what their trials would be alone."""

from app.documents.study import Study
from app.runs.training.training_session import TrainingSession
from tests.app.sessions import execute, session, step

RATE = "training.optimizer.learning_rate"
SMALL = {"data": {"samples": 60}, "network": {"hidden": [{"units": 3}]}}
SEEDS = {"kind": "seeds", "count": 3}
LIST = {"kind": "list", "variants": [{}, {RATE: 0.3}, {"network.hidden.0.units": 2}]}
GRID = {
    "kind": "grid",
    "axes": [
        {"path": RATE, "from": 0.01, "to": 1, "steps": 3, "log": True},
        {"path": "network.hidden.0.units", "values": [1, 4]},
    ],
    "seeds": 2,
}


def study(vary, base=None, **about):
    """Return a study's document."""
    return Study.model_validate({"base": SMALL if base is None else base, "vary": vary, **about})


def studied(vary, base=None, *, epochs=0, **about):
    """Return the session of a study that has trained so long."""
    run = TrainingSession(study(vary, base, **about))
    return step(run, "epoch", epochs) if epochs else run


def trials(run):
    """Return a study's trials, by the names of their columns."""
    answer = execute(run, {"type": "trials", "first": 0, "count": 2304})
    return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]


def alone(run, trial):
    """Return a trial's experiment as a run of its own, trained as long as the study."""
    document = run.document.trials.document(trial).model_dump(mode="json")
    twin = session(**document)
    return step(twin, "epoch", run.epoch) if run.epoch else twin
