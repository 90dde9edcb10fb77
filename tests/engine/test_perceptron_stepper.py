"""A model's layer, trained by Rosenblatt's rule: scikit-learn's updates, resumed to the bit."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris
from sklearn.linear_model import Perceptron as Theirs

from engine import Input, Sequential, layers
from engine.errors import InvalidValue, ShapeMismatch
from engine.perceptron import Perceptron, joint_pocket
from engine.perceptron.criterion import Criterion
from engine.perceptron.cycles import CycleSearch
from engine.perceptron.rule import Learner, Rule
from engine.perceptron.stepper import RuleStepper
from engine.random import streams

IRIS = load_iris()
SQUARE = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])
AND, OR, XOR = (
    np.array(y, float)[:, None] for y in ([-1, -1, -1, 1], [-1, 1, 1, 1], [-1, 1, 1, -1])
)
SETOSA = np.where(IRIS.target == 0, 1.0, -1.0)[:, None]
SPECIES = np.where(IRIS.target[:, None] == [0, 1, 2], 1.0, -1.0)


def stepper(x, y, rate=1.0, seed=1, dtype="float64"):
    """Return the stepper of a layer whose weights are 0."""
    dense = layers.Dense(y.shape[1], kernel_initializer="zeros", bias_initializer="zeros")
    model = Sequential([Input((x.shape[1],)), dense], seed=1, dtype=dtype)
    model.compile("sgd", Criterion())
    return RuleStepper(model, x, y, rate=rate, seed=seed)


def facts(one):
    """Return all that a stepper depends on, in a form that can be compared."""
    snapshot = one.snapshot()
    return {
        name: part.tobytes() if isinstance(part, np.ndarray) else part
        for name, part in snapshot.items()
    }


def parted(chance, rows=20):
    """Return random points that a random plane parts, with a little room about it."""
    x, normal = chance.normal(size=(rows, 2)), chance.normal(size=3)
    scores = x @ normal[:2] + normal[2]
    far = np.abs(scores) > 0.1 * np.linalg.norm(normal)
    return x[far], np.sign(scores[far])[:, None]


@pytest.mark.parametrize(
    ("y", "labels", "rate"),
    [(SETOSA, IRIS.target == 0, 1.0), (SETOSA, IRIS.target == 0, 0.1), (SPECIES, IRIS.target, 1.0)],
    ids=["two classes", "another rate", "three outputs"],
)
def test_every_update_is_scikit_learns_on_the_same_order(y, labels, rate):
    ours, theirs = stepper(IRIS.data, y, rate), Theirs(eta0=rate, shuffle=False)
    for row in 2 * [*ours.order]:
        ours.step_sample()
        theirs.partial_fit(IRIS.data[[row]], labels[[row]], classes=np.unique(labels))
        assert ours.last["row"] == row
        weights = np.column_stack([theirs.coef_, theirs.intercept_])
        np.testing.assert_allclose(ours.weights, weights, rtol=1e-12, atol=1e-12)
    assert ours.epoch == 2


def test_floats_of_half_the_size_make_the_same_updates_of_whole_numbers():
    chance = np.random.default_rng(3)
    x = chance.integers(-9, 10, (60, 4)).astype(np.float32)
    y = np.sign(x @ [[1], [-2], [3], [0]] + 0.5).astype(np.float32)
    ours, theirs = stepper(x, y, dtype="float32"), Theirs(shuffle=False)
    for row in 3 * [*ours.order]:
        ours.step_sample()
        theirs.partial_fit(x[[row]], y[[row], 0], classes=[-1, 1])
        np.testing.assert_array_equal(ours.weights, [[*theirs.coef_[0], *theirs.intercept_]])
    assert ours.parameters.dtype == np.float32


def test_learner_of_the_classifier_does_the_same_on_that_order():
    ours = stepper(IRIS.data, SPECIES)
    in_order = IRIS.data[ours.order], SPECIES[ours.order]
    (unused,) = streams(1, "shuffles")
    learner = Learner(*in_order, Rule(shuffle=False), unused)
    for _ in range(4):
        ours.run_batches(None)
        learner.step_epoch()
        np.testing.assert_array_equal(ours.weights[:, :-1], learner.last.weights)
        np.testing.assert_array_equal(ours.weights[:, -1], learner.last.bias)
    assert ours.updates == learner.mistakes.sum()


@given(st.lists(st.integers(1, 200), max_size=12), st.sampled_from([SETOSA, SPECIES]))
def test_no_bit_depends_on_how_the_work_is_cut(counts, y):
    cut, whole = stepper(IRIS.data, y, dtype="float32"), stepper(IRIS.data, y, dtype="float32")
    for count in counts:
        cut.run_batches(count)
    while (whole.epoch, whole.position) < (cut.epoch, cut.position):
        whole.step_sample()
    assert facts(cut) == facts(whole)


@pytest.mark.parametrize("seen", [0, 1, 150, 151, 400])
def test_stepper_goes_on_from_a_snapshot_to_the_bit(seen):
    first, other = stepper(IRIS.data, SPECIES), stepper(IRIS.data, SPECIES)
    for _ in range(seen):
        first.step_sample()
    other.restore(first.snapshot())
    for _ in range(3):
        assert facts(first) == facts(other)
        first.run_batches(77)
        other.run_batches(77)


def test_snapshot_of_another_layer_is_refused():
    with pytest.raises(ShapeMismatch, match=r"parameters must have shape \(15,\); got \(5,\)"):
        stepper(IRIS.data, SPECIES).restore(stepper(IRIS.data, SETOSA).snapshot())


def test_layer_that_is_no_perceptron_is_refused():
    model = Sequential([Input((2,)), layers.Dense(3), layers.Dense(1)], seed=1)
    model.compile("sgd", Criterion())
    with pytest.raises(ShapeMismatch, match="one dense layer of 1 units"):
        RuleStepper(model, SQUARE, AND, rate=1.0, seed=1)
    with pytest.raises(InvalidValue, match="rate must be"):
        stepper(SQUARE, AND, rate=0.0)


def test_mistakes_stay_within_the_bound_on_a_thousand_random_sets():
    chance = np.random.default_rng(1)
    for seed in range(1000):
        x, y = parted(chance)
        if len(np.unique(y)) < 2:
            continue
        one = stepper(x, y, rate=0.3, seed=seed)
        while one.epoch == 0 or (one.mistakes and one.epoch < 200):
            one.run_batches(None)
        (bound,) = Perceptron().mistake_bounds(x, y[:, 0])
        assert one.updates <= bound


@pytest.mark.parametrize("seed", range(24))
def test_cycle_on_exclusive_or_is_found_and_is_one(seed):
    one, states = stepper(SQUARE, XOR, seed=seed), {}
    for _ in range(400):
        one.step_sample()
        states.setdefault(one.updates, (one.weights.tolist(), one.position))
        if one.repeats is not None:
            break
    first, again = one.repeats, one.updates
    assert first < again
    assert states[first] == (one.weights.tolist(), one.position)
    for _ in range(100):
        one.step_sample()
        assert states[one.repeats][0] == one.weights.tolist()


def test_same_weights_at_another_place_of_the_order_are_no_cycle():
    weights = np.array([1.0, 2.0])
    search = CycleSearch(weights)
    search.look(1, 3, weights)
    search.look(2, 1, weights)
    assert search.found is None
    search.look(3, 3, weights)
    assert search.found == (1, 3)


@pytest.mark.parametrize("y", [AND, OR], ids=["and", "or"])
def test_rule_that_comes_to_rest_goes_in_no_circle(y):
    one = stepper(SQUARE, y)
    for _ in range(200):
        one.step_sample()
    assert (one.mistakes, one.repeats) == (0, None)
    assert one.pocket.right == 4


def test_order_is_the_seeds_and_the_same_in_every_epoch():
    rows = []
    one = stepper(IRIS.data, SETOSA, seed=5)
    for _ in range(300):
        one.step_sample()
        rows.append(one.last["row"])
    assert rows[:150] == rows[150:] == one.order.tolist()
    assert sorted(rows[:150]) == list(range(150))
    assert one.order.tolist() != stepper(IRIS.data, SETOSA, seed=6).order.tolist()


@given(st.integers(0, 50), st.sampled_from([0.5, 1.0]))
def test_pocket_of_one_output_is_the_classifiers_where_trials_are_dear(seed, rate):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joint_pocket, "LARGE", 0)
        one = stepper(IRIS.data, SPECIES[:, [1]], rate, seed)
    for _ in range(3):
        one.run_batches(None)
    options = {"keep": "pocket", "shuffle": False, "max_iter": 3, "tol": None, "eta0": rate}
    model = Perceptron(**options).fit(IRIS.data[one.order], (IRIS.target == 1)[one.order])
    np.testing.assert_array_equal(one.pocket.weights[:, :-1], model.coef_)


@pytest.mark.parametrize("y", [SPECIES[:, [1]], XOR], ids=["iris", "exclusive or"])
def test_pocket_is_the_best_of_all_weights(y):
    x, best = (IRIS.data if len(y) == 150 else SQUARE), 0
    one = stepper(x, y)
    for _ in range(600):
        one.step_sample()
        weights = one.weights[0]
        if one.last["is_mistake"].any():
            best = max(best, int(((x @ weights[:-1] + weights[-1]) * y[:, 0] > 0).sum()))
        assert one.pocket.right == best


def test_pocket_of_several_outputs_counts_what_the_highest_score_gets_right():
    one, best = stepper(IRIS.data, SPECIES), []
    for _ in range(1500):
        one.step_sample()
        best.append(one.pocket.right)
    kept = one.pocket.weights
    scores = IRIS.data @ kept[:, :-1].T + kept[:, -1]
    assert (scores.argmax(axis=1) == IRIS.target).sum() == one.pocket.right > 100
    assert all(before <= after for before, after in pairwise(best))


@pytest.mark.parametrize("y", [SETOSA, SPECIES], ids=["one output", "three"])
def test_next_look_says_what_the_next_step_does(y):
    one = stepper(IRIS.data, y)
    for _ in range(200):
        expected = one.next_look()
        one.step_sample()
        for name, part in expected.items():
            np.testing.assert_array_equal(part, one.last[name])


def test_edit_ends_what_the_past_says_of_the_future():
    one = stepper(SQUARE, XOR)
    for _ in range(100):
        one.step_sample()
    assert one.repeats is not None
    assert one.is_pure
    one.parameters[0] += 0.5
    assert (one.repeats, one.is_pure) == (None, False)
    one.step_sample()
    assert (one.repeats, one.is_pure) == (None, False)


def test_weights_put_back_to_zero_before_any_update_are_pure():
    one = stepper(SQUARE, AND)
    one.parameters[0] = 1
    assert not one.is_pure
    one.snapshot()
    one.parameters[0] = 0
    one.step_sample()
    assert one.is_pure


def test_another_rate_in_between_ends_the_bound_and_a_first_one_does_not():
    one = stepper(SQUARE, AND)
    one.rate = 0.5
    assert one.is_pure
    one.run_batches(None)
    one.rate = 2.0
    assert not one.is_pure


def test_criterions_slope_is_the_push_of_the_rule():
    chance = np.random.default_rng(4)
    y, z = np.sign(chance.normal(size=(3, 50))), chance.normal(size=(3, 50))
    z[0, :5] = 0
    criterion, tiny = Criterion(), 1e-30
    np.testing.assert_array_equal(criterion.derivative(y, z), np.where(y * z <= 0, -y, 0))
    complex_step = criterion.terms(y, z + 1j * tiny).imag / tiny
    smooth = z != 0
    np.testing.assert_allclose(criterion.derivative(y, z)[smooth], complex_step[smooth])
    assert criterion.rows(y, z) == pytest.approx(np.maximum(-y * z, 0).sum(axis=0))
