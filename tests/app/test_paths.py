"""Runs of networks whose inputs part: trained as the engine's own graphs are, to the bit."""

import json

import numpy as np
import pytest

from app.documents.choices import LOSSES
from app.documents.commands import View
from app.encoding.messages import to_json
from app.runs.training.checkpoints import fork
from engine import Input, Model, layers, losses, optimizers
from engine.training import Stepper
from tests.app.client import commanded, created, serving
from tests.app.sessions import execute, put, refusal, restored, saved, session, shown, step
from tests.app.test_weight_transfer import assert_same, keep

INPUTS = ["x1", "x2", "x1_squared", "x1_x2", "sin_x1"]
HIDDEN = [{"units": 4, "activation": "tanh"}, {"units": 3, "activation": "relu"}]
PATHS = {"wide": ["x1_x2", "x1"], "deep": ["x2", "x1_squared", "sin_x1"]}
WIDE, DEEP = [0, 3], [1, 2, 4]  # their places, in the order of the inputs
BOTH = {"hidden": HIDDEN, **PATHS, "auxiliary": {"weight": 0.25}}
PROBLEMS = ["classification", "multiclass", "multilabel", "regression"]


def branched(network=None, **document):
    return session(features=INPUTS, network={**BOTH, **(network or {})}, **document)


def twin(run):
    """Return a graph with two inputs as a program would build it, and what trains it."""
    document, train, training = run.document, run.training.data.train, run.document.training
    wide, deep = Input((2,), name="wide"), Input((3,), name="deep")
    hidden = layers.Dense(3, "relu")(layers.Dense(4, "tanh")(deep))
    ends = document.outputs, document.output_activation
    auxiliary = layers.Dense(*ends)(hidden)
    model = Model(
        [wide, deep], [layers.Dense(*ends)(layers.concatenate([hidden, wide])), auxiliary]
    )
    optimizer = optimizers.get(training.optimizer.name)
    optimizer.learning_rate = training.optimizer.learning_rate
    loss = losses.get(LOSSES[training.loss].engine)
    model.compile(optimizer, loss, loss_weights=[0.75, 0.25])
    model.parameters[:] = run.training.parameters
    inputs = [np.ascontiguousarray(train.inputs[:, places]) for places in (WIDE, DEEP)]
    targets = [train.targets, train.targets]
    return model, Stepper(
        model, inputs, targets, batch_size=training.batch_size, seed=training.shuffle_seed
    )


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_run_trains_as_a_graph_of_the_engine_does_to_the_bit(problem, optimizer):
    run = branched(problem=problem, training={"optimizer": {"name": optimizer}})
    model, stepper = twin(run)
    step(run, count=3)
    for _ in range(3):
        stepper.step_epoch()
    assert_same(run.training.parameters, model.parameters)


def test_loss_is_that_of_both_outputs_by_their_weights():
    run = step(branched(), count=2)
    model, _ = twin(run)
    test = run.training.data.test
    rows = [test.inputs[:, WIDE], test.inputs[:, DEEP]]
    errors = [0.5 * np.square(one - test.targets).mean() for one in model.predict(rows)]
    told = run.trainer.metrics.exact().message()
    found = [told["metrics"][f"test_{name}_loss"] for name in ("main", "auxiliary")]
    assert found == pytest.approx(errors, rel=1e-5)
    assert told["test_loss"] == pytest.approx(0.75 * errors[0] + 0.25 * errors[1], rel=1e-5)
    last = dict(zip(run.trainer.history.columns, run.trainer.history.rows[-1], strict=True))
    assert last["test_auxiliary_loss"] == found[1]


@pytest.mark.parametrize("network", [{}, {"auxiliary": None}, {"wide": False, "deep": None}])
def test_run_comes_back_to_the_bit_goes_on_and_seeks(network):
    run = step(step(branched(network), count=3), "batch", 2)
    again = restored(saved(run), seq=5)
    assert_same(step(again, count=2).training.parameters, step(run, count=2).training.parameters)
    execute(again, {"type": "seek", "epoch": 2})
    execute(run, {"type": "seek", "epoch": 2})
    assert_same(again.training.parameters, run.training.parameters)


def test_weight_that_is_changed_within_an_epoch_counts_from_then_on():
    run = step(branched(), "batch", 3)
    put(run, "network.auxiliary.weight", 0.75)
    anew = restored(saved(run), seq=9)  # made from a document that has said so from the beginning
    assert anew.training.model.objectives[1].weight == 0.75
    assert_same(step(run, count=2).training.parameters, step(anew, count=2).training.parameters)
    assert run.trainer.metrics.exact().loss == anew.trainer.metrics.exact().loss
    assert [mark["values"] for mark in run.trainer.marks] == [{"network.auxiliary.weight": 0.75}]


def test_auxiliary_output_without_weight_learns_nothing():
    run = branched({"auxiliary": {"weight": 0}})
    before = run.training.parameters.copy()
    layer = run.training.topology.auxiliary
    step(run)
    changed = step(run).training.parameters != before
    own = slice(layer.kernel, layer.bias + layer.units)
    assert not changed[own].any()
    assert changed[: layer.kernel].any()


def test_weight_of_an_auxiliary_output_that_is_not_there_is_no_live_setting():
    assert refusal(session(), type="set", path="network.auxiliary.weight", value=0.5).status == 409


def layer_of(run, name):
    layer = run.training.model.get_layer(name)
    return layer.kernel.copy(), layer.bias.copy()


def predicted(run):
    return np.hstack(run.training.model.predict(run.training.data.test.inputs))


def test_wide_path_that_is_cut_and_healed_keeps_all_other_weights():
    run = step(branched(), count=3)
    kernel, bias = layer_of(run, "o")
    keep(run, network={**BOTH, "wide": False})
    cut = layer_of(run, "o")
    assert_same(cut[0], kernel[:3].copy())
    assert_same(cut[1], bias)
    step(run, count=2)
    outputs, (before, _) = predicted(run), layer_of(run, "o")
    keep(run, network=BOTH)
    healed, _ = layer_of(run, "o")
    assert_same(healed[:3].copy(), before)
    assert not healed[3:].any()
    np.testing.assert_allclose(predicted(run), outputs, rtol=1e-6, atol=1e-7)


def losses_of(run):
    facts = shown(run, View()).meta
    return facts["loss"], facts["test_loss"]


def test_wide_path_of_x1_x2_is_missed_on_xor_until_it_is_healed():
    run = step(branched({"auxiliary": None}, data={"name": "xor"}), count=20)
    whole, network = losses_of(run), run.document.network.model_dump(mode="json")
    keep(run, network={**network, "wide": False})
    cut, healed = losses_of(run), restored(fork(run, None)[0], seq=0)
    keep(healed, network=network)
    assert losses_of(healed) == pytest.approx(cut)
    step(run, count=20), step(healed, count=20)
    for before, at_once, still, again in zip(
        whole, cut, losses_of(run), losses_of(healed), strict=True
    ):
        assert before < 0.05 < 0.4 < at_once
        assert again < 0.05 < 0.4 < still


def test_inputs_of_a_path_are_the_same_by_name():
    run = step(branched(), count=2)
    first, (out, _) = layer_of(run, "h1")[0], layer_of(run, "o")
    keep(run, network={**BOTH, "deep": ["x1_squared", "x1", "x2"], "wide": ["x1_x2", "x2"]})
    now = layer_of(run, "h1")[0]  # of x1, x2, x1_squared
    assert_same(now[1:].copy(), first[:2].copy())
    assert not now[0].any()
    after = layer_of(run, "o")[0]  # of three units, x2, x1_x2
    assert_same(after[[0, 1, 2, 4]], out[[0, 1, 2, 4]])
    assert not after[3].any()


def test_optimizers_memory_goes_along_with_a_path():
    run = step(branched(training={"optimizer": {"name": "adam"}}), count=2)
    past = run.training.snapshot().arrays["optimizer"].copy()
    output = run.training.topology.layers[-1]
    keep(run, network={**BOTH, "auxiliary": None})
    now = run.training.snapshot().arrays["optimizer"]
    assert_same(now[:, -6:].copy(), past[:, output.kernel :].copy())
    keep(run, network=BOTH)  # and its losses have no numbers in the epochs without it
    history = run.trainer.history
    column = history.columns.index("auxiliary_loss")
    assert np.isnan(history.rows[:-1, column]).all()
    assert np.isfinite(history.rows[-1, column])


def test_topology_says_what_each_layer_reads_and_frames_have_a_map_of_each_neuron():
    run = step(branched())
    told = execute(run, {"type": "describe"})["topology"]
    assert [layer["name"] for layer in told["layers"]] == ["h1", "h2", "o"]
    assert told["layers"][0]["sources"] == ["x2", "x1_squared", "sin_x1"]
    assert told["layers"][2]["sources"] == ["h2.0", "h2.1", "h2.2", "x1", "x1_x2"]
    assert told["auxiliary"]["sources"] == ["h2.0", "h2.1", "h2.2"]
    assert told["neurons"][-2:] == ["aux.0", "o.0"]
    frame = shown(run, View(neuron="aux.0", resolution=12, thumbnails=12)).tensors
    assert len(frame["neurons"]) == len(told["neurons"])
    np.testing.assert_array_equal(frame["neurons"][-2], frame["boundary"][0])
    assert (frame["neurons"][-2] != frame["neurons"][-1]).any()


def test_map_of_the_auxiliary_output_is_what_it_answers():
    run = step(branched())
    values = execute(run, {"type": "boundary", "neuron": "aux.0", "resolution": 12})["values"]
    steps = np.linspace(-6, 6, 12)
    x1, x2 = np.meshgrid(steps, steps[::-1])
    inputs = run.training.data.plane.inputs(np.column_stack([x1.ravel(), x2.ravel()]))
    auxiliary = run.training.model.predict(inputs)[1]
    np.testing.assert_allclose(np.ravel(values), auxiliary[:, 0], atol=1e-5)


def test_weights_of_all_paths_are_edited_by_hand():
    run = branched()
    topology, output = run.training.topology, run.training.topology.layers[-1]
    execute(run, {"type": "set_weight", "layer": 3, "from": 4, "to": 0, "value": 2})
    execute(run, {"type": "set_bias", "layer": 4, "unit": 0, "value": -3})
    assert layer_of(run, "o")[0][4, 0] == run.training.parameters[output.bias - 1] == 2
    assert run.training.parameters[topology.auxiliary.bias] == -3
    assert "to 4" in refusal(run, type="set_bias", layer=5, unit=0, value=1).detail


def test_divergence_names_the_layer_of_the_topology():
    layer = {"units": 3, "activation": "linear"}
    run = branched(
        {"hidden": [layer, layer]}, problem="regression",
        training={"optimizer": {"name": "sgd", "learning_rate": 10}},
    )  # fmt: skip
    step(run, count=50)
    assert run.status == "diverged"
    failure = run.trainer.failure
    assert 1 <= failure["layer"] <= 4
    assert f"layer {failure['layer']}" in failure["reason"] or "loss" in failure["reason"]


@pytest.mark.parametrize("network", [{}, {"auxiliary": None}])
def test_point_pulls_as_strongly_as_its_own_gradient_is_long(network):
    run = step(branched(network, problem="regression", data={"samples": 40}), count=2)
    answer, train = execute(run, {"type": "residuals"}), run.training.data.train
    lengths = []
    for row in range(len(train)):
        one = slice(row, row + 1)
        given = train.targets[one] if network else [train.targets[one]] * 2
        run.training.model.inspect(train.inputs[one], given)
        lengths.append(np.linalg.norm(run.training.model.gradients.astype(float)))
    shares = np.array(lengths) / sum(lengths)
    np.testing.assert_allclose(answer["gradient_shares"], shares[answer["rows"]], rtol=1e-4)


@pytest.mark.parametrize("query", [{"type": "diagnosis"}, {"type": "neuron", "neuron": "aux.0"}])
def test_other_questions_are_answered_of_such_a_network(query):
    assert json.loads(to_json(execute(step(branched(), count=3), query)))


def test_run_with_paths_is_made_asked_and_refused_over_rest():
    with serving() as client:
        run = created(client, {"features": INPUTS, "network": BOTH})
        commanded(client, run, type="step", unit="epoch", count=2)
        told = client.get(f"/api/runs/{run['id']}").json()
        assert told["experiment"]["network"]["auxiliary"] == {"weight": 0.25}
        assert {"main_loss", "test_auxiliary_loss"} <= set(told["metrics"])
        outputs = client.post(f"/api/runs/{run['id']}/predict", json={"inputs": [[1, 2]]}).json()
        assert len(outputs["outputs"][0]) == 1
        network = {**BOTH, "wide": ["x9"]}
        refused = client.post("/api/runs", json={"experiment": {"network": network}})
    assert refused.status_code == 422
    fault = refused.json()["errors"][0]
    assert fault["path"].endswith("network.wide.0")
    assert fault["detail"] == "must be one of x1, x2; got 'x9'"
