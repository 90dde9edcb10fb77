"""Files of pictures: mapped once for a machine, proven, and said in words where they are not."""

import gzip
import hashlib
import os
from dataclasses import replace

import numpy as np
import pytest

from app.documents.picture_data import FASHION, PICTURES
from app.errors import Unprocessable
from app.runs.blocks import finish
from app.runs.images import pictures
from app.runs.images.picture_files import mapping
from app.services.images_reader import picture_data
from engine.datasets import cache, fashion_mnist
from engine.datasets.official import Official
from tests.app.images import pictured

SHAPE = 300, 8, 8
ARRAY = (np.arange(np.prod(SHAPE)) % 251).astype(np.uint8).reshape(SHAPE)
CONTENT = b"\0\0\x08\x03" + np.array(SHAPE, ">u4").tobytes() + ARRAY.tobytes()
FILE = Official(
    "shapes", "shapes-idx3-ubyte", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), (), "ask"
)


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Let the machine have two empty folders for data: an operator's, and the user's cache."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "given"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "given").mkdir()
    return tmp_path


def given(folders, content=CONTENT):
    path = folders / "given" / "shapes-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(content))
    return path


def kept(folders):
    return folders / "cache" / "neural-playground" / "shapes" / FILE.name


def refusal(file=FILE, shape=SHAPE):
    with pytest.raises(Unprocessable) as refused:
        finish(mapping(file, shape))
    (fault,) = refused.value.errors
    assert fault["path"] == "data.name"
    assert "digits" in fault["detail"]
    return fault["code"], fault["detail"]


def test_packed_file_is_unpacked_once_and_mapped_by_all(folders):
    given(folders)
    first = finish(mapping(FILE, SHAPE))
    inode = os.stat(kept(folders)).st_ino
    second = finish(mapping(FILE, SHAPE))
    assert (first == ARRAY).all()
    assert (second == ARRAY).all()
    assert os.stat(kept(folders)).st_ino == inode
    assert not first.flags.writeable
    assert kept(folders).read_bytes() == CONTENT
    assert [path.name for path in kept(folders).parent.glob(".part-*")] == []


def test_unpacked_file_is_mapped_where_it_is(folders):
    (folders / "given" / FILE.name).write_bytes(CONTENT)
    assert (finish(mapping(FILE, SHAPE)) == ARRAY).all()
    assert not kept(folders).exists()


def test_damaged_copy_is_made_anew(folders):
    given(folders)
    finish(mapping(FILE, SHAPE))
    kept(folders).write_bytes(CONTENT[:-1] + b"\7")
    assert (finish(mapping(FILE, SHAPE)) == ARRAY).all()
    assert kept(folders).read_bytes() == CONTENT


def test_cache_that_cannot_be_written_is_done_without(folders):
    given(folders)
    (folders / "cache").write_text("a file stands where the folder should")
    assert (finish(mapping(FILE, SHAPE)) == ARRAY).all()


def test_two_that_unpack_at_once_share_what_the_first_has_made(folders):
    given(folders)
    first, second = mapping(FILE, SHAPE), mapping(FILE, SHAPE)
    next(first)
    next(second)  # waits for the first
    assert (finish(first) == ARRAY).all()
    inode = os.stat(kept(folders)).st_ino
    assert (finish(second) == ARRAY).all()
    assert os.stat(kept(folders)).st_ino == inode


def test_work_that_is_given_up_leaves_no_part(folders):
    given(folders)
    work = mapping(FILE, SHAPE)
    next(work)
    work.close()
    assert [path.name for path in kept(folders).parent.glob(".part-*")] == []


def test_missing_file_is_named_with_what_to_do():
    code, words = refusal()
    assert code == "missing_data"
    assert "shapes-idx3-ubyte.gz is not on this server: its operator can ask" in words


@pytest.mark.parametrize(
    "content",
    [CONTENT[:-5], CONTENT + b"\0", CONTENT[:-1] + b"\7"],
    ids=["short", "long", "altered"],
)
def test_damaged_file_is_named(folders, content):
    path = given(folders, content)
    code, words = refusal()
    assert code == "damaged_data"
    assert f"{path} is damaged" in words


def test_file_that_is_cut_within_its_packing_is_named(folders):
    path = given(folders)
    path.write_bytes(path.read_bytes()[:-20])
    assert refusal()[0] == "damaged_data"


def test_file_of_another_shape_is_refused(folders):
    given(folders)
    assert refusal(shape=(300, 8, 9))[0] == "damaged_data"


def test_run_without_its_pictures_is_refused_with_the_field_and_digits_are_offered(monkeypatch):
    files = tuple(replace(file, system_folder=None) for file in fashion_mnist.FILES.values())
    monkeypatch.setattr(pictures, "_sets", {})
    names = dict(zip(fashion_mnist.FILES, files, strict=True))
    monkeypatch.setattr(fashion_mnist, "FILES", names)
    monkeypatch.setitem(PICTURES, FASHION, replace(PICTURES[FASHION], files=files))
    with pytest.raises(Unprocessable) as refused:
        pictured(data={})
    assert refused.value.errors[0]["code"] == "missing_data"
    assert "apt-get install dataset-fashion-mnist" in refused.value.detail
    here = {data["name"]: (data["here"], data["missing"]) for data in picture_data()}
    assert here["digits"] == (True, None)
    assert "train-images-idx3-ubyte.gz" in here[FASHION][1]


@pytest.mark.skipif(
    PICTURES[FASHION].missing is not None, reason="Fashion-MNIST is not on this machine"
)
def test_pictures_of_fashion_mnist_are_those_that_the_engine_loads():
    (x, y), (x_test, y_test) = fashion_mnist.load_data()
    found = finish(pictures.picture_set(FASHION))
    ids = np.array([0, 59_999, 60_000, 69_999])
    wanted = np.stack([x[0], x[-1], x_test[0], x_test[-1]])
    assert (found.pixels(ids).reshape(4, 28, 28) == wanted).all()
    assert found.labels[ids].tolist() == [y[0], y[-1], y_test[0], y_test[-1]]
    assert cache.found(fashion_mnist.FILES["train_images"]) is not None
