"""The chapter's functional programs on pictures, as they are written there."""

import numpy as np
import pytest

from engine.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D, concatenate
from engine.models import Model
from tests.engine.maps import normal


def extracted(pictures, kernel_size):
    conv = Conv2D(32, kernel_size=kernel_size, activation="relu")(pictures)
    pool = MaxPooling2D(pool_size=(2, 2))(conv)
    conv = Conv2D(16, kernel_size=kernel_size, activation="relu")(pool)
    return Flatten()(MaxPooling2D(pool_size=(2, 2))(conv))


def judged(parts):
    hidden = Dense(10, activation="relu")(concatenate(parts))
    return Dense(1, activation="sigmoid")(Dense(10, activation="relu")(hidden))


def one_kernel():
    visible = Input(shape=(64, 64, 1))
    hidden = Dense(10, activation="relu")(extracted(visible, 4))
    return Model(inputs=visible, outputs=Dense(1, activation="sigmoid")(hidden), seed=1)


def two_kernels():
    visible = Input(shape=(64, 64, 1))
    return Model(visible, judged([extracted(visible, 4), extracted(visible, 8)]), seed=1)


def two_pictures():
    grey, colour = Input(shape=(64, 64, 1)), Input(shape=(32, 32, 3))
    return Model([grey, colour], judged([extracted(grey, 4), extracted(colour, 4)]), seed=1)


# parameters counted by hand: kernels, then 2,704, 5,408 or 3,104 numbers into 10, (10) and 1
PROGRAMS = [
    (one_kernel, [(64, 64, 1)], 544 + 8208 + 27050 + 11, 35_813),
    (two_kernels, [(64, 64, 1)], 544 + 8208 + 2080 + 32784 + 43050 + 110 + 11, 86_787),
    (two_pictures, [(64, 64, 1), (32, 32, 3)], 544 + 8208 + 1568 + 8208 + 31050 + 121, 49_699),
]


@pytest.mark.parametrize(("make", "shapes", "by_hand", "parameters"), PROGRAMS)
def test_program_on_pictures_of_its_size_trains(make, shapes, by_hand, parameters):
    model = make()
    assert model.count_params() == by_hand == parameters
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    x = [normal(4, *shape, seed=number) for number, shape in enumerate(shapes)]
    given = x if len(x) > 1 else x[0]
    y = np.array([[0], [1], [1], [0]])
    losses = model.fit(given, y, epochs=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.predict(given, verbose=0).shape == (4, 1)
