"""The plane that maps show, and the network's inputs at its points.

Generated points lie in the plane, and features are functions on it.  A table's rows are projected
onto two columns, or onto the two directions in which the rows differ most (Pearson, 1901); a point
of the plane stands for the row that lies there, all else being average.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.network.passes import Rows
from engine.features import feature_of, transform
from engine.moments import rounding

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

REACH = 5.0  # of the plane's 6: all but the farthest rows lie within
MOST = 99.0  # percent of them
NODE_COST = 400  # of an operation in a formula, in multiplications; powers have more, sums less


class Plane(Hashable, Protocol):
    """Gives the network's inputs at points; hashable, to be the key of a cache."""

    def inputs(self, points: Floats) -> Singles:
        """Return the inputs [n, inputs] at points [n, 2]; far ones may be infinite."""

    @property
    def cost(self) -> int:
        """What one point costs, in multiplications."""

    @property
    def is_straight(self) -> bool:
        """Whether every input is a straight function of x1 and x2, without a bend."""


def rows_at(plane: Plane, points: Floats) -> Rows:
    """Return the network's inputs at points, made when they are needed."""
    return Rows(len(points), lambda part: plane.inputs(points[part]), plane.cost)


@dataclass(frozen=True)
class FeaturePlane:
    """The plane of x1 and x2."""

    features: tuple[str, ...]
    dtype: str = "float32"  # of the inputs

    def inputs(self, points: Floats) -> Singles:
        """Return the features at points."""
        with np.errstate(over="ignore", invalid="ignore"):
            return transform(self.features, points).astype(self.dtype)

    def making_inputs(self, points: Floats) -> Work[Singles]:
        """Return the same, feature by feature."""
        columns = []
        for name in self.features:
            yield
            with np.errstate(over="ignore", invalid="ignore"):
                columns.append(feature_of(name).value(points[:, 0], points[:, 1]))
        with np.errstate(over="ignore", invalid="ignore"):
            return np.column_stack(columns).astype(self.dtype)

    @property
    def cost(self) -> int:
        """What one point costs: the operations of all formulas."""
        return NODE_COST * sum(feature_of(name).nodes for name in self.features)

    @property
    def is_straight(self) -> bool:
        """Whether all features are coordinates."""
        return set(self.features) <= {"x1", "x2"}


@dataclass(frozen=True)
class TablePlane:
    """A plane through the mean of standardised rows."""

    across: tuple[float, ...]  # the change of each column for one unit of x1
    up: tuple[float, ...]
    dtype: str = "float32"  # of the inputs

    @classmethod
    def of(cls, rows: Floats, axes: Sequence[int], dtype: str = "float32") -> "TablePlane":
        """Return the plane of two columns or, without any, of the rows' first two components."""
        width = rows.shape[1]
        if axes:
            directions = np.eye(width)[list(axes)]
        else:
            directions = np.linalg.svd(rows, full_matrices=False)[2][:2]
            signs = np.sign(directions[np.arange(len(directions)), abs(directions).argmax(axis=1)])
            directions = directions * signs[:, None]  # either sign would do: one and the same
            directions = np.vstack([directions, np.zeros((2 - len(directions), width))])
        far = np.percentile(abs(rows @ directions.T), MOST, axis=0)
        varies = far > rounding(rows).max()
        across, up = directions * np.where(varies, far / REACH, 1)[:, None]
        return cls(tuple(across.tolist()), tuple(up.tolist()), dtype)

    def inputs(self, points: Floats) -> Singles:
        """Return the rows that points stand for."""
        return (points @ np.array([self.across, self.up])).astype(self.dtype)

    @property
    def cost(self) -> int:
        """What one point costs: one multiplication for each direction and column."""
        return 2 * len(self.across)

    @property
    def is_straight(self) -> bool:
        """Rows are a projection, which bends nothing."""
        return True

    def shadow(self, rows: Floats) -> Floats:
        """Return rows [n, columns] projected onto the plane, [n, 2]."""
        return rows @ np.linalg.pinv(np.array([self.across, self.up]))
