"""Convolutions: gradients for every combination of settings, values by plain sums, refusals."""

import itertools

import numpy as np
import pytest

import engine as keras
from engine import Input, Model, Sequential, layers, network
from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from engine.gradient_check import backward_gradient
from engine.layers import patches
from tests.engine.graphs import assert_exact, spoil
from tests.engine.maps import MAPS, SEQUENCES, normal, on_maps

KERNELS, STRIDES, DILATIONS = (1, (2, 3), 3), (1, 2, (1, 2)), (2, (1, 2))
COMBINATIONS = [
    {"kernel_size": kernel, "padding": padding, **step}
    for kernel, padding in itertools.product(KERNELS, ("valid", "same"))
    for step in [{"strides": one} for one in STRIDES]
    + [{"dilation_rate": one} for one in DILATIONS]
]
ALONG = [
    {"kernel_size": kernel, "padding": padding, **step}
    for kernel, padding in itertools.product((1, 3), ("valid", "same", "causal"))
    for step in ({"strides": 1}, {"strides": 2}, {"dilation_rate": 2})
]


def told(settings):
    return "-".join(str(value).replace(" ", "") for value in settings.values())


def exact(layer, shape=MAPS):
    model = on_maps(layer, shape=shape)
    spoil(model)
    assert_exact(model, normal(3, *shape), normal(3, *model.output_shapes[0], seed=4))
    return model


def plain_sums(layer, x):
    """Return what a layer gives without padding and activation, number by number."""
    kernel, bias = layer.get_weights()
    down, across = layer.output_shape(x.shape[1:])[:2]
    found = np.empty((len(x), down, across, layer.filters))
    reach = [(k - 1) * d + 1 for k, d in zip(kernel.shape, layer.dilation_rate, strict=False)]
    for i, j in itertools.product(range(down), range(across)):
        top, left = i * layer.strides[0], j * layer.strides[1]
        seen = x[:, top : top + reach[0], left : left + reach[1]]
        seen = seen[:, :: layer.dilation_rate[0], :: layer.dilation_rate[1]]
        found[:, i, j] = np.einsum("nijc,ijcf->nf", seen, kernel) + bias
    return found


@pytest.mark.parametrize("settings", COMBINATIONS, ids=told)
def test_gradient_is_exact_on_maps(settings):
    exact(layers.Conv2D(2, activation="tanh", **settings))


@pytest.mark.parametrize("settings", ALONG, ids=told)
def test_gradient_is_exact_on_sequences(settings):
    exact(layers.Conv1D(2, activation="sigmoid", **settings), SEQUENCES)


@pytest.mark.parametrize("activation", [None, "relu", "softmax", "elu"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_gradient_is_exact_with_any_activation(activation, use_bias):
    exact(layers.Conv2D(3, 2, activation=activation, use_bias=use_bias))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_windows_in_parts_give_the_same(monkeypatch, padding):
    def gradient():
        model = on_maps(layers.Conv2D(3, 2, padding=padding), layers.Conv2D(2, 2))
        return backward_gradient(model, normal(7, *MAPS), normal(7, *model.output_shapes[0]))

    whole = gradient()
    for numbers in (1, 40, 100):  # rows apart, some of them together, some lines together
        monkeypatch.setattr(patches, "AT_ONCE", numbers)
        np.testing.assert_allclose(gradient(), whole, rtol=1e-12, atol=1e-15)


def test_many_rows_go_through_large_layers_in_parts(monkeypatch):
    model, x = on_maps(layers.Conv2D(3, 2), layers.MaxPooling2D()), normal(7, *MAPS)
    whole, loss = model.predict(x, verbose=0), model.evaluate(x, model(x) + 1, verbose=0)
    numbers = sum(np.prod(layer.input_shapes[0]) for layer in model.layers)
    monkeypatch.setattr(network, "NUMBERS_AT_ONCE", 3 * numbers)
    del model.network.rows_at_once  # as it was worked out before
    assert model.network.rows_at_once == 3
    np.testing.assert_allclose(model.predict(x, verbose=0), whole, rtol=1e-12)
    assert model.evaluate(x, model(x) + 1, verbose=0) == pytest.approx(loss)


@pytest.mark.parametrize("settings", [{}, {"strides": (2, 1)}, {"dilation_rate": (1, 2)}])
def test_each_place_is_the_sum_over_its_window(settings):
    layer, x = layers.Conv2D(3, (2, 2), **settings, bias_initializer="ones"), normal(4, *MAPS)
    np.testing.assert_allclose(layer(x), plain_sums(layer, x), rtol=1e-5, atol=1e-6)


def test_causal_convolution_looks_at_no_step_to_come():
    layer, x = layers.Conv1D(1, 3, padding="causal", dilation_rate=2), normal(1, *SEQUENCES)
    before = layer(x)[0, :4]
    x[0, 4:] += 1
    np.testing.assert_array_equal(layer(x)[0, :4], before)
    assert layer(x).shape == (1, 6, 1)


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({"filters": 32, "kernel_size": 3}, (26, 26, 32)),
        ({"filters": 8, "kernel_size": (5, 4), "strides": 2, "padding": "SAME"}, (14, 14, 8)),
        ({"filters": 4, "kernel_size": 3, "dilation_rate": 3}, (22, 22, 4)),
    ],
)
def test_output_shapes_are_those_of_keras(settings, shape):
    assert layers.Conv2D(**settings).output_shape((28, 28, 1)) == shape


@pytest.mark.parametrize("name", ["glorot_uniform", "he_normal", "lecun_uniform"])
def test_initial_variance_counts_all_places_of_the_kernel(name):
    kernel = keras.initializers.get(name)((5, 3, 40, 20))
    fan = {"glorot_uniform": 15 * 30, "he_normal": 15 * 40 / 2, "lecun_uniform": 15 * 40}[name]
    np.testing.assert_allclose(kernel.var() * fan, 1, rtol=0.05)


def test_probabilities_at_places_are_learned():
    model = Sequential([Input(MAPS), layers.Conv2D(2, 2, activation="sigmoid")], seed=1,
                       dtype="float64")  # fmt: skip
    model.compile("sgd", "binary_crossentropy")
    x, y = normal(3, *MAPS), normal(3, *model.output_shapes[0], seed=4) > 0
    assert_exact(model, x, y.astype(float))
    p = model.predict(x, verbose=0)
    expected = -np.where(y, np.log(p), np.log(1 - p)).mean()
    assert model.evaluate(x, y, verbose=0) == pytest.approx(expected)


def test_layer_is_shared_by_two_inputs():
    one, two, shared = Input(MAPS), Input(MAPS), layers.Conv2D(2, 2, activation="tanh")
    model = Model([one, two], layers.Add()([shared(one), shared(two)]), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    given = [normal(3, *MAPS), normal(3, *MAPS, seed=5)]
    assert_exact(model, given, normal(3, *model.output_shapes[0], seed=4))


def test_frozen_convolution_lets_the_gradient_pass():
    layer = layers.Conv2D(2, 2, padding="same", activation="tanh")
    layer.trainable = False
    model = exact(layer)
    assert model.parameters.size == 2 * 2 + 2


class Convolved(Model):
    """A subclassed model with convolutions."""

    def __init__(self):
        super().__init__(seed=1, dtype="float64")
        self.first = layers.Conv2D(3, 2, activation="tanh")
        self.pool = layers.MaxPooling2D()
        self.flat, self.last = layers.Flatten(), layers.Dense(2)

    def call(self, inputs):
        return self.last(self.flat(self.pool(self.first(inputs))))


def test_subclassed_model_has_exact_gradients():
    model, x = Convolved(), normal(3, *MAPS)
    model.compile("sgd", "mse")
    model.predict(x, verbose=0)
    assert_exact(model, x, normal(3, 2))


def test_stack_and_its_parts_as_a_model_within_a_model_train_alike():
    def stack(nested):
        parts = [layers.Conv2D(3, 2, activation="relu"), layers.MaxPooling2D(), layers.Flatten()]
        inner = [Sequential([Input(MAPS), *parts])] if nested else parts
        model = Sequential([Input(MAPS), *inner, layers.Dense(2)], seed=1, dtype="float64")
        model.compile("adam", "mse")
        history = model.fit(normal(20, *MAPS), normal(20, 2), batch_size=6, epochs=3, verbose=0)
        return history.history["loss"]

    np.testing.assert_array_equal(stack(nested=True), stack(nested=False))


def test_maps_of_one_channel_may_come_without_it():
    model = Sequential([Input((5, 4, 1)), layers.Conv2D(2, 2)], seed=1)
    x = normal(3, 5, 4)
    np.testing.assert_array_equal(
        model.predict(x, verbose=0), model.predict(x[..., np.newaxis], verbose=0)
    )


def test_softmax_of_maps_is_over_the_channels_of_each_place():
    x = normal(3, *MAPS)
    e = np.exp(x)
    expected = e / e.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(layers.Softmax()(x), expected, rtol=1e-5)
    exact(layers.Softmax())


@pytest.mark.parametrize("rate", [0.0, 0.4])
def test_dropout_and_batch_normalization_have_exact_gradients_on_maps(rate):
    model = on_maps(
        layers.Conv2D(3, 2), layers.BatchNormalization(), layers.Dropout(rate), layers.ReLU(),
        layers.Conv2D(1, 2),
    )  # fmt: skip
    spoil(model)
    assert_exact(model, normal(4, *MAPS), normal(4, *model.output_shapes[0], seed=4))


def test_channels_of_maps_are_normalized_over_all_places():
    model = on_maps(layers.BatchNormalization())
    dense, norm = model.layers
    x = normal(6, *MAPS)
    z = np.tanh(x @ dense.kernel + dense.bias)
    even = (z - z.mean(axis=(0, 1, 2))) / np.sqrt(z.var(axis=(0, 1, 2)) + 1e-3)
    np.testing.assert_allclose(model(x, training=True), even, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(norm.moving_mean, 0.01 * z.mean(axis=(0, 1, 2)), rtol=1e-9)


def test_summary_shows_maps_as_keras_does(capsys):
    model = Sequential([Input((28, 28, 1)), layers.Conv2D(32, 3, name="c"), layers.MaxPool2D()])
    model.summary(line_length=70)
    lines = capsys.readouterr().out
    assert "c (Conv2D)" in lines
    assert "(None, 26, 26, 32)" in lines
    assert "(None, 13, 13, 32)" in lines
    assert "320" in lines


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: layers.Conv2D(0, 3), InvalidValue, "filters must be a whole number, at least 1"),
        (lambda: layers.Conv2D(2, (3, 3, 3)), InvalidValue, "kernel_size must be .*, or 2 of them"),
        (lambda: layers.Conv2D(2, 3, 0), InvalidValue, "strides must be .* at least 1.*; got 0"),
        (lambda: layers.Conv1D(2, 3, (1, 1)), InvalidValue, r"strides must be .*; got \(1, 1\)"),
        (lambda: layers.Conv2D(2, 3, padding="causal"), UnknownChoice, "one of valid, same; got"),
        (lambda: layers.Conv2D(2, 3, data_format="channels_first"), InvalidValue, "channels_last"),
        (lambda: layers.Conv2D(2, 3, 2, dilation_rate=2), InvalidValue, "go with no dilation_rate"),
        (lambda: layers.Conv2D(2, 3, groups=2), InvalidValue, "groups must be 1"),
        (lambda: layers.Conv2D(2, 3)(Input((784,))), ShapeMismatch, r"takes maps, shape \(height"),
        (lambda: layers.Conv1D(2, 3)(Input((28, 28, 1))), ShapeMismatch, "takes sequences"),
        (lambda: layers.Conv2D(2, 5)(Input((4, 9, 1))), ShapeMismatch,
         r"are \(5, 5\), larger than its inputs, \(4, 9\): make them smaller, or use padding"),
        (lambda: layers.Reshape((0, 2)), InvalidValue, "target_shape must be sizes"),
        (lambda: layers.Reshape((-1, -1)), InvalidValue, "one of them may be -1"),
        (lambda: layers.Reshape((-1, 3))(Input((4,))), ShapeMismatch, r"\(-1, 3\); got \(4,\)"),
    ],
)  # fmt: skip
def test_refusal_says_what_is_allowed_and_what_came(make, error, words):
    with pytest.raises(error, match=words):
        make()
