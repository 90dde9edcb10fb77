"""Clipped gradients, against what clipping is by definition."""

import numpy as np
import pytest

from engine import optimizers
from engine.errors import InvalidValue
from tests.engine.networks import network

X, Y = np.random.default_rng(5).normal(size=(2, 20, 2))


def gradients(scale=100.0):
    """Return a model, and each weight's gradient at its start."""
    model = network(2, 3, 2)
    model.compile("sgd", "mse")
    model.inspect(X, scale * Y)
    return model, [w.gradient.copy() for layer in model.layers for w in layer.weights]


def after_a_step(scale=100.0, **clipping):
    """Return how each weight changes in one step at rate 1."""
    model, _ = gradients()
    start = model.get_weights()
    model.compile(optimizers.SGD(1.0, **clipping), "mse")
    model.train_on_batch(X, scale * Y)
    return [before - after for before, after in zip(start, model.get_weights(), strict=True)]


def test_each_number_is_held():
    _, plain = gradients()
    for change, gradient in zip(after_a_step(clipvalue=0.7), plain, strict=True):
        np.testing.assert_allclose(change, np.clip(gradient, -0.7, 0.7), atol=1e-12)


def test_each_weights_gradient_is_shortened_by_itself():
    _, plain = gradients()
    for change, gradient in zip(after_a_step(clipnorm=0.7), plain, strict=True):
        length = np.linalg.norm(gradient)
        np.testing.assert_allclose(change, gradient * min(1, 0.7 / length), atol=1e-12)


def test_all_gradients_are_shortened_together():
    _, plain = gradients()
    length = np.sqrt(sum(np.square(gradient).sum() for gradient in plain))
    for change, gradient in zip(after_a_step(global_clipnorm=0.7), plain, strict=True):
        np.testing.assert_allclose(change, gradient * 0.7 / length, atol=1e-12)


@pytest.mark.parametrize("kind", ["clipvalue", "clipnorm", "global_clipnorm"])
def test_short_gradients_are_left_alone(kind):
    clipped, plain = after_a_step(0.1, **{kind: 1e3}), after_a_step(0.1)
    for one, other in zip(clipped, plain, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_every_optimizer_takes_clipping_and_tells_it(name):
    optimizer = optimizers.get(name, clipnorm=0.5)
    again = type(optimizer).from_config(optimizer.get_config())
    assert again.clipping.clipnorm == 0.5
    assert again.get_config() == optimizer.get_config()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"clipnorm": 1, "clipvalue": 1}, "only one kind of clipping at a time"),
        ({"clipnorm": 0}, "clipnorm must be positive; got 0"),
    ],
)
def test_wrong_clipping_is_refused(options, words):
    with pytest.raises(InvalidValue, match=words):
        optimizers.Adam(**options)
