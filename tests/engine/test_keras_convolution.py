"""Layers on maps and models with them, against figures of a real Keras 3.15."""

import numpy as np
import pytest

import engine as keras
from engine import Input, Model, Sequential, layers
from tests.engine.parity import MAPS

# Keras on JAX reckons some things in float32, whatever the arrays are: convolutions without a bias,
# means over maps, the β of Adam.  Such figures have no more digits; with the same β, Adam's have.
SINGLE = ("conv2d_no_bias_tanh", "GlobalAveragePooling2D", "conv_batch_norm")
ADAM = {"beta_1": float(np.float32(0.9)), "beta_2": float(np.float32(0.999))}
DOUBLE = {"seed": 1, "dtype": "float64"}


def arrays(case, prefix):
    return [case[f"{prefix}_{k}"] for k in range(len(case)) if f"{prefix}_{k}" in case]


@pytest.mark.parametrize("name", MAPS.names("layers"))
def test_layer_gives_what_keras_gives(name):
    case, told = MAPS.figures("layers", name), MAPS.settings("layers", name)
    given = {key: value for key, value in told.items() if key not in ("layer", "shape")}
    layer = getattr(layers, told["layer"])(**given)
    model = Sequential([Input(told["shape"]), layer], **DOUBLE)
    model.set_weights(arrays(case, "w"))
    found = model.predict(case["x_0"], verbose=0)
    near = {"rtol": 1e-6, "atol": 2e-7} if name in SINGLE else {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(found, case["y"], **near)


def small_stack():
    return Sequential(
        [
            Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ],
        **DOUBLE,
    )


def two_blocks():
    return Sequential(
        [
            Input((8, 8, 1)),
            layers.Conv2D(3, 3, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(4, 2, strides=2, padding="same", activation="elu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1),
        ],
        **DOUBLE,
    )


def normed():
    return Sequential(
        [
            Input((8, 8, 1)),
            layers.Conv2D(3, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ],
        **DOUBLE,
    )


def two_kernels():
    visible = Input(shape=(8, 8, 1))
    flat = []
    for filters, size in ((3, 4), (2, 5)):
        conv = layers.Conv2D(filters, kernel_size=size, activation="relu")(visible)
        flat.append(layers.Flatten()(layers.MaxPooling2D(pool_size=(2, 2))(conv)))
    hidden = layers.Dense(5, activation="relu")(layers.concatenate(flat))
    return Model(visible, layers.Dense(1, activation="sigmoid")(hidden), **DOUBLE)


def two_pictures():
    grey, colour = Input(shape=(8, 8, 1)), Input(shape=(5, 5, 3))
    pooled = layers.MaxPooling2D(2)(layers.Conv2D(2, 3, activation="relu")(grey))
    other = layers.Conv2D(2, 2, activation="relu")(colour)
    both = layers.concatenate([layers.Flatten()(pooled), layers.Flatten()(other)])
    return Model([grey, colour], layers.Dense(1, activation="sigmoid")(both), **DOUBLE)


def shared_dense():
    one, two, shared = Input((4,)), Input((4,)), layers.Dense(3, "tanh")
    both = layers.concatenate([shared(one), shared(two)])
    return Model([one, two], layers.Dense(1)(both), **DOUBLE)


def model_within():
    x = Input((4,))
    block = Sequential([Input((4,)), layers.Dense(5, "relu"), layers.Dense(3)], name="block")
    return Model(x, layers.Dense(1)(block(x)), **DOUBLE)


MODELS = {
    "conv_pool_dense_sgd": small_stack,
    "conv_pool_dense_adam": small_stack,
    "two_blocks_same_strided": two_blocks,
    "conv_batch_norm": normed,
    "shared_input_two_kernels": two_kernels,
    "two_image_inputs": two_pictures,
    "shared_dense_layer": shared_dense,
    "model_in_a_model": model_within,
}


@pytest.mark.parametrize("name", MAPS.names("models"))
def test_training_ends_where_keras_s_does(name):
    case, told = MAPS.figures("models", name), MAPS.settings("models", name)
    model = MODELS[name]()
    assert model.count_params() == told["parameters"]
    rate = float(told["optimizer"].partition("=")[2].rstrip(")"))
    adam = told["optimizer"].startswith("Adam")
    optimizer = keras.optimizers.Adam(rate, **ADAM) if adam else keras.optimizers.SGD(rate)
    model.compile(optimizer, told["loss"])
    model.set_weights(arrays(case, "w0"))
    x = arrays(case, "x")
    x = x if len(x) > 1 else x[0]
    y, size, epochs = case["y_0"], told["batch_size"], told["epochs"]
    history = model.fit(x, y, batch_size=size, epochs=epochs, shuffle=False, verbose=0)
    np.testing.assert_allclose(history.history["loss"], case["loss_history"], rtol=1e-6)
    near = {"rtol": 1e-6, "atol": 3e-7 if name in SINGLE else 1e-8}
    np.testing.assert_allclose(model.predict(x, verbose=0), case["predict_0"], **near)
    for found, expected in zip(model.get_weights(), arrays(case, "w1"), strict=True):
        np.testing.assert_allclose(found, expected, **near)
