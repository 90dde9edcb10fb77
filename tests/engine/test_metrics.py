import numpy as np
import pytest
from sklearn import metrics as oracle

from engine import losses, metrics
from engine.errors import UnknownChoice

GENERATOR = np.random.default_rng(11)
Y, P = GENERATOR.normal(size=(2, 40, 3))
CLASSES, GUESSES = GENERATOR.integers(0, 3, (2, 40))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("r2_score", oracle.r2_score(Y, P)),
        ("mae", oracle.mean_absolute_error(Y, P)),
        ("mse", oracle.mean_squared_error(Y, P)),
        ("rmse", oracle.mean_squared_error(Y, P) ** 0.5),
    ],
)
def test_regression_figures_are_those_of_scikit_learn(name, expected):
    assert metrics.get(name)(Y, P) == pytest.approx(expected)


def test_confusion_matrix_counts_true_classes_in_rows():
    expected = oracle.confusion_matrix(CLASSES, GUESSES)
    np.testing.assert_array_equal(metrics.confusion_matrix(CLASSES, GUESSES, 3), expected)


def test_classes_nobody_has_keep_their_place_in_the_confusion_matrix():
    assert metrics.confusion_matrix([0], [2], 3).tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("name", "y", "p", "expected"),
    [
        ("binary_accuracy", [0, 1, 1, 0], [0.4, 0.6, 0.5, 0.9], 0.5),
        ("sign_accuracy", [-1, 1, 1, -1], [-0.2, 0.1, -3, -4], 0.75),
        ("categorical_accuracy", [[1, 0, 0], [0, 0, 1]], [[0.5, 0.3, 0.2], [0.1, 0.5, 0.4]], 0.5),
        ("sparse_categorical_accuracy", [0, 2], [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]], 1.0),
        ("r2_score", [2, 2], [2, 2], 1.0),
        ("r2_score", [2, 2], [2, 3], 0.0),
    ],
)
def test_figure_worked_by_hand(name, y, p, expected):
    assert metrics.get(name)(y, p) == expected


@pytest.mark.parametrize(
    ("loss", "outputs", "expected"),
    [
        ("mse", 1, "binary_accuracy"),
        ("hinge", 1, "sign_accuracy"),
        ("binary_crossentropy", 3, "binary_accuracy"),
        ("categorical_crossentropy", 3, "categorical_accuracy"),
        ("sparse_categorical_crossentropy", 3, "sparse_categorical_accuracy"),
    ],
)
def test_accuracy_is_the_one_that_fits_loss_and_outputs(loss, outputs, expected):
    assert metrics.accuracy_for(losses.get(loss), outputs) == expected


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of binary_accuracy, .*; got 'acc'"):
        metrics.get("acc")
