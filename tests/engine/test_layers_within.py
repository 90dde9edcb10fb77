"""Layers of one's own that hold layers, as the guides of Keras write their blocks."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import own_saved_and_loaded

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)


class Residual(keras.layers.Layer):
    """The textbook's block: some dense layers, and a way around them."""

    def __init__(self, n_layers, n_neurons, **kwargs):
        super().__init__(**kwargs)
        self.hidden = [layers.Dense(n_neurons, activation="tanh") for _ in range(n_layers)]

    def call(self, inputs):
        z = inputs
        for layer in self.hidden:
            z = layer(z)
        return inputs + z


class Block(keras.layers.Layer):
    """Layers of every kind within: made in ``build``, used twice, of one's own, in a model."""

    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape[-1],), initializer="ones")
        self.twice = layers.Dense(input_shape[-1], "silu", kernel_regularizer="l2")
        self.inner = Residual(1, input_shape[-1])
        self.stack = keras.Sequential([layers.Dense(4, "tanh"), layers.Dense(input_shape[-1])])

    def call(self, inputs):
        x = self.twice(self.twice(inputs * self.scale))
        return self.stack(self.inner(x)) + inputs


def stack():
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, "tanh"), Residual(2, 4), layers.Dense(2)], **SAME
    )


def graph():
    x, block = keras.Input((3,)), Block()
    return keras.Model(x, layers.Dense(2)(block(block(x))), **SAME)


class Regressor(keras.Model):
    """The textbook's model of such blocks."""

    def __init__(self):
        super().__init__(**SAME)
        self.first = layers.Dense(4, activation="tanh")
        self.block, self.other = Residual(2, 4), Block()
        self.out = layers.Dense(2)

    def call(self, inputs):
        z = self.first(inputs)
        for _ in range(3):
            z = self.block(z)
        return self.out(self.other(z))


@pytest.mark.parametrize("make", [stack, graph, Regressor])
def test_gradient_through_layers_within_layers_is_exact(make):
    model = make()
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_block_trains_like_the_graph_that_it_is():
    own = stack()
    x = keras.Input((3,))
    first, hidden, last = layers.Dense(4, "tanh"), layers.Dense(4, "tanh"), layers.Dense(4, "tanh")
    a = first(x)
    same = keras.Model(x, layers.Dense(2)(layers.add([a, last(hidden(a))])), **SAME)
    own.set_weights(same.get_weights())
    for model in (own, same):
        model.compile("adam", "mse")
        model.fit(X, Y, epochs=5, batch_size=4, shuffle=False, verbose=0)
    for found, expected in zip(own.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_weights_are_its_own_and_then_those_within():
    model = graph()
    block = model.layers[1]
    assert len(block.weights) == len(block.trainable_weights) == 1 + 2 + 2 + 4
    assert block.weights[0] is block.scale
    assert block.count_params() == 3 + 12 + 12 + 16 + 15
    assert model.count_params() == block.count_params() + 8
    assert len(model.trainable_weights) == 11


def test_block_computes_on_arrays_at_once():
    block = Block()
    found = block(X.astype("float32"))
    assert found.shape == X.shape
    np.testing.assert_array_equal(block(X.astype("float32")), found)
    again = Block()
    again(X)
    again.set_weights(block.get_weights())
    np.testing.assert_array_equal(again(X), block(X))


def test_frozen_block_freezes_what_it_holds():
    model = stack()
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    before = model.layers[1].get_weights()
    model.fit(X, Y, epochs=2, verbose=0)
    for found, expected in zip(model.layers[1].get_weights(), before, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert model.layers[1].trainable_weights == []
    assert model.gradients.size == 16 + 10


def test_regularizer_within_a_block_is_paid():
    model = graph()
    model.compile("sgd", "mse")
    kernel = model.layers[1].twice.weights[0].numpy()
    assert model.penalty() == pytest.approx(0.01 * np.square(kernel).sum())


def test_normalization_within_keeps_count_in_training_alone():
    class Normed(keras.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.norm = layers.BatchNormalization()

        def call(self, inputs, training=None):
            return self.norm(inputs, training=training)

    model = keras.Sequential([keras.Input((3,)), Normed(), layers.Dense(2)], **SAME)
    model.compile("sgd", "mse")
    norm = model.layers[0].norm
    assert norm.moving_mean.tolist() == [0, 0, 0]
    model.fit(X, Y, batch_size=len(X), verbose=0)
    np.testing.assert_allclose(norm.moving_mean, 0.01 * X.mean(axis=0))
    assert_exact(model, X, Y)


def test_try_of_a_block_leaves_what_it_holds_as_it_was():
    norm = layers.BatchNormalization()
    norm(X)

    class Around(keras.layers.Layer):
        def __init__(self, inner, **kwargs):
            super().__init__(**kwargs)
            self.inner = inner

        def call(self, inputs):
            return self.inner(inputs)

    Around(norm)(keras.Input((3,)))
    assert norm.moving_variance.tolist() == [1, 1, 1]


@pytest.mark.parametrize("make", [stack, Regressor])
def test_block_is_saved_and_loaded(make, tmp_path):
    model = make()
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    classes = {one.__name__: one for one in (Residual, Block, Regressor)}
    again = own_saved_and_loaded(model, tmp_path, custom_objects=classes)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


@pytest.mark.parametrize("ending", [".safetensors", ".weights.h5"])
def test_weights_within_are_saved_and_loaded(ending, tmp_path):
    model, other = Regressor(), Regressor()
    for one in (model, other):
        one.build((None, 3))
    model.parameters[...] = np.arange(model.parameters.size)
    model.save_weights(tmp_path / f"own{ending}")
    other.load_weights(tmp_path / f"own{ending}")
    np.testing.assert_array_equal(other.parameters, model.parameters)


def test_weights_within_lie_where_keras_has_them(tmp_path):
    h5py = pytest.importorskip("h5py")
    stack().save_weights(tmp_path / "own.weights.h5")
    with h5py.File(tmp_path / "own.weights.h5") as file:
        assert file["layers/residual/hidden/dense_1/vars/0"].shape == (4, 4)


def test_two_blocks_may_give_their_layers_the_same_names(tmp_path):
    class Named(keras.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.dense = layers.Dense(3, name="inside")

        def call(self, inputs):
            return self.dense(inputs)

    model = keras.Sequential([keras.Input((3,)), Named(), Named()])
    model.save_weights(tmp_path / "named.safetensors")
    model.load_weights(tmp_path / "named.safetensors")
    assert [layer.dense.name for layer in model.layers] == ["inside", "inside"]


def test_summary_counts_what_a_block_holds(capsys):
    stack().summary()
    printed = capsys.readouterr().out
    assert "residual (Residual)" in printed
    assert "40" in printed
    assert "66" in printed


def test_layer_that_is_no_attribute_is_refused():
    loose = layers.Dense(3)

    class Loose(keras.layers.Layer):
        def call(self, inputs):
            return loose(inputs)

    with pytest.raises(EngineError, match=r"no attribute of it: make it in __init__ or build"):
        Loose()(keras.Input((3,)))


def test_layer_in_a_loss_is_refused():
    dense = layers.Dense(2)
    dense(X)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(3)])
    model.compile("sgd", lambda y, p: ops.mean(dense(p) - y))
    with pytest.raises(EngineError, match="would get no gradient here"):
        model.fit(X, X, verbose=0)
