"""The order of tests: a seed's own, with a module's tests together."""

import itertools
from types import SimpleNamespace

from tests.random_order import shuffled

TESTS = [SimpleNamespace(path=path, name=name) for path in "abcd" for name in range(10)]


def named(tests):
    return [(test.path, test.name) for test in tests]


def test_seed_decides_the_order():
    assert named(shuffled(TESTS, 1)) == named(shuffled(TESTS, 1)) != named(shuffled(TESTS, 2))


def test_each_test_runs_once_and_beside_those_of_its_module():
    order = shuffled(TESTS, 1)
    assert sorted(named(order)) == named(TESTS)
    assert len(list(itertools.groupby(test.path for test in order))) == 4


def test_both_modules_and_the_tests_of_each_are_shuffled():
    order = named(shuffled(TESTS, 1))
    modules = [path for path, _ in itertools.groupby(path for path, _ in order)]
    assert modules != sorted(modules)
    assert all([name for path, name in order if path == one] != list(range(10)) for one in "abcd")
