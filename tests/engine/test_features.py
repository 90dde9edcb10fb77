import gc

import numpy as np
import pytest

from engine.errors import InvalidFormula
from engine.features import FEATURES, axes, feature_of, name_of, transform
from engine.features.formulas import read

POINTS = np.array([[0.5, -2.0], [3.0, 1.0], [-6.0, 6.0]])


def test_features_are_what_their_names_say():
    x1, x2 = POINTS.T
    expected = np.column_stack([x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)])
    np.testing.assert_allclose(transform(list(FEATURES), POINTS), expected)


def test_columns_stand_in_the_order_of_the_names():
    np.testing.assert_array_equal(transform(["x2", "x1"], POINTS), POINTS[:, ::-1])


@pytest.mark.parametrize("name", FEATURES)
def test_feature_changes_only_along_the_axes_that_it_names(name):
    before = transform([name], POINTS)
    for index, axis in enumerate(["x1", "x2"]):
        moved = POINTS.copy()
        moved[:, index] += 0.7
        changes = (transform([name], moved) != before).any()
        assert changes == (axis in FEATURES[name].axes)


@pytest.mark.parametrize("name", FEATURES)
def test_feature_says_how_many_nodes_its_formula_has(name):
    assert FEATURES[name].nodes == read(FEATURES[name].formula).nodes


def test_axes_of_several_features_are_those_of_each():
    assert axes(["x1", "sin_x1"]) == {"x1"}
    assert axes(["x1_squared", "sin_x2"]) == {"x1", "x2"}


def test_what_is_neither_feature_nor_formula_is_refused_with_the_choices():
    with pytest.raises(InvalidFormula, match=r"expected x1, x2, .*; got 'x3' at character 1"):
        transform(["x1", "x3"], POINTS)


def test_formula_is_a_feature():
    x1, x2 = POINTS.T
    columns = transform(["sqrt(x1^2 + x2^2)", "2"], POINTS)
    np.testing.assert_allclose(columns, np.column_stack([np.hypot(x1, x2), np.full(3, 2.0)]))
    assert axes(["cos(x2)", "2"]) == {"x2"}
    assert feature_of("cos(x2)").label == "cos(x₂)"


@pytest.mark.parametrize("name", FEATURES)
def test_feature_written_as_its_formula_is_that_feature(name):
    formula = FEATURES[name].formula
    assert name_of(formula) == name
    np.testing.assert_allclose(read(formula).value(*POINTS.T), transform([name], POINTS)[:, 0])


def test_formula_that_is_kept_is_few_objects_to_the_collector():
    assert min(map(objects_of_formula, range(3))) < 15  # of the 199 that a tree of it is


def objects_of_formula(first):
    """Return how many more objects there are with a formula; those of other threads count too."""
    formula = "+".join(f"sin(x1*{number}.25)" for number in range(first, first + 12))
    gc.collect()
    before = len(gc.get_objects())
    assert feature_of(formula).axes == {"x1"}
    gc.collect()
    return len(gc.get_objects()) - before
