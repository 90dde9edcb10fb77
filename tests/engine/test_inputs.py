"""Bad input: each gets one clear error of the engine's own, never one from NumPy."""

import numpy as np
import pytest

from engine import Input, Sequential, callbacks, layers, optimizers
from engine.errors import EngineError, InvalidValue, NotCompiled, ShapeMismatch, UnknownChoice
from engine.notices import OldSpelling
from engine.serialization import keras_code
from tests.engine.graphs import rows
from tests.engine.networks import network

X, Y = rows(2, 1, count=8)
CLASSES = np.arange(8) % 3
NAN = X.copy()
NAN[5, 1], NAN[7, 0] = np.nan, np.inf


def compiled(loss="mse", outputs=1, **settings):
    model = network(2, 3, outputs, output="softmax" if outputs > 1 else "linear")
    model.compile("sgd", loss, **settings)
    return model


def fit(x=X, y=Y, **options):
    return compiled().fit(x, y, verbose=0, **options)


def classify(y, loss="sparse_categorical_crossentropy"):
    return compiled(loss, 3).fit(X, y)


ODD = {
    "none": (None, InvalidValue, "got NoneType"),
    "text": ("text", InvalidValue, "must be numbers; got text"),
    "words": ([["a", "b"]] * 8, InvalidValue, "must be numbers; got text"),
    "digits as text": ([["1", "2"]] * 8, InvalidValue, "must be numbers; got text"),
    "a number": (3, ShapeMismatch, r"got \(\)|a single number"),
    "ragged rows": ([[1, 2], [3]], ShapeMismatch, "rows of one length; got rows that differ"),
    "objects": (np.full((8, 2), None), InvalidValue, "got NoneType"),
    "complex": (X * 1j, InvalidValue, "got complex"),
    "nothing": ([], ShapeMismatch, r"got \(0,\)|8; got 0"),
    "no rows": (X[:0], ShapeMismatch, r"got \(0, 2\)|8; got 0"),
    "three axes": (X[np.newaxis], ShapeMismatch, r"got \(1, 8, 2\)|8; got 1"),
    "dates": (np.full((8, 2), "2020-01-01", "datetime64[D]"), InvalidValue, "got date"),
    "a function": (len, InvalidValue, "got builtin_function"),
    "a tensor": (Input((2,)), EngineError, "no numbers yet"),
}


@pytest.mark.parametrize(("x", "error", "words"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("use", ["fit", "predict", "evaluate", "train_on_batch", "inspect"])
def test_odd_inputs_are_refused(use, x, error, words):
    arguments = (x,) if use == "predict" else (x, Y)
    with pytest.raises(error, match=words):
        getattr(compiled(), use)(*arguments)


@pytest.mark.parametrize(("y", "error", "words"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("use", ["fit", "evaluate", "train_on_batch", "inspect"])
@pytest.mark.parametrize("loss", ["mse", "sparse_categorical_crossentropy", "hinge"])
def test_odd_targets_are_refused(loss, use, y, error, words):
    with pytest.raises(error, match=words):
        getattr(compiled(loss, 2), use)(X, y)


@pytest.mark.parametrize("x", [value for value, _, _ in ODD.values()], ids=ODD)
def test_odd_inputs_are_refused_before_a_model_knows_its_inputs(x):
    model = Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(EngineError):
        model.fit(x, Y)


WEIGHTS = ["text", 3, [[1, 2], [3]], [], len]
OPTIONS = {
    "sample_weight": WEIGHTS,
    "class_weight": WEIGHTS,
    "validation_data": ["text", 3, [], [X], {}, len, (None, None), (X, None)],
    "batch_size": ["text", 0, -1, 2.5, [], True],
    "epochs": ["text", None, 0, 2.5, []],
    "initial_epoch": ["text", None, -1, 0.5],
    "validation_split": ["text", None, 1, -0.1, np.nan, []],
}


@pytest.mark.parametrize(
    ("option", "odd"),
    [(option, odd) for option, several in OPTIONS.items() for odd in several],
    ids=repr,
)
def test_odd_options_are_refused(option, odd):
    with pytest.raises(EngineError):
        fit(**{option: odd})


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: fit(X.T), ShapeMismatch, r"input_layer must have shape \(rows, 2\); got \(2, 8\)"),
        (lambda: fit(X[0]), ShapeMismatch, r"\(rows, 2\); got \(2,\)"),
        (lambda: fit(y=Y[:5]), ShapeMismatch, "a target per row: 8; got 5"),
        (lambda: fit(y=X), ShapeMismatch, r"targets must have shape \(rows, 1\); got \(8, 2\)"),
        (lambda: fit(NAN), InvalidValue, "input_layer must be finite numbers; .* in row 5"),
        (lambda: fit(y=NAN[:, :1]), InvalidValue, "targets must be finite numbers; .* in row 7"),
        (lambda: classify(CLASSES + 1), ShapeMismatch, "classes 0 … 2; got 3 in row 2"),
        (lambda: classify(CLASSES - 1), ShapeMismatch, "classes 0 … 2; got -1 in row 0"),
        (lambda: classify(CLASSES + 0.5), ShapeMismatch, "classes 0 … 2; got 0.5 in row 0"),
        (lambda: classify(np.eye(3)[CLASSES]), ShapeMismatch, r"class numbers.*\(8, 3\)"),
        (
            lambda: classify(CLASSES, "categorical_crossentropy"),
            ShapeMismatch,
            r"\(rows, 3\); got \(8,\)",
        ),
        (lambda: fit(batch_size=0), InvalidValue, "batch size must be .*at least 1; got 0"),
        (lambda: fit(batch_size=2.5), InvalidValue, "batch size must be a whole .*; got 2.5"),
        (lambda: fit(epochs=0), InvalidValue, "epochs must be .*at least 1; got 0"),
        (lambda: fit(initial_epoch=-1), InvalidValue, "initial_epoch must be .*; got -1"),
        (lambda: fit(validation_split=1), InvalidValue, r"validation_split must .*\[0, 1\); got 1"),
        (lambda: fit(X[:1], Y[:1], validation_split=0.5), ShapeMismatch, "leaves 0 of 1 rows"),
        (lambda: fit(validation_data=X), ShapeMismatch, r"must be \(x, y\) or"),
        (lambda: fit(validation_data=(X.T, Y)), ShapeMismatch, r"\(rows, 2\); got \(2, 8\)"),
        (lambda: fit(validation_data=(X, Y[:3])), ShapeMismatch, "target per row: 8; got 3"),
        (lambda: fit(sample_weight=[1, 2]), ShapeMismatch, r"shape \(8,\); got \(2,\)"),
        (lambda: fit(sample_weight=NAN[:, 1]), InvalidValue, "sample weights .* row 5"),
        (lambda: fit(sample_weight=["a"] * 8), InvalidValue, "sample weights must be numbers"),
        (lambda: fit(class_weight=[1, 2]), InvalidValue, "must be a dictionary; got list"),
        (lambda: network(2, 1).fit(X, Y), NotCompiled, "must be compiled first"),
        (lambda: network(2, 1).evaluate(X, Y), NotCompiled, "must be compiled first"),
        (lambda: network(2, 1).train_on_batch(X, Y), NotCompiled, "must be compiled first"),
        (
            lambda: compiled("squared"),
            UnknownChoice,
            "loss must be one of mean_sq.*; got 'squared'",
        ),
        (lambda: compiled(None), UnknownChoice, "loss must be one of .*; got None"),
        (lambda: compiled(len), UnknownChoice, "loss must be one of .*; got <built-in"),
        (lambda: compiled(metrics=["good"]), UnknownChoice, "metric must be one of .*; got 'good'"),
        (lambda: compiled(metrics=[5]), UnknownChoice, "metric must be one of .*; got 5"),
        (lambda: compiled(loss_weights="a"), InvalidValue, "loss weights? .*; got 'a'"),
        (lambda: network(2, 1).compile("best"), UnknownChoice, "optimizer must be one of .*'best'"),
        (lambda: network(2, 1).compile(5), UnknownChoice, "optimizer must be one of .*; got 5"),
        (lambda: network(2, 1).set_weights([X]), ShapeMismatch, r"shapes \[\(2, 1\), \(1,\)\]"),
        (lambda: network(2, 1).set_weights(5), ShapeMismatch, "must be a list of arrays; got int"),
        (lambda: network(2, 1).get_layer(index=7), UnknownChoice, "index .* 0 … 0; got 7"),
        (lambda: network(2, 1, seed="a"), InvalidValue, "seed must be .*; got 'a'"),
        (lambda: network(2, 1, dtype="int8"), UnknownChoice, "float32, float64; got 'int8'"),
        (lambda: Input("text"), ShapeMismatch, "a shape must be"),
        (lambda: Input((None,)), ShapeMismatch, "a shape must be"),
        (lambda: Input((2.5,)), ShapeMismatch, "a shape must be"),
        (lambda: Input(None), ShapeMismatch, "a shape must be"),
        (lambda: Sequential([5]), EngineError, "made of layers; got int"),
        (lambda: Sequential(5), EngineError, "made of layers; got int"),
    ],
)
def test_refusal_says_what_is_allowed_and_what_came(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


def test_fit_before_compile_is_a_runtime_error_too():
    with pytest.raises(RuntimeError, match="compile"):
        network(2, 1).fit(X, Y)


def test_refused_data_leave_the_model_as_it_was():
    model = compiled()
    before = model.parameters.copy()
    with pytest.raises(InvalidValue, match="row 5"):
        model.fit(NAN, Y)
    np.testing.assert_array_equal(model.parameters, before)


def test_layer_that_does_not_fit_is_named():
    with pytest.raises(ShapeMismatch, match=r"layer .first. takes maps, .* put a Reshape before"):
        Sequential([Input((28, 28)), layers.Conv2D(2, 3, name="first")])


@pytest.mark.parametrize(
    "y", [Y, Y[:, 0], Y.tolist(), Y.astype("float32"), np.float16(Y)], ids=repr
)
def test_targets_may_be_a_column_or_not_and_of_any_float(y):
    fit(y=y)


@pytest.mark.parametrize("kind", [int, float, bool, "uint8"])
def test_class_numbers_may_be_of_any_kind(kind):
    classify((CLASSES % 2).astype(kind))
    classify((CLASSES % 2).astype(kind)[:, np.newaxis])


@pytest.mark.parametrize("kind", ["uint8", "int64", "float16", "float64", bool])
def test_inputs_may_be_of_any_kind(kind):
    fit((X > 0).astype(kind))
    fit(np.asfortranarray(X).astype(kind))


def test_one_row_and_one_column_are_enough():
    model = Sequential([layers.Dense(1)])
    model.compile(optimizers.SGD(), "mse")
    model.fit([1.0], [2.0])
    assert model.predict([3.0]).shape == (1, 1)


def test_numbers_of_numpy_serve_as_pythons():
    two, x = np.int64(2), np.zeros((8, 2, 3))
    stack = [Input((np.prod(x.shape[1:]),)), layers.Dense(two, layers.LeakyReLU(np.float32(0.1)))]
    model = Sequential(stack, seed=two)
    with pytest.warns(OldSpelling, match=r"write Input\(\(2,\)\)"):
        assert Sequential([layers.Dense(1, input_shape=two)]).count_params() == 3
    model.compile(optimizers.SGD(np.float32(0.5)), "mse")
    watchers = [
        callbacks.ModelCheckpoint("never.keras", save_freq=np.int64(99)),
        callbacks.TensorBoard("never", update_freq=two),
    ]
    assert [one.watches_batches for one in watchers] == [True, True]
    options = {"batch_size": two, "epochs": two, "class_weight": {two: two}, "verbose": 0}
    assert model.fit(x.reshape(8, 6), np.zeros((8, 2)), **options).epoch == [0, 1]
    assert "learning_rate=0.5" in keras_code.source(model)
