"""Training against answers that are known by other means: least squares, stationarity, one line."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from engine import Input, Sequential, layers, optimizers, regularizers

GENERATOR = np.random.default_rng(12)
X = GENERATOR.normal(size=(60, 3)) * [1, 2, 0.5] + [0, 1, -1]
Y = X @ [[1.0], [-2], [3]] + 0.5 + GENERATOR.normal(size=(60, 1))
WITH_ONES = np.column_stack([X, np.ones(60)])
LABELS = (Y[:, 0] + GENERATOR.normal(size=60) > 0).astype(int)
CLASSES = np.digitize(Y[:, 0] + 4 * GENERATOR.normal(size=60), [-3, 2])


def trained(loss, y, units=1, activation="linear", epochs=3000, rate=0.02, **settings):
    """Return a single layer after so many steps down the gradient, with momentum."""
    layer = layers.Dense(units, activation, **settings)
    model = Sequential([Input((3,)), layer], seed=1, dtype="float64")
    model.compile(optimizers.SGD(rate, momentum=0.9), loss)
    model.fit(X, y, batch_size=60, epochs=epochs)
    return model


def test_linear_regression_is_least_squares():
    expected = np.linalg.lstsq(WITH_ONES, Y, rcond=None)[0]
    np.testing.assert_allclose(trained("mse", Y).parameters, expected[:, 0], rtol=1e-9)


def test_several_outputs_are_as_many_least_squares():
    y = np.column_stack([Y, X[:, :1] - Y])
    expected = np.linalg.lstsq(WITH_ONES, y, rcond=None)[0]
    model = trained("half_squared_error", y, 2)
    np.testing.assert_allclose(model.parameters.reshape(4, 2), expected, rtol=1e-8, atol=1e-9)


def test_l2_penalty_is_ridge_regression():
    model = trained("mse", Y, kernel_regularizer=regularizers.L2(0.1))
    expected = Ridge(alpha=0.1 * 60).fit(X, Y[:, 0])  # its loss is the sum over rows
    np.testing.assert_allclose(model.layers[0].kernel[:, 0], expected.coef_.ravel(), rtol=1e-8)
    np.testing.assert_allclose(model.layers[0].bias, expected.intercept_, rtol=1e-8)


def test_weighted_rows_are_weighted_least_squares():
    weights = GENERATOR.uniform(0, 2, 60)
    model = Sequential([Input((3,)), layers.Dense(1)], seed=1, dtype="float64")
    model.compile(optimizers.SGD(0.05), "mse")
    model.fit(X, Y, 60, epochs=4000, sample_weight=weights)
    root = np.sqrt(weights)[:, np.newaxis]
    expected = np.linalg.lstsq(root * WITH_ONES, root * Y, rcond=None)[0]
    np.testing.assert_allclose(model.parameters, expected[:, 0], rtol=1e-8)


def test_logistic_regression_is_stationary():
    model = trained("binary_crossentropy", LABELS, 1, "sigmoid", rate=0.5)
    errors = model.predict(X)[:, 0] - LABELS
    np.testing.assert_allclose(WITH_ONES.T @ errors, 0, atol=1e-5)


def test_logistic_regression_is_that_of_scikit_learn():
    penalty = regularizers.L2(0.5 / 60)  # scikit-learn's ½ w² + C Σ losses, over rows and with C 1
    model = trained(
        "binary_crossentropy", LABELS, 1, "sigmoid", rate=0.5, kernel_regularizer=penalty
    )
    expected = LogisticRegression(tol=1e-12, max_iter=10_000).fit(X, LABELS)
    np.testing.assert_allclose(model.layers[0].kernel.T, expected.coef_, rtol=1e-5)
    np.testing.assert_allclose(model.layers[0].bias, expected.intercept_, rtol=1e-5)


def test_softmax_regression_is_stationary():
    model = trained("sparse_categorical_crossentropy", CLASSES, 3, "softmax", 6000, 0.5)
    errors = model.predict(X) - np.eye(3)[CLASSES]
    np.testing.assert_allclose(WITH_ONES.T @ errors, 0, atol=1e-5)


def test_absolute_error_without_inputs_that_matter_finds_the_median():
    model = Sequential([Input((1,)), layers.Dense(1)], seed=1, dtype="float64")
    model.compile(optimizers.SGD(0.005), "mae")
    model.fit(np.zeros((59, 1)), Y[:59], 59, epochs=6000)
    assert model.layers[0].bias[0] == pytest.approx(np.median(Y[:59]), abs=0.006)


def test_one_step_goes_down_the_gradient_by_the_learning_rate():
    model = trained("mse", Y, epochs=1, rate=0.25, kernel_initializer="zeros")
    np.testing.assert_allclose(model.parameters, 0.25 * 2 * WITH_ONES.T @ Y[:, 0] / 60)


def test_loss_of_gradient_descent_on_a_parabola_falls_by_a_fixed_ratio():
    model = Sequential([Input((1,)), layers.Dense(1, use_bias=False)], seed=1, dtype="float64")
    model.compile(optimizers.SGD(0.1), "mse")
    losses = model.fit([[1.0]], [[2.0]], epochs=20).history["loss"]
    np.testing.assert_allclose(np.divide(losses[1:], losses[:-1]), (1 - 2 * 0.1) ** 2)


@pytest.mark.parametrize("seed", range(3))
def test_one_neuron_learns_a_line(seed):
    """The first program of many a textbook: y = 2x - 1 from six points."""
    x = np.array([-1.0, 0, 1, 2, 3, 4])
    model = Sequential([Input((1,)), layers.Dense(1)], seed=seed)
    model.compile(optimizer="sgd", loss="mean_squared_error")
    model.fit(x, 2 * x - 1, epochs=500, verbose=0)
    (weight,), (bias,) = (one.ravel() for one in model.get_weights())
    assert 18.9 < model.predict(np.array([10.0])).item() < 19.1
    assert 1.99 < weight <= 2.00001
    assert -1.00001 <= bias < -0.97
