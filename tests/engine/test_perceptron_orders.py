import numpy as np
import pytest
from sklearn.datasets import load_iris

from engine.perceptron import Perceptron
from engine.perceptron import orders as module
from engine.perceptron.orders import counting_mistakes

IRIS = load_iris()
SPECIES = np.where(IRIS.target[:, None] == [0, 1, 2], 1.0, -1.0)
SQUARE = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])
XOR = np.array([[-1.0], [1], [1], [-1]])


def shuffles(rows, count):
    chance = np.random.default_rng(2)
    return np.array([chance.permutation(rows) for _ in range(count)])


def counted(*about):
    work = counting_mistakes(*about)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("block", [module.BLOCK, 500], ids=["wide", "row by row"])
def test_mistakes_are_those_of_the_classifier_for_each_order(monkeypatch, block):
    monkeypatch.setattr(module, "BLOCK", block)
    orders = shuffles(150, 8)
    counts = counted(IRIS.data, SPECIES[:, :1], orders, 100, 10_000)
    assert counts.converged.all()
    for order, mistakes in zip(orders, counts.mistakes, strict=True):
        model = Perceptron(shuffle=False, tol=None, max_iter=100)
        model.fit(IRIS.data[order], (IRIS.target == 0)[order])
        assert mistakes == model.mistakes_


def test_outputs_are_counted_alone():
    orders = shuffles(150, 4)
    both = counted(IRIS.data, SPECIES, orders, 5, 10_000)
    for output in range(3):
        alone = counted(IRIS.data, SPECIES[:, [output]], orders, 5, 10_000)
        np.testing.assert_array_equal(both.mistakes[:, [output]], alone.mistakes)
        np.testing.assert_array_equal(both.converged[:, [output]], alone.converged)


def test_what_no_plane_parts_is_given_up():
    counts = counted(SQUARE, XOR, shuffles(4, 3), 20, 10_000)
    assert not counts.converged.any()
    assert (counts.mistakes >= 20).all()


def test_work_ends_after_so_many_rounds():
    rounds = sum(1 for _ in counting_mistakes(SQUARE, XOR, shuffles(4, 3), 1000, 7))
    assert rounds == 7


def test_no_order_makes_more_mistakes_than_the_bound_allows():
    (bound,) = Perceptron().mistake_bounds(IRIS.data, IRIS.target == 0)
    counts = counted(IRIS.data, SPECIES[:, :1], shuffles(150, 32), 200, 10_000)
    assert counts.mistakes.max() <= bound
