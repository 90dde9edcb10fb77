"""The learning rate as readers name, read and change it, in Keras 3 and before."""

import copy

import numpy as np
import pytest

import engine as keras
from engine.errors import InvalidValue, UnknownChoice
from engine.notices import OldSpelling
from tests.engine.networks import CIRCLE, LABELS, network


def compiled(optimizer):
    model = network(2, 3, 1)
    model.compile(optimizer, "mse")
    return model


def test_lr_works_and_says_what_to_write():
    with pytest.warns(OldSpelling, match=r"SGD\(lr=0.2\) is .*write SGD\(learning_rate=0.2\)"):
        optimizer = keras.optimizers.SGD(lr=0.2)
    assert optimizer.learning_rate == 0.2


def test_lr_of_an_optimizer_is_its_learning_rate():
    optimizer = keras.optimizers.Adam(0.01)
    with pytest.warns(OldSpelling, match="write optimizer.learning_rate"):
        optimizer.lr = 0.02
    with pytest.warns(OldSpelling, match="write optimizer.learning_rate"):
        assert optimizer.lr == optimizer.learning_rate == 0.02


def test_decay_is_the_schedule_that_it_was():
    with pytest.warns(OldSpelling, match="InverseTimeDecay"):
        optimizer = keras.optimizers.SGD(0.1, decay=0.5)
    model = compiled(optimizer)
    model.train_on_batch(CIRCLE, LABELS)
    model.train_on_batch(CIRCLE, LABELS)
    assert optimizer.learning_rate == pytest.approx(0.1 / (1 + 0.5 * 2))


def test_warning_stands_at_the_line_of_the_program():
    with pytest.warns(OldSpelling) as told:
        keras.optimizers.SGD(lr=0.1)
    assert told[0].filename == __file__


def test_other_arguments_are_refused_with_those_that_there_are():
    known = "learning_rate, momentum, nesterov, weight_decay, .*; got rate"
    with pytest.raises(UnknownChoice, match=f"argument of SGD must be one of {known}"):
        keras.optimizers.SGD(rate=0.1)


@pytest.mark.parametrize("value", [0.3, np.float32(0.5), np.array(0.25)])
def test_rate_can_be_assigned(value):
    model = compiled("sgd")
    model.optimizer.learning_rate.assign(value)
    assert model.optimizer.learning_rate == value


def test_rate_is_a_number_that_can_be_calculated_with():
    rate = keras.optimizers.SGD(0.5).learning_rate
    assert (rate * 2, f"{rate}", float(rate.numpy()), np.log2(rate)) == (1.0, "0.5", 0.5, -1.0)
    assert type(copy.deepcopy(rate)) is float


@pytest.mark.filterwarnings("ignore::engine.notices.OldSpelling")
def test_rate_grows_in_a_callback_as_the_chapter_does_it():
    class Exponential(keras.callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            rate = self.model.optimizer.learning_rate
            keras.backend.set_value(rate, keras.backend.get_value(rate) * 2)

    model = compiled(keras.optimizers.SGD(1e-3))
    model.fit(CIRCLE, LABELS, batch_size=16, callbacks=[Exponential()], verbose=0)
    assert model.optimizer.learning_rate == 1e-3 * 2**3


def test_rate_of_0_changes_nothing():
    model = compiled(keras.optimizers.SGD(0))
    before = model.get_weights()
    model.fit(CIRCLE, LABELS, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_rate_below_0_is_refused():
    with pytest.raises(InvalidValue, match="learning rate must be at least 0; got -1"):
        keras.optimizers.SGD(-1)
