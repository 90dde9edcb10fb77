"""Backpropagation by hand: a 2-2-2 network of sigmoids, one example, one step of 0.5.

The network, its weights and figures are those of Mazur, "A step by step backpropagation example"
(2015), rounded as they stand there; it keeps its biases, which the figures below leave out.
    x = (0.05, 0.10), targets (0.01, 0.99), E = Σ ½ (target − output)²
"""

import math

import numpy as np
import pytest

from engine import Input, Sequential, layers, optimizers
from engine.worked_step import work_step
from tests.engine.graphs import assert_exact

X, Y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
FIRST = np.array([[0.15, 0.25], [0.20, 0.30]])  # [inputs, units]
SECOND = np.array([[0.40, 0.50], [0.45, 0.55]])


@pytest.fixture
def model():
    found = Sequential(
        [Input((2,)), layers.Dense(2, "sigmoid"), layers.Dense(2, "sigmoid")], dtype="float64"
    )
    found.compile(optimizers.SGD(2 * 0.5), "half_squared_error")  # that loss halves once more: the
    found.set_weights([FIRST, [0.35, 0.35], SECOND, [0.60, 0.60]])  # mean of two outputs
    return found


def test_forward_pass(model):
    hidden, output = (look for look in model.inspect(X, Y).layers)
    assert hidden.pre_activations[0, 0] == pytest.approx(0.3775, abs=1e-12)
    assert hidden.activations[0] == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert output.pre_activations[0, 0] == pytest.approx(1.105905967, abs=5e-10)
    assert output.activations[0] == pytest.approx([0.75136507, 0.772928465], abs=5e-9)


def test_loss(model):
    assert 2 * model.evaluate(X, Y) == pytest.approx(0.298371109, abs=5e-10)
    assert 2 * model.evaluate(X, Y) == pytest.approx(0.274811083 + 0.023560026, abs=1e-9)


def test_backward_pass(model):
    hidden, output = (look for look in model.inspect(X, Y).layers)
    assert 2 * output.deltas[0, 0] == pytest.approx(0.138498562, abs=5e-10)
    assert 2 * output.kernel_gradient[0, 0] == pytest.approx(0.082167041, abs=5e-10)
    assert 2 * hidden.kernel_gradient[0, 0] == pytest.approx(0.000438568, abs=5e-10)


def test_step(model):
    model.train_on_batch(X, Y)
    first, _, second, _ = model.get_weights()
    assert second.T.ravel() == pytest.approx(
        [0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-9
    )
    assert first.T.ravel() == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=5e-9
    )


def test_every_number_again_without_the_engine(model):
    """The chain rule with nothing but ``math``, weight by weight."""
    sigmoid = lambda z: 1 / (1 + math.exp(-z))  # noqa: E731
    h = [sigmoid(0.05 * FIRST[0, j] + 0.10 * FIRST[1, j] + 0.35) for j in range(2)]
    o = [sigmoid(h[0] * SECOND[0, k] + h[1] * SECOND[1, k] + 0.60) for k in range(2)]
    d = [(o[k] - Y[0, k]) * o[k] * (1 - o[k]) / 2 for k in range(2)]
    e = [sum(d[k] * SECOND[j, k] for k in range(2)) * h[j] * (1 - h[j]) for j in range(2)]
    by_hand = [x * e[j] for x in X[0] for j in range(2)], e, [a * b for a in h for b in d], d
    model.inspect(X, Y)
    np.testing.assert_allclose(model.gradients, np.concatenate(by_hand), rtol=1e-12)


def test_derivatives_by_complex_step_agree(model):
    assert_exact(model, X, Y)


@pytest.fixture
def summed(model):
    """The same with the loss as it stands there, the sum of both halves, at a rate of 0.5."""
    model.compile(optimizers.SGD(0.5), "half_squared_error", loss_weights=[2])
    return model


def test_worked_step_has_every_number_at_its_own_rate(summed):
    step = work_step(summed, X, Y)
    hidden, output = step.passes.layers
    assert step.passes.loss == pytest.approx(0.298371109, abs=5e-10)
    assert output.activations[0] == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    assert step.passes.errors[0][0, 0] == pytest.approx(0.74136507, abs=5e-9)
    assert output.slopes[0, 0] == pytest.approx(0.186815602, abs=5e-10)
    assert output.deltas[0, 0] == pytest.approx(0.138498562, abs=5e-10)
    assert output.kernel_gradient[0, 0] == pytest.approx(0.082167041, abs=5e-10)
    assert hidden.kernel_gradient[0, 0] == pytest.approx(0.000438568, abs=5e-10)


def test_worked_step_has_the_new_weights_to_the_last_digit(summed):
    new = work_step(summed, X, Y).update.new_parameters
    assert round(new[6], 8) == 0.35891648
    assert round(new[0], 9) == 0.149780716


def test_loss_after_the_step_that_leaves_the_biases_alone(summed):
    new = work_step(summed, X, Y).update.new_parameters
    first, second = new[:4].reshape(2, 2), new[6:10].reshape(2, 2)
    summed.set_weights([first, [0.35, 0.35], second, [0.60, 0.60]])
    assert work_step(summed, X, Y).passes.loss == pytest.approx(0.291027774, abs=5e-10)


def test_sum_of_squares_is_that_loss(summed):
    step = work_step(summed, X, Y)
    summed.compile(optimizers.SGD(0.5), "sum_of_squares")
    again = work_step(summed, X, Y)
    assert again.passes.loss == step.passes.loss
    np.testing.assert_array_equal(again.update.new_parameters, step.update.new_parameters)
