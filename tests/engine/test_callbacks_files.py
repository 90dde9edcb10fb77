"""Callbacks that write files: checkpoints of the model, a table of its figures."""

import csv

import numpy as np
import pytest

from engine import callbacks, models
from engine.errors import EngineError
from tests.engine.doubles import feed
from tests.engine.networks import CIRCLE, LABELS, playground

# the playground's initializer is none of Keras's, which saving says
pytestmark = pytest.mark.filterwarnings("ignore:this .keras file is for the engine")


@pytest.mark.parametrize(
    ("options", "saved"),
    [
        ({}, ["m-01-5.000.keras", "m-02-3.000.keras", "m-03-4.000.keras"]),
        ({"save_best_only": True}, ["m-01-5.000.keras", "m-02-3.000.keras"]),
        ({"save_best_only": True, "initial_value_threshold": 4}, ["m-02-3.000.keras"]),
        (
            {"save_weights_only": True, "save_best_only": True},
            ["weights of m-01-5.000.safetensors", "weights of m-02-3.000.safetensors"],
        ),
    ],
)
def test_checkpoints_are_named_by_their_figures(tmp_path, options, saved):
    ending = "safetensors" if "save_weights_only" in options else "keras"
    path = tmp_path / f"m-{{epoch:02d}}-{{val_loss:.3f}}.{ending}"
    assert feed(callbacks.ModelCheckpoint(path, **options), [5, 3, 4]).saved == saved


@pytest.mark.parametrize(("alone", "ending"), [(False, "keras"), (True, "safetensors")])
def test_name_that_cannot_be_saved_to_is_told_when_the_checkpoint_is_made(alone, ending):
    with pytest.raises(EngineError, match=rf"must end in .*\.{ending}.*; got 'best\.model'"):
        callbacks.ModelCheckpoint("best.model", save_weights_only=alone)


def test_checkpoints_are_saved_after_so_many_batches(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "{epoch}-{batch}.keras", save_freq=4)
    playground().fit(CIRCLE, LABELS, 10, epochs=2, callbacks=[checkpoint], verbose=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1-4.keras", "2-3.keras"]


def test_checkpoint_that_is_cut_short_leaves_the_last_one_whole(tmp_path, monkeypatch):
    file, model = tmp_path / "model.keras", playground()
    data = {"callbacks": [callbacks.ModelCheckpoint(file)], "verbose": 0}
    model.fit(CIRCLE, LABELS, **data)
    before = file.read_bytes()
    monkeypatch.setattr("os.fsync", lambda number: 1 / 0)  # the disk fails after the last byte
    with pytest.raises(ZeroDivisionError):
        model.fit(CIRCLE, LABELS, **data)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_best_checkpoint_is_the_model_of_the_best_epoch(tmp_path):
    file, model, seen = tmp_path / "best.keras", playground("adam", learning_rate=0.3), []
    watchers = [
        callbacks.ModelCheckpoint(file, save_best_only=True),
        callbacks.LambdaCallback(on_epoch_end=lambda *_: seen.append(model.get_weights())),
    ]
    data = {"validation_data": (CIRCLE[::3], LABELS[::3]), "verbose": 0}
    losses = model.fit(CIRCLE, LABELS, epochs=30, callbacks=watchers, **data).history["val_loss"]
    best = seen[int(np.argmin(losses))]
    for one, other in zip(models.load_model(file).get_weights(), best, strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.argmin(losses) < 29


def test_log_has_a_line_for_each_epoch_and_goes_on_when_asked(tmp_path):
    file = tmp_path / "log.csv"
    for append in (False, True):
        log = callbacks.CSVLogger(file, append=append)
        playground().fit(CIRCLE, LABELS, epochs=2, callbacks=[log], verbose=0)
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    assert [row["epoch"] for row in rows] == ["0", "1", "0", "1"]
    assert float(rows[0]["loss"]) == pytest.approx(float(rows[2]["loss"]))


def test_figure_with_the_name_of_a_formula_is_logged_as_a_text(tmp_path):
    file = tmp_path / "log.csv"
    for append in (False, True):
        feed(callbacks.CSVLogger(file, append=append), [0.5], "=1+1")
    assert file.read_text() == "epoch,'=1+1\n0,0.5\n0,0.5\n"


def test_log_that_goes_on_keeps_its_columns(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text("epoch;val_loss;loss\n0;2;1\n")
    log = callbacks.CSVLogger(file, separator=";", append=True)
    feed(log, [0.5], "loss")
    assert file.read_text() == "epoch;val_loss;loss\n0;2;1\n0;;0.5\n"


@pytest.mark.parametrize("others", [[], [callbacks.LambdaCallback()]])
def test_columns_are_those_of_all_epochs_where_not_each_is_validated(tmp_path, others):
    table = callbacks.CSVLogger(tmp_path / "log.csv")
    data = {"validation_data": (CIRCLE, LABELS), "validation_freq": 2, "verbose": 0}
    playground().fit(CIRCLE, LABELS, epochs=2, callbacks=[table, *others], **data)
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    first, second = csv.DictReader(lines)
    assert list(first) == ["epoch", "loss", "val_loss"]
    assert (first["val_loss"], float(second["val_loss"]) > 0) == ("", True)
