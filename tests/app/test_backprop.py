"""A step of a run is worked out, for an example or its mini-batch; training knows nothing of it."""

import json

import numpy as np
import pytest

from app.encoding.messages import to_json
from app.runs.bulk import split
from tests.app.client import commanded, created, serving
from tests.app.sessions import execute, parameters, put, refusal, session, step

MANY = {"batch_size": 7}
RUNS = {
    "default": {},
    "softmax": {"problem": "multiclass", "training": {**MANY, "optimizer": {"name": "adam"}}},
    "labels": {"problem": "multilabel", "training": {**MANY, "optimizer": {"name": "nadam"}}},
    "number": {"problem": "regression", "training": {"loss": "huber", **MANY}},
    "hinge": {"training": {"loss": "hinge", "optimizer": {"name": "rmsprop"}}},
    "no hidden layer": {
        "network": {"hidden": []},
        "training": {"loss": "binary_crossentropy", "optimizer": {"name": "momentum"}},
    },
    "l2": {"training": {"regularization": {"kind": "l2", "rate": 0.1}}},
    "l1": {"training": {"regularization": {"kind": "l1", "rate": 0.3}}},
    "table": {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}},
    "two outputs": {
        "network": {"wide": ["x1"], "deep": ["x2"], "auxiliary": {"weight": 0.25}},
        "training": {"optimizer": {"name": "adam"}, "regularization": {"kind": "l2", "rate": 0.1}},
    },
    "two softmaxes": {"problem": "multiclass", "network": {"auxiliary": {"weight": 0.5}}},
}


def ask(run, **body):
    return json.loads(to_json(execute(run, {"type": "backprop", **body})))


def next_batch(run):
    """Return the answer about the batch that training does next."""
    answers = (ask(run, row=row, batch=True) for row in range(run.training.samples))
    return next(answer for answer in answers if answer["batch"]["next"])


@pytest.mark.parametrize("begun", [0, 3])
@pytest.mark.parametrize("name", RUNS)
def test_next_batch_makes_the_parameters_that_are_told(name, begun):
    run = step(session(**RUNS[name]), "epoch", 2)
    if begun:
        step(run, "batch", begun)
    told = next_batch(run)
    step(run, "batch")
    assert told["update"]["new_parameters"] == list(parameters(run))
    assert run.training.model.optimizer.iterations == told["update"]["iteration"]


@pytest.mark.parametrize("name", RUNS)
def test_every_row_is_in_one_batch_of_the_epoch(name):
    run = step(step(session(**RUNS[name]), "epoch"), "batch", 2)
    batches = {tuple(ask(run, row=r, batch=True)["batch"]["rows"]) for r in range(40)}
    rows = [row for batch in batches for row in batch]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("batch", [False, True])
def test_loss_along_a_weight_is_that_of_the_network_with_it(name, batch):
    run = step(session(**RUNS[name]), "epoch", 2)
    place = 2
    told = ask(run, row=3, batch=batch, parameter=place)
    along, own = told["along"], list(parameters(run))
    assert along["parameter"] == place
    assert along["values"][20] == pytest.approx(own[place])
    assert along["losses"][20] == pytest.approx(told["loss"], rel=1e-5)
    for at in (0, 33):
        run.training.model.parameters[place] = along["values"][at]
        there = ask(run, row=3, batch=batch)["loss"]
        assert along["losses"][at] == pytest.approx(there, rel=1e-4, abs=1e-6)
        run.training.model.parameters[:] = own


def test_loss_along_a_weight_that_nobody_chose_is_not_measured():
    assert ask(session(), row=3)["along"] is None


def test_row_is_told_where_it_stands_in_its_batch():
    told = ask(session(), row=11, batch=True)["batch"]
    assert told["rows"][told["place"]] == 11
    assert len(told["rows"]) == 10


def test_row_seen_before_the_batch_size_changed_is_in_the_batch_of_now():
    run = step(session(), "batch", 3)
    put(run, "training.batch_size", 4)
    for row in range(run.training.samples):
        rows = ask(run, row=row, batch=True)["batch"]["rows"]
        assert row in rows
        assert len(rows) <= 10


@pytest.mark.parametrize("name", RUNS)
def test_gradient_is_told_beside_its_derivative(name):
    run = step(session(**RUNS[name]), "epoch", 2)
    for body in ({"row": 3}, {"row": 3, "batch": True}, {"row": 0, "of": "test"}):
        told = ask(run, **body)
        gradient, check = told["update"]["gradient"], told["check"]
        assert check["checked"] == len(gradient) - check["complex_step"].count(None)
        assert check["checked"] >= 0.9 * len(gradient)
        assert check["largest_difference"] < 1e-5


def test_example_is_that_of_the_inspection():
    run = step(session(), "epoch", 2)
    told = ask(run, point=[1, -2], target=1)
    seen = execute(run, {"type": "inspect", "input": [1, -2], "target": 1})
    assert told["loss"] == seen["loss"]
    for here, there in zip(told["layers"], seen["layers"], strict=True):
        assert here["a"] == there["activations"]
        assert here["delta"] == there["deltas"]
        assert here["kernel_gradient"] == there["kernel_gradient"]


def test_row_has_its_own_label_and_place():
    run = session()
    x1, x2, label = execute(run, {"type": "describe"})["points"]["test"][5]
    told = ask(run, row=5, of="test")
    assert told["target"] == [label]
    assert told["point"] == pytest.approx([x1, x2], abs=1e-4)
    assert (told["row"], told["of"], told["batch"]) == (5, "test", None)


def test_numbers_of_a_batch_are_told_row_by_row():
    run = step(session(), "epoch")
    batch = ask(run, row=4, batch=True)
    alone = ask(run, row=4)
    place, rows = batch["batch"]["place"], len(batch["batch"]["rows"])
    for many, one in zip(batch["layers"], alone["layers"], strict=True):
        np.testing.assert_allclose(many["z"][place], one["z"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(rows * np.array(many["delta"][place]), one["delta"], atol=1e-6)
    assert batch["losses"][place] == pytest.approx(alone["loss"], rel=1e-5)
    assert np.mean(batch["losses"]) == pytest.approx(batch["loss"])


def test_softmax_has_no_slopes_and_its_loss_gives_delta():
    told = ask(step(session(problem="multiclass")), row=2)
    last = told["layers"][-1]
    assert (last["slope"], told["output_error"]) == (None, None)
    np.testing.assert_allclose(
        last["delta"], np.subtract(told["output"], told["target"]), atol=1e-6
    )


def test_l1_is_told_as_a_step_of_its_own():
    run = step(session(**RUNS["l1"]))
    told = ask(run, row=1)["update"]
    assert not any(told["penalty_gradient"])
    stepped = np.array(told["parameters"]) - 0.03 * np.array(told["gradient"])
    np.testing.assert_allclose(told["new_parameters"], stepped + told["truncation"], atol=1e-6)


def test_state_of_adam_is_told_before_and_after():
    run = step(session(training={"optimizer": {"name": "adam"}}), "batch", 5)
    kept = run.training.model.optimizer.state.tolist()
    told = ask(run, row=0)["update"]
    assert told["iteration"] == 6
    assert [told["state"][name]["before"] for name in "mv"] == kept
    after, corrected = (np.array(told["state"]["m"][kind]) for kind in ("after", "corrected"))
    np.testing.assert_allclose(corrected, after / (1 - 0.9**6), rtol=1e-5)


def test_parameters_that_act_through_a_jump_are_not_checked():
    hidden = [{"units": 2, "activation": "step"}]
    told = ask(session(network={"hidden": hidden}), row=0)["check"]
    assert told["complex_step"][:6] == [None] * 6
    assert None not in told["complex_step"][6:]
    assert told["reason"].startswith("6 act through step, which jumps")


def test_parameter_that_is_wanted_is_checked_in_a_large_network():
    run = session(network={"hidden": [{"units": 100}] * 3})
    told = ask(run, row=0, parameter=12345)
    assert told["check"]["complex_step"][12345] == pytest.approx(
        told["update"]["gradient"][12345], abs=1e-6
    )
    assert told["check"]["complex_step"][12346] is None
    assert refusal(run, type="backprop", row=0, parameter=99_999).errors[0]["path"] == "parameter"


def test_diverged_run_is_worked_out_where_it_stands():
    wild = {"optimizer": {"name": "sgd", "learning_rate": 10}, "loss": "mse"}
    run = session(problem="regression", network={"hidden": []}, training=wild,
                  features=["x1", "x1_squared"])  # fmt: skip
    step(run, "epoch", 30)
    assert run.status == "diverged"
    told = ask(run, row=0)
    assert len(told["update"]["parameters"]) == 3


def test_rule_without_gradients_has_no_step_to_work_out():
    run = session(network={"hidden": []}, training={"rule": "perceptron"})
    refused = refusal(run, type="backprop", row=0)
    assert (refused.status, "learn by gradients" in refused.detail) == (422, True)


def test_far_point_has_no_numbers_and_no_derivatives():
    run = session(problem="regression", features=["x1", "x1_squared"], network={"hidden": []})
    told = ask(run, point=[1e300, 0], target=0)
    assert told["output"] == [None]
    assert (told["check"]["complex_step"], told["check"]["largest_difference"]) == (None, None)
    assert told["check"]["reason"]


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ({}, "point", "given, or row instead of it"),
        ({"point": [1, 2], "target": 1, "row": 3}, "point", "given, or row instead of it"),
        ({"row": 3, "target": 1}, "target", "left out: a row has its own"),
        ({"point": [1, 2]}, "target", "given with a point"),
        ({"point": [1, 2], "target": 0}, "target", "-1 or 1"),
        ({"point": [1, 2], "target": [1]}, "target", "-1 or 1"),
        ({"point": [1, 2], "target": 1, "of": "train"}, "of", "a point is of no set"),
        ({"point": [1, 2], "target": 1, "batch": True}, "batch", "a point is in no batch"),
        ({"row": 3, "of": "test", "batch": True}, "batch", "only rows for training"),
        ({"row": 250}, "row", "from 0 to 249; got 250"),
        ({"row": -1}, "row", "at least 0"),
        ({"row": 1.5}, "row", "a whole number"),
        ({"row": 3, "of": "all"}, "of", "'train' or 'test'"),
        ({"row": 3, "batch": 1}, "batch", "true or false"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_allowed(body, path, allowed):
    refused = refusal(session(), type="backprop", **body)
    assert refused.status == 422
    assert refused.errors[0]["path"] == path
    assert allowed in refused.errors[0]["detail"]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def test_step_is_worked_out_over_http(client):
    run = created(client)
    place = f"/api/runs/{run['id']}"
    told = client.post(f"{place}/backprop", json={"row": 2, "batch": True}).json()
    assert set(told) >= {
        "epoch", "position", "layers", "output", "loss", "penalty", "update", "check",
    }  # fmt: skip
    assert told["update"]["parameters"] == client.get(place).json()["parameters"]
    assert (told["epoch"], told["position"]) == (0, 0)


def test_training_over_http_does_what_was_told(client):
    run = created(client, {"data": {"samples": 20}, "training": {"batch_size": 1000}})
    place = f"/api/runs/{run['id']}"
    told = client.post(f"{place}/backprop", json={"row": 2, "batch": True}).json()
    assert told["batch"]["next"]
    commanded(client, run, type="step", unit="batch")
    assert client.get(place).json()["parameters"] == told["update"]["new_parameters"]


def test_large_network_is_answered_in_parts(client):
    hidden = [{"units": 110, "activation": "tanh"}] * 8
    run = created(client, {"network": {"hidden": hidden}, "training": {"batch_size": 100}})
    told = client.post(f"/api/runs/{run['id']}/backprop", json={"row": 2, "batch": True}).json()
    update = told["update"]
    assert len(update["gradient"]) == len(update["new_parameters"]) > 80_000
    assert np.shape(told["layers"][3]["delta"]) == (len(told["batch"]["rows"]), 110)
    assert np.shape(told["layers"][3]["kernel_gradient"]) == (110, 110)
    assert "network is large" in told["check"]["reason"]


def test_vectors_of_a_large_network_travel_as_bytes():
    run = session(network={"hidden": [{"units": 60}] * 2}, training={"optimizer": {"name": "adam"}})
    small, _, _ = split(execute(run, {"type": "backprop", "row": 0}))
    update, layer = small["update"], small["layers"][1]
    assert not {"gradient", "new_parameters"} & set(update)
    assert "after" not in update["state"]["m"]
    assert "kernel_gradient" not in layer
    assert len(layer["z"]) == 60


def test_batch_with_too_many_units_is_told_without_its_rows(client):
    hidden = [{"units": 110, "activation": "tanh"}] * 8
    data, training = {"samples": 500}, {"batch_size": 1000}
    run = created(client, {"network": {"hidden": hidden}, "data": data, "training": training})
    told = client.post(f"/api/runs/{run['id']}/backprop", json={"row": 2, "batch": True}).json()
    assert told["layers"][0]["z"] is None
    assert len(told["losses"]) == 250
    assert np.shape(told["layers"][3]["kernel_gradient"]) == (110, 110)
