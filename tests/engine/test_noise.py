"""Dropout and Gaussian noise: what they do, when they act, and what they draw."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers, optimizers
from tests.engine.graphs import assert_exact, rows

ONES = np.ones((1000, 50))
KINDS = {"dropout": lambda: layers.Dropout(0.3), "noise": lambda: layers.GaussianNoise(0.5)}


def disturbed(kind="dropout", seed=1):
    model = Sequential(
        [Input((3,)), layers.Dense(20, "tanh"), KINDS[kind](), layers.Dense(2)],
        seed=seed,
        dtype="float64",
    )
    model.compile("sgd", "mse")
    return model


def test_dropout_keeps_its_share_and_scales_it():
    found = layers.Dropout(0.3)(ONES, training=True)
    assert set(np.unique(found)) == {0, np.float32(1 / 0.7)}
    assert np.mean(found == 0) == pytest.approx(0.3, abs=0.01)
    assert found.mean() == pytest.approx(1, abs=0.02)


def test_gaussian_noise_has_its_deviation_and_no_mean():
    found = layers.GaussianNoise(0.5)(ONES, training=True) - 1
    assert found.mean() == pytest.approx(0, abs=0.01)
    assert found.std() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_disturbed_outside_of_training(kind):
    np.testing.assert_array_equal(KINDS[kind]()(ONES), ONES)
    model = disturbed(kind)
    np.testing.assert_array_equal(model.predict(rows(3)), model.predict(rows(3)))


@pytest.mark.parametrize("layer", [layers.Dropout(0), layers.GaussianNoise(0)], ids=["drop", "add"])
def test_none_of_it_is_nothing(layer):
    np.testing.assert_array_equal(layer(ONES, training=True), ONES)


@pytest.mark.parametrize("kind", KINDS)
def test_gradient_is_exact_for_the_noise_that_was_drawn(kind):
    assert_exact(disturbed(kind), *rows(3, 2))


def test_gradient_is_exact_where_one_dropout_serves_two_branches():
    x, drop = Input((3,)), layers.Dropout(0.5)
    a, b = (drop(layers.Dense(4, "tanh")(x)) for _ in range(2))
    model = Model(x, layers.Dense(2)(layers.concatenate([a, b, drop(x)])), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_training_with_noise_is_the_same_for_a_seed(kind):
    paths = []
    for seed in (1, 1, 2):
        model = disturbed(kind, seed)
        model.fit(*rows(3, 2, count=40), epochs=2, batch_size=8)
        paths.append(model.parameters.copy())
    assert (paths[0] == paths[1]).all()
    assert (paths[0] != paths[2]).all()


def test_every_batch_draws_anew():
    model = disturbed()
    model.compile(optimizers.SGD(1e-300), "mse")
    losses = {model.train_on_batch(*rows(3, 2)) for _ in range(5)}
    assert len(losses) == 5


def test_looking_inside_does_not_change_what_is_drawn_next():
    plain, watched = disturbed(), disturbed()
    watched.inspect(*rows(3, 2))
    for model in (plain, watched):
        model.fit(*rows(3, 2))
    np.testing.assert_array_equal(plain.parameters, watched.parameters)


def test_dropout_asked_for_in_prediction_is_drawn_there():
    x = Input((3,))
    model = Model(x, layers.Dropout(0.5)(layers.Dense(50)(x), training=True), seed=1)
    first, second = model.predict(rows(3)), model.predict(rows(3))
    assert (first != second).any()
    assert np.mean(first == 0) == pytest.approx(0.5, abs=0.15)


def test_loss_of_an_epoch_is_that_of_the_disturbed_network():
    model = disturbed()
    model.compile(optimizers.SGD(1e-300), "mse")
    x, y = rows(3, 2)
    history = model.fit(x, y, validation_data=(x, y)).history
    assert history["loss"] != history["val_loss"]
    assert history["val_loss"] == [model.evaluate(x, y)]
