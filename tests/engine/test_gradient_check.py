"""The check of a gradient, part by part: where there is a derivative, and where there is none."""

import numpy as np
import pytest

from engine import regularizers
from engine.gradient_check import GradientCheck
from engine.worked_step import work_step
from tests.engine.networks import network


def state_of(model):
    return model.parameters.tobytes(), model.optimizer.state.tobytes(), model.optimizer.iterations


def test_check_holds_the_derivatives_beside_a_gradient_of_single_precision():
    model = network(2, 2, 2, kernel_regularizer=regularizers.L2(0.02), dtype="float32")
    model.compile("adam", "mse")
    x, y = np.random.default_rng(3).normal(size=(2, 4, 2))
    model.train_on_batch(x, y)
    update = work_step(model, x, y).update
    check = GradientCheck.of(model, x, y, update.gradient)
    before = state_of(model)
    derivatives = check.derivatives(range(update.gradient.size))
    np.testing.assert_allclose(derivatives, update.gradient, rtol=1e-4, atol=1e-7)
    assert state_of(model) == before


def test_no_derivative_is_told_at_a_kink():
    model = network(2, 2, 1, activation="relu", output="linear", kernel_initializer="zeros")
    model.compile("sgd", "mse")
    model.parameters[-3:] = 1  # the output sees both units, whose z are 0: their kinks
    x, y = np.ones((1, 2)), np.zeros((1, 1))
    check = GradientCheck.of(model, x, y, work_step(model, x, y).update.gradient)
    derivatives = check.derivatives(range(9))
    assert np.isnan(derivatives).tolist() == [True] * 6 + [False] * 3


@pytest.mark.parametrize(("hidden", "behind"), [("tanh", 0), ("step", 6), ("sign", 6)])
def test_parameters_before_a_jump_are_told(hidden, behind):
    model = network(2, 2, 1, activation=hidden, output="linear")
    model.compile("sgd", "mse")
    x, y = np.ones((1, 2)), np.zeros((1, 1))
    gradient = work_step(model, x, y).update.gradient
    assert GradientCheck.of(model, x, y, gradient).behind_jumps == behind
