"""How readers say what a model is fed, in Keras 3 and before, and stacks that change after use."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import EngineError, InvalidValue
from engine.notices import NotDone, OldSpelling

X, Y = np.ones((20, 4)), np.zeros((20, 1))


def trained(*stack):
    model = keras.Sequential([layers.Input((4,)), *stack])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    return model


@pytest.mark.parametrize("given", [{"input_shape": [4]}, {"input_shape": (4,)}, {"input_dim": 4}])
def test_first_layer_may_bring_its_input(given):
    with pytest.warns(OldSpelling, match=r"write Input\(\(4,\)\) as the first layer"):
        model = keras.Sequential([layers.Dense(3, **given), layers.Dense(1)])
    assert model.count_params() == 19
    with pytest.warns(OldSpelling):
        assert keras.Sequential([layers.Flatten(input_shape=[28, 28])]).output_shapes == [(784,)]


def test_input_layer_begins_a_stack():
    model = keras.Sequential([layers.InputLayer(shape=(4,)), layers.Dense(1)])
    assert [layer.name for layer in model.layers] == ["dense"]
    assert model.count_params() == 5


def test_input_layer_knows_the_names_of_old_programs():
    with pytest.warns(OldSpelling, match=r"InputLayer\(shape=…\)"):
        layer = layers.InputLayer(input_shape=[4])
    assert keras.Sequential([layer, layers.Dense(1)]).count_params() == 5


def test_number_of_rows_is_not_held_and_that_is_said():
    with pytest.warns(NotDone, match="batch_size=32 of an Input is not held"):
        keras.Input((4,), batch_size=32)
    with pytest.warns(NotDone, match="batch_size=8"):
        assert keras.Input(batch_shape=(8, 4)).shape == (None, 4)


def test_argument_that_no_layer_has_is_refused_by_name():
    with pytest.raises(InvalidValue, match="Dense has no argument 'unit'"):
        layers.Dense(3, unit=4)


def test_layer_of_ones_own_passes_its_arguments_on():
    class Own(keras.Layer):
        def __init__(self, size, **kwargs):
            super().__init__(**kwargs)
            self.size = size

    assert Own(3, name="mine").name == "mine"


def test_layer_added_after_use_goes_on_with_the_weights():
    model = trained(layers.Dense(3), layers.Dense(1))
    before = model.get_weights()
    model.add(layers.Dense(2))
    after = model.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=False))
    model.compile("sgd", "mse")
    model.fit(X, np.zeros((20, 2)), verbose=0)
    assert model.predict(X, verbose=0).shape == (20, 2)


def test_layer_taken_off_after_use_leaves_the_others():
    model = trained(layers.Dense(3), layers.Dense(1))
    before, last = model.get_weights(), model.layers[-1]
    assert model.pop() is last
    assert np.array_equal(model.get_weights()[0], before[0])
    assert model.predict(X, verbose=0).shape == (20, 3)


def test_model_that_has_changed_goes_on_as_it_was_compiled():
    model = trained(layers.Dense(1))
    model.add(layers.Dense(1))
    history = model.fit(X, Y, verbose=0)
    assert len(history.history["loss"]) == 1


def test_nothing_can_be_taken_off_an_empty_stack():
    with pytest.raises(EngineError, match="the model has none"):
        keras.Sequential().pop()


@pytest.mark.parametrize("make", [keras.Input, layers.InputLayer])
def test_type_of_an_input_is_not_heeded_and_that_is_said(make):
    with pytest.warns(NotDone, match=f"dtype of {make.__name__} is not heeded"):
        make((4,), dtype="float64")
