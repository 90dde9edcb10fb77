"""What varies by rounding alone is constant, whatever its size; scikit-learn is the judge."""

import doctest

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from engine import layers, moments
from engine.metrics import R2Score

ODD = [14.62, 0.1, 3.3, 36.6]


def scaled(column):
    mean, deviation = moments.moments(column)
    return (column - mean) / np.where(deviation > 0, deviation, 1)


@pytest.mark.parametrize("value", [*ODD, 1e-13, 1e13, 0.0, -7.7])
def test_constant_of_any_size_has_no_deviation_and_its_value_as_mean(value):
    mean, deviation = moments.moments(np.full((40, 1), value))
    assert (mean.tolist(), deviation.tolist()) == ([value], [0])


@pytest.mark.parametrize("size", [1e-13, 1.0, 1e13])
@pytest.mark.parametrize("centre", [0, 5, 1e6])
def test_column_that_varies_is_scaled_as_by_scikit_learn(size, centre):
    column = size * (centre + np.random.default_rng(1).normal(size=(40, 2)))
    np.testing.assert_allclose(scaled(column), StandardScaler().fit_transform(column), rtol=1e-6)


@pytest.mark.parametrize("value", ODD)
def test_adapted_layer_leaves_an_odd_row_of_a_constant_where_it_is(value):
    layer = layers.Normalization()
    layer.adapt(np.full((40, 1), value))
    assert layer(np.array([[value + 0.5]])).item() == pytest.approx(0.5, rel=1e-5)


def test_adapted_layer_scales_small_columns():
    column = 1e-13 * np.random.default_rng(1).normal(size=(40, 1))
    layer = layers.Normalization()
    layer.adapt(column)
    np.testing.assert_allclose(layer(column), StandardScaler().fit_transform(column), rtol=1e-5)


@pytest.mark.parametrize("value", ODD)
def test_share_of_variance_of_a_constant_is_all_or_nothing(value):
    targets = np.full(40, value)
    assert R2Score()(targets, targets) == 1
    assert R2Score()(targets, targets + 1e-3) == 0


def test_share_of_variance_of_small_targets_is_a_share():
    targets = 1e-13 * np.arange(40.0)
    assert R2Score()(targets, targets) == 1
    assert R2Score()(targets, np.full(40, targets.mean())) == pytest.approx(0)


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(moments).failed == 0
