"""The most expensive documents that the caps allow, and all queries of their runs."""

import json
from itertools import pairwise

import numpy as np

from app.documents.commands import Experiment
from app.limits.caps import (
    HISTORY_ROWS,
    MAX_ASKED_ROWS,
    MAX_CLASSES,
    MAX_CSV_COLUMNS,
    MAX_CSV_ROWS,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_POINTS,
    MAX_PREDICT_ROWS,
    MAX_REST_RESOLUTION,
    MAX_SAMPLES,
    MAX_UNITS,
    MAX_WEIGHTS,
)
from app.runs import uploaded_tables
from app.runs.network.exports import FORMS
from app.runs.training.training_session import TrainingSession

# Powers of what may be negative take longest, and a formula has at most 64 operations.
FORMULAS = [f"x1^3/{n}" + "+x2^3+x1^3" * 7 for n in range(1, MAX_FEATURES + 1)]
POINTS = [
    [n / 999 - 2.5, 2.5 - n / 998, [n % 2] * (MAX_CLASSES - 1) + [1]] for n in range(MAX_POINTS)
]
COLUMNS = [f"{n} {'x' * 100}" for n in range(MAX_CSV_COLUMNS - 1)]
SHARE = 0.9  # of the points is trained on


def network(inputs):
    """Return the widest network of the most layers; gelu takes longest."""
    for units in range(MAX_UNITS, 0, -1):
        sizes = [inputs, *[units] * MAX_LAYERS, MAX_CLASSES]
        if sum((a + 1) * b for a, b in pairwise(sizes)) <= MAX_WEIGHTS:
            return {"hidden": [{"units": units, "activation": "gelu"}] * MAX_LAYERS}
    raise AssertionError("not even one unit")


def document(problem, inputs, data, **more):
    words = {"title": "t" * 120, "description": "d" * 4000}
    training = {"batch_size": 100, "optimizer": {"name": "adam"}}
    about = {"network": network(inputs), "training": training, **words, **more}
    split = {"samples": MAX_SAMPLES, "train_ratio": SHARE}
    return Experiment.model_validate({"problem": problem, "data": {**data, **split}, **about})


def of_points():
    data = {"source": "points", "points": POINTS, "classes": MAX_CLASSES}
    return document("multilabel", MAX_FEATURES, data, features=FORMULAS)


def of_formulas():
    data = {"classes": MAX_CLASSES}
    return document("multilabel", MAX_FEATURES, data, features=FORMULAS)


def of_table():
    values = np.random.default_rng(1).normal(size=(len(COLUMNS), MAX_CSV_ROWS)).round(9).tolist()
    kept = [{"name": name, "values": row} for name, row in zip(COLUMNS, values, strict=True)]
    classes = [f"{n} {'y' * 100}" for n in range(MAX_CLASSES)]
    numbers = [n % MAX_CLASSES for n in range(MAX_CSV_ROWS)]
    kept.append({"name": "y", "values": numbers, "classes": classes})
    uploaded_tables.provide("largest", json.dumps(kept).encode())
    about = {"columns": COLUMNS, "target": "y", "classes": MAX_CLASSES}
    data = {"source": "upload", "dataset_id": "largest", **about}
    return document("multiclass", len(COLUMNS), data)


def of_pixels():
    return document("multiclass", 64, {"source": "builtin", "name": "digits"})


DOCUMENTS = {"points": of_points, "table": of_table, "pixels": of_pixels}
LABELS = {"points": [1] * MAX_CLASSES, "table": 1, "pixels": 1}
ASKED_POINTS = np.random.default_rng(2).uniform(-6, 6, (MAX_PREDICT_ROWS, 2))
QUESTIONS = {
    "describe": [{}],
    "experiment": [{}],
    "status": [{}],
    "history": [{}],
    "predict": [{"inputs": ASKED_POINTS}],
    "answer_rows": [{"rows": [dict.fromkeys(COLUMNS, 0.25)] * MAX_ASKED_ROWS}],
    "boundary": [{"resolution": MAX_REST_RESOLUTION}],
    "inspect": [{"input": [1, 2]}],
    "neuron": [{"neuron": f"h{MAX_LAYERS}.0"}],
    "diagnosis": [{}],
    "fork": [{}, {"epoch": 0}],
    "model": [{"format": form} for form in FORMS],
}


def run_of(name):
    """Return a run of a document that stands within an epoch, with as long a history as any."""
    run = TrainingSession(DOCUMENTS[name]())
    run.trainer.train_sample()
    rows = np.random.default_rng(3).random((HISTORY_ROWS, len(run.trainer.history.columns)))
    rows[:, 0] = np.arange(HISTORY_ROWS)
    run.trainer.history.refill(rows)
    return run
