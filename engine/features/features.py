"""What a network is shown of a point: its coordinates and simple functions of them.

A feature is one of FEATURES, by its name, or any formula in x1 and x2, which names itself: see
``engine.features.formulas``.  A feature names the coordinates it depends on, so that its drawing
may be a line where a line says it all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.features.formulas import read

KEPT = 1024  # features used lately

Column = NDArray[np.float64]  # [n]


@dataclass(frozen=True)
class Feature:
    """A function of the two coordinates."""

    label: str
    formula: str
    axes: frozenset[str]  # out of "x1", "x2"
    nodes: int  # of its formula: operations, coordinates, constants and numbers
    value: Callable[[Column, Column], Column]  # (x1, x2) -> feature


X1, X2, BOTH = frozenset({"x1"}), frozenset({"x2"}), frozenset({"x1", "x2"})

FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", "x1", X1, 1, lambda x1, x2: x1),
    "x2": Feature("x₂", "x2", X2, 1, lambda x1, x2: x2),
    "x1_squared": Feature("x₁²", "x1^2", X1, 3, lambda x1, x2: x1 * x1),
    "x2_squared": Feature("x₂²", "x2^2", X2, 3, lambda x1, x2: x2 * x2),
    "x1_x2": Feature("x₁x₂", "x1*x2", BOTH, 3, lambda x1, x2: x1 * x2),
    "sin_x1": Feature("sin x₁", "sin(x1)", X1, 2, lambda x1, x2: np.sin(x1)),
    "sin_x2": Feature("sin x₂", "sin(x2)", X2, 2, lambda x1, x2: np.sin(x2)),
}
NAMES = {feature.formula: name for name, feature in FEATURES.items()}


def name_of(text: str) -> str:
    """Return the one name of a feature: a key of FEATURES, or a formula as all spell it.

    Raises InvalidFormula.
    """
    formula = feature_of(text).formula
    return NAMES.get(formula, formula)


@lru_cache(maxsize=KEPT)
def feature_of(text: str) -> Feature:
    """Return the feature of a name or a formula; raise InvalidFormula if it is neither."""
    if text in FEATURES:
        return FEATURES[text]
    expression = read(text)
    if (spelled := expression.text) in NAMES:
        return FEATURES[NAMES[spelled]]
    axes, nodes = expression.axes, expression.nodes
    return Feature(expression.label, spelled, axes, nodes, expression.program.value)


def transform(names: Sequence[str], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a column for each named feature of points [n, 2]: [n, features]."""
    x1, x2 = points[:, 0], points[:, 1]
    return np.column_stack([feature_of(name).value(x1, x2) for name in names])


def axes(names: Sequence[str]) -> frozenset[str]:
    """Return the coordinates that the named features depend on."""
    return frozenset().union(*(feature_of(name).axes for name in names))
