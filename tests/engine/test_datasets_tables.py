import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris
from sklearn.utils import shuffle

from engine.datasets import digits, iris
from engine.datasets.split import split
from engine.errors import InvalidValue


def test_iris_is_scikit_learns():
    table, theirs = iris.load(), load_iris()
    np.testing.assert_array_equal(table.x, theirs.data)
    np.testing.assert_array_equal(table.y, theirs.target)
    assert table.classes == tuple(theirs.target_names)
    assert [f"{name} (cm)" for name in table.feature_names] == theirs.feature_names


def test_digits_are_scikit_learns():
    table, theirs = digits.load(), load_digits()
    np.testing.assert_array_equal(table.x, theirs.data)
    np.testing.assert_array_equal(table.y, theirs.target)
    np.testing.assert_array_equal(table.x.reshape(-1, 8, 8), theirs.images)
    assert table.classes == tuple("0123456789")


@pytest.mark.parametrize(("data_set", "train", "test"), [(iris, 120, 30), (digits, 1437, 360)])
def test_a_fifth_is_kept_for_testing(data_set, train, test):
    (x_train, y_train), (x_test, y_test) = data_set.load_data()
    assert (len(x_train), len(y_train), len(x_test), len(y_test)) == (train, train, test, test)
    assert x_train.dtype == x_test.dtype == np.float64
    assert y_train.dtype == y_test.dtype == np.uint8


@pytest.mark.parametrize("seed", [0, 113])
def test_rows_are_shuffled_by_the_legacy_generator_and_stay_with_their_labels(seed):
    table = iris.load()
    (x_train, y_train), (x_test, y_test) = iris.load_data(test_split=0.3, seed=seed)
    order = shuffle(np.arange(150), random_state=seed)
    np.testing.assert_array_equal(np.concatenate([x_train, x_test]), table.x[order])
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), table.y[order])


def test_splitting_leaves_numpys_global_state_alone():
    np.random.seed(1)
    expected = np.random.random(3)
    np.random.seed(1)
    iris.load_data()
    np.testing.assert_array_equal(np.random.random(3), expected)


def test_nothing_is_kept_for_testing_where_none_is_asked():
    (x_train, _), (x_test, y_test) = iris.load_data(test_split=0)
    assert (len(x_train), len(x_test), len(y_test)) == (150, 0, 0)


@pytest.mark.parametrize(
    ("share", "seed", "says"),
    [
        (1, 0, r"test_split must lie in \[0, 1\); got 1"),
        (-0.1, 0, r"test_split must lie in \[0, 1\); got -0.1"),
        (0.9, 0, "must leave an example of 3 to train on; got 0.9"),
        (0.2, -1, "seed must be a whole number .*; got -1"),
        (0.2, 2**32, "seed must be a whole number .*; got 4294967296"),
        (0.2, 0.5, "seed must be a whole number .*; got 0.5"),
    ],
)
def test_share_or_seed_out_of_range_is_refused(share, seed, says):
    with pytest.raises(InvalidValue, match=says):
        split(np.zeros((3, 1)), np.zeros(3), share, seed)


def test_what_is_loaded_may_be_changed_without_changing_the_data_set():
    iris.load().x[:] = 0
    assert iris.load().x.min() > 0
