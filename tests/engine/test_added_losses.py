"""Losses that layers and models add in their ``call``, as readers of the textbook write them."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops, regularizers
from engine.errors import EngineError
from tests.engine.graphs import assert_exact, rows

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)


class Activity(keras.layers.Layer):
    """Passes its input on, and pays for what it is."""

    def __init__(self, rate=0.3, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * ops.mean(ops.square(inputs)))
        return inputs


class Decayed(keras.layers.Layer):
    """Pays for its own weight, and for each of its outputs, in a list."""

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], 3))

    def call(self, inputs):
        a = ops.tanh(inputs @ self.kernel)
        self.add_loss([0.1 * ops.sum(self.kernel**2), 0.01 * a])
        return a


class Around(keras.layers.Layer):
    """Calls a layer that adds a loss."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = Activity()

    def call(self, inputs):
        return 2 * self.inner(inputs)


class ReconstructingRegressor(keras.Model):
    """The textbook's model, which pays for what it cannot reconstruct."""

    def __init__(self, output_dim, share=0.05, **kwargs):
        super().__init__(**SAME, **kwargs)
        self.share = share
        self.hidden = [layers.Dense(4, activation="selu") for _ in range(2)]
        self.out = layers.Dense(output_dim)

    def build(self, batch_input_shape):
        self.reconstruct = layers.Dense(batch_input_shape[-1])

    def call(self, inputs, training=None):
        z = inputs
        for layer in self.hidden:
            z = layer(z)
        reconstruction = self.reconstruct(z)
        self.add_loss(self.share * ops.mean(ops.square(reconstruction - inputs)))
        return self.out(z)


class Plain(Activity):
    """Adds what is no tensor."""

    def call(self, inputs):
        self.add_loss(self.rate)
        return inputs


class Sometimes(keras.Model):
    """Pays in training alone, for the kernel of its layer."""

    def __init__(self):
        super().__init__(**SAME)
        self.dense = layers.Dense(2)

    def call(self, inputs, training=False):
        if training:
            self.add_loss(0.1 * ops.sum(ops.square(self.dense.kernel)))
        return self.dense(inputs)


def stack(*between):
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, "tanh"), *between, layers.Dense(2)], **SAME
    )


def shared():
    x, activity = keras.Input((3,)), Activity()
    return keras.Model(x, layers.Dense(2)(activity(layers.Dense(4, "tanh")(activity(x)))), **SAME)


MODELS = {
    "layer": lambda: stack(Activity()),
    "layer with a weight": lambda: stack(Decayed()),
    "layer within a layer": lambda: stack(Around()),
    "layer that is used twice": shared,
    "model": lambda: ReconstructingRegressor(2),
    "model in training": Sometimes,
}


@pytest.mark.parametrize("name", MODELS)
def test_gradient_of_an_added_loss_is_exact(name):
    model = MODELS[name]()
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_added_loss_counts_in_training_and_evaluation():
    model = stack(Activity(0.3))
    model.compile(keras.optimizers.SGD(0.0), "mse", metrics=["mse"])
    inner = model.layer_outputs(X)[0].copy()
    expected = np.square(model.predict(X, verbose=0) - Y).mean()
    expected += 0.3 * np.square(inner).mean()
    history = model.fit(X, Y, batch_size=2, validation_data=(X, Y), verbose=0).history
    assert history["loss"] == [pytest.approx(expected, rel=1e-12)]
    assert history["val_loss"] == [pytest.approx(expected, rel=1e-12)]
    assert model.evaluate(X, Y, verbose=0)[0] == pytest.approx(expected, rel=1e-12)
    assert model.evaluate(X, Y, verbose=0)[1] < expected


def test_added_loss_of_a_kernel_trains_like_its_regularizer():
    own = Sometimes()
    regularized = keras.Sequential(
        [keras.Input((3,)), layers.Dense(2, kernel_regularizer=regularizers.l2(0.1))], **SAME
    )
    own.build((None, 3))
    own.set_weights(regularized.get_weights())
    histories = []
    for model in (own, regularized):
        model.compile("adam", "mse")
        fitted = model.fit(X, Y, epochs=4, batch_size=4, shuffle=False, verbose=0)
        histories.append(fitted.history["loss"])
    np.testing.assert_allclose(own.parameters, regularized.parameters, rtol=1e-12)
    np.testing.assert_allclose(*histories, rtol=1e-12)


def test_layers_of_a_models_own_build_are_made_once():
    model = ReconstructingRegressor(2)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    first = model.reconstruct
    assert first.units == 3
    model.build((None, 3))
    model.fit(X, Y, verbose=0)
    assert model.reconstruct is first
    assert model.count_params() == 3 * 4 + 4 + 4 * 4 + 4 + 4 * 3 + 3 + 4 * 2 + 2


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (lambda: Activity().add_loss(1.0), "use it within call"),
        (lambda: Plain()(X), "add_loss takes tensors, .* got float"),
    ],
)
def test_loss_that_cannot_be_added_is_refused(add, words):
    with pytest.raises(EngineError, match=words):
        add()
