"""A neuron over the training points: how its sums spread, and where its slope is 0 or small."""

import numpy as np
import pytest

from app.documents.experiment import Experiment
from app.runs.blocks import finish
from app.runs.network.diagnosis import diagnose
from app.runs.network.plane_queries import neuron
from app.runs.training.trainer import Trainer
from tests.app.client import commanded, created, serving


def trainer(activation="tanh", units=3, epochs=0, **more):
    hidden = [{"units": units, "activation": activation}]
    made = Trainer(Experiment.model_validate({"network": {"hidden": hidden}, **more}))
    while made.epoch < epochs:
        made.train_batches(10_000)
    return made


def told(trainer, name="h1.0"):
    return finish(neuron(trainer.training, {"neuron": name}))


def set_bias(trainer, unit, value):
    trainer.training.parameters[trainer.training.topology.layers[0].bias + unit] = value


def sums(trainer, unit=0):
    """Return the sums of a unit of the first layer, by the weights as they are."""
    layer = trainer.training.topology.layers[0]
    weights = trainer.training.parameters[layer.kernel : layer.bias].reshape(-1, layer.units)
    bias = trainer.training.parameters[layer.bias + unit]
    return trainer.training.data.train.inputs[:, :2] @ weights[:, unit] + bias


def test_saturated_share_is_where_tanh_has_a_twentieth_of_its_slope():
    run = trainer(epochs=40)
    expected = np.mean(1 - np.tanh(sums(run)) ** 2 < 0.05)
    answer = told(run)
    assert answer["saturated"] == pytest.approx(expected, abs=1 / 250)  # of a point on the edge
    assert expected > 0
    assert answer["dead"] == 0


def test_dead_share_is_where_relu_gets_less_than_0():
    run = trainer("relu")
    answer = told(run)
    assert answer["dead"] == pytest.approx(np.mean(sums(run) <= 0), abs=1e-9)
    assert 0 < answer["dead"] < 1
    assert answer["saturated"] == 0


def test_unit_is_dead_for_the_diagnosis_where_all_of_its_points_are():
    run = trainer("relu")
    set_bias(run, 1, -100)
    dead = finish(diagnose(run))["layers"][0]["dead"]
    assert dead == [unit for unit in range(3) if told(run, f"h1.{unit}")["dead"] == 1] == [1]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softsign", "relu6", "linear", "gelu"])
def test_layer_is_saturated_for_the_diagnosis_as_its_units_are_on_average(activation):
    run = trainer(activation, epochs=30)
    set_bias(run, 0, 7)
    layer = finish(diagnose(run))["layers"][0]
    units = [told(run, f"h1.{unit}")["saturated"] for unit in range(3)]
    assert layer["saturated"] == pytest.approx(np.mean(units), abs=1e-12)


@pytest.mark.parametrize("activation", ["step", "sign"])
def test_step_function_is_neither_dead_nor_saturated(activation):
    answer = told(trainer(activation))
    assert (answer["dead"], answer["saturated"]) == (0, 0)


def test_histogram_spans_the_sums():
    run = trainer(epochs=5)
    answer = told(run)
    z = sums(run)
    assert answer["points"] == sum(answer["histogram"]["counts"]) == len(z)
    assert answer["histogram"]["from"] == pytest.approx(z.min(), abs=1e-5)
    assert answer["histogram"]["to"] == pytest.approx(z.max(), abs=1e-5)


def test_sums_that_are_not_finite_are_left_out():
    run = trainer()
    set_bias(run, 0, np.inf)
    answer = told(run)
    assert (sum(answer["histogram"]["counts"]), answer["points"]) == (0, 250)
    assert 0 <= answer["dead"] <= 1


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def test_neuron_of_a_table_is_told_too(client):
    document = {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}
    run = created(client, document)
    assert commanded(client, run, type="step", unit="epoch", count=30).is_success
    answer = client.get(f"/api/runs/{run['id']}/neurons/h1.0").json()
    assert sum(answer["histogram"]["counts"]) == answer["points"] > 0
    assert 0 <= answer["saturated"] <= 1


def test_output_of_a_softmax_is_neither_dead_nor_saturated(client):
    run = created(client, {"problem": "multiclass"})
    answer = client.get(f"/api/runs/{run['id']}/neurons/o.1").json()
    assert (answer["dead"], answer["saturated"]) == (0, 0)
