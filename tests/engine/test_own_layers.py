"""Layers of one's own, as readers of the textbook write them: weights and a ``call``."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError, NotReady
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import own_saved_and_loaded


class MyDense(keras.layers.Layer):
    """The textbook's dense layer."""

    def __init__(self, units, activation=None, kernel_regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.kernel_regularizer = kernel_regularizer

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel", shape=[input_shape[-1], self.units], initializer="he_normal",
            regularizer=self.kernel_regularizer,
        )  # fmt: skip
        self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros")

    def call(self, X):
        return self.activation(X @ self.kernel + self.bias)


class Standing(keras.layers.Layer):
    """Scales what it is given, less its mean over the rows, and counts in a weight."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        self.offset = self.add_weight(
            name="offset", shape=(1,), initializer="zeros", trainable=False
        )

    def call(self, inputs):
        centred = inputs - ops.mean(inputs, axis=0, keepdims=True)
        return ops.exp(self.scale) * centred + self.offset


class Joined(keras.layers.Layer):
    """Takes two inputs, one of them through a bilinear form."""

    def build(self, shapes):
        a, b = shapes
        self.form = self.add_weight(shape=(a[-1], b[-1]), initializer="glorot_uniform")

    def call(self, inputs):
        a, b = inputs
        return ops.concatenate([a, ops.sum((a @ self.form) * b, axis=-1, keepdims=True)])


class Noise(keras.layers.Layer):
    """The textbook's noise in training."""

    def __init__(self, rate, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.dropout = rate, layers.Dropout(rate)

    def call(self, X, training=False):
        return self.dropout(X) * 2 if training else X


X, Y = rows(3, 2)
SAME = {"seed": 1, "dtype": "float64"}


def stack(kind=MyDense, **options):
    return keras.Sequential(
        [keras.Input((3,)), kind(4, "tanh", **options), kind(2, **options)], **SAME
    )


def graph():
    x = keras.Input((3,))
    a, b = MyDense(4, "softmax")(x), layers.Dense(3, "tanh")(x)
    joined = Standing()(Joined()([a, b]))
    return keras.Model(x, MyDense(2)(joined), **SAME)


def shared():
    x, one = keras.Input((3,)), MyDense(3, "tanh")
    return keras.Model(x, layers.Dense(2)(one(one(x))), **SAME)


def last():
    return keras.Sequential([keras.Input((3,)), layers.Dense(2, "tanh"), Standing()], **SAME)


class Program(keras.Model):
    """A subclassed model of such layers."""

    def __init__(self):
        super().__init__(**SAME)
        self.hidden, self.middle, self.head = MyDense(4, "silu"), Standing(), MyDense(2)

    def call(self, inputs):
        return self.head(self.middle(self.hidden(inputs)) ** 2)


@pytest.mark.parametrize("make", [stack, graph, shared, last, Program])
def test_gradient_is_exact(make):
    model = make()
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_regularizer_of_a_weight_is_paid():
    model = stack(kernel_regularizer=keras.regularizers.l2(0.1))
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)
    kernels = [layer.kernel.numpy() for layer in model.layers]
    assert model.penalty() == pytest.approx(0.1 * sum(np.square(k).sum() for k in kernels))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_layer_of_ones_own_trains_like_the_built_in_one(optimizer):
    own, built_in = stack(), stack(layers.Dense)
    own.set_weights(built_in.get_weights())
    for model in (own, built_in):
        model.compile(optimizer, "mse")
        model.fit(X, Y, epochs=5, batch_size=4, shuffle=False, verbose=0)
    np.testing.assert_allclose(own.parameters, built_in.parameters, rtol=1e-12)
    np.testing.assert_allclose(own.predict(X), built_in.predict(X), rtol=1e-12)


def test_weights_that_are_not_trainable_stay():
    model = last()
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    assert model.layers[-1].offset.numpy() == 0
    assert model.layers[-1].scale.numpy() != 1
    assert [w.name for w in model.layers[-1].non_trainable_weights] == ["offset"]


def test_frozen_layer_lets_the_gradient_through():
    model = stack()
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)
    assert model.gradients.size == 3 * 4 + 4


def test_call_knows_whether_it_trains():
    model = keras.Sequential([keras.Input((3,)), MyDense(2), Noise(0.5)], **SAME)
    model.compile("sgd", "mse")
    assert model.noisy
    np.testing.assert_array_equal(model.predict(X), model.predict(X))
    outputs = model(X, training=True)
    assert 0 < (outputs == 0).mean() < 1
    assert_exact(model, X, Y)


def test_layer_computes_on_arrays_at_once():
    layer = MyDense(2, "relu")
    found = layer(X.astype("float32"))
    kernel, bias = layer.get_weights()
    np.testing.assert_allclose(found, np.maximum(X @ kernel + bias, 0), rtol=1e-5, atol=1e-6)
    assert [weight.name for weight in layer.weights] == ["kernel", "bias"]


def test_layer_is_built_once_by_hand():
    layer = MyDense(2)
    layer.build((None, 3))
    layer.build((None, 3))
    assert layer.built
    assert layer.count_params() == 8


def test_all_layers_and_models_are_layers():
    for one in (MyDense(2), layers.Dense(2), stack(), Program()):
        assert isinstance(one, keras.layers.Layer)
    assert not isinstance(layers.Dense(2), MyDense)
    assert not isinstance(X, keras.layers.Layer)


def test_numpy_computes_with_weights_outside_of_call():
    layer = MyDense(2)
    layer(X)
    kernel = layer.get_weights()[0]
    assert np.mean(layer.kernel) == kernel.mean()
    assert np.concatenate([layer.kernel, layer.kernel]).shape == (6, 2)
    np.testing.assert_array_equal(np.fmod(layer.kernel, 0.1), np.fmod(kernel, 0.1))


def test_summary_counts_and_names_such_layers(capsys):
    stack().summary()
    printed = capsys.readouterr().out
    assert "my_dense (MyDense)" in printed
    assert "26" in printed


def test_layer_is_saved_and_loaded_with_its_class(tmp_path):
    model = keras.Sequential([keras.Input((3,)), MyDense(4, "tanh"), MyDense(2)], seed=1)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"MyDense": MyDense})
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert again.layers[0].units == 4


def test_weights_alone_are_saved_and_loaded(tmp_path):
    model, other = stack(), stack()
    model.parameters[...] = np.arange(model.parameters.size)
    model.save_weights(tmp_path / "own.safetensors")
    other.load_weights(tmp_path / "own.safetensors")
    np.testing.assert_array_equal(other.parameters, model.parameters)


def test_get_config_of_the_textbook_is_taken():
    class Configured(MyDense):
        def get_config(self):
            return {**super().get_config(), "units": self.units, "activation": self.activation}

    layer = Configured.from_config(Configured(3, "relu", name="mine").get_config())
    assert (layer.units, layer.activation.name, layer.name) == (3, "relu", "mine")


def calls(function):
    return type("Wrong", (keras.layers.Layer,), {"call": function})()


class Wrong(MyDense):
    """Takes the mean of its kernel by NumPy, which would have no gradient."""

    def __init__(self):
        super().__init__(2)

    def call(self, X):
        return X * np.mean(self.kernel)


@pytest.mark.parametrize(
    ("layer", "error", "words"),
    [
        (keras.layers.Layer(), NotReady, r"Layer must define call\(self, inputs\)"),
        (calls(lambda self, x: 5), EngineError, "call of Wrong must return a tensor"),
        (calls(lambda self, x: x.numpy()), EngineError, "must return a tensor.*got ndarray"),
        (calls(lambda self, x: np.linalg.norm(x)), EngineError, "write a function of ops"),
        (Wrong(), EngineError, "NumPy's mean has no gradient"),
    ],
)
def test_layer_that_makes_no_sense_is_refused(layer, error, words):
    with pytest.raises(error, match=words):
        layer(keras.Input((3,)))


def test_weights_are_not_made_in_call():
    class Late(keras.layers.Layer):
        def call(self, inputs):
            return inputs * self.add_weight(shape=())

    with pytest.raises(EngineError, match="in __init__ or build"):
        Late()(X)


def test_layer_of_ones_own_is_not_exported():
    with pytest.raises(EngineError, match="MyDense is a layer of your own: it cannot be exported"):
        stack().layers[0].numpy_line(["x"], str)
