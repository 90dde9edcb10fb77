"""Draws of a program's own, under ``keras.random``'s names."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import InvalidValue
from tests.engine.graphs import rows

X, Y = rows(3, 2, count=40)
DRAWS = {
    "normal": lambda **seed: keras.random.normal((500, 2), mean=3, stddev=2, **seed),
    "truncated_normal": lambda **seed: keras.random.truncated_normal((500, 2), 3, 2, **seed),
    "uniform": lambda **seed: keras.random.uniform((500, 2), 1, 5, **seed),
    "randint": lambda **seed: keras.random.randint((500, 2), 1, 6, **seed),
    "shuffle": lambda **seed: keras.random.shuffle(np.arange(1000.0) / 166.5, **seed),
}


@pytest.mark.parametrize("name", DRAWS)
def test_seed_draws_the_same_again_and_a_generator_other_numbers(name):
    draw, generator = DRAWS[name], keras.random.SeedGenerator(7)
    np.testing.assert_array_equal(draw(seed=7), draw(seed=7))
    np.testing.assert_array_equal(draw(seed=generator), draw(seed=7))
    assert np.any(draw(seed=generator) != draw(seed=7))
    assert np.any(draw() != draw())
    assert draw(seed=1).mean() == pytest.approx(3, abs=0.3)


def test_truncated_numbers_stay_within_two_deviations():
    assert np.abs(DRAWS["truncated_normal"](seed=1) - 3).max() <= 4


def test_session_with_a_seed_draws_the_same():
    drawn = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        drawn.append(keras.random.normal((4,)))
    np.testing.assert_array_equal(*drawn)


def test_dropout_keeps_the_mean():
    found = keras.random.dropout(np.ones((400, 50)), 0.25, seed=1)
    assert set(np.unique(found.round(4))) == {0, 1.3333}
    assert found.mean() == pytest.approx(1, abs=0.02)


class Sampling(keras.layers.Layer):
    """The guide's layer: draws around a mean."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        epsilon = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_var) * epsilon


def test_layer_draws_other_numbers_for_each_batch():
    a, b = keras.Input((3,)), keras.Input((3,))
    model = keras.Model([a, b], Sampling()([a, b]))
    zeros = np.zeros((4, 3))
    first, second, third = (model.predict([zeros, zeros], verbose=0) for _ in range(3))
    assert np.any(first != second)
    assert np.any(second != third)


coin = keras.random.uniform


class Turned(keras.layers.Layer):
    """Draws by a function that has another name here, and decides by the number alone."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(7)

    def call(self, inputs):
        return inputs if coin((1,), seed=self.seed_generator).item() < 0.5 else -inputs


def test_call_that_draws_is_never_repeated():
    model = keras.Sequential([keras.Input((3,)), Turned(), layers.Dense(2)], seed=1)
    model.compile(keras.optimizers.SGD(0.0), "mse")
    losses = model.fit(X, Y, epochs=40, batch_size=40, verbose=0).history["loss"]
    assert len(set(np.round(losses[-16:], 9))) == 2


class Encoder(keras.layers.Layer):
    """The guide's encoder: three outputs."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.projection = layers.Dense(8, activation="relu")
        self.mean, self.log_var, self.sampling = layers.Dense(2), layers.Dense(2), Sampling()

    def call(self, inputs):
        x = self.projection(inputs)
        mean, log_var = self.mean(x), self.log_var(x)
        return mean, log_var, self.sampling((mean, log_var))


class VariationalAutoEncoder(keras.Model):
    """The guide's model: layers within layers, draws, and a loss of its own."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder = Encoder(), layers.Dense(3)

    def call(self, inputs):
        mean, log_var, z = self.encoder(inputs)
        divergence = -0.5 * ops.mean(log_var - ops.square(mean) - ops.exp(log_var) + 1)
        self.add_loss(divergence)
        return self.decoder(z)


def test_variational_autoencoder_of_the_guide_learns():
    model = VariationalAutoEncoder(seed=1)
    model.compile(keras.optimizers.Adam(0.01), loss=keras.losses.MeanSquaredError())
    losses = model.fit(X, X, epochs=30, batch_size=20, verbose=0).history["loss"]
    assert losses[-1] < 0.8 * losses[0]
    assert len(model.trainable_weights) == 8


def test_wrong_seed_is_refused():
    with pytest.raises(InvalidValue, match="seed must be at least 0"):
        keras.random.normal((2,), seed=-1)
