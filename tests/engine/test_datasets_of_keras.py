"""Data sets by Keras's names: read from its own files where they are, refused in plain words."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

import engine as keras
from engine.datasets import boston_housing, mnist
from engine.datasets.errors import DamagedData, MissingData


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def put(monkeypatch, module, path, **arrays):
    """Write a file, and have its checksum be the official one; no mirror is asked."""
    np.savez(path, **arrays)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setattr(module, "FILE", replace(module.FILE, sha256=found, mirrors=()))


def test_digits_come_from_the_file_that_keras_keeps(folder, monkeypatch):
    x, y = np.zeros((3, 28, 28), np.uint8), np.arange(3, dtype=np.uint8)
    put(monkeypatch, mnist, folder / "mnist.npz", x_train=x, y_train=y, x_test=x[:1], y_test=y[:1])
    (train_x, train_y), (test_x, _) = keras.datasets.mnist.load_data()
    assert (train_x.shape, train_y.tolist(), len(test_x)) == ((3, 28, 28), [0, 1, 2], 1)


def test_houses_are_cut_like_keras_cuts_them(folder, monkeypatch):
    x, y = np.arange(20.0).reshape(10, 2), np.arange(10.0)
    put(monkeypatch, boston_housing, folder / "boston_housing.npz", x=x, y=y)
    (_, train_y), (_, test_y) = keras.datasets.boston_housing.load_data()
    order = np.arange(10)
    np.random.RandomState(113).shuffle(order)
    assert [*train_y, *test_y] == order.tolist()


def test_another_file_under_that_name_is_refused(folder):
    np.savez(folder / "mnist.npz", x_train=np.zeros(3))
    with pytest.raises(DamagedData, match="is not the official file"):
        keras.datasets.mnist.load_data()


def test_file_that_is_nowhere_is_told_with_its_place(folder, monkeypatch):
    gone = replace(mnist.FILE, mirrors=(), system_folder=None)
    monkeypatch.setattr(mnist, "FILE", gone)
    with pytest.raises(MissingData, match=r"put mnist\.npz into a folder .* PLAYGROUND_DATA"):
        keras.datasets.mnist.load_data()


@pytest.mark.parametrize("name", ["cifar10", "imdb"])
def test_pickles_are_not_read_and_that_is_said(name):
    with pytest.raises(MissingData, match=f"{name} is published as pickles"):
        getattr(keras.datasets, name).load_data(num_words=1000)
