"""A regression with several targets: an output, a map and a loss for each."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from app.documents.commands import View
from app.documents.experiment import Experiment
from app.encoding.messages import to_json
from app.runs import uploaded_tables
from app.runs.blocks import finish
from app.runs.network.exports import export
from tests.app.refusing import refusals
from tests.app.sessions import execute, refusal, restored, saved, session, shown, step
from tests.app.test_predicting_programs import of

CHANCE = np.random.default_rng(3)
CELLS = CHANCE.normal(size=(60, 3)) * [1, 5, 0.2] + [2, -3, 0]
TRUE = np.array([[2.0, -1.0], [0.5, 0.3], [-7.0, 4.0]])
TARGETS = CELLS @ TRUE + [100, -5] + 0.1 * CHANCE.normal(size=(60, 2))
NAMES = ["height (m)", "weight (kg)"]
POINTS = [[x / 2, y / 2, [(x + y) / 9, (3 - x) / 9]] for x in range(-3, 4) for y in range(-3, 4)]
DRAWN = {"problem": "regression", "data": {"source": "points", "points": POINTS}}
TRAINING = {"batch_size": 1000, "optimizer": {"name": "sgd", "learning_rate": 0.3}}


@pytest.fixture
def table():
    """The data of an uploaded table: three inputs, two targets."""
    values = dict(zip(["a", "b", "c", *NAMES], np.hstack([CELLS, TARGETS]).T.tolist(), strict=True))
    entries = [{"name": name, "kind": "number", "values": row} for name, row in values.items()]
    uploaded_tables.provide("two-targets", json.dumps(entries).encode())
    return {
        "source": "upload", "dataset_id": "two-targets", "samples": 60,
        "columns": ["a", "b", "c"], "target": NAMES,
    }  # fmt: skip


def ask(run, **query):
    return json.loads(to_json(execute(run, query)))


def learned(table):
    document = {"problem": "regression", "data": table, "network": {"hidden": []}}
    return step(session(**document, training=TRAINING), count=400)


def test_run_of_a_table_finds_scikit_learns_regression_of_several_targets(table):
    run = learned(table)
    train = run.training.data.train
    truth = LinearRegression().fit(train.inputs, train.targets)
    kernel, bias = run.training.model.get_weights()
    np.testing.assert_allclose(kernel, truth.coef_.T, atol=1e-4)
    np.testing.assert_allclose(bias, truth.intercept_, atol=1e-4)


def test_rows_are_answered_in_each_targets_own_units(table):
    rows = [{"a": 2.0, "b": -3.0, "c": 0.0}, {"a": 1.0, "b": 4.0, "c": 0.1}]
    answers = ask(learned(table), type="answer_rows", rows=rows)["answers"]
    expected = np.array([[row[name] for name in "abc"] for row in rows]) @ TRUE + [100, -5]
    assert list(answers[0]["values"]) == NAMES
    found = [list(answer["values"].values()) for answer in answers]
    np.testing.assert_allclose(found, expected, atol=0.2)


def test_errors_of_each_target_are_told_in_its_own_units(table):
    run = learned(table)
    told, metrics = ask(run, type="point_outputs"), run.trainer.metrics.exact().message()["metrics"]
    for part, name in (("train", "rmse"), ("test", "test_rmse")):
        errors = np.subtract(told[part]["targets"], told[part]["outputs"])
        roots = np.sqrt(np.square(errors).mean(axis=0))
        assert [metrics[f"{name}_{k}"] for k in (1, 2)] == pytest.approx(roots, rel=1e-4)
        assert name not in metrics


@pytest.mark.parametrize(("loss", "join"), [("mse", np.mean), ("sum_of_squares", np.sum)])
def test_losses_of_the_targets_make_the_loss(loss, join):
    run = step(session(**DRAWN, training={"loss": loss}), count=2)
    rows = ask(run, type="predict", inputs=[point[:2] for point in POINTS])
    metrics = run.trainer.metrics.exact()
    train = run.training.data.train
    halves = 0.5 * np.square(run.training.model.predict(train.inputs) - train.targets)
    told = [metrics.message()["metrics"][f"loss_{k}"] for k in (1, 2)]
    assert told == pytest.approx(halves.mean(axis=0), rel=1e-5)
    assert metrics.loss == pytest.approx(join(told), rel=1e-5)
    assert np.shape(rows["labels"]) == (len(POINTS), 2)


def test_history_has_a_column_for_each_targets_loss():
    run = step(session(**DRAWN), count=3)
    columns = run.trainer.history.columns
    last = dict(zip(columns, run.trainer.history.rows[-1], strict=True))
    metrics = run.trainer.metrics.exact().message()["metrics"]
    for name in ("loss_1", "loss_2", "test_loss_1", "test_loss_2"):
        assert last[name] == metrics[name]


def test_view_of_the_output_is_the_first_targets_and_each_has_a_map_of_its_own():
    run = step(session(**DRAWN), count=3)
    drawn = {
        neuron: shown(run, View(neuron=neuron, resolution=12)).tensors["boundary"]
        for neuron in ("output", "o.0", "o.1")
    }
    np.testing.assert_array_equal(drawn["output"], drawn["o.0"])
    assert (drawn["o.0"] != drawn["o.1"]).any()
    both = np.array([ask(run, type="boundary", neuron=name, resolution=12)["values"][0]
                     for name in ("output", "o.1")])  # fmt: skip
    steps = np.linspace(-6, 6, 12).tolist()
    cells = [[x1, x2] for x2 in steps[::-1] for x1 in steps]
    outputs = np.array(ask(run, type="predict", inputs=cells)["outputs"])
    np.testing.assert_allclose(both.reshape(2, -1), outputs.T, atol=1e-5)


def test_topology_names_the_targets(table):
    drawn = execute(session(**DRAWN), {"type": "describe"})["topology"]
    assert (drawn["channels"], [one["name"] for one in drawn["targets"]]) == (1, ["y1", "y2"])
    told = execute(learned(table), {"type": "describe"})["topology"]
    assert (told["target"], [one["name"] for one in told["targets"]]) == (None, NAMES)
    assert [one["deviation"] > 0 for one in told["targets"]] == [True, True]


def test_run_comes_back_to_the_bit_and_goes_on(table):
    run = step(learned(table), "batch", 1)
    again = restored(saved(run), seq=5)
    assert again.trainer.history.columns == run.trainer.history.columns
    np.testing.assert_array_equal(step(again).training.parameters, step(run).training.parameters)


@pytest.mark.parametrize("form", ["numpy_predict", "keras", "numpy", "pytorch", "onnx"])
def test_run_is_exported(table, form):
    assert finish(export(learned(table).training, form))


def test_numpy_program_answers_as_the_server_does(table):
    run, row = learned(table), {"a": 1.5, "b": 0.0, "c": -0.2}
    names = of(finish(export(run.training, "numpy_predict")).decode())
    ((*found,),) = names["answers"](names["predict"](names["inputs"]([row])))
    (told,) = ask(run, type="answer_rows", rows=[row])["answers"]
    assert found == pytest.approx(list(told["values"].values()), rel=1e-5)


def test_step_is_worked_out_for_a_point_with_its_targets():
    run = session(**DRAWN)
    told = ask(run, type="backprop", point=[1, 2], target=[0.5, -0.25])
    assert told["target"] == [0.5, -0.25]
    refused = refusal(run, type="backprop", point=[1, 2], target=0.5)
    assert refused.errors[0]["detail"] == "must be a list of 2 numbers; got 0.5"


def points_with(label):
    return {
        "problem": "regression",
        "data": {"source": "points", "points": [*POINTS, [0, 0, label]]},
    }


@pytest.mark.parametrize(
    ("label", "allowed"),
    [
        (1, "must be a list of 2 numbers"),
        ([1], "must be a list of 2 numbers"),
        ([1, 2, 3], "must be a list of 2 numbers"),
        ([1, 1001], "must be a number within ±1000 or a list of them"),
        ([1, None], "must be a number within ±1000 or a list of them"),
        ([1, True], "must be a number within ±1000 or a list of them"),
        ([1, [2]], "must be a number within ±1000 or a list of them"),
    ],
)
def test_point_with_other_targets_is_refused(label, allowed):
    ((path, detail),) = refusals(Experiment.model_validate, points_with(label))
    assert path == f"data.points.{len(POINTS)}.2"
    assert detail.startswith(allowed)


@pytest.mark.parametrize(
    ("changes", "path", "allowed"),
    [
        ({"target": []}, "data.target", "must have at least 2 items"),
        ({"target": ["height (m)"]}, "data.target", "must have at least 2 items"),
        ({"target": ["x"] * 2}, "data.target", "must be different from each other"),
        ({"target": [f"t{k}" for k in range(11)]}, "data.target", "must have at most 10 items"),
        ({"target": ["a", "height (m)"]}, "data.columns.0", "must be another column than the tar"),
        ({"target": ["height (m)", 5]}, "data.target.1", "must be text"),
        ({"target": 5}, "data.target", "must be text"),
    ],
)
def test_targets_that_do_not_fit_are_refused(table, changes, path, allowed):
    document = {"problem": "regression", "data": {**table, **changes}}
    (fault, *_) = refusals(Experiment.model_validate, document)
    assert fault[0] == path
    assert fault[1].startswith(allowed)


def test_target_that_the_table_has_not_is_refused_by_its_place(table):
    document = {"problem": "regression", "data": {**table, "target": ["height (m)", "nothing"]}}
    with pytest.raises(Exception, match=r"must be one of a, b, c.*; got 'nothing'") as refused:
        session(**document)
    assert refused.value.errors[0]["path"] == "data.target.1"


def test_other_problems_have_one_target(table):
    ((path, detail),) = refusals(Experiment.model_validate, {"data": table})
    assert path == "data.target"
    assert detail.startswith("must be the name of one column for classification")


@pytest.mark.parametrize("output", [0, 1])
def test_line_of_each_target_is_the_one_that_made_it_in_its_own_units(table, output):
    told = ask(learned(table), type="residuals", output=output)
    line, made = told["line"], TRUE[:, output]
    assert line["inputs"] == ["a", "b", "c"]
    np.testing.assert_allclose(line["weights"], made, atol=0.3)
    assert line["bias"] == pytest.approx([100, -5][output], abs=0.3)
    assert told["rmse"] == pytest.approx(0.1, abs=0.03)  # the noise
