"""The most expensive documents that the caps allow, and all queries of their runs."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np

from app.documents.commands import Experiment
from app.documents.image_document import Images
from app.documents.loss_surface import surface_of
from app.limits.caps import (
    HISTORY_ROWS,
    MAX_ASKED_PICTURES,
    MAX_ASKED_ROWS,
    MAX_AXIS,
    MAX_CLASSES,
    MAX_CSV_COLUMNS,
    MAX_CSV_ROWS,
    MAX_CURVES,
    MAX_FEATURES,
    MAX_FILTERS,
    MAX_LAYERS,
    MAX_POINTS,
    MAX_PREDICT_ROWS,
    MAX_REST_RESOLUTION,
    MAX_SAMPLES,
    MAX_SEARCH_TRIALS,
    MAX_SHOWN_PICTURES,
    MAX_STREAM_RESOLUTION,
    MAX_TRIALS,
    MAX_UNITS,
    MAX_WEIGHTS,
)
from app.runs import uploaded_tables
from app.runs.network.exports import FORMS
from app.runs.network.weight_paths import NUMBERS
from app.runs.study.search_turn import Turn
from app.runs.training.training_session import TrainingSession
from tests.app.studies import RATE, study

# Powers of what may be negative take longest, and a formula has at most 64 operations.
FORMULAS = [f"x1^3/{n}" + "+x2^3+x1^3" * 7 for n in range(1, MAX_FEATURES + 1)]
POINTS = [
    [n / 999 - 2.5, 2.5 - n / 998, [n % 2] * (MAX_CLASSES - 1) + [1]] for n in range(MAX_POINTS)
]
COLUMNS = [f"{n} {'x' * 100}" for n in range(MAX_CSV_COLUMNS - 1)]
WEIGHTS = 3 * 60 + 61 * 60 + 61  # of the network of `of_weights`
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


def of_numbers():
    points = [[x1, x2, x1 - x2] for x1, x2, _ in POINTS]
    data = {"source": "points", "points": points}
    return document("regression", MAX_FEATURES, data, features=FORMULAS)


def of_parted():
    return of_numbers().with_value("network.wide", True).with_value("network.auxiliary", {})


def of_pixels():
    return document("multiclass", 64, {"source": "builtin", "name": "digits"})


def of_rule():
    raw = of_table().model_dump(mode="json")
    rule = {"training": {"rule": "perceptron"}}
    return Experiment.model_validate({"problem": raw["problem"], "data": raw["data"], **rule})


def of_weights():
    """Return the largest network that can be asked about other weights, with enough points."""
    hidden = [{"units": 60, "activation": "gelu"}] * 2
    training = {"batch_size": 1}  # each sample is a step of its path
    return Experiment(network={"hidden": hidden}, training=training)


def of_study():
    """Return the study of the most trials."""
    rates = {"path": RATE, "from": 0.001, "to": 1, "steps": MAX_AXIS, "log": True}
    sizes = {"path": "training.batch_size", "from": 53, "to": 100}
    sizes["steps"] = MAX_AXIS
    return study({"kind": "grid", "axes": [rates, sizes]}, {})


def of_curves():
    """Return the study with the widest history."""
    return study({"kind": "seeds", "count": MAX_CURVES}, {})


def of_search():
    """Return the search of the most trials, with many settings."""
    numbers = {"data.noise": 0.5, "data.train_ratio": 0.9, "training.regularization.rate": 1}
    space = [{"path": path, "float": {"from": 0.1, "to": to}} for path, to in numbers.items()]
    wholes = {"data.seed": 99, "training.batch_size": 50, "training.seed": 99}
    space += [{"path": path, "int": {"from": 2, "to": to}} for path, to in wholes.items()]
    space.append({"path": RATE, "float": {"from": 0.001, "to": 1, "log": True}})
    space.append({"path": "network.hidden.0.activation", "choice": ["tanh", "relu", "gelu"]})
    vary = {"kind": "search", "trials": MAX_SEARCH_TRIALS, "space": space}
    return study(vary, {}, budget={"epochs": 1})


def of_images():
    """Return the largest network for digits whose batch takes no longer than a block."""
    blocks = [{"filters": MAX_FILTERS, "kernel": 3, "pool": 1}] * 2
    network = {"convolution": blocks, "hidden": [{"units": 200, "activation": "gelu"}]}
    data = {"name": "digits", "validation": 500}
    return Images.model_validate({"data": data, "network": network})


def of_transfer():
    """Return the plain document of a run that begins with layers of the largest one."""
    raw = of_images().model_dump(mode="json")
    transfer = {"run": "largest", "layers": 2}
    return {**raw, "network": {**raw["network"], "transfer": transfer}}


def beside():
    """Return the path of another run of `of_weights`, with as many epochs as there may be."""
    epochs = [*range(NUMBERS // WEIGHTS // 2)]
    states = np.random.default_rng(4).normal(size=(len(epochs), WEIGHTS))
    return {"surface": surface_of(of_weights()), "epochs": epochs, "states": states}


DOCUMENTS = {
    "points": of_points,
    "table": of_table,
    "pixels": of_pixels,
    "rule": of_rule,
    "numbers": of_numbers,
    "weights": of_weights,
    "parted": of_parted,
    "study": of_study,
    "curves": of_curves,
    "images": of_images,
    "search": of_search,
}
LABELS = {"points": [1] * MAX_CLASSES, "table": 1, "pixels": 1, "rule": 1}
ASKED_POINTS = np.random.default_rng(2).uniform(-6, 6, (MAX_PREDICT_ROWS, 2))
ASKED_PICTURES = [*range(MAX_SHOWN_PICTURES)]
QUESTIONS = {
    "describe": [{}],
    "experiment": [{}],
    "status": [{}],
    "history": [{}],
    "predict": [{"inputs": ASKED_POINTS}],
    "answer_rows": [{"rows": [dict.fromkeys(COLUMNS, 0.25)] * MAX_ASKED_ROWS}],
    "boundary": [{"resolution": MAX_REST_RESOLUTION}],
    "inspect": [{"input": [1, 2]}],
    "backprop": [{"row": 3}, {"row": 3, "batch": True}],
    "neuron": [{"neuron": f"h{MAX_LAYERS}.0"}],
    "threshold": [{}],
    "diagnosis": [{}],
    "point_outputs": [{}],
    "residuals": [{}],
    "bent_space": [{}],
    "landscape": [{}, {"weights": [0, 1]}, {"beside": beside()}],
    "weight_path": [{}],
    "what_if": [{"parameters": [0.01] * WEIGHTS, "resolution": MAX_STREAM_RESOLUTION}],
    "paths": [{}],
    "perceptron": [{}],
    "orders": [{}],
    "logistic": [{}],
    "trials": [{"first": 0, "count": MAX_TRIALS}],
    "trial": [{"trial": MAX_CURVES - 1}],
    "open_trial": [{"trial": MAX_CURVES - 1}],
    "fork": [{}, {"epoch": 0}],
    "film": [{}],
    "tensorboard": [{"name": "run", "time": 1.8e9}],
    "importance": [{}],
    "model": [{"format": form} for form in FORMS],
    "image_summary": [{}],
    "pixels": [{"ids": [*range(MAX_ASKED_PICTURES)]}],
    "cell": [{"true": 1, "said": 1, "first": 0, "count": MAX_SHOWN_PICTURES}],
    "mistakes": [{"count": MAX_SHOWN_PICTURES}],
    "past_pictures": [{"ids": ASKED_PICTURES, "epochs": epochs} for epochs in ([], [0])],
    "first_weights": [{"first": 0, "count": MAX_FILTERS}],
    "exciting": [{"layer": 1, "unit": 0, "count": 64}],
    "cloud": [{"count": 1_000}, {"count": 500, "method": "tsne"}],
    "answer_picture": [{"id": 0, "maps": True}],
    "transfer": [{"document": of_transfer()}],
}


def run_of(name):
    """Return a run of a document that stands within an epoch, with as long a history as any."""
    run = TrainingSession(DOCUMENTS[name]())
    run.trainer.train_sample()
    rows = np.random.default_rng(3).random((HISTORY_ROWS, len(run.trainer.history.columns)))
    rows[:, 0] = np.arange(HISTORY_ROWS)
    run.trainer.history.refill(rows)
    if name == "search":
        fill(run.training.plan)
    return run


def fill(plan):
    """Have a search stand in its last trial."""
    state = plan.turn.so_far.state
    for _ in range(MAX_SEARCH_TRIALS - 1):
        plan.end(replace(plan.next(), epochs=1, loss=0.2, best=1 / 3, state=state))
    plan.turn = Turn(plan.document, plan.next(), plan.turn.network)
