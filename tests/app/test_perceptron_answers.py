"""What runs that learn by the perceptron's rule are asked: counts, orders, advice, programs."""

import math
import subprocess
import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from app.documents.labs import labs
from app.errors import Unprocessable
from app.runs.blocks import finish
from app.runs.network import exports
from tests.app.client import bearer, commanded, created, serving
from tests.app.sessions import execute, refusal, session, step
from tests.app.test_perceptron_runs import AND, CLOUDS, IRIS, RULE, XOR, counts, run_of


def findings(run):
    return execute(run, {"type": "diagnosis"})["findings"]


def test_diagnosis_tells_the_cycle_and_what_no_line_parts():
    run = step(session(**XOR), "epoch", 30)
    (cycle,) = findings(run)
    assert cycle["code"] == "cycle"
    assert f"same as after update {counts(run)['cycle']}" in cycle["text"]
    assert cycle["gist"].endswith(" again.")
    run = step(session(**RULE), "epoch", 5)  # a circle
    (inseparable,) = findings(run)
    assert inseparable["code"] == "inseparable"
    assert f"{counts(run)['pocket']} of 250 right" in inseparable["text"]
    assert "all 250 " in inseparable["gist"]


@pytest.mark.parametrize("epochs", [0, 1, 40])
def test_diagnosis_has_nothing_against_a_perceptron_that_can_learn(epochs):
    assert findings(step(session(**CLOUDS), "epoch", epochs) if epochs else run_of("and")) == []


@pytest.mark.parametrize("document", [CLOUDS, IRIS], ids=["clouds", "iris"])
def test_logistic_regression_beside_the_rule_is_that_of_scikit_learn(document):
    run = session(**document)
    told, train = execute(run, {"type": "logistic"}), run.training.data.train
    for output, column in enumerate(train.targets.T):
        fitted = LogisticRegression(tol=1e-10, max_iter=10_000).fit(train.inputs, column)
        expected = [*fitted.coef_[0], fitted.intercept_[0]]
        np.testing.assert_allclose(told["weights"][output], expected, rtol=1e-4, atol=1e-5)
        right = (fitted.predict(train.inputs) == column).sum()
        assert told["right"][output] == right


def test_log_of_the_odds_over_the_map_is_that_at_the_points():
    run = session(**CLOUDS)
    told, train = execute(run, {"type": "logistic"}), run.training.data.train
    (a1, a2, b), weights = told["on_map"][0], np.array(told["weights"][0])
    expected = train.inputs.astype(float) @ weights[:-1] + weights[-1]
    np.testing.assert_allclose(train.points @ [a1, a2] + b, expected, atol=1e-5)


def test_perceptron_tells_the_example_at_hand_and_the_next():
    run = session(**AND)
    before = execute(run, {"type": "perceptron"})
    assert before["last"] is None
    expected = before["next"]
    step(run, "sample")
    after = execute(run, {"type": "perceptron"})
    assert after["last"] == expected
    (weights,), (new,) = expected["before"], expected["after"]
    push = [*expected["x"], 1] if expected["targets"] == [1] else [-x for x in expected["x"]] + [-1]
    assert expected["is_mistake"] == [True]  # on the line
    assert new == [w + p for w, p in zip(weights, push, strict=True)]
    train = run.training.data.train
    assert expected["point"] == train.points[expected["row"]].tolist()
    assert after["updates"] == 1


def test_separator_parts_the_points_by_its_margin():
    run = session(**CLOUDS)
    (separator,) = execute(run, {"type": "perceptron"})["separators"]
    train = run.training.data.train
    rows = np.column_stack([train.inputs, np.ones(len(train))])
    distances = train.targets[:, 0] * (rows @ separator["weights"])
    assert distances.min() == pytest.approx(separator["margin"])
    assert math.dist([0] * 3, separator["weights"]) == pytest.approx(1)
    assert separator["radius"] == pytest.approx(np.linalg.norm(rows, axis=1).max())
    ratio = separator["radius"] / separator["margin"]
    assert separator["bound"] == pytest.approx(ratio**2)


@pytest.mark.parametrize("name", ["clouds", "and"])
def test_orders_lie_within_the_bound(name):
    told = execute(run_of(name), {"type": "orders"})
    assert len(told["mistakes"]) == len(told["converged"]) == 32
    assert all(told["converged"])
    assert 0 < max(told["mistakes"]) <= told["bound"]


def test_orders_of_what_no_line_parts_are_given_up():
    told = execute(run_of("xor"), {"type": "orders"})
    assert (told["bound"], told["separators"]) == (None, [None])
    assert not any(told["converged"])


def test_orders_of_several_outputs_count_all_of_them():
    told = execute(run_of("iris"), {"type": "orders"})
    assert told["bound"] is None  # two of the three classes touch
    assert len(told["mistakes"]) == 32


@pytest.mark.parametrize("kind", ["perceptron", "orders"])
def test_run_that_learns_by_gradients_says_that_it_does(kind):
    assert "learns by gradients" in refusal(session(), type=kind).detail


@pytest.mark.parametrize("name", ["xor", "iris"])
def test_numpy_program_makes_the_updates_of_the_run(name, tmp_path):
    run = run_of(name)
    file = tmp_path / "program.py"
    file.write_bytes(finish(exports.export(run.training, "numpy")))
    program = [sys.executable, str(file)]
    printed = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    lines = printed.splitlines()[:8]
    for line in lines:
        epoch, mistakes = map(int, line.split())
        told = counts(step(run))
        assert (run.epoch, told["mistakes"]) == (epoch, mistakes)


UNLIKE = "keras", "pytorch"  # libraries that learn by gradients


@pytest.mark.parametrize("form", UNLIKE)
def test_library_of_gradients_says_why_it_has_no_program(form):
    with pytest.raises(Unprocessable, match="not by the perceptron's rule; take numpy"):
        finish(exports.export(run_of("and").training, form))


@pytest.mark.parametrize("form", [form for form in exports.FORMS if form not in UNLIKE])
@pytest.mark.parametrize("name", ["and", "iris"])
def test_what_was_learned_is_had_in_every_other_form(name, form):
    run = step(run_of(name), "epoch", 3)
    assert len(finish(exports.export(run.training, form))) > 100


def test_program_that_predicts_says_what_the_run_says(tmp_path):
    run = step(run_of("and"), "epoch", 8)
    file = tmp_path / "program.py"
    file.write_bytes(finish(exports.export(run.training, "numpy_predict")))
    program = {}
    exec(compile(file.read_text(), file, "exec"), program)
    points = [[-5.0, 1], [4, 4], [4, -4]]
    told = execute(run, {"type": "predict", "inputs": points})
    outputs = program["predict"](program["inputs"](points))
    np.testing.assert_array_equal(np.sign(outputs), told["outputs"])
    assert sorted(np.ravel(outputs).tolist()) == [-1, -1, 1]


def test_run_is_had_over_rest():
    with serving() as client:
        run = created(client, XOR)
        url = f"/api/runs/{run['id']}"
        commanded(client, run, type="step", unit="epoch", count=30)
        told = client.get(f"{url}/perceptron").json()
        assert told["cycle"] == client.get(url).json()["metrics"]["cycle"] > 0
        assert not any(client.get(f"{url}/orders").json()["converged"])
        other = created(client)
        for what in ("perceptron", "orders"):
            answer = client.get(f"/api/runs/{other['id']}/{what}")
            assert (answer.status_code, "gradients" in answer.json()["detail"]) == (422, True)
        refused = {"type": "set", "path": "network.hidden", "value": [], "reset": True}
        refused["value"] = [{"units": 2, "activation": "tanh"}]
        answer = client.post(f"{url}/commands", json=refused, headers=bearer(run))
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "training.rule")


def test_clouds_of_the_lab_come_to_rest_within_the_bound():
    run = session(**labs()["perceptron"].experiment)
    step(run, "epoch", 30)
    told = counts(run)
    assert (told["mistakes"], told["pocket"]) == (0, run.training.samples)
    assert 2 < told["updates"] <= told["bound"]


def test_scores_over_the_map_are_those_of_the_weights():
    run = step(session(**CLOUDS), "sample", 40)
    told = execute(run, {"type": "perceptron"})
    train = run.training.data.train
    places = np.column_stack([train.points, np.ones(len(train))])
    rows = np.column_stack([train.inputs, np.ones(len(train))])
    for name, weights in (
        ("weights", told["next"]["before"]),
        ("pocket", told["pocket"]["weights"]),
    ):
        expected = rows @ np.transpose(weights)
        np.testing.assert_allclose(places @ np.transpose(told["on_map"][name]), expected, rtol=1e-4)


def test_scores_over_the_map_of_a_table_are_what_the_network_answers_there():
    run = step(session(**IRIS), "sample", 40)
    places = np.array([[0, 0], [3, -2], [-5, 4.5]])
    answers = execute(run, {"type": "predict", "inputs": places.tolist()})["outputs"]
    lines = execute(run, {"type": "perceptron"})["on_map"]["weights"]
    scores = np.column_stack([places, np.ones(3)]) @ np.transpose(lines)
    np.testing.assert_allclose(scores, answers, rtol=1e-4, atol=1e-4)


def test_score_that_a_feature_bends_has_no_line_on_the_map():
    run = session(**{**RULE, "features": ["x1", "x1_squared"]})
    assert execute(run, {"type": "perceptron"})["on_map"] is None
