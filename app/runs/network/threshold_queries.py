"""Says what a threshold on one output decides: its counts, figures and curves."""

import numpy as np

from app.documents.commands import Threshold
from app.documents.experiment import Experiment
from app.errors import Unprocessable, fault
from app.runs.blocks import Work
from app.runs.network.building import Part
from app.runs.network.evaluation import threshold as usual_threshold
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, Rows, passes
from app.runs.plane_answers import ThresholdAnswer, ThresholdCurve
from app.runs.wire_messages import CommandData
from engine.threshold_curves import Curve, Floats, ThresholdCounts

VERTICES = 200  # of a curve, at most


def threshold(training: NetworkTraining, body: CommandData) -> Work[ThresholdAnswer]:
    """Return what a threshold on an output decides about the points for training or test.

    With several classes an output says its class against all others.
    """
    asked, document = Threshold.model_validate(body), training.document
    _check(document, asked)
    part = training.data.train if asked.of == "train" else training.data.test
    scores = yield from _scores(training, part, asked.output)
    usual = usual_threshold(document)
    true = part.targets[:, asked.output] > usual
    limit = usual if asked.threshold is None else asked.threshold
    yield
    counts = ThresholdCounts.of(true, scores)
    hits, alarms = counts.at(limit)
    misses, rejected = counts.positives - hits, counts.negatives - alarms
    return {
        "threshold": limit,
        "usual": usual,
        "range": training.topology.range,
        "output": asked.output,
        "of": asked.of,
        "points": len(scores),
        "matrix": [[rejected, alarms], [misses, hits]],
        "accuracy": _ratio(hits + rejected, len(scores)),
        "most_frequent": _ratio(max(counts.positives, counts.negatives), len(scores)),
        "precision": _ratio(hits, hits + alarms),
        "recall": _ratio(hits, counts.positives),
        "f1": _ratio(2 * hits, 2 * hits + alarms + misses),
        "roc": _curve(counts.roc()),
        "precision_recall": _curve(counts.precision_recall()),
        "outcomes": 2 * true + (scores > limit),
    }


def _check(document: Experiment, asked: Threshold) -> None:
    if document.problem == "regression":
        raise Unprocessable("a threshold decides between classes; this run learns numbers")
    if asked.output >= document.outputs:
        words = f"must be from 0 to {document.outputs - 1}; got {asked.output}"
        raise Unprocessable.of(fault("output", words, "does_not_fit"))


def _scores(training: NetworkTraining, part: Part, output: int) -> Work[Floats]:
    look = ModelSnapshot.at(training.model, training.topology)
    scores = np.empty(len(part))
    for block, stages in passes(look, Rows.of(part.inputs)):
        scores[block] = stages[-1][:, output]
        yield
    if not np.isfinite(scores).all():
        raise Unprocessable("an output of the network is not a finite number: it has no scores")
    return scores


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _curve(curve: Curve) -> ThresholdCurve:
    """Return a curve with as many of its vertices as can be told apart in a picture."""
    chosen = np.unique(np.linspace(0, len(curve.x) - 1, VERTICES).astype(int))
    if not len(curve.x):
        chosen = chosen[:0]
    return {"x": curve.x[chosen], "y": curve.y[chosen], "area": curve.area}
