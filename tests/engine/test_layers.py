"""Every layer: its gradient, its configuration, its weights; and what each says by itself."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers
from engine.errors import EngineError, InvalidValue, NotReady, ShapeMismatch, UnknownChoice
from engine.layers import LAYERS
from tests.engine.graphs import MERGING, PLAIN, around, assert_exact, rows, sample, spoil


@pytest.mark.parametrize("name", PLAIN)
def test_gradient_through_every_layer_is_exact(name):
    model = around(name)
    model.compile("sgd", "mse")
    spoil(model)
    assert_exact(model, *rows(3, 2))


@pytest.mark.parametrize("name", PLAIN)
def test_gradient_is_exact_where_a_layer_reads_the_inputs_and_feeds_the_loss(name):
    x = [Input((4,)), Input((4,))]
    dense = layers.Dense(4)(x[0])  # without it most of these would learn nothing
    found = sample(name)([dense, x[1]] if name in MERGING else x[0])
    model = Model(x, [found, dense], seed=1, dtype="float64")
    model.compile("sgd", "mse")
    spoil(model)
    size = model.output_shapes[0][0]
    one, two, y, dense_y = rows(4, 4, size, 4)
    assert_exact(model, [one, two], [y, dense_y])


@pytest.mark.parametrize("name", PLAIN)
def test_configuration_makes_a_layer_of_the_same_kind(name):
    layer = sample(name)
    again = LAYERS[name].from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize("name", PLAIN)
def test_outputs_have_the_shape_that_is_announced(name):
    layer, x = sample(name), rows(4)
    found = layer([x, x] if name in MERGING else x)
    shape = layer.output_shape(*([(4,)] * (2 if name in MERGING else 1)))
    assert found.shape == (len(x), *shape)


@pytest.mark.parametrize("name", PLAIN)
def test_one_row_is_enough(name):
    model = around(name)
    model.compile("sgd", "mse")
    x, y = rows(3, 2, count=1)
    assert np.isfinite(model.train_on_batch(x, y))


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Add(), [5, 1]),
        (layers.Average(), [2.5, 0.5]),
        (layers.Subtract(), [-1, -5]),
        (layers.Multiply(), [6, -6]),
        (layers.Concatenate(), [2, -2, 3, 3]),
    ],
)
def test_merging_worked_by_hand(layer, expected):
    assert layer([np.array([[2.0, -2.0]]), np.array([[3.0, 3.0]])]).tolist() == [expected]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.ReLU(), [0, 0, 3]),
        (layers.LeakyReLU(0.5), [-1, 0, 3]),
        (layers.LeakyReLU(), pytest.approx([-0.6, 0, 3])),
        (layers.ELU(2), pytest.approx([2 * np.expm1(-2), 0, 3])),
        (layers.Activation("sign"), [-1, 0, 1]),
        (layers.Columns(1, 3), [0, 3]),
        (layers.Flatten(), [-2, 0, 3]),
    ],
)
def test_one_row_worked_by_hand(layer, expected):
    assert layer(np.array([[-2.0, 0.0, 3.0]]))[0].tolist() == expected


def test_softmax_layer_shares_out_one():
    found = layers.Softmax()(np.log([[1.0, 2.0, 5.0]]))
    np.testing.assert_allclose(found, [[0.125, 0.25, 0.625]], rtol=1e-6)


def test_dense_is_input_times_kernel_plus_bias():
    dense = layers.Dense(2, "relu")
    dense.build((None, 3))
    dense.set_weights([[[1, 2], [3, 4], [5, 6]], [-30, 1]])
    assert dense(np.array([[1.0, 1.0, 2.0]])).tolist() == [[0, 19]]


def test_flatten_takes_pictures_row_by_row():
    picture = np.arange(12.0).reshape(1, 3, 4)
    assert layers.Flatten()(picture).tolist() == [list(range(12))]


def test_flatten_and_dense_see_the_same_numbers_of_pictures_in_a_model():
    model = Sequential([Input((3, 4)), layers.Flatten(), layers.Dense(2)], seed=1, dtype="float64")
    x = np.random.default_rng(2).normal(size=(5, 3, 4))
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(x), x.reshape(5, 12) @ kernel + bias, rtol=1e-12)


def test_columns_are_taken_of_tensors_by_slices():
    x = Input((5,))
    model = Model(x, layers.Add()([x[:, 1:3], x[:, -2:]]), dtype="float64")
    assert model.predict(np.arange(5.0)[np.newaxis]).tolist() == [[4, 6]]


def test_tensors_are_added_subtracted_and_multiplied_by_signs():
    x, y = Input((1,)), Input((1,))
    model = Model([x, y], [x + y, x - y, x * y], dtype="float64")
    assert [found.item() for found in model.predict([[[5]], [[3]]])] == [8, 2, 15]


def test_merging_takes_more_than_two():
    x = rows(2, 2, 2)
    np.testing.assert_allclose(layers.Add()(x), sum(x), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layers.Multiply()(x), np.prod(x, axis=0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layers.Average()(x), np.mean(x, axis=0), rtol=1e-5, atol=1e-6)


def test_weights_are_seen_by_name():
    dense = layers.Dense(2)
    dense.build((None, 3))
    assert (dense.kernel.shape, dense.bias.shape) == ((3, 2), (2,))
    assert dense.count_params() == 8
    with pytest.raises(AttributeError, match="Dense has no attribute 'kernle'"):
        dense.kernle  # noqa: B018


def test_layer_keeps_its_weights_when_a_model_takes_it_in():
    dense = layers.Dense(1)
    dense.build((None, 2))
    before = dense.get_weights()
    model = Sequential([Input((2,)), dense])
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: layers.Dense(2.5), InvalidValue, "units must be at least 1 and whole; got 2.5"),
        (lambda: layers.Dense("9"), InvalidValue, "units must be .*; got '9'"),
        (lambda: layers.Dense(1, 5), UnknownChoice, "activation must be one of linear"),
        (lambda: layers.Dense(1, kernel_initializer="he"), UnknownChoice, "one of .*; got 'he'"),
        (lambda: layers.Dense(1, kernel_regularizer="l3"), UnknownChoice, "one of .*; got 'l3'"),
        (lambda: layers.Activation("soft"), UnknownChoice, "activation must be one of"),
        (lambda: layers.Dropout(1), InvalidValue, r"rate must lie in \[0, 1\); got 1"),
        (lambda: layers.Dropout("half"), InvalidValue, r"rate must .*; got 'half'"),
        (lambda: layers.GaussianNoise(-1), InvalidValue, "stddev must be at least 0; got -1"),
        (lambda: layers.GaussianNoise(None), InvalidValue, "stddev must be .*; got None"),
        (lambda: layers.LeakyReLU(-1), InvalidValue, "negative slope must be at least 0"),
        (lambda: layers.ELU(0), InvalidValue, "alpha must be positive; got 0"),
        (lambda: layers.BatchNormalization(epsilon=0), InvalidValue, "epsilon must be positive"),
        (lambda: layers.BatchNormalization(axis=0), ShapeMismatch, "axis must be -1, .*; got 0"),
        (lambda: layers.BatchNormalization(axis=2)(Input((2,))), ShapeMismatch, "-1 or 1, .*got 2"),
        (lambda: layers.Concatenate(0), ShapeMismatch, "axis must be -1 or 1, .*; got 0"),
        (lambda: layers.Normalization(mean=0), ShapeMismatch, "both or neither"),
        (lambda: layers.Add()(Input((2,))), ShapeMismatch, "'add' takes a list of two"),
        (lambda: layers.Add()([Input((2,)), Input((3,))]), ShapeMismatch, r"\(2,\), \(3,\)"),
        (lambda: layers.Subtract()([Input((2,))] * 3), ShapeMismatch, "two tensors; got 3"),
        (lambda: layers.Columns(1, 9)(Input((2,))), ShapeMismatch, "within 0:2; got 1:9"),
        (lambda: layers.Columns("a", 2), InvalidValue, "first column must be a whole number"),
        (lambda: Input((3,))[:1], ShapeMismatch, r"all or one, x\[:, …\] or x\[0\]"),
        (lambda: layers.Dense(1)([Input((2,))] * 2), ShapeMismatch, "'dense' takes one tensor"),
        (lambda: layers.Dense(1).count_params(), NotReady, "must be built first"),
        (lambda: layers.Dense(1)("text"), InvalidValue, "'dense' takes must be numbers; got text"),
        (lambda: layers.Dense(1)(None), EngineError, "'dense' takes .*; got"),
        (lambda: layers.Dense(1)(np.float64(3)), EngineError, "'dense' takes .*; got"),
        (lambda: layers.Add()([[[1]], [[1], [2]]]), ShapeMismatch, r"as many rows; got \[1, 2\]"),
    ],
)
def test_refusal_says_what_is_allowed_and_what_came(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


def test_layer_used_for_other_inputs_says_which_it_takes():
    dense = layers.Dense(1, name="head")
    dense(Input((2,)))
    with pytest.raises(ShapeMismatch, match=r"'head' takes rows of shape \(2,\); got \(3,\)"):
        dense(Input((3,)))


def test_arrays_leave_no_trace_in_a_layer():
    layer = layers.Dense(2)
    for _ in range(3):
        layer(np.ones((1, 4)))
    assert layer.calls == []
    tensor = Input((4,))
    output = layer(tensor)
    layer(np.ones((1, 4)))
    assert (layer.input, layer.output) == (tensor, output)
