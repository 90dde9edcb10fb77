import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from sklearn.svm import SVC

from engine.perceptron.separability import largest_margin

tables = st.tuples(st.integers(1, 20), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=st.integers(-4, 4)),
        arrays(float, shape[0], elements=st.sampled_from([-1.0, 1.0])),
    )
)


def signed(rows, targets):
    """Return the points y (x, 1)."""
    return np.column_stack([rows, np.ones(len(rows))]) * targets[:, None]


def cloud(rows, features, gap):
    """Return points about a plane, none nearer to it than ``gap``, and their sides."""
    chance = np.random.default_rng(features)
    points, normal = chance.normal(size=(rows, features)), chance.normal(size=features)
    normal /= np.linalg.norm(normal)
    sides = np.sign(points @ normal)
    return points + gap * sides[:, None] * normal, sides


@given(tables)
def test_separable_is_what_a_linear_program_can_satisfy(table):
    points = signed(*table)
    below = -np.ones(len(points))
    program = linprog(np.zeros(points.shape[1]), A_ub=-points, b_ub=below, bounds=(None, None))
    assert (largest_margin(*table) is not None) == (program.status == 0)


@given(tables)
def test_direction_reaches_the_margin_that_no_direction_exceeds(table):
    margin = largest_margin(*table)
    if margin is not None:
        assert np.linalg.norm(margin.direction) == pytest.approx(1, rel=1e-14)
        assert (signed(*table) @ margin.direction).min() >= margin.lower
        assert margin.upper == pytest.approx(margin.lower, rel=1e-9)


@pytest.mark.parametrize("features", [1, 2, 5, 30])
def test_margin_is_a_hard_support_vector_machines(features):
    rows, targets = cloud(200, features, gap=0.3)
    points = signed(rows, targets)  # mirrored about 0, so that the machine's own bias is 0
    machine = SVC(kernel="linear", C=1e9, tol=1e-9)
    machine.fit(np.concatenate([points, -points]), np.repeat([1, -1], len(points)))
    margin = largest_margin(rows, targets)
    assert margin.lower == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-6)


def test_margin_of_a_square_by_hand():
    """(±1, ±1), left against right: γ = 1 and R = √2 without a bias, √3 with."""
    rows, targets = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]]), np.array([1.0, 1, -1, -1])
    without = largest_margin(rows, targets, fit_intercept=False)
    assert (without.lower, without.mistake_bound) == (pytest.approx(1), pytest.approx(2))
    assert largest_margin(rows, targets).mistake_bound == pytest.approx(3)


def test_line_off_the_origin_needs_a_bias():
    rows, targets = np.array([[1.0], [2.0]]), np.array([-1.0, 1.0])
    assert largest_margin(rows, targets, fit_intercept=False) is None
    assert largest_margin(rows, targets).lower == pytest.approx(1 / np.sqrt(13))


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1e3, 1e9])
def test_bound_does_not_depend_on_the_scale_without_a_bias(scale):
    rows, targets = cloud(50, 3, gap=0.1)
    plain = largest_margin(rows, targets, fit_intercept=False)
    scaled = largest_margin(scale * rows, targets, fit_intercept=False)
    assert scaled.mistake_bound == pytest.approx(plain.mistake_bound, rel=1e-9)


@pytest.mark.parametrize("far", [1e2, 1e4, 1e5])
def test_narrow_margins_are_still_enclosed(far):
    """far against far + 1: 0 and the two points (x, 1) span an area of 1, γ is over its base."""
    margin = largest_margin(np.array([[far], [far + 1]]), np.array([-1.0, 1.0]))
    exact = 1 / np.hypot(2 * far + 1, 2)
    assert margin.lower <= exact <= margin.upper
    assert margin.upper == pytest.approx(margin.lower, rel=1e-3)


@pytest.mark.parametrize(("far", "features"), [(1e8, 1), (5e6, 30)])
def test_margin_that_drowns_in_rounding_counts_as_none(far, features):
    rows = np.zeros((2, features))
    rows[:, 0] = far, far + 1
    assert largest_margin(rows, np.array([-1.0, 1.0])) is None


def test_point_of_both_classes_separates_nothing():
    rows = np.array([[1.0, 2.0], [1.0, 2.0], [0.0, 5.0]])
    assert largest_margin(rows, np.array([1.0, -1.0, 1.0])) is None


def test_points_at_the_origin_without_a_bias_separate_nothing():
    assert largest_margin(np.zeros((2, 2)), np.array([1.0, -1.0]), fit_intercept=False) is None
