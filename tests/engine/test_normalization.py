"""Normalization by known data and batch by batch, against figures worked out with NumPy."""

import numpy as np
import pytest

import engine as keras
from engine import Input, Sequential, layers, optimizers
from engine.errors import NotReady, ShapeMismatch
from tests.engine.graphs import assert_exact, rows, spoil

X = 3 * rows(4, count=200) + [5, -2, 0, 100]


def normed(**settings):
    """Return a model that is one batch normalization, and a layer that learns nothing."""
    model = Sequential(
        [Input((4,)), layers.BatchNormalization(**settings)], seed=1, dtype="float64"
    )
    model.compile(optimizers.SGD(1e-300), "mse")
    return model, model.layers[0]


def test_adapted_columns_have_mean_0_and_deviation_1():
    layer = layers.Normalization()
    layer.adapt(X)
    found = layer(X)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(found.std(axis=0), 1, rtol=1e-5)


def test_adapted_layer_holds_mean_variance_and_count_as_in_keras():
    layer = layers.Normalization()
    layer.adapt(X)
    mean, variance, count = layer.get_weights()
    np.testing.assert_allclose(mean, X.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(variance, X.var(axis=0), rtol=1e-6)
    assert count == 200


def test_mean_and_variance_may_be_given():
    layer = layers.Normalization(mean=[1, 2], variance=[4, 9])
    assert layer(np.array([[5.0, 11.0]])).tolist() == [[2, 3]]
    again = layers.Normalization.from_config(layer.get_config())
    assert again(np.array([[5.0, 11.0]])).tolist() == [[2, 3]]


def test_column_that_never_changes_becomes_zero():
    layer = layers.Normalization()
    layer.adapt(np.full((5, 1), 7.0))
    assert layer(np.array([[7.0]])).tolist() == [[0]]


@pytest.mark.parametrize("when", ["before", "after"])
def test_layer_is_adapted_before_or_after_a_model_takes_it_in(when):
    layer = layers.Normalization()
    if when == "before":
        layer.adapt(X)
    model = Sequential([Input((4,)), layer, layers.Dense(1)], seed=1, dtype="float64")
    model.compile("sgd", "mse")
    model.predict(X)
    if when == "after":
        layer.adapt(X)
    kernel, bias = model.layers[1].get_weights()
    expected = (X - X.mean(axis=0)) / X.std(axis=0) @ kernel + bias
    np.testing.assert_allclose(model.predict(X), expected, rtol=1e-5, atol=1e-5)


def test_adapting_again_counts_in_a_model_in_use():
    layer = layers.Normalization()
    model = Sequential([Input((4,)), layer], dtype="float64")
    for scale in (1, 10):
        layer.adapt(scale * X)
        np.testing.assert_allclose(model.predict(scale * X).std(axis=0), 1, rtol=1e-6)


def test_training_leaves_normalization_alone():
    layer = layers.Normalization()
    layer.adapt(X)
    model = Sequential([Input((4,)), layer, layers.Dense(1)], seed=1)
    model.compile("sgd", "mse")
    before = layer.get_weights()
    model.fit(X, X[:, :1], epochs=2)
    for was, now in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (X[0], r"rows of numbers; got shape \(4,\)"),
        (X[:0], r"rows of numbers; got shape \(0, 4\)"),
        (None, "must be numbers; got NoneType"),
        ([["a"]], "must be numbers; got text"),
        ([[np.nan]], "must be finite numbers; got NaN or infinity in row 0"),
    ],
)
def test_data_that_cannot_be_adapted_to_are_refused(data, words):
    with pytest.raises(ValueError, match=words):
        layers.Normalization().adapt(data)


def test_model_that_was_never_adapted_is_as_keras_has_it():
    model = Sequential([Input((4,)), layers.Normalization()])
    np.testing.assert_allclose(model.predict(X), X, rtol=1e-6)


def test_mean_of_another_size_than_the_inputs_is_refused():
    with pytest.raises(ShapeMismatch, match=r"mean .*\(4,\).*got \(2,\)"):
        Sequential([Input((4,)), layers.Normalization(mean=[1, 2], variance=[1, 1])]).build()


def test_batch_is_normalized_by_its_own_mean_and_variance():
    model, layer = normed(epsilon=1e-3)
    spoil(model)
    look = model.inspect(X, X)
    even = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-3)
    np.testing.assert_allclose(look.layers[0].activations, even * layer.gamma + layer.beta)


def test_running_figures_follow_the_batches_by_the_momentum():
    model, layer = normed(momentum=0.9)
    mean, variance = np.zeros(4), np.ones(4)
    for batch in (X[:50], X[50:120]):
        model.train_on_batch(batch, batch)
        mean = 0.9 * mean + 0.1 * batch.mean(axis=0)
        variance = 0.9 * variance + 0.1 * batch.var(axis=0)
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-12)
    even = (X - mean) / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(model.predict(X), even, rtol=1e-9)


def test_evaluation_and_prediction_leave_the_running_figures_alone():
    model, layer = normed()
    model.predict(X)
    model.evaluate(X, X)
    model.inspect(X, X)
    assert not layer.moving_mean.any()
    assert (layer.moving_variance == 1).all()


def test_running_figures_go_on_from_a_validation():
    plain, watched = normed()[0], normed()[0]
    plain.fit(X, X, epochs=2)
    watched.fit(X, X, epochs=2, validation_data=(X, X))
    np.testing.assert_array_equal(plain.network.non_trainable, watched.network.non_trainable)


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("scale", [True, False])
def test_gradient_is_exact_with_and_without_scale_and_center(scale, center):
    model = Sequential(
        [
            Input((4,)),
            layers.Dense(3),
            layers.BatchNormalization(scale=scale, center=center),
            layers.Dense(2, "tanh"),
        ],
        seed=1,
        dtype="float64",
    )
    model.compile("sgd", "mse")
    spoil(model)
    assert_exact(model, *rows(4, 2))


def test_frozen_batch_normalization_uses_its_running_figures_in_training():
    model, layer = normed()
    model.train_on_batch(X, X)
    layer.trainable = False
    model.compile("sgd", "mse")
    before = layer.get_weights()
    expected = model.predict(X)
    assert model.train_on_batch(X, X) == pytest.approx(np.square(expected - X).mean())
    for was, now in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


def test_gradient_before_a_frozen_batch_normalization_is_exact():
    model = Sequential(
        [Input((4,)), layers.Dense(3), layers.BatchNormalization()], seed=1, dtype="float64"
    )
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    assert_exact(model, *rows(4, 3))


def test_layer_that_is_not_built_has_no_figures():
    with pytest.raises(NotReady, match="must be built first"):
        layers.BatchNormalization().count_params()


def test_mean_and_variance_are_shown_with_the_rows_first():
    layer = layers.Normalization()
    layer.adapt(X)
    np.testing.assert_allclose(layer.mean, X.mean(axis=0, keepdims=True), rtol=1e-5)
    assert layer.variance.shape == (1, 4)


def test_one_mean_serves_all_columns_if_asked():
    layer = layers.Normalization(axis=None)
    layer.adapt(X)
    np.testing.assert_allclose(layer(X), (X - X.mean()) / X.std(), rtol=1e-4, atol=1e-6)
    assert layer.mean.shape == (1, 1)


def test_columns_of_larger_rows_are_their_last_axis(tmp_path):
    x = np.random.default_rng(2).normal(3, 2, (50, 3, 5))
    layer = layers.Normalization()
    layer.adapt(x)
    expected = (x - x.mean(axis=(0, 1))) / x.std(axis=(0, 1))
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-5)
    assert [weight.shape for weight in layer.weights] == [(5,), (5,), ()]
    assert layer.mean.shape == (1, 1, 5)
    model = Sequential([Input((3, 5)), layer, layers.Flatten(), layers.Dense(1)])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(x), model.predict(x))


def test_one_mean_serves_all_numbers_of_larger_rows():
    x = np.random.default_rng(2).normal(3, 2, (5, 4, 3))
    layer = layers.Normalization(axis=None)
    layer.adapt(x)
    np.testing.assert_allclose(layer(x), (x - x.mean()) / x.std(), rtol=1e-4, atol=1e-5)


def test_batches_have_no_mean_of_all_columns():
    with pytest.raises(ShapeMismatch, match="axis must be -1, the columns or channels; got None"):
        layers.BatchNormalization(axis=None)


def test_given_variance_that_is_rounding_counts_as_none():
    flat, small = np.full(7, 14.62), 1e-13 * np.arange(1, 8)
    x = np.column_stack([flat, small])
    assert x.var(axis=0)[0] > 0
    layer = layers.Normalization(mean=x.mean(axis=0), variance=x.var(axis=0))
    model = Sequential([Input((2,)), layer], dtype="float64")
    found = model.predict(x, verbose=0)
    np.testing.assert_allclose(found[:, 0], 0, atol=1e-14)
    np.testing.assert_allclose(found[:, 1], (np.arange(1, 8) - 4) / 2)
