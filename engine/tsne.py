"""t-SNE: places on a plane such that points that lie near stay near.

Van der Maaten and Hinton (2008).  Every pair of points is compared, so it is for some hundred of
them.  It begins with their principal components and draws nothing by chance: the same points have
the same picture.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PERPLEXITY = 30.0  # about how many neighbours a point has
EXAGGERATION, EARLY, LATE = 12.0, 250, 350  # steps with the affinities enlarged, and without
CALM, SWIFT = 0.5, 0.8  # momentum in these, and after them
LEAST_RATE = 50.0
MORE, LESS, LEAST_GAIN = 0.2, 0.8, 0.01  # of a gain: where the way goes on, or turns
BEGINNING = 1e-4  # the spread of the first places
TRIES, CLOSE = 64, 1e-5  # to find a point's width: until its entropy is as near as that
NOTHING = 1e-12


@dataclass(frozen=True)
class Embedding:
    """Places [n, 2] of points, and how much they differ from the points as neighbours."""

    places: Floats
    divergence: float  # of Kullback and Leibler


def embedding(points: Floats, perplexity: float = PERPLEXITY) -> Generator[None, None, Embedding]:
    """Return places of points [n, features] on a plane; yield after each part of the work.

    The perplexity is at most a third of the other points.
    """
    count = len(points)
    near = yield from affinities(points, min(perplexity, (count - 1) / 3))
    places = _beginning(points)
    rate = max(count / EXAGGERATION / 4, LEAST_RATE)
    way, gains = np.zeros_like(places), np.ones_like(places)
    for step in range(EARLY + LATE):
        early = step < EARLY
        slope = _slope(EXAGGERATION * near if early else near, places)
        turns = way * slope > 0
        gains = np.maximum(np.where(turns, gains * LESS, gains + MORE), LEAST_GAIN)
        way = (CALM if early else SWIFT) * way - rate * gains * slope
        places = places + way
        yield
    closeness = _closeness(places)
    shares = np.maximum(closeness / closeness.sum(), NOTHING)
    there = near > NOTHING
    divergence = float((near[there] * np.log(near[there] / shares[there])).sum())
    return Embedding(places - places.mean(axis=0), divergence)


def affinities(points: Floats, perplexity: float) -> Generator[None, None, Floats]:
    """Return how near each two points are [n, n], in all 1; each has neighbours of its own width.

    A point's width is such that the entropy of its neighbours is the perplexity's logarithm.
    """
    distances, count = _squares(points), len(points)
    np.fill_diagonal(distances, np.inf)
    distances -= distances.min(axis=1, keepdims=True)  # the nearest has a weight of 1
    others = np.where(np.isinf(distances), 0.0, distances)
    sharp = np.full(count, 1 / (others.mean() or 1.0))
    low, high = np.zeros(count), np.full(count, np.inf)
    for _ in range(TRIES):
        weights = np.exp(-sharp[:, np.newaxis] * distances)
        total = weights.sum(axis=1)
        entropy = np.log(total) + sharp * (weights * others).sum(axis=1) / total
        excess = entropy - np.log(perplexity)
        yield
        if np.abs(excess).max() < CLOSE:
            break
        low, high = np.where(excess > 0, sharp, low), np.where(excess > 0, high, sharp)
        sharp = np.where(np.isinf(high), 2 * sharp, (low + high) / 2)
    shares = weights / total[:, np.newaxis]
    return (shares + shares.T) / (2 * count)


def _squares(points: Floats) -> Floats:
    """Return the squared distance of each two points [n, n]."""
    norms = np.square(points).sum(axis=1)
    distances: Floats = norms[:, np.newaxis] + norms - 2 * points @ points.T
    return np.maximum(distances, 0.0, out=distances)


def _closeness(places: Floats) -> Floats:
    closeness: Floats = 1 / (1 + _squares(places))
    np.fill_diagonal(closeness, 0.0)
    return closeness


def _slope(near: Floats, places: Floats) -> Floats:
    """Return the gradient of the divergence with respect to the places."""
    closeness = _closeness(places)
    pull = (near - closeness / closeness.sum()) * closeness
    slope: Floats = 4 * (pull.sum(axis=1, keepdims=True) * places - pull @ places)
    return slope


def _beginning(points: Floats) -> Floats:
    """Return the points on their first two components, small; the largest weights are positive."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:2]
    axes = axes * np.sign(axes[[0, 1], np.abs(axes).argmax(axis=1)])[:, np.newaxis]
    places: Floats = centred @ axes.T
    return places * (BEGINNING / (places[:, 0].std() or 1.0))
