"""Models that Keras has trained and saved, see ``tests/data/keras``; the engine makes them too.

Each function takes Keras, or the engine in its place, and returns a compiled model.
"""

import json
from pathlib import Path

import numpy as np

FILES = Path(__file__).parent.parent / "data" / "keras"


def stack(keras):
    """Return a stack with all kinds of layers that change the rows, and a rate that falls."""
    parts = [
        keras.Input((2, 3)),
        keras.layers.Flatten(),
        keras.layers.Normalization(),
        keras.layers.Dense(5, kernel_initializer="he_normal"),
        keras.layers.BatchNormalization(momentum=0.9),
        keras.layers.Activation("relu"),
        keras.layers.Dropout(0.0),
        keras.layers.Dense(3, "softmax", kernel_regularizer=keras.regularizers.L2(0.01)),
    ]
    model = keras.Sequential(parts)
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    sgd = keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)
    model.compile(sgd, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def graph(keras):
    """Return two inputs, two outputs, a model within, and a layer that is used twice."""
    wide, deep = keras.Input((4,), name="wide"), keras.Input((3,), name="deep")
    inner = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(4, "tanh")]
    )
    twice = keras.layers.Dense(4, "elu", name="twice")
    first, second = inner(deep), twice(wide)
    again = twice(second)
    joint = keras.layers.Concatenate()([again, first])
    outputs = [keras.layers.Dense(1, name="main")(joint), keras.layers.Dense(1, name="aux")(first)]
    model = keras.Model([wide, deep], outputs)
    metrics = [["mae"], [keras.metrics.RootMeanSquaredError()]]
    losses = ["mse", keras.losses.LogCosh()]
    model.compile("adam", losses, loss_weights=[0.9, 0.1], metrics=metrics)
    return model


def nested(keras):
    """Return a graph within a graph within a stack."""
    a = keras.Input((3,))
    inmost = keras.Model(a, keras.layers.Add()([keras.layers.Dense(3, "tanh")(a), a]))
    b = keras.Input((3,))
    middle = keras.Model(b, keras.layers.Dense(4)(keras.layers.LeakyReLU(0.1)(inmost(b))))
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(3), middle, keras.layers.Dense(1)]
    )
    model.layers[0].trainable = False
    rmsprop = keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True)
    model.compile(rmsprop, keras.losses.MeanAbsoluteError(), metrics=["mse"])
    return model


def double(keras):
    """Return numbers of 64 bits, and Nadam, which remembers a product."""
    x = keras.Input((3,))
    hidden = keras.layers.Dense(4, "sigmoid")(x)
    model = keras.Model(
        x, keras.layers.Dense(1, "sigmoid")(keras.layers.Multiply()([hidden, hidden]))
    )
    model.compile(
        keras.optimizers.Nadam(0.01, clipnorm=1.0), "binary_crossentropy", metrics=["AUC"]
    )
    return model


def maps(keras):
    """Return maps and sequences, padded, strided, dilated, pooled; Keras on PyTorch saved it."""
    parts = [
        keras.Input((4, 6, 1)),
        keras.layers.Conv2D(3, 2, (2, 1), "same", activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.MaxPooling2D((2, 2), 1, "same"),
        keras.layers.Conv2D(4, (2, 3), dilation_rate=(1, 2), activation="softmax"),
        keras.layers.AveragePooling2D(2, 1, "same"),
        keras.layers.Reshape((-1, 4)),
        keras.layers.Conv1D(2, 2, padding="causal", use_bias=False),
        keras.layers.MaxPooling1D(2),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(parts)
    model.compile("adam", "mse", metrics=["mae"])
    return model


MODELS = {make.__name__: make for make in (stack, graph, nested, double, maps)}


def figures(name):
    """Return the inputs, targets, loss and predictions of a model."""
    return json.loads((FILES / "figures.json").read_text())[name]


def rows(figures, which):
    """Return the inputs ``x`` or targets ``y`` as ``fit`` takes them."""
    arrays = [np.array(one) for one in figures[which]]
    return arrays if len(arrays) > 1 else arrays[0]


def predictions(model, figures):
    """Return a list of what a model says of the inputs."""
    found = model.predict(rows(figures, "x"), verbose=0)
    return found if isinstance(found, list) else [found]
