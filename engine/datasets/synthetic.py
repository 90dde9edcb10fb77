"""Made-up data in any number of dimensions, each from a seed: blobs, a linear relation, moons.

x: [n, d] float32; y: [n] uint8 for classes, float32 for numbers.  Rows come mixed, so that the last
of them may serve to validate.  Classes are as even as the number of samples allows.  For the plane
that the playground shows, see ``generators``.
"""

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array
from engine.choices import not_negative
from engine.datasets.split import Examples
from engine.datasets.table import MOST_CLASSES
from engine.errors import InvalidValue, ShapeMismatch
from engine.random import streams

REACH = 10.0  # centres that are drawn lie in the cube [-10, 10]^d
GAP = 0.5  # how far the second moon is moved to the right and up


def blobs(
    samples: int,
    *,
    dimensions: int = 2,
    centres: int | Sequence[Sequence[float]] | Array = 3,
    spread: float = 1.0,
    seed: int,
) -> Examples:
    """Return normal clouds about centres: how many to draw, or the centres [k, d] themselves.

    ``spread`` is the standard deviation in each dimension; y is the centre's index.  Raises
    InvalidValue for a number out of range, ShapeMismatch for centres of other dimensions.
    """
    _at_least(1, "samples", samples)
    _at_least(1, "dimensions", dimensions)
    places, chance = streams(seed, "centres", "data")
    middles = _centres(centres, dimensions, places)
    y = _even_classes(samples, len(middles), chance)
    x = chance.normal(middles[y], not_negative("spread", spread), (samples, dimensions))
    return x.astype(np.float32), y


def linear_regression(
    samples: int,
    *,
    weights: int | Sequence[float] | Array = 1,
    bias: float = 0.0,
    noise: float = 0.0,
    seed: int,
) -> Examples:
    """Return x, standard normal, and y = x·weights + bias + noise.

    ``weights`` are the weights [d], or how many of them to draw from the standard normal; ``noise``
    is the standard deviation of what is added.  Raises InvalidValue or ShapeMismatch.
    """
    _at_least(1, "samples", samples)
    slopes, chance, errors = streams(seed, "weights", "data", "noise")
    w = _weights(weights, slopes)
    x = chance.normal(size=(samples, len(w))).astype(np.float32)
    y = x @ w + bias + errors.normal(0, not_negative("noise", noise), samples)
    return x, y.astype(np.float32)


def moons(samples: int, *, dimensions: int = 2, noise: float = 0.1, seed: int) -> Examples:
    """Return two half circles of radius 1 that reach into each other, in the first two dimensions.

    ``noise`` is the standard deviation by which points leave them.  All further dimensions are
    standard normal and say nothing of the class.  Raises InvalidValue for a number out of range.
    """
    _at_least(1, "samples", samples)
    _at_least(2, "dimensions", dimensions)
    chance, rest = streams(seed, "data", "noise")
    y = _even_classes(samples, 2, chance)
    angle = chance.uniform(0, np.pi, samples)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = [2 * GAP, GAP] - upper
    plane = np.where(y[:, None] == 0, upper, lower)
    plane += chance.normal(0, not_negative("noise", noise), plane.shape)
    x = np.hstack([plane, rest.normal(size=(samples, dimensions - 2))])
    return x.astype(np.float32), y


def _even_classes(samples: int, classes: int, chance: np.random.Generator) -> Array:
    return chance.permutation(np.arange(samples) % classes).astype(np.uint8)


def _centres(
    given: int | Sequence[Sequence[float]] | Array, d: int, places: np.random.Generator
) -> Array:
    if isinstance(given, int | np.integer):
        _at_least(1, "centres", given)
        centres = places.uniform(-REACH, REACH, (given, d))
    else:
        centres = _numbers("centres", given)
    if centres.ndim != 2 or centres.shape[1] != d or not len(centres):
        raise ShapeMismatch(f"centres must have the shape [k, {d}]; got {list(centres.shape)}")
    if len(centres) > MOST_CLASSES:
        raise InvalidValue(f"centres must be at most {MOST_CLASSES}; got {len(centres)}")
    return centres


def _weights(given: int | Sequence[float] | Array, slopes: np.random.Generator) -> Array:
    if isinstance(given, int | np.integer):
        _at_least(1, "weights", given)
        return slopes.normal(size=given)
    weights = _numbers("weights", given)
    if weights.ndim != 1 or not len(weights):
        raise ShapeMismatch(f"weights must have the shape [d]; got {list(weights.shape)}")
    return weights


def _numbers(name: str, given: object) -> Array:
    try:
        array = np.asarray(given, np.float64)
    except (TypeError, ValueError) as error:
        raise ShapeMismatch(f"{name} must be rows of numbers, equally long; got {given}") from error
    if not np.isfinite(array).all():
        raise InvalidValue(f"{name} must be finite; got {array.tolist()}")
    return array


def _at_least(least: int, name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidValue(f"{name} must be a whole number of at least {least}; got {value!r}")
