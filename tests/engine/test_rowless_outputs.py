"""Layers and models whose output has no rows: one for all rows of a batch, as Keras allows."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError, ShapeMismatch
from tests.engine.graphs import assert_exact, rows

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 1, count=50)
WHOLE = {"epochs": 3, "batch_size": 8, "shuffle": False, "verbose": 0}


class Mean(keras.layers.Layer):
    """The mean of all numbers of a batch."""

    def call(self, inputs):
        return ops.mean(inputs)


class Columns(keras.layers.Layer):
    """The mean of each column, by a weight."""

    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape[-1],), initializer="ones")

    def call(self, inputs):
        return ops.mean(inputs, axis=0) * self.scale


class ComputeSum(keras.layers.Layer):
    """The guide's layer with a weight that does not learn, and is what it returns."""

    def __init__(self, input_dim):
        super().__init__()
        self.total = self.add_weight(initializer="zeros", shape=(input_dim,), trainable=False)

    def call(self, inputs):
        self.total.assign_add(ops.sum(inputs, axis=0))
        return self.total


def ended(layer):
    x = keras.Input((3,))
    return keras.Model(x, layer(layers.Dense(2)(x)), **SAME)


class Program(keras.Model):
    def __init__(self):
        super().__init__(**SAME)
        self.dense, self.mean = layers.Dense(2), Mean()

    def call(self, inputs):
        return self.mean(self.dense(inputs))


@pytest.mark.parametrize("layer", [Mean(), Columns()], ids=["one number", "columns"])
def test_layer_is_applied_to_arrays(layer):
    expected = X.mean() if isinstance(layer, Mean) else X.mean(axis=0)
    np.testing.assert_allclose(layer(X), expected, rtol=1e-5)
    assert layer(X).shape == np.shape(expected)


def test_layer_of_the_guide_adds_up_what_it_is_shown():
    layer = ComputeSum(2)
    assert layer(np.ones((2, 2))).numpy().tolist() == [2, 2]
    assert layer(np.ones((2, 2))).numpy().tolist() == [4, 4]
    assert (len(layer.weights), len(layer.trainable_weights)) == (1, 0)


def test_output_is_used_by_operations_with_an_exact_gradient():
    x = keras.Input((3,))
    a = layers.Dense(2)(x)
    model = keras.Model(x, layers.Dense(1)(a - Columns()(a) * Mean()(a)), **SAME)
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


@pytest.mark.parametrize("make", [lambda: ended(Mean()), Program], ids=["graph", "program"])
def test_model_is_called_and_predicts_a_number_for_each_batch(make):
    model = make()
    model.build((None, 3))
    kernel, bias = model.get_weights()
    outputs = X @ kernel + bias
    assert model(X).shape == ()
    assert float(model(X)) == pytest.approx(outputs.mean())
    means = [outputs[start : start + 32].mean() for start in (0, 32)]
    assert model.predict(X, verbose=0) == pytest.approx(means)
    assert model.predict(X, batch_size=50, verbose=0) == pytest.approx([outputs.mean()])
    assert model.output_shape == ()


def test_columns_of_batches_follow_each_other():
    model = ended(Columns())
    found = model.predict(X, batch_size=25, verbose=0)
    kernel, bias, scale = model.get_weights()
    outputs = (X @ kernel + bias) * scale
    expected = np.concatenate([outputs[:25].mean(axis=0), outputs[25:].mean(axis=0)])
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("make", [lambda: ended(Mean()), Program], ids=["graph", "program"])
def test_each_row_of_the_targets_is_compared_with_it(make):
    class Spread(keras.layers.Layer):
        def call(self, inputs):
            return ops.zeros_like(inputs[:, :1]) + ops.mean(inputs)

    model, other = make(), ended(Spread())
    model.build((None, 3))
    model.set_weights(other.get_weights())
    for one in (model, other):
        one.compile("adam", "mse", metrics=["mae"])
    own, expected = (one.fit(X, Y, **WHOLE).history for one in (model, other))
    np.testing.assert_allclose(model.parameters, other.parameters, rtol=1e-10)
    np.testing.assert_allclose(own["loss"], expected["loss"], rtol=1e-12)
    np.testing.assert_allclose(own["mae"], expected["mae"], rtol=1e-12)
    losses = []
    for start in (0, 25):
        part = slice(start, start + 25)
        losses.append(np.square(Y[part] - model(X[part])).mean())
    found = model.evaluate(X, Y, batch_size=25, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(np.mean(losses))


def test_layers_on_rows_refuse_it():
    x = keras.Input((3,))
    with pytest.raises(ShapeMismatch, match="takes tensors with rows; got one without"):
        layers.Dense(2)(Columns()(x))


def test_weight_alone_is_no_output():
    dense = layers.Dense(2)
    x = keras.Input((3,))
    dense(x)
    with pytest.raises(EngineError, match="outputs of a model must have rows; got a weight"):
        keras.Model(x, dense.weights[0].parameter)


def test_layer_that_has_rows_for_some_inputs_alone_is_refused():
    class Sometimes(keras.layers.Layer):
        def call(self, inputs, training=False):
            return ops.mean(inputs, axis=0) if training else inputs

    model = ended(Sometimes())
    model.compile("sgd", "mse")
    with pytest.raises(ShapeMismatch, match=r"always return rows .* got a tensor without rows"):
        model.fit(X, np.concatenate([Y, Y], axis=1), verbose=0)
