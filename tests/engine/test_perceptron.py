from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.datasets import load_iris
from sklearn.linear_model import Perceptron as Theirs
from sklearn.linear_model import SGDClassifier

from engine.errors import UnknownChoice
from engine.perceptron import TLU, Perceptron
from engine.perceptron.pocket import KEEPERS

IRIS = load_iris()
PETALS, SETOSA, SPECIES = IRIS.data[:, 2:], IRIS.target == 0, IRIS.target
SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, OR, XOR = [0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0]

whole_points = arrays(float, st.tuples(st.integers(2, 12), st.just(2)), elements=st.integers(-9, 9))
whole_lines = st.tuples(*[st.integers(-9, 9)] * 3)


def separable(points, line):
    """Return which side of a line, in whole numbers, the points lie on; none lies on the line."""
    scores = points @ line[:2] + line[2]
    assume((scores != 0).all() and scores.min() < 0 < scores.max())
    return scores > 0


def assert_same(ours, theirs, rows):
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(ours.predict(rows), theirs.predict(rows))
    scores = ours.decision_function(rows)
    np.testing.assert_allclose(scores, theirs.decision_function(rows), rtol=1e-9, atol=1e-9)
    assert ours.n_iter_ == theirs.n_iter_


@pytest.mark.filterwarnings("ignore:Maximum number of iteration")
@pytest.mark.parametrize(
    "labels", [SETOSA, SPECIES, IRIS.target_names[SPECIES]], ids=lambda y: y[0]
)
@pytest.mark.parametrize(
    "options",
    [
        {"tol": None, "max_iter": 7},
        {"eta0": 0.1},
        {"fit_intercept": False},
        {"n_iter_no_change": 2, "tol": 0.1},
    ],
    ids=str,
)
def test_unshuffled_training_is_scikit_learns(labels, options):
    ours = Perceptron(shuffle=False, **options).fit(PETALS, labels)
    theirs = Theirs(shuffle=False, **options).fit(PETALS, labels)
    assert_same(ours, theirs, PETALS)
    assert ours.score(PETALS, labels) == theirs.score(PETALS, labels)


@pytest.mark.parametrize("options", [{"tol": None, "max_iter": 9}, {"tol": 1e-3}], ids=str)
def test_average_is_scikit_learns(options):
    rule = {"loss": "perceptron", "learning_rate": "constant", "eta0": 1, "penalty": None}
    theirs = SGDClassifier(average=True, shuffle=False, **rule, **options).fit(PETALS, SPECIES)
    ours = Perceptron(keep="average", shuffle=False, **options).fit(PETALS, SPECIES)
    assert_same(ours, theirs, PETALS)


def test_going_on_is_scikit_learns():
    ours, theirs = Perceptron(shuffle=False), Theirs(shuffle=False)
    for rows in (slice(0, 60), slice(60, 110), slice(110, 150)):
        for model in (ours, theirs):
            model.partial_fit(PETALS[rows], SPECIES[rows], classes=[0, 1, 2])
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-12)


def test_perceptron_tells_setosa_by_its_petals():
    model = Perceptron(random_state=42).fit(PETALS, SETOSA)
    assert model.score(PETALS, SETOSA) == 1
    assert model.predict([[2, 0.5], [3, 1]]).tolist() == [True, False]
    assert model.converged_.all()


@pytest.mark.parametrize("keep", KEEPERS)
def test_xor_never_converges(keep):
    model = Perceptron(keep=keep, tol=None, max_iter=200).fit(SQUARE, XOR)
    assert not model.converged_.any()
    assert model.score(SQUARE, XOR) < 1
    assert model.mistakes_ >= 200  # one in every epoch at least
    assert model.mistake_bounds(SQUARE, XOR) == (None,)


def test_first_steps_by_hand():
    first, second = islice(Perceptron(shuffle=False, eta0=0.5).steps([[1, 2], [3, 1]], [0, 1]), 2)
    assert (first.target, first.score, first.prediction, first.error) == (
        0,
        0,
        1,
        -1,
    )  # on the line
    assert first.after.weights.tolist() == [[-0.5, -1]]
    assert first.after.bias.tolist() == [-0.5]
    assert (second.target, second.score, second.prediction, second.error) == (1, -3, 0, 1)
    assert second.after.weights.tolist() == [[1, -0.5]]
    assert [step.mistakes.tolist() for step in (first, second)] == [[1], [2]]


def test_step_says_where_it_is():
    steps = list(islice(Perceptron(shuffle=False).steps(SQUARE, AND), 9))
    assert [step.index for step in steps] == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert [step.epoch for step in steps] == [0, 0, 0, 0, 1, 1, 1, 1, 2]


@pytest.mark.parametrize("keep", KEEPERS)
def test_steps_tell_all_that_fit_does(keep):
    model = Perceptron(eta0=0.3, keep=keep)
    steps = list(model.steps(PETALS, SPECIES))
    for step in steps:
        change = 0.3 * step.error[:, None] * step.x
        np.testing.assert_array_equal(step.after.weights, step.before.weights + change)
    fitted = Perceptron(eta0=0.3, keep=keep).fit(PETALS, SPECIES)
    np.testing.assert_array_equal(model.coef_, fitted.coef_)
    np.testing.assert_array_equal(np.sum([abs(s.error) for s in steps], axis=0), fitted.mistakes_)


def test_step_that_was_shown_does_not_change_later():
    steps = Perceptron(shuffle=False).steps(PETALS, SETOSA)
    first = next(steps)
    shown = first.after.weights.copy()
    assert sum(step.is_mistake for step in steps) > 0
    np.testing.assert_array_equal(first.after.weights, shown)


@given(whole_points, whole_lines, st.sampled_from([0.01, 1, 30]), st.integers(0, 9))
def test_mistakes_stay_within_the_bound(points, line, eta0, seed):
    labels = separable(points, line)
    model = Perceptron(eta0=eta0, tol=None, max_iter=60, random_state=seed).fit(points, labels)
    (bound,) = model.mistake_bounds(points, labels)
    assert model.mistakes_ <= bound


def test_bound_is_of_the_model_that_asks():
    rows, labels = [[1], [2]], [0, 1]  # no line through 0 parts them
    assert Perceptron(fit_intercept=False).mistake_bounds(rows, labels) == (None,)
    assert Perceptron().mistake_bounds(rows, labels) == (pytest.approx(5 * 13),)


def test_bound_of_two_points_is_reached_by_hand():
    """±1 on a line: yx is (1, ±1), so R² = 2 and γ = 1, and one mistake each is made."""
    model = Perceptron(shuffle=False).fit([[1], [-1]], [1, 0])
    assert model.mistake_bounds([[1], [-1]], [1, 0]) == (pytest.approx(2),)
    assert model.mistakes_ == 2


def some_labels(data, points):
    labels = data.draw(arrays(int, len(points), elements=st.integers(0, 1)))
    assume(0 < labels.sum() < len(labels))
    return labels


def right(weights, bias, points, labels):
    """Return how many points lie on their side of the line."""
    return ((points @ weights.T + bias)[:, 0] * (2 * labels - 1) > 0).sum()


@given(whole_points, st.data())
def test_pocket_is_what_gallant_would_pocket(points, data):
    labels, options = some_labels(data, points), {"max_iter": 6, "tol": None}
    model = Perceptron(keep="pocket", **options).fit(points, labels)
    best, best_run, run = (np.zeros((1, 2)), np.zeros(1)), 0, 0
    for step in Perceptron(**options).steps(points, labels):
        now, run = (step.after.weights, step.after.bias), 0 if step.is_mistake else run + 1
        if run > best_run and right(*now, points, labels) > right(*best, points, labels):
            best, best_run = now, run
    np.testing.assert_array_equal(model.coef_, best[0])
    np.testing.assert_array_equal(model.intercept_, best[1])


@given(whole_points, whole_points, st.data())
def test_pocket_never_gets_worse_on_the_examples_that_it_learns(first, second, data):
    model = Perceptron(keep="pocket").partial_fit(first, some_labels(data, first), classes=[0, 1])
    labels = some_labels(data, second)
    before = right(model.coef_, model.intercept_, second, labels)
    model.partial_fit(second, labels)
    assert right(model.coef_, model.intercept_, second, labels) >= before


def test_pocket_and_average_beat_the_last_weights_where_no_line_separates():
    scores = {
        keep: np.mean([
            Perceptron(keep=keep, random_state=seed, tol=None, max_iter=30)
            .fit(PETALS, SPECIES == 1).score(PETALS, SPECIES == 1)
            for seed in range(5)
        ])
        for keep in KEEPERS
    }  # fmt: skip
    assert scores["pocket"] > scores["last"] + 0.05
    assert scores["average"] > scores["last"]


def test_outputs_learn_as_if_each_were_alone():
    both = Perceptron(shuffle=False).fit(SQUARE, np.column_stack([AND, OR]))
    for output, labels in enumerate([AND, OR]):
        alone = Perceptron(shuffle=False).fit(SQUARE, labels)
        np.testing.assert_array_equal(both.coef_[output], alone.coef_[0])
        assert both.mistakes_[output] == alone.mistakes_[0]
    assert both.predict(SQUARE).tolist() == [[0, 0], [0, 1], [0, 1], [1, 1]]


def test_score_asks_all_outputs_of_a_row_to_be_right():
    model = Perceptron().fit(SQUARE, np.column_stack([AND, OR]))
    assert model.score(SQUARE, np.column_stack([AND, XOR])) == 0.75


def test_same_seed_gives_the_same_shuffles_and_another_does_not():
    def order(seed):
        steps = Perceptron(random_state=seed).steps(PETALS, SETOSA)
        return [step.index for step in islice(steps, 150)]

    assert order(3) == order(3) != order(4)
    assert sorted(order(3)) == list(range(150))


def test_tlu_fires_on_its_line_and_the_perceptron_does_not():
    model = Perceptron(max_iter=1, shuffle=False).fit(
        [[1.0], [0.0]], [1, 0]
    )  # ends as w = 1, b = 0
    assert model.predict([[0.0], [0.5]]).tolist() == [0, 1]
    assert TLU(model.coef_, model.intercept_)([[0.0], [-0.5]]).ravel().tolist() == [1, 0]
    assert TLU(np.array([[1.0, 1.0]]), np.array([-2.0]))(SQUARE).ravel().tolist() == AND


def test_parameters_are_read_and_changed_by_name():
    model = Perceptron(eta0=2).set_params(keep="pocket")
    assert (model.get_params()["eta0"], model.keep) == (2, "pocket")
    with pytest.raises(UnknownChoice, match=r"parameter must be one of max_iter, .*; got 'rate'"):
        model.set_params(rate=1)
