import hashlib
from dataclasses import replace

import numpy as np
import pytest
from sklearn.utils import shuffle

from engine.datasets import cache, california_housing
from engine.datasets.errors import DamagedData, MissingData
from engine.errors import UnknownChoice

FIRST = [8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23]  # scikit-learn's
RAW = "-122.23,37.88,41.0,880.0,129.0,322.0,126.0,8.3252,452600.0\n"
OTHER = "-120.00,36.00,{age},400.0,100.0,300.0,100.0,2.5000,{value}.0\n"


@pytest.fixture
def official():
    """Return the true table; skip where its file is not here, since no test downloads it."""
    if not cache.found(california_housing.FILE):
        pytest.skip("no cal_housing.data here: set PLAYGROUND_DATA to a folder that holds it")
    return california_housing.load()


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Return a function that puts rows in the place of the true file."""

    def rows(text):
        (tmp_path / "cal_housing.data").write_text(text)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        file = replace(california_housing.FILE, sha256=sha256, mirrors=())
        monkeypatch.setattr(california_housing, "FILE", file)
        monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        return tmp_path / "cal_housing.data"

    return rows


@pytest.fixture
def thousand(put):
    """A thousand districts, told apart by their targets 0.00000, 0.00001 …"""
    put("".join(OTHER.format(age=20, value=i) for i in range(1000)))


def test_official_table_has_scikit_learns_figures(official):
    assert official.x.shape == (20_640, 8)
    np.testing.assert_allclose(official.x[0], FIRST, rtol=1e-7)
    assert official.y[0] == 4.526
    assert official.y.mean() == pytest.approx(2.0685582, abs=1e-6)
    assert (official.y >= 5).sum() == 992


def test_official_table_splits_into_four_fifths_and_one(official):
    (x_train, y_train), (x_test, y_test) = california_housing.load_data()
    assert (x_train.shape, x_test.shape) == ((16_512, 8), (4_128, 8))
    assert (y_train.shape, y_test.shape) == ((16_512,), (4_128,))


def test_features_are_derived_from_the_raw_columns_as_scikit_learn_does(put):
    put(RAW)
    table = california_housing.load()
    np.testing.assert_allclose(table.x, [FIRST], rtol=1e-7)
    assert table.x[0, 2] == 880 / 126  # not rounded
    assert table.y.tolist() == [4.526]
    assert table.x.dtype == table.y.dtype == np.float64
    assert len(table.feature_names) == 8


def test_large_version_is_shuffled_by_the_legacy_generator_of_its_seed(thousand):
    (_, y_train), (_, y_test) = california_housing.load_data(test_split=0.25, seed=7)
    order = np.rint(np.concatenate([y_train, y_test]) * california_housing.DOLLARS)
    np.testing.assert_array_equal(order, shuffle(np.arange(1000), random_state=7))
    assert (len(y_train), len(y_test)) == (750, 250)


def test_small_version_holds_the_first_600_districts(thousand):
    (_, y_train), (_, y_test) = california_housing.load_data("small")
    held = np.sort(np.rint(np.concatenate([y_train, y_test]) * california_housing.DOLLARS))
    np.testing.assert_array_equal(held, np.arange(600))
    assert (len(y_train), len(y_test)) == (480, 120)


def test_unknown_version_lists_the_choices():
    with pytest.raises(UnknownChoice, match="one of large, small; got 'medium'"):
        california_housing.load_data("medium")


def test_file_that_was_changed_is_refused(put):
    put(RAW).write_text(RAW.replace("452600", "452601"))
    with pytest.raises(DamagedData, match=r"cal_housing\.data is not the official file"):
        california_housing.load()


def test_absent_file_names_the_remedy(put):
    put(RAW).unlink()
    with pytest.raises(MissingData, match=r"Remedy: download cal_housing\.tgz .*PLAYGROUND_DATA"):
        california_housing.load_data()
