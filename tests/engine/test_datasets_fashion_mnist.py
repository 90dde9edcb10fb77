import gzip
import hashlib
import struct
from dataclasses import replace

import numpy as np
import pytest

from engine.datasets import cache, fashion_mnist, idx
from engine.datasets.errors import DamagedData, MissingData


def packed(array):
    """Return an array of bytes in the IDX format, written out by the format's description."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


PICTURES = np.arange(3 * 28 * 28).reshape(3, 28, 28).astype(np.uint8)
LABELS = np.array([9, 0, 3], np.uint8)


@pytest.fixture
def official():
    """Skip where the true files are not on this machine; no test downloads them."""
    absent = [file.name for file in fashion_mnist.FILES.values() if not cache.found(file)]
    if absent:
        pytest.skip(f"no {', '.join(absent)} here: apt-get install dataset-fashion-mnist")


@pytest.fixture
def three(tmp_path, monkeypatch):
    """Put three pictures to train and to test in the place of the true files; return the folder."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    files = {}
    for key, file in fashion_mnist.FILES.items():
        content = packed(PICTURES if "images" in key else LABELS)
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(content))
        sha256 = hashlib.sha256(content).hexdigest()
        files[key] = replace(file, sha256=sha256, mirrors=(), system_folder=None)
    monkeypatch.setattr(fashion_mnist, "FILES", files)
    return tmp_path


def test_official_files_have_the_shapes_of_keras(official):
    (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((60_000,), (10_000,))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}


def test_official_labels_are_the_published_ones_and_even(official):
    (_, y_train), (_, y_test) = fashion_mnist.load_data()
    assert y_train[:10].tolist() == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    assert np.bincount(y_train).tolist() == [6000] * 10
    assert np.bincount(y_test).tolist() == [1000] * 10


def test_official_pictures_have_the_published_mean_and_deviation(official):
    (x_train, _), _ = fashion_mnist.load_data()
    assert x_train.mean() / 255 == pytest.approx(0.2860, abs=5e-5)
    assert x_train.std() / 255 == pytest.approx(0.3530, abs=5e-5)


def test_pictures_and_labels_come_as_they_were_written(three):
    for x, y in fashion_mnist.load_data():
        np.testing.assert_array_equal(x, PICTURES)
        np.testing.assert_array_equal(y, LABELS)


def test_pictures_may_be_changed_in_place(three):
    (x, _), _ = fashion_mnist.load_data()
    x //= 2
    assert x.max() == 127


def test_absent_files_name_debians_package(three):
    (three / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(MissingData, match="apt-get install dataset-fashion-mnist"):
        fashion_mnist.load_data()


def test_fewer_labels_than_pictures_are_refused(three, monkeypatch):
    content = packed(LABELS[:2])
    file = fashion_mnist.FILES["test_labels"]
    (three / f"{file.name}.gz").write_bytes(gzip.compress(content))
    true = replace(file, sha256=hashlib.sha256(content).hexdigest())
    monkeypatch.setitem(fashion_mnist.FILES, "test_labels", true)
    with pytest.raises(DamagedData, match=r"t10k-labels.* the shape \(3,\); got \(2,\)"):
        fashion_mnist.load_data()


def test_idx_reads_what_its_description_says():
    np.testing.assert_array_equal(idx.parse(packed(PICTURES), (None, 28, 28)), PICTURES)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "must begin with 00 00 08 01 and 1 sizes; got nothing"),
        (b"\0\0\x08\x01\0\0", "and 1 sizes; got 00 00 08 01 00 00"),
        (b"\0\0\x0d\x01\0\0\0\1\0", "must begin with 00 00 08 01"),
        (packed(PICTURES), "must begin with 00 00 08 01"),
        (packed(LABELS)[:-1], "must hold 3 bytes for the shape .*; got 2"),
        (packed(LABELS) + b"\0", "must hold 3 bytes for the shape .*; got 4"),
        (b"\0\0\x08\x01\xff\xff\xff\xff", "must hold 4294967295 bytes .*; got 0"),
    ],
    ids=["empty", "half a header", "floats", "three dimensions", "short", "long", "forged size"],
)
def test_idx_refuses_what_its_header_belies(content, says):
    with pytest.raises(DamagedData, match=says):
        idx.parse(content, (None,))
