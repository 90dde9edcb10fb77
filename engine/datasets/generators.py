"""Points in the plane with labels, made from a seed: small worlds that show what can be learnt.

The plane shown is x1, x2 in [-6, 6].  Labels: -1 or 1 for two classes, the class's index for
several, rows of 0/1 for several labels at once, a number for regression.  ``noise`` lies in
[0, 0.5].  Where a data set does not say otherwise, noise moves a point only while its label is
decided, so that classes overlap and no point leaves its place.  The first half of the points is of
one class where there are halves: shuffle them before a split.  Left out: splitting and scaling.

The first six are those of TensorFlow Playground (Smilkov, Carter et al., 2016), with its geometry.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.choices import choose
from engine.random import streams

Points = NDArray[np.float64]  # [n, 2]
Labels = NDArray[np.float64]  # [n], or [n, classes] for several labels at once
Made = tuple[Points, Labels]

DISC = 5.0  # radius of what circle, xor and spiral fill
EDGE = 6.0  # half the side of the plane shown


@dataclass(frozen=True)
class Order:
    """What is asked of a generator: how many points, how noisy, of how many classes."""

    samples: int
    noise: float
    classes: int
    chance: np.random.Generator


@dataclass(frozen=True)
class Generator:
    """One kind of data: what it is called, which problems it poses and how it is made."""

    label: str
    description: str
    problems: tuple[str, ...]
    make: Callable[[Order], Made]
    classes: bool = False  # whether the number of classes may be chosen
    samples: int = 500  # a good number to begin with


def generate(name: str, *, samples: int, noise: float, seed: int, classes: int = 3) -> Made:
    """Return points [n, 2] and their labels in the generator's own order; same seed, same bits."""
    (chance,) = streams(seed, "data")
    return choose("data set", GENERATORS, name).make(Order(samples, noise, classes, chance))


def _halves(samples: int) -> NDArray[np.bool_]:
    return np.arange(samples) < (samples + 1) // 2


def _polar(radius: Labels, angle: Labels) -> Points:
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])


def _jitter(order: Order, reach: float) -> Points:
    """Return moves, uniform within ±reach·noise in each coordinate."""
    return order.chance.uniform(-reach, reach, (order.samples, 2)) * order.noise


def _signs(positive: NDArray[np.bool_]) -> Labels:
    return np.where(positive, 1.0, -1.0)


def _circle(order: Order) -> Made:
    inner = _halves(order.samples)
    share = order.chance.uniform(size=order.samples)
    radius = DISC * np.where(inner, 0.5 * share, 0.7 + 0.3 * share)
    points = _polar(radius, order.chance.uniform(0, 2 * np.pi, order.samples))
    seen = points + _jitter(order, DISC)
    return points, _signs(np.hypot(seen[:, 0], seen[:, 1]) < 0.5 * DISC)


def _xor(order: Order) -> Made:
    gap = 0.3  # kept free on both sides of the axes
    points = order.chance.uniform(-DISC, DISC, (order.samples, 2))
    points += np.where(points > 0, gap, -gap)
    seen = points + _jitter(order, DISC)
    return points, _signs(seen[:, 0] * seen[:, 1] >= 0)


def _gauss(order: Order) -> Made:
    positive = _halves(order.samples)
    variance = 0.5 + 7.0 * order.noise  # 0.5 … 4
    spread = order.chance.normal(0, np.sqrt(variance), (order.samples, 2))
    return np.where(positive[:, None], 2.0, -2.0) + spread, _signs(positive)


def _spiral(order: Order) -> Made:
    turns = 1.75
    first = _halves(order.samples)
    half = max(1, order.samples // 2)
    along = np.where(first, np.arange(order.samples), np.arange(order.samples) - first.sum()) / half
    angle = 2 * np.pi * turns * along + np.where(first, 0, np.pi)
    return _polar(DISC * along, angle) + _jitter(order, 1.0), _signs(first)


def _moons(order: Order) -> Made:
    radius = 3.3
    upper = _halves(order.samples)
    angle = order.chance.uniform(0, np.pi, order.samples)
    arcs = np.column_stack([np.cos(angle), np.sin(angle) - 0.25])
    arcs = np.where(upper[:, None], arcs - [0.5, 0], -arcs + [0.5, 0])
    moved = order.chance.normal(0, radius, (order.samples, 2)) * order.noise
    return radius * arcs + moved, _signs(upper)


def _even_classes(order: Order) -> NDArray[np.intp]:
    return np.arange(order.samples) * order.classes // order.samples


def _rings(order: Order) -> Made:
    band = DISC / order.classes
    ring = _even_classes(order)
    radius = band * (ring + 0.15 + 0.7 * order.chance.uniform(size=order.samples))
    points = _polar(radius, order.chance.uniform(0, 2 * np.pi, order.samples))
    return points + _jitter(order, 2 * band), ring.astype(float)


def _blobs(order: Order) -> Made:
    cluster = _even_classes(order)
    centres = _polar(np.full(order.samples, 3.8), 2 * np.pi * cluster / order.classes)
    spread = order.chance.normal(0, 0.45 + 2.0 * order.noise, (order.samples, 2))
    return centres + spread, cluster.astype(float)


def _venn(order: Order) -> Made:
    points = order.chance.uniform(-EDGE, EDGE, (order.samples, 2))
    seen = points + _jitter(order, EDGE)
    discs = np.arange(order.classes)
    centres = _polar(np.full(order.classes, 2.0), 2 * np.pi * discs / order.classes)
    away = np.linalg.norm(seen[:, None, :] - centres, axis=2)
    return points, (away < 2.8).astype(float)


def _plane(order: Order) -> Made:
    points = order.chance.uniform(-EDGE, EDGE, (order.samples, 2))
    seen = points + _jitter(order, EDGE)
    return points, seen.sum(axis=1) / 10.0


def _multi_gauss(order: Order) -> Made:
    bumps = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    points = order.chance.uniform(-EDGE, EDGE, (order.samples, 2))
    seen = points + _jitter(order, EDGE)
    away = np.linalg.norm(seen[:, None, :] - bumps, axis=2)
    nearest = away.argmin(axis=1)  # is the largest in absolute value: all bumps fall alike
    height = np.maximum(0, 1 - away.min(axis=1) / 2)
    return points, signs[nearest] * height


def _sine1d(order: Order) -> Made:
    x1 = order.chance.uniform(-EDGE, EDGE, order.samples)
    moved = order.chance.normal(size=order.samples) * order.noise
    return np.column_stack([x1, np.zeros_like(x1)]), np.sin(x1) + moved


TWO, SEVERAL, LABELS, NUMBER = "classification", "multiclass", "multilabel", "regression"

GENERATORS: dict[str, Generator] = {
    "circle": Generator("Circle", "A disc within a ring.", (TWO,), _circle),
    "xor": Generator("Exclusive or", "Four squares, opposite ones alike.", (TWO,), _xor),
    "gauss": Generator(
        "Two clouds", "Two normal clouds; noise widens them until they overlap.", (TWO,), _gauss
    ),
    "spiral": Generator(
        "Spiral", "Two arms wound about each other; noise moves the points.", (TWO,), _spiral
    ),
    "moons": Generator(
        "Moons", "Two crescents that reach into each other; noise moves the points.", (TWO,), _moons
    ),
    "rings": Generator(
        "Rings", "A ring for each class; noise moves the points.", (SEVERAL,), _rings, classes=True
    ),
    "blobs": Generator(
        "Blobs", "A cloud for each class; noise widens them.", (SEVERAL,), _blobs, classes=True
    ),
    "venn": Generator(
        "Venn discs", "Overlapping discs; each tells inside from outside.", (LABELS,), _venn, True
    ),
    "plane": Generator(
        "Plane", "A plane rising to the upper right.", (NUMBER,), _plane, False, 1200
    ),
    "multi_gauss": Generator(
        "Six bumps", "Hills and hollows by turns.", (NUMBER,), _multi_gauss, False, 1200
    ),
    "sine1d": Generator(
        "Sine",
        "The sine of x1, with x2 = 0; noise moves the labels.",
        (NUMBER,),
        _sine1d,
        False,
        1200,
    ),
}
