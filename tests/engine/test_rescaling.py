"""``Rescaling``, and ``utils.normalize``."""

import numpy as np
import pytest

import engine as keras
from engine import layers, utils
from engine.errors import InvalidValue
from tests.engine.graphs import assert_exact, rows

PIXELS = np.array([[0, 51, 102], [153, 204, 255]], "uint8")


def test_layer_gives_what_keras_gives():
    np.testing.assert_allclose(layers.Rescaling(1 / 255)(PIXELS), PIXELS / 255, rtol=1e-6)
    scaled = layers.Rescaling(scale=1 / 127.5, offset=-1)(PIXELS)
    np.testing.assert_allclose(scaled, PIXELS / 127.5 - 1, atol=1e-6)


def test_layer_on_pictures_has_an_exact_gradient():
    model = keras.Sequential(
        [
            keras.Input((2, 3)), layers.Dense(3), layers.Rescaling(-0.5, 2.0), layers.Flatten(),
            layers.Dense(1),
        ],
        seed=1, dtype="float64",
    )  # fmt: skip
    model.compile("sgd", "mse")
    x, y = rows(6, 1)
    assert_exact(model, x.reshape(-1, 2, 3), y)


@pytest.mark.parametrize(
    "settings", [{"scale": [1, 2]}, {"scale": np.nan}, {"scale": 1, "offset": "a"}], ids=str
)
def test_anything_but_numbers_is_refused(settings):
    with pytest.raises(InvalidValue, match="must be one finite number; got"):
        layers.Rescaling(**settings)


def test_rows_are_normalized_as_keras_does():
    x = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert utils.normalize(x).tolist() == [[0.6, 0.8], [0, 0]]
    assert utils.normalize(x, axis=0, order=1).tolist() == [[1, 1], [0, 0]]
    assert utils.normalize([1, 1, 2], order=1).tolist() == [0.25, 0.25, 0.5]
