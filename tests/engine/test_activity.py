"""Penalties on what layers put out, and functions as layers."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops, regularizers
from engine.errors import EngineError, ShapeMismatch, UnknownChoice
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import own_saved_and_loaded

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)


def mean_square(a):
    return 0.3 * ops.sum(ops.square(a))


CHOICES = {
    "l1": regularizers.L1(0.2), "l2": regularizers.L2(0.1), "both": regularizers.L1L2(0.2, 0.1),
    "name": "l2", "function": mean_square,
}  # fmt: skip


def stack(penalty, last=None):
    dense = layers.Dense(4, "tanh", activity_regularizer=penalty)
    return keras.Sequential([keras.Input((3,)), dense, layers.Dense(2, last)], **SAME)


@pytest.mark.parametrize("name", CHOICES)
def test_gradient_of_a_penalty_on_outputs_is_exact(name):
    model = stack(CHOICES[name])
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_penalty_is_that_of_all_outputs_by_the_rows():
    model = stack(regularizers.L1L2(0.2, 0.1))
    model.compile(keras.optimizers.SGD(0.0), "mse")
    a = model.layer_outputs(X)[0].copy()
    plain = np.square(model.predict(X, verbose=0) - Y).mean()
    expected = plain + (0.2 * np.abs(a).sum() + 0.1 * np.square(a).sum()) / len(X)
    history = model.fit(X, Y, batch_size=len(X), validation_data=(X, Y), verbose=0).history
    assert history["loss"] == [pytest.approx(expected, rel=1e-12)]
    assert history["val_loss"] == [pytest.approx(expected, rel=1e-12)]


def test_rate_of_a_penalty_may_be_changed_while_training():
    penalty = regularizers.L2(0.1)
    model = stack(penalty)
    model.compile(keras.optimizers.SGD(0.0), "mse")

    def raise_it(epoch, logs):
        penalty.l2 = 0.1 if epoch < 5 else 0.5

    listener = keras.callbacks.LambdaCallback(on_epoch_begin=raise_it)
    losses = model.fit(X, Y, epochs=8, callbacks=[listener], verbose=0).history["loss"]
    assert max(losses[:5]) < min(losses[5:])


def test_layer_with_a_penalty_is_one_layer():
    model = stack("l2")
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense"]
    assert model.layers[0].get_config()["activity_regularizer"].l2 == 0.01
    assert keras.models.clone_model(model).layers[0].activity_regularizer.l2 == 0.01


def test_model_with_a_penalty_comes_back_from_its_file(tmp_path):
    x = keras.Input((3,))
    model = keras.Model(x, layers.Dense(2)(layers.Dense(4, activity_regularizer="l1")(x)), **SAME)
    model.compile("sgd", "mse")
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.evaluate(X, Y, verbose=0) == pytest.approx(model.evaluate(X, Y, verbose=0))
    assert len(again.layers) == 3


def test_layer_of_its_own_pays_the_same(tmp_path):
    dense = [layers.Dense(4, "tanh"), layers.ActivityRegularization(l1=0.2, l2=0.1)]
    model = keras.Sequential([keras.Input((3,)), *dense, layers.Dense(2)], **SAME)
    same = stack(regularizers.L1L2(0.2, 0.1))
    same.set_weights(model.get_weights())
    for one in (model, same):
        one.compile("sgd", "mse")
    loss = model.evaluate(X, Y, verbose=0)
    assert loss == pytest.approx(same.evaluate(X, Y, verbose=0), rel=1e-12)
    again = own_saved_and_loaded(model, tmp_path)
    assert again.evaluate(X, Y, verbose=0) == pytest.approx(loss, rel=1e-12)


def test_layer_of_ones_own_takes_such_a_penalty():
    class Doubled(keras.layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    own = Doubled(activity_regularizer="l2")
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4), own, layers.Dense(2)], **SAME)
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_unknown_penalty_is_told_when_the_layer_is_made():
    with pytest.raises(UnknownChoice, match="regularizer must be one of"):
        layers.Dense(4, activity_regularizer="l3")


# Functions as layers


def scaled(x, by=2.0):
    return by * x + ops.square(x)


def with_function(layer):
    return keras.Sequential([keras.Input((3,)), layers.Dense(4, "tanh"), layer, layers.Dense(2)],
                            **SAME)  # fmt: skip


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.Lambda(lambda x: ops.exp(x) - 1),
        lambda: layers.Lambda(scaled, arguments={"by": 3.0}),
        lambda: layers.Lambda(lambda x: x[:, :2] * x[:, 2:], output_shape=(2,)),
        lambda: layers.Lambda(np.tanh),
        lambda: layers.Lambda(lambda x, training=None: x if training else 2 * x),
    ],
)
def test_gradient_of_a_function_as_a_layer_is_exact(layer):
    model = with_function(layer())
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_function_with_a_name_is_saved_and_found_again(tmp_path):
    model = with_function(layers.Lambda(scaled, arguments={"by": 3.0}))
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"scaled": scaled})
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_function_without_a_name_is_not_saved(tmp_path):
    model = with_function(layers.Lambda(lambda x: 2 * x))
    with pytest.raises(EngineError, match="a lambda cannot be saved: write it as a function"):
        model.save(tmp_path / "model.keras")


def test_shape_that_is_told_must_be_true():
    with pytest.raises(ShapeMismatch, match=r"output_shape of 'half' must be \(4,\); got \(2,\)"):
        layers.Lambda(lambda x: x, output_shape=(2,), name="half")(keras.Input((4,)))
