"""What a model says of itself by Keras's names, and the words of its refusals."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import NotCompiled, NotReady, UnknownChoice
from engine.notices import NotDone

X, Y = np.ones((20, 8)), np.zeros((20, 1))


def stack():
    model = keras.Sequential([layers.Input((8,)), layers.Dense(5), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def graph():
    wide, deep = keras.Input((5,), name="wide"), keras.Input((6,), name="deep")
    hidden = layers.Dense(3)(deep)
    outputs = [layers.Dense(1, name="main")(layers.concatenate([wide, hidden]))]
    return keras.Model([wide, deep], [*outputs, layers.Dense(2, name="aux")(hidden)])


def test_shapes_have_the_rows_first():
    assert (stack().input_shape, stack().output_shape) == ((None, 8), (None, 1))
    assert graph().input_shape == [(None, 5), (None, 6)]
    assert graph().output_shape == [(None, 1), (None, 2)]


def test_ends_have_names_and_tensors():
    model = graph()
    assert (model.input_names, model.output_names) == (["wide", "deep"], ["main", "aux"])
    assert [tensor.name for tensor in model.inputs] == ["wide", "deep"]
    assert stack().input is not None
    assert len(model.outputs) == len(model.output) == 2


def test_part_of_a_model_is_a_model():
    model = stack()
    part = keras.Model(inputs=model.input, outputs=model.layers[0].output)
    np.testing.assert_allclose(part.predict(X), model.layers[0](X), rtol=1e-6)
    assert model.layers[1].input is model.layers[0].output


def test_layer_that_was_never_called_has_no_output():
    with pytest.raises(NotReady, match="was never called"):
        layers.Dense(1).output  # noqa: B018
    with pytest.raises(NotReady, match="was never called"):
        keras.Sequential([layers.Dense(1)]).inputs  # noqa: B018


def test_weights_are_those_that_learn_and_the_others():
    model = stack()
    model.layers[0].trainable = False
    named = [weight.name for weight in model.non_trainable_weights]
    assert named == [weight.name for weight in model.trainable_variables] == ["kernel", "bias"]
    assert len(model.variables) == len(model.weights) == 4


def test_loss_metrics_and_history_are_those_of_the_last_fit():
    model = stack()
    history = model.fit(X, Y, verbose=0)
    assert (model.loss, [metric.name for metric in model.metrics]) == (
        "mse",
        ["mean_absolute_error"],
    )
    assert model.history is history


def test_batches_are_measured_and_predicted():
    model = stack()
    assert model.test_on_batch(X, Y) == model.evaluate(X, Y, verbose=0)
    assert np.array_equal(model.predict_on_batch(X), model.predict(X, verbose=0))


def test_missing_compile_is_told_in_keras_words():
    model = keras.Sequential([layers.Input((8,)), layers.Dense(1)])
    with pytest.raises(NotCompiled, match=r"You must call `compile\(\)` before calling fit\(\)"):
        model.fit(X, Y)
    assert model.predict(X, verbose=0).shape == (20, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "dense_15"}, "No such layer: dense_15. It must be one of dense, dense_1"),
        ({}, "Provide either a layer name or layer index"),
        ({"name": "dense", "index": 0}, "Provide either a layer name or layer index"),
    ],
)
def test_layer_that_is_not_there_is_told_in_keras_words(given, words):
    with pytest.raises(UnknownChoice, match=words):
        stack().get_layer(**given)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m: m.fit(X, Y, epoch=3), r"Model.fit\(\) got an unexpected .* 'epoch'"),
        (lambda m: m.save(), r"Model.save\(\) missing 1 required"),
        (lambda m: m.evaluate(X, Y, batch=3), r"Model.evaluate\(\) got an unexpected"),
    ],
)
def test_wrong_call_names_what_was_called(call, words):
    with pytest.raises(TypeError, match=words):
        call(stack())


@pytest.mark.parametrize("given", [{"steps_per_execution": 8}, {"jit_compile": True}])
def test_what_changes_nothing_is_taken_and_told(given):
    with pytest.warns(NotDone, match=f"{next(iter(given))} changes nothing"):
        stack().compile("sgd", "mse", **given)
