"""Splits, folds, range tests and curves, against what they are by definition."""

import numpy as np
import pytest

from engine import Input, Sequential, layers, model_selection, optimizers
from engine.errors import InvalidValue, ShapeMismatch
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, playground

ROWS = np.arange(20)
CLASSES = np.repeat([0, 1], [15, 5])


def line(rate=0.05):
    model = Sequential([Input((1,)), layers.Dense(1)], seed=1)
    model.compile(optimizers.SGD(rate), "mse")
    return model


def test_split_deals_every_row_out_once():
    train, test, train_too, _ = model_selection.train_test_split(ROWS, 2 * ROWS, test_size=0.3)
    assert len(test) == 6
    assert sorted([*train, *test]) == list(ROWS)
    np.testing.assert_array_equal(train_too, 2 * train)


def test_split_by_classes_gives_each_its_share():
    _, _, train, test = model_selection.train_test_split(
        ROWS, CLASSES, test_size=0.2, stratify=CLASSES
    )
    assert (np.bincount(train).tolist(), np.bincount(test).tolist()) == ([12, 4], [3, 1])


def test_split_is_the_same_for_the_same_seed_alone():
    first, again, other = (
        model_selection.train_test_split(ROWS, seed=seed)[1].tolist() for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("stratify", [None, CLASSES])
def test_folds_measure_every_row_once_and_never_one_that_was_trained_on(stratify):
    folds = list(model_selection.k_fold(20, 5, stratify=stratify))
    assert sorted(np.concatenate([measured for _, measured in folds])) == list(ROWS)
    for train, measured in folds:
        assert sorted([*train, *measured]) == list(ROWS)
    if stratify is not None:
        assert {int(CLASSES[measured].sum()) for _, measured in folds} == {1}


def test_cross_validation_builds_a_new_model_for_each_fold():
    built = []

    def build():
        built.append(line())
        return built[-1]

    x = np.linspace(-1, 1, 40)[:, np.newaxis]
    found = model_selection.cross_validate(build, x, 3 * x, folds=4, epochs=150)
    assert len(found) == len(built) == 4
    assert max(figures["loss"] for figures in found) < 0.1


def test_range_test_changes_no_bit_of_the_model():
    model, twin = playground("adam"), playground("adam")
    model_selection.learning_rate_range_test(model, CIRCLE, LABELS, steps=40)
    np.testing.assert_array_equal(model.parameters, twin.parameters)
    assert model.optimizer.learning_rate == twin.optimizer.learning_rate
    for one in (model, twin):
        Stepper(one, CIRCLE, LABELS, seed=1).step_epoch()
    np.testing.assert_array_equal(model.parameters, twin.parameters)


def test_range_test_finds_where_descent_on_a_parabola_explodes():
    x = np.array([[-1.0], [1.0]])  # the loss is (w - 3)² + b²: it falls for rates under 1
    found = model_selection.learning_rate_range_test(
        line(), x, 3 * x, min_rate=1e-3, max_rate=100, steps=25, batch_size=2
    )
    assert 0.5 < found.explosion < 5  # 1, and some steps later, for the losses are smoothed
    assert found.suggestion == pytest.approx(found.explosion / 10)
    assert len(found.rates) == len(found.losses) < 25


def test_rates_of_a_range_test_grow_by_the_same_factor():
    found = model_selection.learning_rate_range_test(
        line(), CIRCLE[:, :1], LABELS, min_rate=1e-5, max_rate=1e-3, steps=30
    )
    assert found.rates[[0, -1]] == pytest.approx([1e-5, 1e-3])
    np.testing.assert_allclose(np.diff(np.log(found.rates)), np.log(100) / 29)


def test_loss_of_a_range_test_is_that_before_the_step():
    model = line()
    expected = model.evaluate(CIRCLE[:, :1], LABELS)
    found = model_selection.learning_rate_range_test(
        model, CIRCLE[:, :1], LABELS, batch_size=len(CIRCLE), steps=2, max_rate=1e-5
    )
    assert found.losses[0] == pytest.approx(expected, rel=1e-5)


def test_training_stands_half_an_epoch_before_validation():
    model = playground()
    options = {"validation_data": (CIRCLE, LABELS), "verbose": 0}
    history = model.fit(CIRCLE, LABELS, epochs=3, **options)
    curves = model_selection.learning_curves(history)
    assert curves["training"].at.tolist() == [0.5, 1.5, 2.5]
    assert curves["validation"].at.tolist() == [1, 2, 3]
    assert curves["training"].values.tolist() == history.history["loss"]


def test_more_rows_bring_validation_down_to_training():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 1))
    y = 2 * x + rng.normal(size=(200, 1))
    curves = model_selection.sample_curves(
        line, x[:100], y[:100], (x[100:], y[100:]), [2, 100], epochs=200
    )
    gap = curves["validation"].values - curves["training"].values
    assert gap[0] > 0.5 > abs(gap[1])


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: model_selection.train_test_split(ROWS, test_size=1), InvalidValue, "got 1"),
        (lambda: model_selection.train_test_split(ROWS, ROWS[:3]), ShapeMismatch, r"\[3, 20\]"),
        (lambda: list(model_selection.k_fold(3, 5)), InvalidValue, "the 3 rows; got 5"),
        (
            lambda: model_selection.train_test_split(ROWS, stratify=[1]),
            ShapeMismatch,
            r"\(20,\); got \(1,\)",
        ),
        (
            lambda: model_selection.learning_rate_range_test(line(), ROWS, ROWS, max_rate=0),
            InvalidValue,
            "above 1e-06; got 0",
        ),
        (
            lambda: model_selection.sample_curves(line, ROWS, ROWS, (ROWS, ROWS), [50]),
            InvalidValue,
            "between 1 and 20",
        ),
    ],
)
def test_wrong_choice_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()
