"""Pooling and the other layers on maps: gradients and values, padding and ties as in Keras."""

import itertools

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers
from engine.errors import ShapeMismatch
from engine.gradient_check import backward_gradient
from tests.engine.graphs import assert_exact, spoil
from tests.engine.maps import MAPS, SAMPLES, around, normal, on_maps, sample

POOLS = [
    {"pool_size": pool, "strides": strides, "padding": padding}
    for pool, strides, padding in itertools.product(
        (2, (3, 2)), (None, 1, (2, 1), 3), ("valid", "same")
    )
]
KINDS = (layers.MaxPooling2D, layers.AveragePooling2D)


@pytest.mark.parametrize("settings", POOLS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_gradient_is_exact(kind, settings):
    model = on_maps(kind(**settings))
    spoil(model)
    assert_exact(model, normal(3, *MAPS), normal(3, *model.output_shapes[0], seed=4))


@pytest.mark.parametrize("name", SAMPLES)
def test_gradient_through_every_layer_on_maps_is_exact(name):
    model = around(name)
    spoil(model)
    assert_exact(model, normal(3, *SAMPLES[name][0]), normal(3, 2))


@pytest.mark.parametrize("name", SAMPLES)
def test_layer_has_the_shape_and_the_settings_that_it_says(name):
    layer, shape = sample(name), SAMPLES[name][0]
    assert layer(normal(2, *shape)).shape == (2, *layer.output_shape(shape))
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


def gradient_by_numbers(numbers, *parts):
    """Return the gradient of the mean square of what the layers make of numbers, by each of them.

    The numbers come through a dense layer that changes nothing, whose biases have that gradient.
    """
    size = len(numbers)
    model = Sequential([Input((size,)), layers.Dense(size), *parts], dtype="float64")
    model.compile("sgd", "mse")
    model.set_weights([np.eye(size), np.zeros(size)])
    x = np.array([numbers], float)
    return backward_gradient(model, x, np.zeros((1, *model.output_shapes[0])))[-size:].tolist()


@pytest.mark.parametrize(("pool", "strides"), [(4, None), (3, 1)])
def test_first_of_equal_numbers_gets_the_gradient(pool, strides):
    parts = layers.Reshape((1, 4, 1)), layers.MaxPooling2D((1, pool), strides)
    assert gradient_by_numbers([1, 2, 2, 0], *parts) == [0, 4, 0, 0]


def test_equal_numbers_of_whole_maps_share_the_gradient():
    parts = layers.Reshape((2, 2, 1)), layers.GlobalMaxPooling2D()
    assert gradient_by_numbers([3, 3, 1, 0], *parts) == [3, 3, 0, 0]


def test_padding_is_never_the_greatest_and_does_not_count_in_a_mean():
    x = -np.ones((1, 3, 3, 1))
    for kind in KINDS:
        assert kind(2, padding="same")(x).ravel().tolist() == [-1] * 4


def test_pool_serves_maps_of_any_size():
    one, two, pool = Input((4, 4, 1)), Input((6, 2, 1)), layers.MaxPooling2D()
    model = Model([one, two], [pool(one), pool(two)], dtype="float64")
    given = [normal(2, 4, 4, 1), normal(2, 6, 2, 1)]
    for x, found in zip(given, model.predict(given, verbose=0), strict=True):
        down, across = x.shape[1] // 2, x.shape[2] // 2
        expected = x.reshape(2, down, 2, across, 2, 1).max(axis=(2, 4))
        np.testing.assert_array_equal(found, expected)


def test_mean_has_no_usual_window():
    with pytest.raises(TypeError, match="pool_size"):
        layers.AveragePooling2D()
    assert layers.MaxPooling2D().pool_size == (2, 2)


def test_other_names_of_keras_are_the_same_classes():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool2D is layers.AveragePooling2D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D
    assert layers.Convolution2D is layers.Conv2D


def joint(axis=-1):
    """Return the channels of two convolutions of one picture, and what becomes of them."""
    x = Input(MAPS)
    one, two = (layers.Conv2D(n, 2, activation="tanh")(x) for n in (2, 3))
    model = Model(x, layers.Concatenate(axis)([one, two]), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("axis", [-1, 3])
def test_channels_of_maps_are_joined_at_each_place(axis):
    model, x = joint(axis), normal(3, *MAPS)
    parts = [layer(x) for layer in model.layers[1:3]]
    found = model.predict(x, verbose=0)
    np.testing.assert_allclose(found, np.concatenate(parts, axis=-1), rtol=1e-5)
    assert_exact(model, x, normal(3, *model.output_shapes[0], seed=4))


@pytest.mark.parametrize(
    ("shapes", "axis", "words"),
    [
        ([(4, 3, 2), (4, 2, 2)], -1, "differ in the last size alone; got"),
        ([(4, 3, 2), (4, 3, 2)], 1, r"axis must be -1 or 3 for shapes like \(4, 3, 2\); got 1"),
    ],
)
def test_maps_that_cannot_be_joined_are_told(shapes, axis, words):
    with pytest.raises(ShapeMismatch, match=words):
        layers.Concatenate(axis)([Input(shape) for shape in shapes])


def test_reshaped_numbers_keep_their_order():
    x = np.arange(12.0).reshape(2, 6)
    np.testing.assert_array_equal(layers.Reshape((3, -1))(x), x.reshape(2, 3, 2))
