"""Weights of one layer that another one, an operation or a program uses as well."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError
from engine.gradient_check import complex_step_gradient
from tests.engine.graphs import assert_exact, rows

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)


class DenseTranspose(keras.layers.Layer):
    """The textbook's layer, which ties its weights to those of another one."""

    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, batch_input_shape):
        size = self.dense.weights[0].shape[0]
        self.biases = self.add_weight(name="bias", shape=[size], initializer="zeros")

    def call(self, inputs):
        z = ops.matmul(inputs, ops.transpose(self.dense.weights[0]))
        return self.activation(z + self.biases)


class Scaled(keras.layers.Layer):
    """Has no weight of its own; its ``call`` uses one by its name, cut and squared."""

    def __init__(self, dense, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense

    def call(self, inputs):
        return inputs * ops.sum(self.dense.kernel[:, 0:1] ** 2) + self.dense.bias[0]


class Around(keras.layers.Layer):
    """Calls a layer that uses a weight of a third one."""

    def __init__(self, dense, **kwargs):
        super().__init__(**kwargs)
        self.inner = Scaled(dense)

    def call(self, inputs):
        return self.inner(inputs) + 1


def autoencoder():
    first, second = layers.Dense(4, "tanh"), layers.Dense(2, "sigmoid")
    return keras.Sequential([
        keras.Input((3,)), first, second, DenseTranspose(second, "tanh"), DenseTranspose(first),
    ], **SAME)  # fmt: skip


def before():
    later = layers.Dense(3)
    later.build((None, 3))
    return keras.Sequential([keras.Input((3,)), Scaled(later), later], **SAME)


def around():
    dense = layers.Dense(3, "tanh")
    return keras.Sequential([keras.Input((3,)), dense, Around(dense), Around(dense)], **SAME)


def graph():
    x, dense = keras.Input((3,)), layers.Dense(3, "tanh")
    return keras.Model(x, ops.matmul(dense(x), dense.weights[0]) * dense.weights[1], **SAME)


def by_name():
    x, dense = keras.Input((3,)), layers.Dense(3, "tanh")
    return keras.Model(x, dense(x) @ dense.kernel, **SAME)


def nested():
    x = keras.Input((3,))
    return keras.Model(x, by_name()(layers.Dense(3)(x)), **SAME)


class Program(keras.Model):
    """Uses a kernel twice more than its layer does."""

    def __init__(self):
        super().__init__(**SAME)
        self.hidden = layers.Dense(4, "tanh")

    def call(self, inputs):
        a = self.hidden(inputs)
        return ops.matmul(a, self.hidden.kernel.T) + ops.mean(self.hidden.kernel**3)


@pytest.mark.parametrize("make", [autoencoder, before, around, graph, by_name, nested, Program])
def test_gradient_of_a_shared_weight_is_exact(make):
    model = make()
    model.compile("sgd", "mse")
    assert_exact(model, X, X)


@pytest.mark.parametrize("make", [autoencoder, graph, Program])
def test_weight_is_taken_as_it_is_in_each_batch(make):
    """By two steps of gradient descent, the gradients by complex step."""
    model, twin = make(), make()
    for one in (model, twin):
        one.compile(keras.optimizers.SGD(0.1), "mse")
    for one in (model, twin):
        one.build((None, 3))
    twin.set_weights(model.get_weights())
    model.fit(X, X, batch_size=3, epochs=1, shuffle=False, verbose=0)
    for part in (slice(3), slice(3, 6)):
        twin.parameters[...] -= 0.1 * complex_step_gradient(twin, X[part], X[part])
    np.testing.assert_allclose(model.parameters, twin.parameters, rtol=1e-10)


def test_frozen_layer_lends_its_weights_as_they_are():
    model = autoencoder()
    model.layers[0].trainable = False
    kernel = model.layers[0].kernel.copy()
    model.compile("sgd", "mse")
    assert_exact(model, X, X)
    model.fit(X, X, verbose=0)
    np.testing.assert_array_equal(model.layers[0].kernel, kernel)


def test_layer_that_borrows_computes_on_arrays_at_once():
    dense = layers.Dense(2)
    dense.build((None, 3))
    found = DenseTranspose(dense)(Y.astype("float32"))
    np.testing.assert_allclose(found, Y @ dense.kernel.T, rtol=1e-5)


def test_weight_of_a_layer_that_the_model_has_not_is_refused():
    alone = layers.Dense(3)
    alone.build((None, 3))

    class Loose(keras.layers.Layer):
        def call(self, inputs):
            return inputs * ops.sum(alone.kernel**2)

    model = keras.Sequential([keras.Input((3,)), layers.Dense(3), Loose()])
    model.compile("sgd", "mse")
    with pytest.raises(EngineError, match=r"'kernel' of layer 'dense.*' is used, but the model"):
        model.fit(X, X, verbose=0)
    alone.trainable = False
    model.fit(X, X, verbose=0)


def test_weight_in_a_loss_is_refused():
    model = autoencoder()
    dense = model.layers[0]
    model.compile("sgd", lambda y, p: ops.square(y - p) + ops.sum(dense.kernel**2))
    with pytest.raises(EngineError, match=r"weight 'kernel' of layer '.*' would get no gradient"):
        model.fit(X, X, verbose=0)


def test_model_with_lent_weights_between_its_layers_is_not_exported(tmp_path):
    with pytest.raises(EngineError, match="knows no Operation"):
        graph().export(tmp_path / "x.onnx")
