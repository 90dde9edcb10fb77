"""t-SNE beside scikit-learn's: affinities, the gradient, and how true the picture is."""

import numpy as np
import pytest
from scipy.spatial.distance import squareform
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.metrics import pairwise_distances

from engine import tsne


def finished(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def points():
    return load_digits().data[:120].astype(float)


@pytest.fixture(scope="module")
def near(points):
    return finished(tsne.affinities(points, 20.0))


def test_affinities_are_those_of_scikit_learn(points, near):
    distances = pairwise_distances(points, squared=True).astype(np.float32)
    expected = squareform(_joint_probabilities(distances, 20.0, 0))
    np.testing.assert_allclose(near, expected, rtol=1e-3, atol=1e-9)
    assert near.sum() == pytest.approx(1)


def test_slope_is_that_of_the_divergence(near):
    places = np.random.default_rng(1).normal(size=(len(near), 2))

    def divergence(row, column, step):
        moved = places.copy()
        moved[row, column] += step
        closeness = 1 / (1 + pairwise_distances(moved, squared=True))
        np.fill_diagonal(closeness, 0)
        there = near > 0
        return (near[there] * np.log(near[there] / (closeness / closeness.sum())[there])).sum()

    slope = tsne._slope(near, places)
    for row, column in [(0, 0), (57, 1)]:
        ends = [divergence(row, column, step) for step in (1e-5, -1e-5)]
        assert slope[row, column] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5)


def test_neighbours_stay_neighbours_and_the_same_points_have_the_same_picture(points):
    found = finished(tsne.embedding(points))
    assert trustworthiness(points, found.places, n_neighbors=10) > 0.93
    assert 0 < found.divergence < 1
    np.testing.assert_array_equal(found.places, finished(tsne.embedding(points)).places)


def test_points_that_are_all_alike_lie_in_one_place():
    found = finished(tsne.embedding(np.ones((12, 3))))
    assert np.isfinite(found.places).all()
    assert np.ptp(found.places) < 1e-6
