import numpy as np
import pytest

from engine import initializers, layers
from engine.errors import UnknownChoice
from engine.initializers import INITIALIZERS
from engine.random import streams

SHAPE = (300, 100)
VARIANCES = {  # inputs 300, units 100
    "glorot_uniform": 2 / 400,
    "glorot_normal": 2 / 400,
    "he_uniform": 2 / 300,
    "he_normal": 2 / 300,
    "lecun_uniform": 1 / 300,
    "lecun_normal": 1 / 300,
    "random_normal": 0.05**2,
    "random_uniform": 0.1**2 / 12,
    "playground": 1 / 12,
    "zeros": 0,
    "ones": 0,
    "constant": 0,
    "truncated_normal": (0.05 * 0.8796256610342397) ** 2,
    "orthogonal": 1 / 300,
    "variance_scaling": 1 / 300,
}


def draw(name, seed=1):
    return initializers.get(name)(SHAPE, *streams(seed, "weights"))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_has_the_variance_it_says(name):
    assert draw(name).var() == pytest.approx(VARIANCES[name], rel=0.03)


@pytest.mark.parametrize("name", ["glorot_uniform", "he_uniform", "lecun_uniform", "playground"])
def test_uniform_weights_reach_their_limit_and_no_further(name):
    limit = np.sqrt(3 * VARIANCES[name])
    assert 0.99 * limit < np.abs(draw(name)).max() <= limit


@pytest.mark.parametrize("name", ["glorot_normal", "he_normal", "lecun_normal"])
def test_normal_weights_have_no_far_outliers(name):
    assert np.abs(draw(name)).max() < 2.3 * np.sqrt(VARIANCES[name])


def test_playground_biases_are_a_tenth():
    (generator,) = streams(1, "weights")
    assert (initializers.get("playground")((5,), generator) == 0.1).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_seed_decides(name):
    np.testing.assert_array_equal(draw(name), draw(name))
    assert VARIANCES[name] == 0 or (draw(name) != draw(name, seed=2)).any()


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of playground, .*; got 'he'"):
        initializers.get("he")


def test_own_seed_draws_the_same_in_any_model():
    first, second = (initializers.HeNormal(seed=42)(SHAPE) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert (initializers.HeNormal(seed=43)(SHAPE) != first).any()
    dense = [layers.Dense(3, kernel_initializer=initializers.he_normal(seed=1)) for _ in range(2)]
    for layer in dense:
        layer.build((None, 4))
    np.testing.assert_array_equal(dense[0].get_weights()[0], dense[1].get_weights()[0])


def test_orthogonal_columns_are_at_right_angles():
    drawn = initializers.Orthogonal(gain=2.0)((30, 7))
    np.testing.assert_allclose(drawn.T @ drawn, 4 * np.eye(7), atol=1e-12)
    wide = initializers.Orthogonal()((7, 30))
    np.testing.assert_allclose(wide @ wide.T, np.eye(7), atol=1e-12)


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
def test_scaled_variance_is_the_one_asked_for(mode, distribution):
    drawn = initializers.VarianceScaling(2.0, mode, distribution, seed=1)(SHAPE)
    fan = {"fan_in": 300, "fan_out": 100, "fan_avg": 200}[mode]
    assert drawn.var() == pytest.approx(2 / fan, rel=0.03)


@pytest.mark.parametrize("given", ["HeNormal", initializers.HeNormal, initializers.he_normal])
def test_initializer_goes_by_the_names_of_its_class(given):
    assert type(initializers.get(given)) is initializers.HeNormal


def test_function_of_ones_own_gives_the_weights():
    layer = layers.Dense(2, kernel_initializer=lambda shape, dtype=None: np.full(shape, 7.0))
    layer.build((None, 3))
    assert (layer.get_weights()[0] == 7).all()
