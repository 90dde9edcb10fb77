"""What a changed network takes over from the one before, weight by weight."""

import numpy as np
import pytest

from app.documents.commands import View
from tests.app.sessions import SLICE, execute, put, restored, saved, session, shown, step

SMALL = np.float32(0.1)


def trained(epochs=3, **document):
    return step(session(**document), "epoch", epochs)


def layers(run):
    """Return every layer's kernel and bias, as copies."""
    return [(layer.kernel.copy(), layer.bias.copy()) for layer in run.training.model.layers]


def outputs(run):
    return run.training.model.predict(run.training.data.train.inputs)


def keep(run, **changes):
    """Change the document by top-level parts, with weights kept."""
    document = run.document.model_dump(mode="json") | changes
    execute(run, {"type": "load", "experiment": document, "weights": "kept"})
    return run


def network(*units, activation="tanh"):
    return {"hidden": [{"units": each, "activation": activation} for each in units]}


def assert_same(one, other):
    np.testing.assert_array_equal(one.view(np.uint32), other.view(np.uint32))


def test_another_activation_keeps_every_weight_to_the_bit():
    run = trained()
    before = run.training.parameters.copy()
    keep(run, network=network(4, 2, activation="relu"))
    assert_same(run.training.parameters, before)
    assert run.document.network.hidden[0].activation == "relu"


def test_new_neuron_stands_beside_the_old_ones_with_a_small_way_on():
    run = trained()
    (first, first_bias), (second, second_bias), (last, last_bias) = layers(run)
    keep(run, network=network(5, 2))
    (kernel, bias), (onward, onward_bias), (out, out_bias) = layers(run)
    assert_same(kernel[:, :4].copy(), first)
    assert_same(bias[:4].copy(), first_bias)
    assert_same(onward[:4].copy(), second)
    for one, other in ((onward_bias, second_bias), (out, last), (out_bias, last_bias)):
        assert_same(one, other)
    initial = layers(session(network=network(5, 2)))
    assert_same(kernel[:, 4].copy(), initial[0][0][:, 4].copy())
    assert_same(onward[4].copy(), initial[1][0][4] * SMALL)


def test_removed_neuron_leaves_the_others_as_they_are():
    run = trained()
    (first, _), (second, _), _ = layers(run)
    keep(run, network=network(3, 2))
    (kernel, _), (onward, _), _ = layers(run)
    assert_same(kernel, first[:, :3].copy())
    assert_same(onward, second[:3].copy())


def test_new_feature_has_zero_weights_and_changes_no_output():
    run = trained()
    before, (first, _) = outputs(run), layers(run)[0]
    keep(run, features=["x1", "x1_squared", "x2"])
    kernel = layers(run)[0][0]
    assert_same(kernel[[0, 2]], first)
    assert not kernel[1].any()
    assert_same(outputs(run), before)


def test_features_are_known_by_name_in_whatever_order():
    run = trained(features=["x1", "x2", "x1_squared"])
    first = layers(run)[0][0]
    keep(run, features=["x1_squared", "x1"])
    assert_same(layers(run)[0][0], first[[2, 0]])


def test_wholly_other_features_begin_with_initial_weights():
    run = keep(trained(), features=["sin_x1"])
    initial = layers(session(features=["sin_x1"]))[0][0]
    assert_same(layers(run)[0][0], initial)


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_added_layer_passes_on_what_it_gets(activation):
    run = trained(network=network(3, activation=activation))
    before = outputs(run)
    keep(run, network=network(3, 3, activation=activation))
    kernel, bias = layers(run)[1]
    np.testing.assert_array_equal(kernel, np.eye(3))
    assert not bias.any()
    assert_same(outputs(run), before)


def test_added_layer_with_fewer_units_keeps_the_way_of_those_it_passes_on():
    run = trained(network=network(4))
    last = layers(run)[1][0]
    keep(run, network=network(4, 2))
    np.testing.assert_array_equal(layers(run)[1][0], np.eye(4, 2))
    assert_same(layers(run)[2][0], last[:2].copy())


def test_output_begins_anew_where_the_layer_before_it_was_removed():
    run = trained()
    (first, _), _, (_, last_bias) = layers(run)
    keep(run, network=network(4))
    initial = layers(session(network=network(4)))
    assert_same(layers(run)[0][0], first)
    assert_same(layers(run)[1][0], initial[1][0])
    assert_same(layers(run)[1][1], last_bias)


def test_other_points_keep_the_whole_network():
    run = trained()
    before = run.training.parameters.copy()
    points = [[1, 2, 1], [-1, 0, -1], [2, 2, 1]]
    keep(run, data={"source": "points", "points": points})
    assert_same(run.training.parameters, before)
    assert run.training.samples + len(run.training.data.test) == 3


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_optimizers_memory_goes_along(name):
    run = trained(training={"optimizer": {"name": name}})
    past = run.training.snapshot()
    keep(run, network=network(5, 2))
    now = run.training.snapshot()
    assert now.values["iterations"] == past.values["iterations"]
    kernel = now.arrays["optimizer"][:, :10].reshape(-1, 2, 5)
    assert_same(kernel[..., :4].copy(), past.arrays["optimizer"][:, :8].reshape(-1, 2, 4).copy())
    assert not kernel[..., 4].any()


def test_another_optimizer_keeps_the_weights_and_begins_without_memory():
    run = trained(training={"optimizer": {"name": "adam"}})
    before = run.training.parameters.copy()
    keep(run, training={"optimizer": {"name": "rmsprop"}})
    assert_same(run.training.parameters, before)
    assert run.training.snapshot().values["iterations"] == 0


def test_kept_network_trains_on_as_if_nothing_had_happened():
    run, other = (trained(training={"optimizer": {"name": "adam"}}) for _ in range(2))
    keep(run, title="other words")
    assert_same(step(run).training.parameters, step(other).training.parameters)


def test_another_problem_keeps_nothing():
    run = keep(trained(), problem="regression", data={}, training={})
    assert (run.epoch, run.status) == (0, "ready")
    fresh = session(problem="regression")
    assert_same(run.training.parameters, fresh.training.parameters)


def test_run_that_has_not_trained_begins_as_its_document_says():
    run = keep(session(), network=network(5, 2))
    assert_same(run.training.parameters, session(network=network(5, 2)).training.parameters)
    assert (run.trainer.changes, run.status) == ([], "ready")


def test_epochs_and_history_go_on_with_the_epoch_of_the_change_measured_anew():
    run = trained(3)
    rows = run.trainer.history.rows.copy()
    put(run, "features", ["x1"], reset=True, weights="kept")
    assert (run.epoch, run.status, run.trainer.changes) == (3, "paused", [3])
    history = run.trainer.history.rows
    assert history[:, 0].tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(history[:3], rows[:3])
    assert history[3, 1] != rows[3, 1]


def test_change_within_the_first_epoch_keeps_the_weights():
    run = step(session(), "batch", 3)
    before = run.training.parameters.copy()
    keep(run, network=network(4, 2, activation="relu"))
    assert_same(run.training.parameters, before)
    assert run.trainer.history.rows[:, 0].tolist() == [0]


def test_run_in_training_trains_on_with_its_weights():
    run = session(view={"speed": "max"})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE)
    stood = run.epoch
    assert keep(run, features=["x1"]).status == "running"
    run.advance(0.0, SLICE)
    assert run.epoch > stood > 0


def test_time_line_begins_at_the_change():
    run = step(keep(trained(3), features=["x1"]), "epoch", 2)
    assert execute(run, {"type": "seek", "epoch": 1})["epoch"] == 3
    assert shown(run, View(), -1).meta["epoch"] == 3


def test_run_whose_weights_were_kept_is_restored_to_the_bit():
    run = step(keep(trained(3), network=network(5, 2)), "epoch", 2)
    again = restored(saved(run), 0)
    assert saved(again) == saved(run)
    assert execute(again, {"type": "describe"})["changes"] == [3]
    assert_same(step(again).training.parameters, step(run).training.parameters)


def test_diverged_network_is_not_kept():
    run = session(problem="regression", training={"optimizer": {"learning_rate": 10}})
    step(run, "epoch", 50)
    assert run.status == "diverged"
    assert keep(run, features=["x1"]).epoch == 0
