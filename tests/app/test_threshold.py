"""What a threshold on an output decides: counts, figures and curves, over the points of a set."""

import numpy as np
import pytest
from sklearn import metrics

from app.runs.network.evaluation import threshold
from tests.app.client import created, serving
from tests.app.sessions import execute, refusal, session, step

DOCUMENTS = {
    "two classes": {"data": {"noise": 0.4}},
    "cross-entropy": {"data": {"noise": 0.4}, "training": {"loss": "binary_crossentropy"}},
    "several classes": {"problem": "multiclass", "data": {"noise": 0.4}},
    "several labels": {"problem": "multilabel", "data": {"noise": 0.4}},
    "a table": {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}},
}


@pytest.fixture(params=DOCUMENTS)
def run(request):
    return step(session(**DOCUMENTS[request.param]), count=3)


def ask(run, **body):
    return execute(run, {"type": "threshold", **body})


def scores_of(run, part, output=0):
    """Return which points of a set are true, and the network's scores of them."""
    points = getattr(run.training.data, part)
    scores = run.training.model.predict(points.inputs, verbose=0)[:, output]
    return points.targets[:, output] > threshold(run.document), scores


@pytest.mark.parametrize("part", ["train", "test"])
def test_figures_are_scikit_learns(run, part):
    true, scores = scores_of(run, part)
    limit = float(np.median(scores))
    told, said = ask(run, of=part, threshold=limit), scores > limit
    assert told["matrix"] == metrics.confusion_matrix(true, said).tolist()
    assert told["accuracy"] == pytest.approx(metrics.accuracy_score(true, said))
    assert told["precision"] == pytest.approx(metrics.precision_score(true, said))
    assert told["recall"] == pytest.approx(metrics.recall_score(true, said))
    assert told["f1"] == pytest.approx(metrics.f1_score(true, said))
    assert told["roc"]["area"] == pytest.approx(metrics.roc_auc_score(true, scores))
    area = metrics.average_precision_score(true, scores)
    assert told["precision_recall"]["area"] == pytest.approx(area)
    assert told["most_frequent"] == pytest.approx(max(true.mean(), 1 - true.mean()))


def test_usual_threshold_gives_the_confusion_of_two_classes():
    run = step(session(**DOCUMENTS["two classes"]), count=3)
    told = ask(run)
    assert told["threshold"] == told["usual"] == 0
    assert told["matrix"] == execute(run, {"type": "status"})["confusion"]


def test_outcomes_are_those_of_the_matrix(run):
    told = ask(run, threshold=0.3)
    counts = np.bincount(told["outcomes"], minlength=4).reshape(2, 2)
    assert counts.tolist() == told["matrix"]


def test_present_threshold_stands_on_the_curve():
    run = step(session(**DOCUMENTS["two classes"]), count=3)
    told = ask(run, threshold=0.1)
    (rejected, alarms), (misses, hits) = told["matrix"]
    here = alarms / (alarms + rejected), hits / (hits + misses)
    assert here in set(zip(told["roc"]["x"], told["roc"]["y"], strict=True))


def test_threshold_above_all_scores_says_no_and_has_no_precision():
    told = ask(session(), threshold=2)
    assert told["matrix"][0][1] == told["matrix"][1][1] == 0
    assert (told["precision"], told["recall"]) == (None, 0)


def test_each_output_has_curves_of_its_own():
    run = step(session(**DOCUMENTS["several classes"]), count=3)
    areas = {ask(run, output=output)["roc"]["area"] for output in range(3)}
    assert len(areas) == 3
    true, scores = scores_of(run, "test", output=2)
    area = metrics.roc_auc_score(true, scores)
    assert ask(run, output=2)["roc"]["area"] == pytest.approx(area)


def test_curve_has_few_vertices_and_both_ends():
    curve = ask(session(data={"samples": 5000}), of="train")["roc"]
    assert len(curve["x"]) <= 200
    ends = curve["x"][0], curve["y"][0], curve["x"][-1], curve["y"][-1]
    assert ends == (0, 0, 1, 1)


def test_one_class_alone_has_no_roc_curve():
    points = [[x / 4, 0, 1] for x in range(20)]
    told = ask(session(data={"source": "points", "points": points}))
    assert told["roc"] == {"x": [], "y": [], "area": None}
    assert told["precision_recall"]["area"] == 1


@pytest.mark.parametrize(
    ("document", "body", "words"),
    [
        ({"problem": "regression"}, {}, "this run learns numbers"),
        ({}, {"output": 1}, "must be from 0 to 0; got 1"),
        ({}, {"output": -1}, "must be at least 0"),
        ({}, {"of": "all"}, "must be 'train' or 'test'"),
        ({}, {"threshold": "high"}, "must be a number"),
    ],
)
def test_what_has_no_threshold_is_refused_with_what_is_allowed(document, body, words):
    refused = refusal(session(**document), type="threshold", **body)
    assert refused.status == 422
    assert words in str([refused.detail, *(one["detail"] for one in refused.errors or [])])


def test_threshold_is_asked_over_rest():
    with serving() as client:
        place = f"/api/runs/{created(client)['id']}/threshold"
        told = client.post(place, json={"threshold": 0.2}).json()
        assert told["threshold"] == 0.2
        assert sum(map(sum, told["matrix"])) == told["points"] == len(told["outcomes"])
        assert client.post(place, json={"output": 3}).status_code == 422
