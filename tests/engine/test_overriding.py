"""Methods that nothing would call are refused where a class overrides them, not passed over."""

import numpy as np
import pytest

import engine as keras
from engine import layers, losses
from engine.errors import EngineError

X = np.ones((4, 2))


def dropout_that_always_drops():
    class MCDropout(layers.Dropout):
        """The textbook's, which calls its base with ``training=True``."""

        def call(self, inputs, training=None):
            return super().call(inputs, training=True)


def dense_that_builds():
    class MyDense(layers.Dense):
        def build(self, input_shape):
            pass


def stack_with_a_call():
    class Doubled(keras.Sequential):
        def call(self, inputs):
            return 2 * super().call(inputs)


def loss_of_the_engine_with_a_call():
    class Doubled(losses.MeanSquaredError):
        def call(self, y_true, y_pred):
            return 2 * super().call(y_true, y_pred)


def model_with_a_step():
    class Own(keras.Model):
        def train_step(self, data):
            return {"loss": 0.0}


def graph_with_a_call():
    class Doubled(keras.Model):
        def call(self, inputs):
            return 2 * super().call(inputs)

    x = keras.Input((2,))
    Doubled(x, layers.Dense(1)(x))


@pytest.mark.parametrize(
    ("define", "words"),
    [
        (dropout_that_always_drops, r"MCDropout.call would never .* subclass of layers\.Layer"),
        (dense_that_builds, r"MyDense.build would never .* subclass of layers\.Layer"),
        (stack_with_a_call, "Doubled.call would never .* subclass of Model"),
        (graph_with_a_call, "Doubled.call would never .* inputs and outputs say it all"),
        (loss_of_the_engine_with_a_call, r"Doubled.call would never .* subclass of losses\.Loss"),
        (model_with_a_step, "Own.train_step would never .* a loop with train_on_batch"),
    ],
)
def test_class_with_a_method_that_nothing_would_call_is_refused(define, words):
    with pytest.raises(EngineError, match=words):
        define()


def test_dropout_in_training_is_asked_of_the_model():
    model = keras.Sequential([keras.Input((2,)), layers.Dropout(0.5)])
    outputs = np.stack([model(X, training=True) for _ in range(20)])
    assert outputs.std(axis=0).min() > 0


def test_layers_that_override_something_else_are_taken():
    class Wide(layers.Dense):
        def __init__(self, units, **kwargs):
            super().__init__(2 * units, **kwargs)

        def get_config(self):
            return {**super().get_config(), "units": self.units // 2}

    assert Wide(2)(X).shape == (4, 4)
