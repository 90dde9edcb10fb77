"""The backward pass against derivatives by complex step: every activation × loss, and every
regularizer with each of both.

A regularizer adds to the loss and knows neither it nor the activation, so that a fault needs two of
the three at most; all pairs occur.
"""

import itertools

import numpy as np
import pytest

from engine import regularizers
from engine.activations import ACTIVATIONS
from engine.gradient_check import backward_gradient, complex_step_gradient
from engine.losses import LOSSES
from tests.engine.networks import network, targets_for

REGULARIZERS = {
    "none": None,
    "l1": regularizers.L1(0.03),
    "l2": regularizers.L2(0.02),
    "l1_l2": regularizers.L1L2(0.01, 0.02),
    "truncated": regularizers.TruncatedL1(0.03),
}
PARTNERS = {"binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}
PAIRS = [  # the next regularizer for each loss, and another one for the next activation
    (activation, loss, list(REGULARIZERS)[(row + column) % len(REGULARIZERS)])
    for row, activation in enumerate(ACTIVATIONS)
    for column, loss in enumerate(LOSSES)
]


def check(loss, activation, output, regularizer):
    model = network(
        2, 3, 2, 2, activation=activation, output=output, kernel_regularizer=regularizer
    )
    model.compile("sgd", loss)
    generator = np.random.default_rng(3)
    x, y = generator.normal(size=(5, 2)), targets_for(loss, generator, 5)
    exact = complex_step_gradient(model, x, y)
    np.testing.assert_allclose(backward_gradient(model, x, y), exact, rtol=1e-10, atol=1e-10)


def test_every_regularizer_meets_every_activation_and_loss():
    met = {pair for one in PAIRS for pair in itertools.combinations(one, 2)}
    assert met >= {
        *itertools.product(ACTIVATIONS, LOSSES),
        *itertools.product(ACTIVATIONS, REGULARIZERS),
        *itertools.product(LOSSES, REGULARIZERS),
    }


@pytest.mark.parametrize(("activation", "loss", "regularizer"), PAIRS)
def test_backward_pass_is_exact(activation, loss, regularizer):
    check(loss, activation, activation, REGULARIZERS[regularizer])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", PARTNERS)
def test_backward_pass_is_exact_where_loss_and_output_are_fused(loss, activation):
    check(loss, activation, PARTNERS[loss], REGULARIZERS["l1_l2"])


def test_backward_pass_is_exact_without_biases():
    model = network(2, 3, 2, use_bias=False)
    model.compile("sgd", "mse")
    x, y = np.random.default_rng(3).normal(size=(2, 5, 2))
    exact = complex_step_gradient(model, x, y)
    np.testing.assert_allclose(backward_gradient(model, x, y), exact, rtol=1e-10, atol=1e-12)
