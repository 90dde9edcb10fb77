import numpy as np
import pytest

from engine import initializers
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
