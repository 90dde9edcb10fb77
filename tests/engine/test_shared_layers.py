"""One layer in several places: its gradients are summed, its weights are counted once."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers
from engine.errors import ShapeMismatch
from tests.engine.graphs import assert_exact, rows, spoil


def siamese(shared, *, inputs=2, seed=1):
    """Return a model that sends each input through the same layers."""
    x = [Input((3,)) for _ in range(inputs)]
    ends = []
    for tensor in x:
        for layer in shared:
            tensor = layer(tensor)
        ends.append(tensor)
    return Model(x, layers.Dense(1)(layers.concatenate(ends)), seed=seed, dtype="float64")


@pytest.mark.parametrize("inputs", [2, 3])
def test_gradient_of_layers_shared_by_branches_is_exact(inputs):
    model = siamese([layers.Dense(3, "tanh"), layers.Dense(2, "sigmoid")], inputs=inputs)
    model.compile("sgd", "mse")
    spoil(model)
    *x, y = rows(*[3] * inputs, 1)
    assert_exact(model, x, y)


def test_gradient_of_a_layer_applied_three_times_over_is_exact():
    layer, x = layers.Dense(3, "tanh", kernel_regularizer="l2"), Input((3,))
    model = Model(x, layer(layer(layer(x))), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 3))


def test_gradient_of_shared_batch_normalization_is_exact():
    model = siamese([layers.Dense(3), layers.BatchNormalization(), layers.Activation("tanh")])
    model.compile("sgd", "mse")
    spoil(model)
    *x, y = rows(3, 3, 1)
    assert_exact(model, x, y)


def test_gradient_of_a_layer_that_is_two_outputs_is_exact():
    a, b, head = Input((3,)), Input((3,)), layers.Dense(2, "softmax")
    model = Model([a, b], [head(a), head(b)], seed=1, dtype="float64")
    model.compile("sgd", ["categorical_crossentropy"] * 2, loss_weights=[1, 0.25])
    x1, x2 = rows(3, 3)
    assert_exact(model, [x1, x2], [np.eye(2)[[0, 1] * 3], np.eye(2)[[1] * 6]])


def test_gradient_of_a_stack_that_holds_a_layer_twice_is_exact():
    layer = layers.Dense(3, "tanh")
    model = Sequential([Input((3,)), layer, layers.Dense(3), layer], seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, *rows(3, 3))


def test_shared_weights_are_counted_once():
    model = siamese([layers.Dense(4)])
    assert model.count_params() == (3 * 4 + 4) + (8 + 1)
    assert len(model.network.layers) == 3
    assert model.parameters.size == model.count_params()


def test_shared_weights_are_the_same_on_both_ways():
    x = rows(3)
    dense = layers.Dense(2, "tanh")
    a, b = Input((3,)), Input((3,))
    model = Model([a, b], [dense(a), dense(b)], seed=1)
    np.testing.assert_array_equal(*model.predict([x, x]))


def test_penalty_of_a_shared_layer_is_paid_once():
    model = siamese([layers.Dense(3, kernel_regularizer="l2")])
    model.compile("sgd", "mse")
    kernel = model.network.layers[0].kernel
    assert model.penalty() == pytest.approx(0.01 * np.square(kernel).sum())


def test_shared_layer_takes_inputs_of_one_shape_only():
    dense = layers.Dense(1, name="head")
    dense(Input((3,)))
    with pytest.raises(ShapeMismatch, match=r"'head' takes rows of shape \(3,\); got \(4,\)"):
        dense(Input((4,)))


def test_layer_without_weights_takes_inputs_of_any_shape():
    add = layers.Add()
    x, y = Input((3,)), Input((4,))
    model = Model([x, y], [add([x, x]), add([y, y])], dtype="float64")
    assert [found.shape for found in model.predict([rows(3), rows(4)])] == [(6, 3), (6, 4)]
