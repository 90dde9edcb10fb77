"""How widely a plane can separate two classes, and how many mistakes a perceptron makes at most.

The margin of a direction w, of length 1, is min yᵢ w·xᵢ; γ is that of the best direction, and a
perceptron that starts from 0 makes at most (R / γ)² mistakes, R = max ‖xᵢ‖, at any learning rate
and in any order.  With a bias, x has a 1 at its end, as the perceptron sees it: γ and R are those
of the longer rows.

γ is also the distance from 0 of the convex hull of the points yᵢ xᵢ.  So every direction gives a
bound from below and every point of the hull one from above; both are returned, with room for
rounding, so that a reader need not trust the search.  No bound is given on the geometric margin
of a support vector machine, which does not count the bias.

Sources: Novikoff (1962) for the bound; Wolfe, "Finding the nearest point in a polytope" (1976).
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

SMALLEST = 1e-14  # of γ / R: what lies below drowns in rounding
TIGHT = 1e-13  # relative gap between the bounds on γ at which the search ends


@dataclass(frozen=True, eq=False)
class Margin:
    """γ lies between ``lower`` and ``upper``; ``direction`` has length 1 and reaches ``lower``."""

    lower: float
    upper: float
    direction: Array  # [features], or [features + 1] with the bias at its end
    radius: float  # R

    @property
    def mistake_bound(self) -> float:
        """(R / γ)², by the lower bound on γ, and so never too small."""
        return (self.radius / self.lower) ** 2


def largest_margin(rows: Array, targets: Array, fit_intercept: bool = True) -> Margin | None:
    """Return γ for rows [rows, features] and targets ±1 [rows], or None if no plane separates.

    Margins below SMALLEST R drown in rounding and count as none.
    """
    search = searching_margin(rows, targets, fit_intercept)
    while True:
        try:
            next(search)
        except StopIteration as end:
            margin: Margin | None = end.value
            return margin


def searching_margin(
    rows: Array, targets: Array, fit_intercept: bool = True
) -> Generator[None, None, Margin | None]:
    """Return what ``largest_margin`` does, yielding after each round of the search."""
    points = np.column_stack([rows, np.ones(len(rows))]) if fit_intercept else rows
    points = points * targets[:, np.newaxis]
    radius = float(np.linalg.norm(points, axis=1).max())
    if radius == 0:
        return None
    points = points / radius
    distance, foot = yield from _nearest_to_origin(points)
    slack = 4 * points.shape[1] * float(np.finfo(float).eps)  # more than the products round off
    size = float(np.linalg.norm(foot))
    if size < SMALLEST:
        return None
    direction = foot / size
    lower = float((points @ direction).min()) - slack
    if lower <= 0:
        return None
    return Margin(lower * radius, (distance + slack) * radius, direction, radius)


def _nearest_to_origin(points: Array) -> Generator[None, None, tuple[float, Array]]:
    """Return the distance from 0 of the convex hull of points [points, features], and the foot.

    The corral is a few points whose hull holds the best so far; each round takes in the point
    that lies deepest below it, and drops those that are no longer needed.  No point of the hull
    is nearer to 0 if none of ``points`` lies below, and each round comes nearer, so it ends.
    """
    corral, shares = np.array([np.linalg.norm(points, axis=1).argmin()]), np.ones(1)
    nearest = points[corral[0]]
    while True:
        yield
        heights = points @ nearest
        deepest, level = heights.argmin(), nearest @ nearest
        if level < SMALLEST**2 or level - heights[deepest] <= TIGHT * level:
            break
        corral, shares = _reduced(points, np.append(corral, deepest), np.append(shares, 0.0))
        moved = _foot(points[corral], shares)
        if moved @ moved >= level:  # as near as rounding lets it come
            break
        nearest = moved
    return float(np.linalg.norm(shares @ points[corral])), nearest


def _foot(corners: Array, shares: Array) -> Array:
    """Return the point of the corners' plane that is nearest to 0.

    It is Σ shares · corners, but where the corners nearly cancel, only rounding is left of that
    sum; the normal n of the plane, n · corner = 1, still tells the direction.
    """
    normal = np.linalg.lstsq(corners, np.ones(len(corners)), rcond=None)[0]
    if np.abs(corners @ normal - 1).max() > 0.5:  # the plane goes through 0: it has no normal
        return shares @ corners
    return normal / (normal @ normal)


def _reduced(points: Array, corral: Array, shares: Array) -> tuple[Array, Array]:
    """Return the corral and shares of its point nearest to 0, without corners of no share."""
    while True:
        wanted = _affine_shares(points[corral])
        falling = wanted <= 0
        if not falling.any():
            return corral, wanted
        reach = np.full(len(shares), np.inf)
        reach[falling] = shares[falling] / np.maximum(shares - wanted, 1e-300)[falling]
        shares = shares + min(reach.min(), 1.0) * (wanted - shares)
        kept = shares > 0
        kept[reach.argmin()] = False
        corral, shares = corral[kept], shares[kept] / shares[kept].sum()


def _affine_shares(corners: Array) -> Array:
    """Return shares, of sum 1 and any sign, of the point nearest to 0 in the corners' plane."""
    base, edges = corners[0], corners[1:] - corners[0]
    others = np.linalg.lstsq(edges.T, -base, rcond=None)[0]
    return np.concatenate([[1 - others.sum()], others])
