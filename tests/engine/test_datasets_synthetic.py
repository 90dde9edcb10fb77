import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier

from engine.datasets import synthetic
from engine.errors import InvalidValue, ShapeMismatch

MAKERS = {
    "blobs": lambda **order: synthetic.blobs(dimensions=4, **order),
    "linear_regression": lambda **order: synthetic.linear_regression(weights=4, noise=1, **order),
    "moons": lambda **order: synthetic.moons(dimensions=4, **order),
}
each = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@each
def test_as_many_finite_rows_come_as_were_asked(make):
    x, y = make(samples=101, seed=1)
    assert x.shape == (101, 4)
    assert y.shape == (101,)
    assert x.dtype == np.float32
    assert np.isfinite(x).all()


@each
def test_same_seed_gives_the_same_bits_and_another_does_not(make):
    first, again, other = (make(samples=50, seed=seed) for seed in (1, 1, 2))
    assert [array.tobytes() for array in first] == [array.tobytes() for array in again]
    assert first[0].tobytes() != other[0].tobytes()


@each
def test_global_random_state_has_no_say(make):
    np.random.seed(1)
    first = make(samples=50, seed=1)[0]
    np.random.seed(2)
    assert first.tobytes() == make(samples=50, seed=1)[0].tobytes()


def test_blobs_lie_about_their_centres_with_the_spread_that_was_asked():
    centres = np.array([[0, 0, 9], [5, -5, 0]])
    x, y = synthetic.blobs(20_000, dimensions=3, centres=centres, spread=0.5, seed=3)
    for index, centre in enumerate(centres):
        np.testing.assert_allclose(x[y == index].mean(axis=0), centre, atol=0.02)
        np.testing.assert_allclose(x[y == index].std(axis=0), 0.5, atol=0.02)


def test_blobs_without_spread_are_their_centres_in_the_cube():
    x, y = synthetic.blobs(140, dimensions=5, centres=7, spread=0, seed=3)
    assert len(np.unique(x, axis=0)) == 7
    assert np.bincount(y).tolist() == [20] * 7
    assert abs(x).max() <= synthetic.REACH


def test_blobs_keep_their_centres_when_more_samples_are_asked():
    few, _ = synthetic.blobs(10, centres=2, spread=0, seed=3)
    many, _ = synthetic.blobs(90, centres=2, spread=0, seed=3)
    np.testing.assert_array_equal(np.unique(few, axis=0), np.unique(many, axis=0))


def test_rows_come_mixed():
    _, y = synthetic.blobs(400, centres=2, seed=3)
    assert 60 < y[:200].sum() < 140


def test_linear_regression_without_noise_gives_its_weights_back():
    x, y = synthetic.linear_regression(50, weights=[2, -3, 0.5], bias=-1, seed=4)
    fitted = LinearRegression().fit(x.astype(float), y)
    np.testing.assert_allclose(fitted.coef_, [2, -3, 0.5], atol=1e-6)
    assert fitted.intercept_ == pytest.approx(-1, abs=1e-6)


def test_linear_regression_leaves_residuals_of_the_noise_that_was_asked():
    x, y = synthetic.linear_regression(20_000, weights=3, noise=0.7, seed=4)
    fitted = LinearRegression().fit(x.astype(float), y)
    assert (y - fitted.predict(x)).std() == pytest.approx(0.7, abs=0.02)


def test_moons_without_noise_lie_on_scikit_learns():
    theirs, classes = make_moons(10_000, noise=None, shuffle=False)
    x, y = synthetic.moons(500, noise=0, seed=5)
    nearest = KNeighborsClassifier(1).fit(theirs, classes)
    np.testing.assert_array_equal(nearest.predict(x), y)
    assert nearest.kneighbors(x)[0].max() < 1e-3


def test_further_dimensions_of_moons_are_standard_normal_and_say_nothing():
    x, y = synthetic.moons(20_000, dimensions=6, seed=5)
    np.testing.assert_allclose(x[:, 2:].std(axis=0), 1, atol=0.03)
    for half in (0, 1):
        np.testing.assert_allclose(x[y == half][:, 2:].mean(axis=0), 0, atol=0.03)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: synthetic.blobs(0, seed=1), "samples must be a whole number of at least 1; got 0"),
        (lambda: synthetic.blobs(2.5, seed=1), r"samples must be a whole number .*; got 2\.5"),
        (lambda: synthetic.blobs(9, dimensions=0, seed=1), "dimensions must .* 1; got 0"),
        (lambda: synthetic.blobs(9, centres=0, seed=1), "centres must .* 1; got 0"),
        (lambda: synthetic.blobs(9, centres=257, seed=1), "centres must be at most 256; got 257"),
        (lambda: synthetic.blobs(9, spread=-1, seed=1), "spread must be at least 0; got -1"),
        (lambda: synthetic.blobs(9, seed=-1), "seed must be at least 0; got -1"),
        (lambda: synthetic.linear_regression(9, weights=0, seed=1), "weights must .* 1; got 0"),
        (lambda: synthetic.linear_regression(9, noise=-1, seed=1), "noise must be at least 0"),
        (lambda: synthetic.linear_regression(9, weights=[np.inf], seed=1), "finite; got .inf"),
        (lambda: synthetic.moons(9, dimensions=1, seed=1), "dimensions must .* 2; got 1"),
        (lambda: synthetic.moons(9, noise=float("nan"), seed=1), "noise .* at least 0; got nan"),
    ],
)
def test_numbers_out_of_range_are_refused(ask, says):
    with pytest.raises(InvalidValue, match=says):
        ask()


@pytest.mark.parametrize("centres", [[[1, 2, 3]], [1, 2], []])
def test_centres_of_other_dimensions_are_refused(centres):
    with pytest.raises(ShapeMismatch, match=r"centres must have the shape \[k, 2\]; got \["):
        synthetic.blobs(9, dimensions=2, centres=centres, seed=1)


@pytest.mark.parametrize("weights", [[], [[1.0, 2.0]]])
def test_weights_that_are_no_row_are_refused(weights):
    with pytest.raises(ShapeMismatch, match=r"weights must have the shape \[d\]; got \["):
        synthetic.linear_regression(9, weights=weights, seed=1)


@pytest.mark.parametrize("centres", [[[1, 2], [3]], "north", [[1, None], [2]]])
def test_centres_that_are_no_table_of_numbers_are_refused(centres):
    with pytest.raises(ShapeMismatch, match="centres must be rows of numbers, equally long"):
        synthetic.blobs(9, centres=centres, seed=1)
