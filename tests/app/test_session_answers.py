"""A run's answers to queries: predict, boundary, inspect, history, describe."""

import json

import numpy as np
import pytest

from app.encoding.messages import to_json
from app.runs.blocks import finish
from app.runs.worker.queries import answer
from tests.app.sessions import execute, refusal, saved, session, step


def ask(run, kind, **body):
    answer = execute(run, {"type": kind, **body})
    return json.loads(to_json(answer))


MEANING = {
    "tanh": ({}, lambda p: 1 if p[0] > 0 else -1),
    "sigmoid": (
        {"training": {"loss": "binary_crossentropy"}},
        lambda p: 1 if p[0] > 0.5 else -1,
    ),
    "softmax": ({"problem": "multiclass"}, np.argmax),
    "several": ({"problem": "multilabel"}, lambda p: [int(value > 0.5) for value in p]),
    "number": ({"problem": "regression"}, lambda p: p[0]),
}


@pytest.mark.parametrize("name", MEANING)
def test_prediction_says_what_the_outputs_mean(name):
    document, meaning = MEANING[name]
    points = [[x1, x2] for x1 in range(-6, 7) for x2 in range(-6, 7)]
    answer = ask(step(session(**document), "epoch", 5), "predict", inputs=points)
    assert answer["labels"] == [meaning(outputs) for outputs in answer["outputs"]]


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softmax", "several"])
def test_accuracy_is_the_share_of_predictions_that_are_right(name):
    run = step(session(**MEANING[name][0]), "epoch", 5)
    points = ask(run, "describe")["points"]["test"]
    labels = ask(run, "predict", inputs=[point[:2] for point in points])["labels"]
    right = np.equal(labels, [point[2] for point in points]).mean()
    assert ask(run, "status")["metrics"]["test_accuracy"] == pytest.approx(right)


def test_prediction_of_a_far_point_is_null_and_not_infinite():
    run = session(problem="regression", features=["x1", "x1_squared"], network={"hidden": []})
    assert ask(run, "predict", inputs=[[1e300, 0]])["outputs"] == [[None]]


@pytest.mark.parametrize("resolution", [10, 150])
def test_boundary_holds_the_predictions(resolution):
    run = step(session())
    values = np.array(ask(run, "boundary", resolution=resolution)["values"])
    (corner,) = ask(run, "predict", inputs=[[-6, 6]])["outputs"]
    assert values.shape == (1, resolution, resolution)
    np.testing.assert_allclose(values[:, 0, 0], corner, atol=1e-5)


def test_boundary_of_a_hidden_neuron_is_its_own():
    run = session()
    answer = ask(run, "boundary", neuron="h1.2", resolution=10)
    corner = ask(run, "inspect", input=[-6, 6], target=1)["layers"][0]["activations"][2]
    assert np.shape(answer["values"]) == (1, 10, 10)
    assert answer["values"][0][0][0] == pytest.approx(corner, abs=1e-5)


def test_boundary_of_a_neuron_that_is_not_there_names_those_that_are():
    refused = refusal(session(), type="boundary", neuron="h9.0")
    assert refused.status == 404
    assert "one of output, x1, x2, h1.0" in refused.detail


def test_inspection_lays_an_example_open_layer_by_layer():
    run = step(session())
    answer = ask(run, "inspect", input=[1, -2], target=1)
    assert [layer["name"] for layer in answer["layers"]] == ["h1", "h2", "o"]
    assert answer["outputs"] == answer["layers"][-1]["activations"]
    assert answer["loss"] == pytest.approx(0.5 * (answer["outputs"][0] - 1) ** 2)
    first = answer["layers"][0]
    expected = np.outer([1, -2], first["deltas"])
    np.testing.assert_allclose(first["kernel_gradient"], expected, atol=1e-6)


def test_neuron_laid_open_has_the_mean_gradient_of_its_examples():
    run = step(session(data={"samples": 20}))
    points = ask(run, "describe")["points"]["train"]
    single = [ask(run, "inspect", input=[x, y], target=t)["layers"][1] for x, y, t in points]
    told = ask(run, "neuron", neuron="h2.1")["gradient"]
    kernels = np.mean([layer["kernel_gradient"] for layer in single], axis=0)
    np.testing.assert_allclose(told["weights"], kernels[:, 1], rtol=1e-3, atol=1e-6)
    bias = np.mean([layer["bias_gradient"][1] for layer in single])
    assert told["bias"] == pytest.approx(bias, rel=1e-3, abs=1e-6)


def test_neuron_laid_open_counts_every_training_point_once():
    run = step(session())
    answer = ask(run, "neuron", neuron="o.0")
    points = ask(run, "describe")["points"]["train"]
    outputs = np.ravel(ask(run, "predict", inputs=[point[:2] for point in points])["outputs"])
    told = answer["histogram"]
    assert sum(told["counts"]) == answer["points"] == len(points)
    np.testing.assert_allclose(
        np.tanh([told["from"], told["to"]]), [outputs.min(), outputs.max()], atol=1e-4
    )


@pytest.mark.parametrize("name", ["h9.0", "h1.4", "o.1"])
def test_neuron_that_is_not_there_cannot_be_laid_open(name):
    assert refusal(session(), type="neuron", neuron=name).status == 404


WIDE = {"network": {"hidden": [{"units": 128}] * 6}, "data": {"samples": 5000}}  # some blocks
ANSWERED = [
    *({"type": kind} for kind in ("describe", "status", "history")),
    {"type": "predict", "inputs": [[x / 50, 1] for x in range(2000)]},
    {"type": "boundary", "resolution": 60},
    {"type": "neuron", "neuron": "h1.0"},
    {"type": "inspect", "input": [1, -2], "target": 1},
    {"type": "backprop", "row": 3},
    {"type": "threshold"},
    {"type": "point_outputs"},
    {"type": "model", "format": "json"},
]


@pytest.mark.parametrize("query", ANSWERED, ids=lambda query: query["type"])
def test_question_does_not_disturb_the_training_that_goes_on_meanwhile(query):
    run, twin = (step(session(**WIDE), "batch", 2) for _ in range(2))
    for _ in answer(run, query):
        step(run, "batch")
        step(twin, "batch")
    assert saved(step(run, "batch")) == saved(step(twin, "batch"))


IN_BLOCKS = [query for query in ANSWERED if query["type"] not in ("history", "inspect")]


@pytest.mark.parametrize("query", IN_BLOCKS, ids=lambda query: query["type"])
def test_answer_is_of_the_moment_in_which_it_was_begun(query):
    run, twin = (step(session(**WIDE), "batch", 2) for _ in range(2))
    work = answer(run, query)
    next(work)
    step(run, "batch", 3)
    late, prompt = finish(work), execute(twin, query)
    assert to_json(late) == to_json(prompt)


def test_figures_within_an_epoch_are_those_of_all_rows_and_of_now():
    run = step(session(**WIDE), "batch", 2)
    before = answer(run, {"type": "status"})
    next(before)
    step(run, "batch", 5)
    finish(before)
    told = ask(run, "status")["metrics"]
    exact = run.training.evaluator.measure()
    assert told["loss"] == pytest.approx(exact.loss, rel=1e-5)
    assert told["test_loss"] == pytest.approx(exact.test_loss, rel=1e-5)


@pytest.mark.parametrize(
    ("problem", "target", "allowed"),
    [
        ("classification", 0, "-1 or 1"),
        ("multiclass", 3, "a class from 0 to 2"),
        ("multiclass", 1.5, "a class from 0 to 2"),
        ("multilabel", [0, 1], "a list of 3 times 0 or 1"),
        ("multilabel", [0, 1, 2], "a list of 3 times 0 or 1"),
        ("regression", [1], "a number"),
    ],
)
def test_target_that_is_no_label_is_refused(problem, target, allowed):
    refused = refusal(session(problem=problem), type="inspect", input=[0, 0], target=target)
    assert (refused.status, allowed in refused.detail) == (422, True)


@pytest.mark.parametrize("body", [{"inputs": []}, {"inputs": [[1]]}, {"inputs": [["a", 1]]}, {}])
def test_bad_question_is_refused_with_its_path(body):
    refused = refusal(session(), type="predict", **body)
    assert refused.status == 422
    assert refused.errors[0]["path"].startswith("inputs")


def test_description_says_where_each_parameter_lies():
    told = ask(session(problem="multiclass", features=["x1", "sin_x2"]), "describe")
    topology = told["topology"]
    assert topology["inputs"] == ["x1", "sin_x2"]
    assert [(layer["kernel"], layer["bias"]) for layer in topology["layers"]] == [
        (0, 8),
        (12, 20),
        (22, 28),
    ]
    assert topology["parameters"] == len(told["parameters"]) == 31
    assert topology["neurons"][-1] == "o.2"
    assert len(told["points"]["train"]) == len(told["points"]["test"]) == 250


def test_points_given_by_hand_come_back_as_they_were():
    points = [[1.5, 2, 1], [-3, 0.25, -1], [0, 6, 1]]
    told = ask(session(data={"source": "points", "points": points}), "describe")["points"]
    assert sorted(told["train"] + told["test"]) == sorted(points)
