"""A layer's ``call`` is run until it settles; then what it did is repeated, as Keras traces it."""

import numpy as np
import pytest

import engine as keras
from engine import callbacks, layers, ops
from engine.errors import EngineError
from tests.engine.graphs import assert_exact, rows

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2, count=23)
RUNS = []


class Counted(keras.layers.Layer):
    """A dense layer that notes each run of its ``call``."""

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], 2))
        self.bias = self.add_weight(name="bias", shape=(2,), initializer="zeros")

    def call(self, inputs):
        RUNS.append(ops.shape(inputs))
        return ops.tanh(inputs @ self.kernel + self.bias)


class Varied(Counted):
    """Does one thing in training and another after it, one with many rows and another with few."""

    def call(self, inputs, training=False):
        scale = 3.0 if training else 1.0
        if ops.shape(inputs)[0] > 4:
            return ops.tanh(inputs @ self.kernel) * scale
        return (inputs @ self.kernel + self.bias) * scale


class Looking(Counted):
    """Decides by the numbers that come."""

    def call(self, inputs):
        if inputs.numpy().mean() > 0:
            return inputs @ self.kernel
        return ops.exp(inputs @ self.kernel)


class Judging(Counted):
    """Decides by its own weight."""

    def call(self, inputs):
        z = inputs @ self.kernel
        return z if np.asarray(self.bias)[0] >= 0 else 2 * z + self.bias


class Rated(Counted):
    """Depends on an attribute, which a callback may set."""

    rate = 1.0

    def call(self, inputs):
        RUNS.append(self.rate)
        return (inputs @ self.kernel) * self.rate if self.rate < 2.5 else inputs @ self.kernel


class Counting(Counted):
    """Does something else in every third run."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.runs = 0

    def call(self, inputs):
        self.runs += 1
        z = inputs @ self.kernel
        return z if self.runs % 3 else z + self.bias


class Shaken(Counted):
    """Adds numbers by chance, which are others each time."""

    def call(self, inputs):
        noise = np.random.default_rng(len(RUNS)).normal(size=ops.shape(inputs))
        RUNS.append(noise)
        return (inputs + noise) @ self.kernel


class Sometimes(Counted):
    """Tosses a coin."""

    def call(self, inputs):
        z = inputs @ self.kernel
        return z if np.random.random() < 0.5 else -z


class Noisy(Counted):
    """Draws noise in training, by a layer within."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dropout = layers.Dropout(0.5)

    def call(self, inputs, training=False):
        return self.dropout(inputs) @ self.kernel if training else inputs @ self.kernel


class Idle(Counted):
    """Has a bias that it does not use."""

    def call(self, inputs):
        return ops.tanh(inputs @ self.kernel)


class Paying(Counted):
    """Adds a loss, and uses the weight of another layer."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.lender = layers.Dense(2, trainable=False)
        self.lender.build((None, 2))

    def call(self, inputs):
        RUNS.append(ops.shape(inputs))
        z = inputs @ self.kernel @ self.lender.kernel
        self.add_loss(ops.mean(z**2))
        return z


class Late(Counted):
    """Adds a loss for some inputs alone, which cannot be known beforehand."""

    def call(self, inputs):
        z = inputs @ self.kernel
        if inputs.numpy()[0, 0] != 0:
            self.add_loss(ops.sum(z))
        return z


class Setting(callbacks.Callback):
    """Sets the rate of the first layer before each epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.model.layers[0].rate = float(epoch + 1)


@pytest.fixture(autouse=True)
def _no_runs():
    RUNS.clear()


def model(kind, eager=False):
    made = keras.Sequential([keras.Input((3,)), kind(), layers.Dense(2)], **SAME)
    made.compile(keras.optimizers.SGD(0.05), "mse", run_eagerly=eager)
    return made


def fitted(kind, eager, *watchers):
    made = model(kind, eager)
    options = {"batch_size": 5, "verbose": 0, "validation_data": (X[:4], Y[:4])}
    history = made.fit(X, Y, epochs=4, callbacks=watchers, **options).history
    return history, made.parameters


@pytest.mark.parametrize("kind", [Counted, Varied, Looking, Judging, Rated, Counting, Idle, Noisy])
def test_training_is_that_of_a_call_that_is_always_run(kind):
    watchers = [Setting()] if kind is Rated else []
    (found, here), (expected, there) = (fitted(kind, eager, *watchers) for eager in (False, True))
    assert found == expected
    np.testing.assert_array_equal(here, there)


def test_call_is_run_twice_for_each_number_of_rows():
    made = model(Counted)
    RUNS.clear()
    made.fit(X, Y, batch_size=5, epochs=10, verbose=0)
    assert [RUNS.count((size, 3)) for size in (5, 3)] == [2, 2]


def test_call_is_run_for_each_batch_if_asked():
    made = model(Counted, eager=True)
    RUNS.clear()
    made.fit(X, Y, batch_size=5, epochs=10, verbose=0)
    assert [RUNS.count((size, 3)) for size in (5, 3)] == [40, 10]


def test_attribute_that_is_set_is_heeded():
    made = model(Rated)
    made.fit(X, Y, batch_size=23, epochs=6, verbose=0)
    RUNS.clear()
    made.layers[0].rate = 2.0
    made.fit(X, Y, batch_size=23, epochs=6, verbose=0)
    assert RUNS == [2.0, 2.0]


def test_call_that_adds_a_loss_and_borrows_is_repeated_too():
    made = model(Paying)
    RUNS.clear()
    made.fit(X, Y, batch_size=23, epochs=10, verbose=0)
    assert RUNS == [(23, 3), (23, 3)]
    assert_exact(made, X[:6], Y[:6])


def test_loss_that_is_added_for_some_inputs_alone_is_refused():
    with pytest.raises(EngineError, match="call of Late adds a loss for some inputs alone"):
        model(Late).fit(X, Y, verbose=0)


@pytest.mark.parametrize("kind", [Shaken, Sometimes])
def test_chance_within_a_call_is_drawn_for_each_batch(kind):
    made = model(kind)
    outputs = [made.predict(X, verbose=0) for _ in range(20)]
    assert len({one.tobytes() for one in outputs[3:]}) > 1


@pytest.mark.parametrize("kind", [Counted, Idle, Varied])
def test_gradient_stays_exact_when_a_layer_is_used_twice(kind):
    class Twice(kind):
        def build(self, input_shape):
            super().build((None, 2))

    x, one = keras.Input((2,)), Twice()
    made = keras.Model(x, one(layers.Dense(2, "tanh")(one(x))), **SAME)
    made.compile(keras.optimizers.SGD(0.1), "mse")
    made.fit(X[:, :2], Y, batch_size=23, epochs=5, verbose=0)
    assert_exact(made, X[:6, :2], Y[:6])
