"""What every optimizer may do besides its rule: clip gradients, shrink weights, tell of itself."""

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


@pytest.mark.parametrize("kind", ["clipnorm", "global_clipnorm"])
def test_gradient_whose_square_overflows_keeps_its_direction(kind):
    p, g = np.zeros(2, np.float32), np.array([3e30, -4e30], np.float32)
    with np.errstate(over="ignore"):
        optimizers.SGD(1.0, **{kind: 1.0}).bind(p, g)()
    np.testing.assert_allclose(p, [-0.6, 0.8], rtol=1e-6)


@pytest.mark.parametrize("name", [one for one in optimizers.OPTIMIZERS if one != "ftrl"])
def test_weights_shrink_by_their_share_where_there_is_no_gradient(name):
    p = np.array([1.0, -2.0])
    step = optimizers.get(name, learning_rate=0.5, weight_decay=0.25).bind(p, np.zeros(2))
    step()
    step()
    np.testing.assert_allclose(p, np.array([1.0, -2.0]) * (1 - 0.5 * 0.25) ** 2)


def test_weights_shrink_before_the_step_and_apart_from_clipping():
    p, g = np.array([1.0, -2.0]), np.array([3.0, 4.0])
    optimizers.SGD(0.1, weight_decay=0.5, clipnorm=1.0).bind(p, g)()
    np.testing.assert_allclose(p, 0.95 * np.array([1.0, -2.0]) - 0.1 * np.array([0.6, 0.8]))


def test_weights_shrink_at_the_rate_of_their_step():
    p = np.ones(1)
    halves = optimizers.schedules.ExponentialDecay(1.0, 1, 0.5)
    step = optimizers.SGD(halves, weight_decay=0.1).bind(p, np.zeros(1))
    for _ in range(3):
        step()
    np.testing.assert_allclose(p, 0.9 * 0.95 * 0.975)


@pytest.mark.parametrize(
    ("name", "own"),
    [("sgd", {"momentum": 0.3}), ("momentum", {"momentum": 0.3}), ("nesterov", {"momentum": 0.3}),
     ("rmsprop", {"rho": 0.3}), ("adagrad", {"initial_accumulator_value": 0.3}),
     ("adam", {"beta_1": 0.3}), ("adamw", {"weight_decay": 0.3}), ("nadam", {"beta_2": 0.3}),
     ("adamax", {"epsilon": 0.3})],
)  # fmt: skip
def test_optimizer_is_what_its_configuration_says(name, own):
    kind = optimizers.OPTIMIZERS[name]
    config = kind(0.2, **own, clipvalue=0.5).get_config()
    assert config.items() >= {"learning_rate": 0.2, "clipvalue": 0.5, **own}.items()
    again = optimizers.get({"class_name": kind.__name__, "config": config})
    assert type(again) is kind
    assert again.get_config() == config


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
        ({"weight_decay": -1}, "weight decay must be at least 0; got -1"),
    ],
)
def test_wrong_option_is_refused(options, words):
    with pytest.raises(InvalidValue, match=words):
        optimizers.Adam(**options)
