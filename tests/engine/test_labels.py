import numpy as np
import pytest

from engine.errors import EngineError, InvalidValue, NotReady, ShapeMismatch, UnknownChoice
from engine.perceptron import Perceptron

X, Y = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]), [0, 1, 1]
COLUMNS = [[0, 1], [1, 0], [1, 1]]


def holed(value):
    rows = X.copy()
    rows[1:, 1] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "labels", "kind", "message"),
    [
        (holed(np.nan), Y, InvalidValue, r"X must be finite, .*; got nan in row 1$"),
        (holed(-np.inf), Y, InvalidValue, r"got -inf in row 1$"),
        (holed(1e200), Y, InvalidValue, r"at most 1e\+100 in size; got 1e\+200 in row 1$"),
        ([["a"]], [0], InvalidValue, "X must be a table of numbers; .*'a'"),
        ([[1, 2], [3]], Y, InvalidValue, "X must be a table of numbers"),
        ([], [], ShapeMismatch, r"X must be \[rows, features\], neither 0; got shape \(0,\)"),
        (np.empty((3, 0)), Y, ShapeMismatch, r"got shape \(3, 0\)"),
        ([1, 2, 3], Y, ShapeMismatch, r"got shape \(3,\)"),
        (X, Y[:2], ShapeMismatch, "as many rows; got 3 and 2"),
        (X, [], ShapeMismatch, r"y must be \[rows\] or \[rows, outputs\]; got shape \(0,\)"),
        (X, 1, ShapeMismatch, r"y must be .*; got shape \(\)"),
        (X, [[1], [0, 1], [0]], ShapeMismatch, "got rows that differ"),
        (X, [1, 1, 1], InvalidValue, "y must hold at least two classes; got only 1"),
        (X, [0, 1, np.nan], InvalidValue, "labels must be whole numbers or text; got nan in row 2"),
        (X, [0, 0.5, 1], InvalidValue, "got 0.5 in row 1"),
        (X, np.array([0, "a", None], object), InvalidValue, "labels must be of one kind"),
        (X, [[0, 1], [2, 0], [1, 1]], InvalidValue, r"must be 0 or 1; got \[2 0\] in row 1"),
        (X, [["a", "b"]] * 3, InvalidValue, r"must be 0 or 1; got \['a' 'b'\] in row 0"),
        (X, [[0, 1], [0, 0], [0, 1]], InvalidValue, "output 0 of y must hold 0 and 1; got only 0"),
    ],
)
def test_examples_that_cannot_be_learned_from_are_refused(rows, labels, kind, message):
    for learn in (Perceptron().fit, Perceptron().steps, Perceptron().mistake_bounds):
        with pytest.raises(kind, match=message):
            learn(rows, labels)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"eta0": 0}, InvalidValue, "eta0 must be positive; got 0"),
        ({"tol": -1}, InvalidValue, "tol must be at least 0; got -1"),
        ({"max_iter": 0}, InvalidValue, "max_iter must be a whole number from 1 up; got 0"),
        ({"max_iter": 2.5}, InvalidValue, "max_iter must be a whole number from 1 up; got 2.5"),
        ({"n_iter_no_change": True}, InvalidValue, "whole number from 1 up; got True"),
        ({"random_state": -1}, InvalidValue, "random_state must be .* from 0 up; got -1"),
        ({"keep": "best"}, UnknownChoice, "keep must be one of last, average, pocket; got 'best'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(options, kind, message):
    with pytest.raises(kind, match=message):
        Perceptron(**options).fit(X, Y)


def test_unfitted_perceptron_says_so():
    with pytest.raises(NotReady, match="perceptron must be fitted first"):
        Perceptron().predict(X)


def test_fitted_perceptron_refuses_rows_of_another_width():
    with pytest.raises(ShapeMismatch, match="X must have 2 features; got 3"):
        Perceptron().fit(X, Y).predict(np.ones((1, 3)))


def test_first_partial_fit_asks_for_the_classes():
    with pytest.raises(InvalidValue, match="classes must be given to the first partial_fit"):
        Perceptron().partial_fit(X, Y)


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        ([0, 1, 2], {}, "labels must be among 0, 1; got 2"),
        ([0, 1, 1], {"classes": [0, 2]}, r"classes must stay \[0, 1\]; got \[0, 2\]"),
        (COLUMNS, {}, r"y must be \[rows\]; got shape \(3, 2\)"),
        ([0, 1], {}, "as many rows; got 3 and 2"),
    ],
)
def test_later_partial_fit_refuses_what_does_not_fit_the_first(labels, options, message):
    model = Perceptron().partial_fit(X, Y, classes=[0, 1])
    with pytest.raises(EngineError, match=message):
        model.partial_fit(X, labels, **options)


def test_partial_fit_may_see_one_class_at_a_time():
    model = Perceptron().partial_fit(X[:1], ["no"], classes=["yes", "no"])
    assert model.partial_fit(X[1:], ["yes", "yes"]).classes_.tolist() == ["no", "yes"]


def test_partial_fit_of_several_outputs_needs_no_classes():
    model = Perceptron().partial_fit(X, COLUMNS)
    assert model.partial_fit(X[:1], COLUMNS[:1]).predict(X).shape == (3, 2)


def test_changed_rate_counts_from_the_next_partial_fit():
    model = Perceptron(shuffle=False).partial_fit([[1.0]], [0], classes=[0, 1])
    model.set_params(eta0=8).partial_fit([[1.0]], [1])
    assert model.coef_ == -1 + 8


def test_score_refuses_labels_of_another_shape():
    with pytest.raises(ShapeMismatch, match=r"y must have shape \(3,\); got \(3, 2\)"):
        Perceptron().fit(X, Y).score(X, COLUMNS)


@pytest.mark.parametrize(
    "labels", [[False, True, True], ["a", "b", "b"], [-1, 1, 1], [2.0, 3.0, 3.0]]
)
def test_predictions_are_labels_as_they_were_given(labels):
    found = Perceptron().fit(X, labels).predict(X)
    assert found.tolist() == labels
    assert found.dtype == np.asarray(labels).dtype
