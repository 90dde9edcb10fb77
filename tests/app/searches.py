"""Searches for tests, and what their trials would be alone."""

import numpy as np

from tests.app.sessions import execute, restored, saved, session, step
from tests.app.studies import RATE, studied

METHODS = ["random", "grid", "hyperband", "bayesian"]
NAME, MOMENTUM = "training.optimizer.name", "training.optimizer.momentum"
LAYERS = [[{"units": 2}], [{"units": 3}, {"units": 2}]]
SPACE = [
    {"path": RATE, "float": {"from": 0.01, "to": 1, "log": True}},
    {"path": NAME, "choice": ["sgd", "momentum"]},
    {
        "path": MOMENTUM,
        "float": {"from": 0.5, "to": 0.9},
        "when": {"path": NAME, "values": ["momentum"]},
    },
    {"path": "network.hidden", "choice": LAYERS},
]
FEW = {"data": {"samples": 30}, "network": {"hidden": [{"units": 3}]}}


def search(method="random", trials=6, space=SPACE, **more):
    """Return what a search varies."""
    return {"kind": "search", "method": method, "trials": trials, "space": space, **more}


def searched(method="random", trials=6, space=SPACE, *, epochs=4, base=FEW, done=None, **about):
    """Return the session of a search; `done` is how many executions it has done, by itself all."""
    vary = search(method, trials, space, **about.pop("vary", {}))
    run = studied(vary, base, budget={"epochs": epochs}, **about)
    return step(run, "epoch", 999 if done is None else done) if done != 0 else run


def log(run):
    """Return the values, the epochs and the score of each execution."""
    return [(one.values, one.asked, one.score) for one in run.training.plan.executions]


def opened(run, trial):
    """Return the session of the run that a trial is opened as."""
    answer = execute(run, {"type": "open_trial", "trial": trial})
    return restored(np.asarray(answer["checkpoint"], np.uint8).tobytes(), seq=0)


def told(run):
    """Return a session's checkpoint without what differs between any two runs."""
    run.seq = run.generation = run.revision = 0
    return saved(run)


def alone(run, trial):
    """Return a trial's experiment as a run of its own, trained as long as the trial."""
    about = execute(run, {"type": "trial", "trial": trial})
    twin = session(**about["experiment"])
    return step(twin, "epoch", about["epochs"]) if about["epochs"] else twin
