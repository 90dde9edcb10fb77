"""Layers that several models share, layers that are frozen, and copies that share nothing."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers, models, optimizers
from engine.gradient_check import backward_gradient
from tests.engine.graphs import assert_exact, rows
from tests.engine.networks import network

X, Y = rows(3, 2, count=30)


def compiled(model, optimizer="sgd"):
    model.compile(optimizer, "mse")
    return model


@pytest.fixture
def pair():
    """A model, and a second one on top of the first's hidden layer."""
    old = compiled(network(3, 4, 2))
    new = Sequential([Input((3,)), old.layers[0], layers.Dense(2)], seed=2, dtype="float64")
    return old, compiled(new)


def test_training_one_model_changes_the_other(pair):
    old, new = pair
    before = old.predict(X)
    new.fit(X, Y)
    assert (old.predict(X) != before).all()
    np.testing.assert_array_equal(old.layers[0].kernel, new.layers[0].kernel)


def test_models_that_share_layers_train_in_turns(pair):
    old, new = pair
    for _ in range(3):
        for one, other in ((old, new), (new, old)):
            kernel = other.layers[0].kernel.copy()
            one.fit(X, Y)
            assert (other.get_weights()[0] != kernel).any()
            np.testing.assert_array_equal(other.get_weights()[0], one.get_weights()[0])


def test_gradients_are_exact_in_turns(pair):
    for model in (*pair, *pair):
        assert_exact(model, X, Y)


def test_own_layers_are_not_touched_by_the_other_model(pair):
    old, new = pair
    before = old.layers[1].get_weights()
    new.fit(X, Y)
    for weight, now in zip(before, old.layers[1].get_weights(), strict=True):
        np.testing.assert_array_equal(weight, now)


def test_frozen_layers_stay_and_the_rest_learns(pair):
    old, new = pair
    new.layers[0].trainable = False
    compiled(new)
    before = new.get_weights()
    new.fit(X, Y, epochs=2)
    for number, (was, now) in enumerate(zip(before, new.get_weights(), strict=True)):
        assert (was == now).all() == (number < 2)
    np.testing.assert_array_equal(old.layers[0].kernel, before[0])


def test_freezing_counts_from_the_next_compile(pair):
    _, new = pair
    new.layers[0].trainable = False
    before = new.get_weights()[0]
    new.fit(X, Y)
    assert (new.get_weights()[0] != before).any()


def test_gradient_behind_and_before_frozen_layers_is_exact():
    model = network(3, 4, 4, 2)
    model.layers[1].trainable = False
    compiled(model)
    assert_exact(model, X, Y)
    assert model.parameters.size == 3 * 4 + 4 + 4 * 2 + 2


def test_thawed_layers_learn_again():
    model = network(3, 4, 2)
    for trainable in (False, True):
        model.layers[0].trainable = trainable
        compiled(model)
        before = model.get_weights()[0]
        model.fit(X, Y)
        assert (model.get_weights()[0] == before).all() == (not trainable)


def test_model_that_is_frozen_altogether_trains_without_change():
    model = network(3, 4, 2)
    model.trainable = False
    compiled(model, "adam")
    before = model.evaluate(X, Y)
    history = model.fit(X, Y, epochs=2)
    assert history.history["loss"] == pytest.approx([before] * 2)
    assert model.evaluate(X, Y) == before


def test_weights_of_a_frozen_layer_are_still_set_and_kept_in_order():
    model = network(3, 4, 2)
    weights = [np.full(one.shape, number) for number, one in enumerate(model.get_weights())]
    model.layers[0].trainable = False
    compiled(model)
    model.set_weights(weights)
    assert [one.flat[0] for one in model.get_weights()] == [0, 1, 2, 3]
    assert (model.layers[0].kernel == 0).all()


def test_penalty_of_a_frozen_layer_is_not_in_the_gradient():
    model = network(3, 4, 2, kernel_regularizer="l2")
    model.layers[0].trainable = False
    compiled(model)
    assert_exact(model, X, Y)


def test_clone_has_the_same_layers_and_none_of_the_weights():
    model = compiled(network(3, 4, 2))
    clone = compiled(models.clone_model(model))
    assert [one.name for one in clone.layers] == [one.name for one in model.layers]
    assert (clone.get_weights()[0] != model.get_weights()[0]).any()
    before = model.parameters.copy()
    clone.set_weights(model.get_weights())
    clone.fit(X, Y)
    np.testing.assert_array_equal(model.parameters, before)


def test_model_of_a_part_of_another_shows_what_goes_on_inside():
    x = Input((3,))
    hidden = layers.Dense(4, "tanh")(x)
    whole = compiled(Model(x, layers.Dense(2)(hidden), seed=1, dtype="float64"))
    part = Model(x, hidden, dtype="float64")
    whole.fit(X, Y)
    np.testing.assert_array_equal(part.predict(X), whole.layer_outputs(X)[0])


def test_predictions_alternate_between_models_that_share(pair):
    old, new = pair
    expected = old.predict(X), new.predict(X)
    for _ in range(2):
        np.testing.assert_array_equal(old.predict(X), expected[0])
        np.testing.assert_array_equal(new.predict(X), expected[1])


def test_models_of_different_precision_share_weights():
    single = Sequential([Input((3,)), layers.Dense(2)], seed=1)
    double = compiled(Sequential([Input((3,)), single.layers[0]], dtype="float64"))
    double.fit(X, Y)
    np.testing.assert_allclose(single.predict(X), double.predict(X), rtol=1e-4, atol=1e-6)


def test_optimizer_memory_is_each_models_own(pair):
    old, new = pair
    compiled(old, optimizers.Adam(0.01)).fit(X, Y)
    compiled(new, optimizers.Adam(0.01)).fit(X, Y)
    found = backward_gradient(new, X, Y)
    assert found.shape == new.parameters.shape
    assert new.optimizer.iterations == old.optimizer.iterations == 1
