"""What must change nothing, and does not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from tests.engine.networks import CIRCLE, LABELS, network

SAMPLES = len(CIRCLE)
SEEDS = st.integers(0, 2**32 - 1)


def train(x, y, weights=None, *, batch_size=SAMPLES, activation="tanh"):
    """Return a small model after three epochs, its loss history and its first layer's units."""
    model = network(2, 4, 1, activation=activation, output="linear")
    model.compile("sgd", "mse")
    if weights is not None:
        model.set_weights(weights)
    history = model.fit(x, y, batch_size=batch_size, epochs=3, shuffle=False)
    return model, history.history["loss"]


@settings(max_examples=20)
@given(SEEDS, st.sampled_from([name for name in ACTIVATIONS if name != "exponential"]))
def test_permuting_hidden_units_permutes_their_weights_and_nothing_else(seed, activation):
    order = np.random.default_rng(seed).permutation(4)
    kernel, bias, out, last = network(2, 4, 1, seed=seed).get_weights()
    plain, losses = train(CIRCLE, LABELS, [kernel, bias, out, last], activation=activation)
    permuted = [kernel[:, order], bias[order], out[order], last]
    other, other_losses = train(CIRCLE, LABELS, permuted, activation=activation)
    np.testing.assert_allclose(other_losses, losses, rtol=1e-9)
    np.testing.assert_allclose(
        other.layers[0].kernel, plain.layers[0].kernel[:, order], rtol=1e-9, atol=1e-12
    )


@settings(max_examples=20)
@given(SEEDS)
def test_order_of_the_samples_does_not_matter_in_one_batch(seed):
    order = np.random.default_rng(seed).permutation(len(CIRCLE))
    plain, _ = train(CIRCLE, LABELS)
    other, _ = train(CIRCLE[order], LABELS[order])
    np.testing.assert_allclose(other.parameters, plain.parameters, rtol=1e-9, atol=1e-12)


def test_data_twice_in_one_batch_are_the_data_once():
    plain, losses = train(CIRCLE, LABELS)
    other, same = train(np.r_[CIRCLE, CIRCLE], np.r_[LABELS, LABELS], batch_size=2 * len(CIRCLE))
    np.testing.assert_allclose(same, losses, rtol=1e-9)
    np.testing.assert_allclose(other.parameters, plain.parameters, rtol=1e-9, atol=1e-12)


def test_batch_of_everything_is_plain_gradient_descent():
    model, _ = train(CIRCLE, LABELS, batch_size=1000)
    plain, _ = train(CIRCLE, LABELS)
    np.testing.assert_array_equal(model.parameters, plain.parameters)


def test_weight_of_two_is_the_row_twice():
    weighted = network(2, 4, 1)
    weighted.compile("sgd", "mse")
    weights = np.where(np.arange(len(CIRCLE)) < 10, 2.0, 1.0)
    weighted.fit(CIRCLE, LABELS, 1000, sample_weight=weights * 47 / 57, shuffle=False)
    twice = network(2, 4, 1)
    twice.compile("sgd", "mse")
    twice.fit(np.r_[CIRCLE, CIRCLE[:10]], np.r_[LABELS, LABELS[:10]], 1000, shuffle=False)
    np.testing.assert_allclose(weighted.parameters, twice.parameters, rtol=1e-9, atol=1e-12)
