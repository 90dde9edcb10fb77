from itertools import pairwise

import numpy as np
import pytest

from engine.datasets.generators import GENERATORS, generate
from engine.errors import UnknownChoice


def make(name, noise=0.0, samples=600, seed=7, classes=3):
    return generate(name, samples=samples, noise=noise, seed=seed, classes=classes)


def distance(points):
    return np.hypot(points[:, 0], points[:, 1])


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("samples", [10, 11, 500])
def test_every_generator_gives_as_many_finite_points_as_asked(name, samples):
    points, labels = make(name, noise=0.5, samples=samples)
    assert points.shape == (samples, 2)
    assert len(labels) == samples
    assert np.isfinite(points).all()
    assert np.isfinite(labels).all()


@pytest.mark.parametrize("name", GENERATORS)
def test_same_seed_gives_the_same_bits_and_another_seed_does_not(name):
    points, labels = make(name, noise=0.2)
    again, relabelled = make(name, noise=0.2)
    other, _ = make(name, noise=0.2, seed=8)
    assert points.tobytes() + labels.tobytes() == again.tobytes() + relabelled.tobytes()
    assert points.tobytes() != other.tobytes()


@pytest.mark.parametrize("name", GENERATORS)
def test_labels_are_of_the_problem_that_the_entry_names(name):
    _, labels = make(name, noise=0.2)
    allowed = {"classification": {-1, 1}, "multiclass": {0, 1, 2}, "multilabel": {0, 1}}
    (problem,) = GENERATORS[name].problems
    if problem == "regression":
        assert labels.min() < 0 < labels.max()
    else:
        assert set(labels.ravel()) == allowed[problem]


@pytest.mark.parametrize("name", ["circle", "xor", "venn", "plane", "multi_gauss", "sine1d"])
def test_noise_moves_labels_and_leaves_the_points(name):
    points, labels = make(name)
    noisy, relabelled = make(name, noise=0.3)
    np.testing.assert_array_equal(points, noisy)
    assert (labels != relabelled).any()


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons", "rings", "blobs"])
def test_noise_moves_the_points_themselves_elsewhere(name):
    points, labels = make(name)
    noisy, relabelled = make(name, noise=0.3)
    assert (points != noisy).any()
    np.testing.assert_array_equal(labels, relabelled)


def test_circle_is_a_disc_of_radius_half_within_a_ring():
    points, labels = make("circle")
    inner, outer = distance(points)[labels == 1], distance(points)[labels == -1]
    assert 2.3 < inner.max() < 2.5
    assert 3.5 < outer.min() < 3.6
    assert 4.9 < outer.max() < 5.0
    assert len(inner) == 300


def test_circle_labels_by_the_noisy_distance():
    points, labels = make("circle", noise=0.5, samples=5000)
    wrong = labels != np.where(distance(points) < 2.5, 1, -1)
    assert 0.1 < wrong.mean() < 0.5


def test_xor_keeps_clear_of_the_axes_and_labels_by_quadrant():
    points, labels = make("xor")
    assert np.abs(points).min() >= 0.3
    assert 5.2 < np.abs(points).max() <= 5.3
    np.testing.assert_array_equal(labels, np.sign(points[:, 0] * points[:, 1]))


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (0.25, 2.25), (0.5, 4)])
def test_gauss_is_two_clouds_whose_variance_grows_with_noise(noise, variance):
    points, labels = make("gauss", noise, samples=5000)
    for side in (-1, 1):
        cloud = points[labels == side]
        np.testing.assert_allclose(cloud.mean(axis=0), 2 * side, atol=0.15)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.1)


def test_spiral_winds_one_and_three_quarter_turns_to_radius_5():
    points, labels = make("spiral", samples=500)
    arm = points[labels == 1]
    np.testing.assert_allclose(distance(arm), np.arange(250) / 250 * 5)
    angle = np.unwrap(np.arctan2(arm[1:, 0], arm[1:, 1]))
    np.testing.assert_allclose(angle[-1] / (2 * np.pi), 1.75 * 249 / 250)
    np.testing.assert_allclose(points[labels == -1], -arm, atol=1e-12)


def test_spiral_noise_is_uniform_in_each_coordinate():
    still, _ = make("spiral", samples=5000)
    noisy, _ = make("spiral", noise=0.4, samples=5000)
    assert 0.39 < np.abs(noisy - still).max() <= 0.4


def test_plane_rises_by_a_tenth_of_the_sum():
    points, labels = make("plane")
    np.testing.assert_allclose(labels, points.sum(axis=1) / 10)
    assert 5.9 < np.abs(points).max() <= 6


def test_multi_gauss_has_six_bumps_of_alternating_sign_that_end_at_distance_2():
    points, labels = make("multi_gauss", samples=5000)
    centres = np.array([(x1, x2) for x2 in (2.5, -2.5) for x1 in (-4, 0, 4)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    away = np.linalg.norm(points[:, None] - centres, axis=2)
    heights = signs * np.maximum(0, 1 - away / 2)
    strongest = np.abs(heights).argmax(axis=1)
    np.testing.assert_allclose(labels, heights[np.arange(5000), strongest])


@pytest.mark.parametrize("classes", [2, 5, 10])
@pytest.mark.parametrize("name", ["rings", "blobs"])
def test_classes_are_as_many_as_asked_and_even(name, classes):
    _, labels = make(name, samples=500, classes=classes)
    counts = np.bincount(labels.astype(int))
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1


def test_rings_lie_apart_without_noise():
    points, labels = make("rings", classes=4)
    ends = [
        (distance(points)[labels == k].min(), distance(points)[labels == k].max()) for k in range(4)
    ]
    assert all(inner[1] < outer[0] for inner, outer in pairwise(ends))


def test_venn_discs_overlap_and_leave_an_outside():
    _, labels = make("venn", classes=3)
    assert labels.shape == (600, 3)
    assert {0, 1, 2} <= set(labels.sum(axis=1))


def test_sine_lies_on_a_line_and_follows_the_sine():
    points, labels = make("sine1d")
    assert not points[:, 1].any()
    np.testing.assert_allclose(labels, np.sin(points[:, 0]))


def test_unknown_generator_is_refused_with_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of circle, xor, .*; got 'cube'"):
        make("cube")
