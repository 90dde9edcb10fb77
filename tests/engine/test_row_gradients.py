"""The length of each row's own gradient, against gradients that were made row by row."""

import numpy as np
import pytest

from engine import Sequential, layers
from engine.inspection import inspect
from engine.row_gradients import row_gradients

ROWS = np.random.default_rng(4).normal(size=(7, 3))


@pytest.mark.parametrize(
    ("loss", "output"),
    [
        ("mean_squared_error", "linear"),
        ("mean_absolute_error", "tanh"),
        ("categorical_crossentropy", "softmax"),
    ],
)
@pytest.mark.parametrize("hidden", [(), (5,), (4, 3)], ids=str)
def test_length_is_that_of_the_gradient_of_the_row_alone(loss, output, hidden):
    units = [layers.Dense(n, "tanh") for n in hidden]
    model = Sequential([layers.Input((3,)), *units, layers.Dense(2, output)], dtype="float64")
    model.compile("sgd", loss)
    targets = np.eye(2)[np.arange(7) % 2]
    alone = [
        np.concatenate([g.ravel() for layer in one.layers for g in layer.gradients.values()])
        for one in (inspect(model, ROWS[i : i + 1], targets[i : i + 1]) for i in range(7))
    ]
    seen = inspect(model, ROWS, targets).layers
    read = [ROWS, *(layer.activations for layer in seen)]
    together = row_gradients(list(zip(read, seen, strict=False)))
    np.testing.assert_allclose(7 * together, np.linalg.norm(alone, axis=1), rtol=1e-6)
