"""What TensorBoard's own reader finds in the files that the callback wrote."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import callbacks
from engine.notices import NotDone
from tests.engine.events import points, read, settings
from tests.engine.networks import CIRCLE, LABELS, playground

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    board = callbacks.TensorBoard(
        folder, histogram_freq=2, update_freq=2, hparams={"rate": 0.03, "units": 4}
    )
    data = {"validation_data": (CIRCLE, LABELS), "verbose": 0}
    history = playground().fit(CIRCLE, LABELS, 10, epochs=4, callbacks=[board], **data)
    return folder, history.history


def test_figures_of_every_epoch_are_found(folder):
    place, history = folder
    scalars = read(place / "train").Scalars("epoch_loss")
    assert [event.step for event in scalars] == [0, 1, 2, 3]
    assert [event.value for event in scalars] == pytest.approx(history["loss"])


def test_validation_has_a_folder_of_its_own(folder):
    place, history = folder
    scalars = read(place / "validation").Scalars("epoch_loss")
    assert [event.value for event in scalars] == pytest.approx(history["val_loss"])


def test_rate_and_batches_are_found(folder):
    events = read(folder[0] / "train")
    assert events.Scalars("epoch_learning_rate")[0].value == pytest.approx(0.03)
    assert [event.step for event in events.Scalars("batch_loss")] == list(range(2, 21, 2))


def test_weights_are_found_as_histograms(folder):
    events = read(folder[0] / "train")
    (name,) = [tag for tag in events.Tags()["histograms"] if tag.endswith("/kernel")][:1]
    histograms = events.Histograms(name)
    assert [event.step for event in histograms] == [0, 2]
    assert histograms[0].histogram_value.num == 8


def test_network_is_found_as_text(folder):
    events = read(folder[0] / "train")
    (text,) = events.Tensors("graph/text_summary")
    assert b" (Dense) " in text.tensor_proto.string_val[0]


def test_settings_are_found(folder):
    place, history = folder
    events = read(place / "train" / "hparams")
    assert "hparam/loss" in events.Tags()["scalars"]
    assert events.Scalars("hparam/loss")[0].value == pytest.approx(history["loss"][-1])


def test_fits_that_follow_each_other_at_once_all_stay(tmp_path):
    board, model = callbacks.TensorBoard(tmp_path, hparams={"rate": 0.03}), playground()
    for first in range(0, 24, 2):  # more than nine within a second
        options = {"epochs": first + 2, "initial_epoch": first}
        model.fit(CIRCLE, LABELS, callbacks=[board], verbose=0, **options)
    assert points(tmp_path / "train") == list(range(24))
    assert len(list((tmp_path / "train" / "hparams").iterdir())) == 12


def test_processes_that_write_at_once_do_not_overwrite_each_other(tmp_path):
    program = (
        "import sys; from engine import callbacks; from tests.engine.networks import *;"
        "first = int(sys.argv[2]); board = callbacks.TensorBoard(sys.argv[1]);"
        "playground().fit(CIRCLE, LABELS, epochs=first + 1, initial_epoch=first,"
        " callbacks=[board], verbose=0)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    started = [subprocess.Popen([*command, str(n)], cwd=ROOT) for n in range(2)]
    assert [one.wait(timeout=120) for one in started] == [0, 0]
    assert sorted(points(tmp_path / "train")) == [0, 1]


def test_settings_are_written_whatever_their_type(tmp_path):
    given = {
        "rate": np.float32(0.25), "units": np.int64(4), "bias": np.bool_(True),
        "name": np.str_("a"), "clip": None, "sizes": (4, 2), "flag": False, "epochs": 3,
    }  # fmt: skip
    board = callbacks.TensorBoard(tmp_path, hparams=given)
    playground().fit(CIRCLE, LABELS, callbacks=[board], verbose=0)
    assert settings(tmp_path / "train" / "hparams") == {
        "rate": 0.25, "units": 4.0, "bias": True, "name": "a", "clip": "None", "sizes": "(4, 2)",
        "flag": False, "epochs": 3.0,
    }  # fmt: skip


def test_rate_that_another_callback_tells_is_written_once(tmp_path):
    watchers = [callbacks.ReduceLROnPlateau("loss"), callbacks.TensorBoard(tmp_path)]
    playground().fit(CIRCLE, LABELS, epochs=3, callbacks=watchers, verbose=0)
    rates = read(tmp_path / "train").Scalars("epoch_learning_rate")
    assert [event.step for event in rates] == [0, 1, 2]


def test_missing_library_is_named_with_the_way_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    board = callbacks.TensorBoard(tmp_path)
    with pytest.raises(ImportError, match=r"pip install 'neural-playground\[tensorboard\]'"):
        playground().fit(CIRCLE, LABELS, callbacks=[board], verbose=0)


def test_what_is_not_written_is_told(tmp_path):
    with pytest.warns(NotDone, match=r"TensorBoard\(profile_batch=…\) writes nothing"):
        callbacks.TensorBoard(tmp_path, profile_batch=(100, 200))
