import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import optimizers
from engine.errors import InvalidValue, ShapeMismatch
from engine.optimizers import OPTIMIZERS
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, network, playground

SAMPLES = len(CIRCLE)  # 47: the last batch of 10 holds 7
UNITS = {"sample": Stepper.step_sample, "batch": Stepper.step_batch, "epoch": Stepper.step_epoch}


def trainer(optimizer="sgd", **options):
    """Return the default network and its stepper, always the same."""
    model = playground(optimizer, **options)
    return model, Stepper(model, CIRCLE, LABELS, batch_size=10, seed=3)


def whole_epochs(count, optimizer="sgd"):
    model, stepper = trainer(optimizer)
    for _ in range(count):
        stepper.step_epoch()
    return model.parameters


def finish(stepper, epochs):
    while stepper.epoch < epochs:
        stepper.step_batch()


@settings(max_examples=40)
@given(st.lists(st.sampled_from(list(UNITS)), max_size=80))
def test_any_mix_of_steps_gives_the_same_bits(units):
    model, stepper = trainer()
    for unit in units:
        UNITS[unit](stepper)
    finish(stepper, stepper.epoch + 1)
    np.testing.assert_array_equal(model.parameters, whole_epochs(stepper.epoch))


@settings(max_examples=40)
@given(st.integers(0, 3 * SAMPLES), st.sampled_from(list(OPTIMIZERS)))
def test_resumes_to_the_bit_from_a_snapshot_at_any_sample(samples, optimizer):
    _, first = trainer(optimizer)
    for _ in range(samples):
        first.step_sample()
    model, second = trainer(optimizer)
    second.run_batches(7)
    second.restore(first.snapshot())
    assert (second.epoch, second.position) == divmod(samples, SAMPLES)
    finish(second, 4)
    np.testing.assert_array_equal(model.parameters, whole_epochs(4, optimizer))


def test_snapshot_is_arrays_and_plain_values():
    _, stepper = trainer("adam")
    stepper.step_sample()
    snapshot = stepper.snapshot()
    plain = {k: v for k, v in snapshot.items() if not isinstance(v, np.ndarray)}
    assert sorted(snapshot.keys() - plain.keys()) == ["fixed", "optimizer", "parameters"]
    assert json.loads(json.dumps(plain)) == plain


def test_snapshot_stays_as_it_was_while_training_goes_on():
    model, stepper = trainer()
    before, snapshot = model.parameters.copy(), stepper.snapshot()
    stepper.step_epoch()
    np.testing.assert_array_equal(snapshot["parameters"], before)


def test_snapshot_of_another_network_is_refused():
    other = network(2, 1)
    other.compile("sgd", "mse")
    snapshot = Stepper(other, CIRCLE, LABELS).snapshot()
    with pytest.raises(ShapeMismatch, match=r"parameters must have shape \(25,\); got \(3,\)"):
        trainer()[1].restore(snapshot)


def test_steps_move_the_cursor_by_what_they_say():
    _, stepper = trainer()
    places = []
    for unit in ("sample", "sample", "batch", "batch", "sample", "epoch", "batch"):
        UNITS[unit](stepper)
        places.append((stepper.epoch, stepper.position))
    assert places == [(0, 1), (0, 2), (0, 10), (0, 20), (0, 21), (1, 0), (1, 10)]


def test_parameters_change_when_the_batch_is_complete():
    model, stepper = trainer()
    before = model.parameters.copy()
    for _ in range(9):
        stepper.step_sample()
    np.testing.assert_array_equal(model.parameters, before)
    stepper.step_sample()
    assert (model.parameters != before).all()


def test_run_batches_goes_on_over_the_end_of_an_epoch():
    model, stepper = trainer()
    stepper.run_batches(12)
    assert (stepper.epoch, stepper.position) == (2, 20)
    finish(stepper, 3)
    np.testing.assert_array_equal(model.parameters, whole_epochs(3))


def test_last_partial_batch_counts_as_what_it_is():
    model = network(2, 1, activation="linear")
    model.compile(optimizers.SGD(0.01), "mse")
    stepper = Stepper(model, CIRCLE, LABELS, batch_size=10, shuffle=False)
    stepper.run_batches(4)
    w, x, y = model.parameters.copy(), np.c_[CIRCLE, np.ones(SAMPLES)][40:], LABELS[40:]
    stepper.step_batch()
    np.testing.assert_allclose(model.parameters, w - 0.01 * 2 / 7 * x.T @ (x @ w - y), rtol=1e-12)


def test_each_epoch_shows_every_sample_once_in_a_new_order():
    _, stepper = trainer()
    orders = []
    for _ in range(2):
        stepper.step_batch()
        orders.append(stepper.order.tolist())
        stepper.step_epoch()
    assert [sorted(order) for order in orders] == [list(range(SAMPLES))] * 2
    assert orders[0] != orders[1]


def test_batch_begun_sample_by_sample_keeps_its_size():
    _, stepper = trainer()
    stepper.step_sample()
    stepper.batch_size = 4
    places = []
    for _ in range(3):
        stepper.step_batch()
        places.append(stepper.position)
    assert places == [10, 14, 18]
    stepper.step_epoch()
    stepper.step_batch()
    assert stepper.position == 4


def test_larger_batch_begun_leaves_the_rest_in_whole_batches(monkeypatch):
    monkeypatch.setattr("engine.batches.WINDOW", 1)  # as with data that are many windows
    _, stepper = trainer()
    stepper.step_sample()
    stepper.batch_size = 4
    sizes = [batch.rows.stop - batch.rows.start for batch in stepper.batches]
    assert sizes == [10, *[4] * 9, 1]


def test_batch_size_leaves_the_shuffles_alone():
    _, small = trainer()
    _, large = trainer()
    large.batch_size = 33
    for stepper in (small, large):
        stepper.step_epoch()
        stepper.step_batch()
    np.testing.assert_array_equal(small.order, large.order)


def test_learning_rate_may_change_between_batches():
    model, stepper = trainer()
    stepper.step_batch()
    before = model.parameters.copy()
    model.optimizer.learning_rate = 1e-30
    stepper.step_epoch()
    np.testing.assert_array_equal(model.parameters, before)


@pytest.mark.parametrize("unit", UNITS)
def test_divergence_is_found_at_the_same_batch_however_it_is_stepped(unit):
    model = network(2, 3, 1, activation="linear", dtype="float32")
    model.compile(optimizers.SGD(10), "mse")
    stepper = Stepper(model, CIRCLE, LABELS, batch_size=10, seed=3)
    for _ in range(SAMPLES):
        UNITS[unit](stepper)
    found = stepper.divergence
    assert (found.epoch, stepper.epoch, stepper.position, found.layer) == (0, 0, 20, 2)
    assert found.reason == "the loss overflowed"
    assert np.isfinite(model.parameters).all()
    assert np.isfinite(model.evaluate(CIRCLE, LABELS))


def test_diverged_run_stays_where_it_is_until_it_is_forgiven():
    model = network(2, 1, activation="linear")
    model.compile(optimizers.SGD(1e4), "mse")
    stepper = Stepper(model, CIRCLE, LABELS, batch_size=10)
    stepper.run_batches(1000)
    place = stepper.epoch, stepper.position
    for step in UNITS.values():
        step(stepper)
    assert (stepper.epoch, stepper.position) == place
    model.set_weights([np.ones((2, 1)), np.ones(1)])
    stepper.divergence = None
    stepper.step_batch()
    assert stepper.divergence is None
    assert (stepper.epoch, stepper.position) != place


def test_divergence_names_the_layer_whose_weights_were_bad():
    model, stepper = trainer()
    model.layers[1].kernel[0, 0] = np.inf
    stepper.step_epoch()
    assert stepper.divergence.layer == 2


def test_divergence_survives_a_snapshot():
    model, stepper = trainer()
    model.parameters[0] = np.nan
    stepper.step_epoch()
    _, other = trainer()
    other.restore(stepper.snapshot())
    assert other.divergence == stepper.divergence is not None


def test_batch_size_below_one_is_refused():
    with pytest.raises(InvalidValue, match="batch size must be at least 1; got 0"):
        trainer()[1].batch_size = 0


def test_what_a_divergence_keeps_is_the_same_however_it_is_stepped():
    kept = []
    for step in UNITS.values():
        model = network(2, 3, 1, activation="linear", dtype="float32")
        model.compile(optimizers.SGD(0.02, momentum=0.9), "mse")
        stepper = Stepper(model, CIRCLE, LABELS, batch_size=10, seed=3)
        for _ in range(10 * SAMPLES):
            step(stepper)
        assert stepper.divergence
        kept.append([model.parameters.tobytes(), model.optimizer.state.tobytes()])
    assert kept[0] == kept[1] == kept[2]
