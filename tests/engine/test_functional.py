"""Functional models: branches, several inputs and outputs, Wide & Deep; against Keras's figures."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers, optimizers
from engine.errors import EngineError, ShapeMismatch
from engine.gradient_check import backward_gradient
from tests.engine import parity
from tests.engine.graphs import assert_exact, rows, spoil


def wide_and_deep(*units, seed=1, activation="relu"):
    """Return the textbook's network: a wide path past a deep one, and an output on the way."""
    wide, deep = Input((5,), name="wide"), Input((6,), name="deep")
    last = deep
    for unit in units:
        last = layers.Dense(unit, activation)(last)
    main = layers.Dense(1, name="main")(layers.concatenate([wide, last]))
    aux = layers.Dense(1, name="aux")(last)
    return Model([wide, deep], [main, aux], seed=seed, dtype="float64")


@pytest.fixture
def keras():
    """A Wide & Deep network with Keras's initial weights, and what Keras made of it."""
    told, case = (read("models", "wide_and_deep") for read in (parity.settings, parity.figures))
    model = wide_and_deep(7, 6)
    model.compile(
        optimizers.SGD(told["learning_rate"]),
        {"main": "mse", "aux": "mse"},
        loss_weights=told["loss_weights"],
    )
    model.set_weights([case[f"w0_{k}"] for k in range(8)])
    return model, case, told


def test_first_gradient_of_wide_and_deep_agrees_with_keras(keras):
    model, case, told = keras
    batch = slice(told["batch_size"])
    x, y = ([case[f"{name}_{k}"][batch] for k in (0, 1)] for name in "xy")
    expected = np.concatenate([case[f"grad_{k}"].ravel() for k in range(8)])
    np.testing.assert_allclose(backward_gradient(model, x, y), expected, rtol=1e-9, atol=1e-12)


def test_training_of_wide_and_deep_agrees_with_keras(keras):
    model, case, told = keras
    x, y = ([case[f"{name}_{k}"] for k in (0, 1)] for name in "xy")
    history = model.fit(x, y, told["batch_size"], told["epochs"], shuffle=False)
    np.testing.assert_allclose(history.history["loss"], case["loss_history"], rtol=1e-6)
    for k, weights in enumerate(model.get_weights()):
        np.testing.assert_allclose(weights, case[f"w1_{k}"], rtol=1e-6)
    for k, found in enumerate(model.predict(x)):
        np.testing.assert_allclose(found, case[f"predict_{k}"], rtol=1e-6)


def test_gradient_of_two_inputs_and_two_weighted_losses_is_exact():
    model = wide_and_deep(4, 3, activation="tanh")
    model.compile("sgd", ["mse", "huber"], loss_weights=[0.9, 0.1])
    spoil(model)
    x1, x2, y1, y2 = rows(5, 6, 1, 1)
    assert_exact(model, [x1, x2], [y1, y2])


def test_gradient_of_fused_losses_at_two_outputs_is_exact():
    x = Input((3,))
    hidden = layers.Dense(4, "tanh")(x)
    outputs = [layers.Dense(2, "softmax")(hidden), layers.Dense(1, "sigmoid")(hidden)]
    model = Model(x, outputs, seed=1, dtype="float64")
    model.compile("sgd", ["categorical_crossentropy", "bce"], loss_weights=[0.3, 2])
    assert_exact(model, rows(3), [np.eye(2)[[0, 1, 1, 0, 0, 1]], np.arange(6) % 2])


def test_gradient_of_three_branches_that_meet_is_exact():
    x = Input((3,))
    branches = [layers.Dense(2, name)(x) for name in ("tanh", "sigmoid", "softplus")]
    meeting = layers.Concatenate()([layers.Multiply()(branches), layers.Add()(branches), x])
    model = Model(x, layers.Dense(2)(meeting), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 2))


def test_gradient_of_a_tensor_that_one_layer_takes_twice_is_exact():
    x = Input((3,))
    hidden = layers.Dense(4, "tanh")(x)
    square = layers.Multiply()([hidden, hidden])
    both = layers.Concatenate()([square, layers.Average()([hidden, square, hidden])])
    model = Model(x, layers.Dense(2)(both), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 2))


@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_gradient_of_an_output_that_is_used_inside_as_well_is_exact(loss):
    x = Input((3,))
    first = layers.Dense(2, "sigmoid")(x)
    second = layers.Dense(2, "sigmoid")(layers.concatenate([first, x]))
    model = Model(x, [first, second, first], seed=1, dtype="float64")
    model.compile("sgd", [loss] * 3, loss_weights=[1, 0.5, 0.2])
    y = np.random.default_rng(4).integers(0, 2, (3, 6, 2))
    assert_exact(model, rows(3), list(y))


def test_gradient_of_residual_paths_with_normalized_batches_is_exact():
    x = Input((3,))
    tensor = layers.Dense(4)(x)
    for _ in range(2):
        path = layers.Activation("tanh")(layers.BatchNormalization()(layers.Dense(4)(tensor)))
        tensor = layers.add([tensor, layers.Dropout(0.3)(path)])
    model = Model(x, layers.Dense(1)(tensor), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    spoil(model)
    assert_exact(model, *rows(3, 1))


def test_gradient_is_exact_where_a_picture_is_flattened_on_the_way():
    x = Input((2, 3))
    model = Model(x, layers.Dense(2)(layers.Flatten()(layers.Activation("tanh")(x))), seed=1,
                  dtype="float64")  # fmt: skip
    model.compile("sgd", "mse")
    assert_exact(model, rows(6).reshape(6, 2, 3), rows(2, seed=4))


def test_model_inside_a_model_is_its_calls():
    inner = Sequential([Input((3,)), layers.Dense(4, "tanh"), layers.Dense(2)], seed=2)
    x = Input((3,))
    model = Model(x, layers.Dense(1)(layers.add([inner(x), inner(x)])), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 1))


def test_model_of_the_same_calls_as_a_sequential_one_is_the_same():
    stack = Sequential([Input((3,)), layers.Dense(4, "tanh"), layers.Dense(2)], seed=7)
    x = Input((3,))
    graph = Model(x, layers.Dense(2)(layers.Dense(4, "tanh")(x)), seed=7)
    for model in (stack, graph):
        model.compile("adam", "mse")
        model.fit(*rows(3, 2, count=50), epochs=3)
    np.testing.assert_array_equal(stack.parameters, graph.parameters)


def test_order_of_calls_does_not_matter_to_what_is_computed():
    x = Input((2,))
    late, early = layers.Dense(1), layers.Dense(1)
    second = layers.Dense(1)(x)
    model = Model(x, layers.concatenate([late(second), early(x), second]), seed=1)
    found = model.predict(rows(2))
    assert found.shape == (6, 3)
    assert model.layers.index(early) > model.layers.index(late)


def test_input_that_is_an_output_passes_through():
    x = Input((2,))
    model = Model(x, [x, layers.Dense(1)(x)], seed=1, dtype="float64")
    model.compile("sgd", ["mse", "mse"])
    assert_exact(model, *[rows(2), list(rows(2, 1, seed=9))])
    np.testing.assert_array_equal(model.predict(rows(2))[0], rows(2))


def test_outputs_that_nothing_learns_from_do_not_disturb():
    x = Input((2,))
    model = Model(x, layers.Activation("tanh")(x), dtype="float64")
    model.compile("sgd", "mse")
    history = model.fit(rows(2), rows(2))
    expected = np.square(np.tanh(rows(2)) - rows(2)).mean()
    assert history.history["loss"] == [pytest.approx(expected)]


def test_outputs_of_one_layer_have_names_of_their_own():
    x, head = Input((2,)), layers.Dense(1, name="head")
    other = layers.Dense(2)(x)
    model = Model(x, [head(x), other, head(other)], seed=1)
    model.compile("sgd", ["mse"] * 3)
    history = model.fit(rows(2), list(rows(1, 2, 1)))
    assert list(history.history) == ["dense_loss", "head_1_loss", "head_loss", "loss"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: Model(x, 5), "outputs of a model must be tensors; got int"),
        (lambda x: Model(5, x), "inputs of a model must be tensors; got int"),
        (lambda x: Model(x), "inputs and outputs, or neither"),
        (lambda x: Model(x, []), "outputs of a model must be at least one"),
        (lambda x: Model([x, x], layers.Dense(1)(x)), "inputs .* must differ"),
        (lambda x: Model(Input((2,)), layers.Dense(1)(x)), "they need Input input_layer.* too"),
        (lambda x: Model(layers.Dense(1)(x), x), "they need Input input_layer.* too"),
        (
            lambda x: Model(x, [layers.Dense(1, name="a")(x), layers.Dense(1, name="a")(x)]).layers,
            "names of layers must differ; got 'a' twice",
        ),
        (
            lambda x: Model([Input((2,), name="a"), Input((2,), name="a")], [x]),
            "they need Input input_layer too",
        ),
    ],
)
def test_graph_that_makes_no_sense_is_refused(wrong, words):
    with pytest.raises(EngineError, match=words):
        wrong(Input((2,)))


def test_inputs_that_share_a_name_are_refused():
    a, b = Input((2,), name="a"), Input((2,), name="a")
    with pytest.raises(EngineError, match="names of inputs must differ; got 'a' twice"):
        Model([a, b], layers.add([a, b])).build()


def test_inputs_with_different_numbers_of_rows_are_refused():
    with pytest.raises(ShapeMismatch, match=r"as many rows; got \[6, 5\]"):
        wide_and_deep(2).predict([rows(5), rows(6)[:5]])
