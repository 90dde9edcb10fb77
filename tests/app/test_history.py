"""A run's history against the list of all its epochs, for random curves and orders of events."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from app.encoding.messages import full_until
from app.limits.caps import HISTORY_ROWS, MAX_EPOCHS
from app.runs.training.history import FINE, History
from tests.app.sessions import execute, restored, saved, session, step

NAMES = "loss", "score"


def curves(epochs, seed=0):
    """Return epochs 0 to `epochs` of noisy curves, with a value in fifty that is not a number."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(epochs + 1, len(NAMES)))
    values[chance.random(values.shape) < 0.02] = math.nan
    return values


def filled(values, history=None, start=0):
    history = history or History(NAMES)
    for epoch in range(start, len(values)):
        history.append(epoch, tuple(values[epoch].tolist()))
    return history


def row_ends(latest, epochs_per_row):
    """Return the last epoch of each row as it should be, by counting."""
    ends, end = [0], 0
    while end < latest:
        size = epochs_per_row
        while size > 1 and end < size * FINE:
            size //= 2
        end = min(latest, end + size)
        ends.append(end)
    return ends


def listed(values, epochs_per_row):
    """Return the rows as they should be, from the values of all epochs."""
    rows, before = [], -1
    for end in row_ends(len(values) - 1, epochs_per_row):
        part, before = values[before + 1 : end + 1], end
        with np.errstate(all="ignore"):
            rows.append([end, *part[-1], *np.fmin.reduce(part), *np.fmax.reduce(part)])
    return np.array(rows)


@pytest.mark.parametrize("seed", range(4))
def test_rows_have_the_last_least_and_greatest_of_their_epochs(seed):
    latest = int(np.random.default_rng(seed).integers(HISTORY_ROWS, 9 * HISTORY_ROWS))
    values = curves(latest, seed)
    history = filled(values)
    np.testing.assert_array_equal(history.rows, listed(values, history.epochs_per_row))


def test_short_run_has_a_row_for_each_epoch():
    history = filled(curves(HISTORY_ROWS - 1))
    assert history.rows[:, 0].tolist() == list(range(HISTORY_ROWS))


def test_rows_are_never_more_than_the_cap_nor_fewer_than_half_once_they_were_full():
    history, values, counts = History(("loss",)), (0.5,), []
    for epoch in range(MAX_EPOCHS + 1):
        history.append(epoch, values)
        counts.append(len(history.rows))
    assert max(counts) == HISTORY_ROWS
    assert min(counts[HISTORY_ROWS:]) > HISTORY_ROWS / 2
    assert history.rows[[0, -1], 0].tolist() == [0, MAX_EPOCHS]


def test_no_row_stands_for_more_than_a_small_share_of_its_epoch():
    epochs = filled(curves(20 * HISTORY_ROWS)).rows[:, 0]
    assert (np.diff(epochs) <= np.maximum(1, epochs[1:] / FINE)).all()


def test_columns_say_which_is_the_least_and_which_the_greatest():
    ends = "loss_min", "score_min", "loss_max", "score_max"
    assert History(NAMES).columns == ("epoch", *NAMES, *ends)


@pytest.mark.parametrize("seed", range(6))
def test_viewer_that_replaces_rows_from_where_it_is_told_has_all_rows(seed):
    chance, values = np.random.default_rng(seed), curves(4 * HISTORY_ROWS)
    history, has, seen, layout, at = History(NAMES), np.empty((0, 7)), -1, 1, 0
    while at < len(values):
        stop = at + int(chance.integers(1, 90))
        filled(values[:stop], history, at)
        since = seen if layout == history.epochs_per_row else -1
        after = full_until(since, history.epochs_per_row)
        has = np.vstack([has[has[:, 0] <= after], history.since(since)])
        at, seen, layout = stop, history.latest, history.epochs_per_row
        np.testing.assert_array_equal(has, history.rows)


@pytest.mark.parametrize("epoch", [0, 1, 63, 100, 400, 1001, 3000, 3999])
def test_cut_history_goes_on_as_the_list_of_its_epochs_does(epoch):
    values = curves(4000)
    history = filled(values)
    history.cut(epoch)
    latest = history.latest
    assert epoch - history.epochs_per_row < latest <= epoch
    again = curves(6000, seed=9)
    values = np.vstack([values[: latest + 1], again[latest + 1 :]])
    filled(values, history, latest + 1)
    np.testing.assert_array_equal(history.rows, listed(values, history.epochs_per_row))


def test_history_cut_within_its_first_rows_is_one_that_never_went_further():
    values = curves(4000)
    history = filled(values)
    history.cut(FINE)
    assert history.epochs_per_row == 1
    np.testing.assert_array_equal(history.rows, filled(values[: FINE + 1]).rows)


def test_history_that_lost_all_rows_begins_anew():
    history = filled(curves(4000)).until(-1)
    np.testing.assert_array_equal(filled(curves(70), history).rows, filled(curves(70)).rows)


def test_past_of_a_history_leaves_it_alone():
    history = filled(curves(4000))
    rows, epochs_per_row = history.rows.copy(), history.epochs_per_row
    history.until(70).append(71, (0.0, 0.0))
    np.testing.assert_array_equal(history.rows, rows)
    assert history.epochs_per_row == epochs_per_row


@pytest.mark.parametrize("latest", [0, 1, 999, 1000, 1003, 2500])
def test_refilled_history_goes_on_to_the_same_bits(latest):
    values = curves(5000)
    history, twin = filled(values[: latest + 1]), History(NAMES)
    twin.refill(history.rows, history.epochs_per_row)
    for each in (history, twin):
        filled(values, each, latest + 1)
    np.testing.assert_array_equal(twin.rows, history.rows)


def test_rows_of_an_old_checkpoint_are_epochs_of_their_own():
    """Each had a single epoch's metrics; there were up to 8,192, with gaps in the far past."""
    epochs = np.array([*range(0, 8000, 2), *range(8000, 12_000)])
    values = curves(12_000)[epochs]
    history = History(NAMES)
    history.refill(np.column_stack([epochs, values]))
    history.append(12_000, (7.0, 7.0))
    assert len(history.rows) <= HISTORY_ROWS
    assert history.rows[[0, -1], :3].tolist() == [[0, *values[0]], [12_000, 7.0, 7.0]]
    assert np.nanmin(history.rows[:, 3]) == np.nanmin(values[:, 0])
    assert np.nanmax(history.rows[:, 6]) == np.nanmax([*values[:, 1], 7.0])


# --- in a run ------------------------------------------------------------------------------------

SMALL = {"data": {"samples": 20}, "network": {"hidden": []}, "training": {"batch_size": 20}}
LONG = 1500  # epochs: two a row, beyond epoch 128


def trained():
    return step(step(session(**SMALL), count=1000), count=LONG - 1000)


def table(run):
    told = execute(run, {"type": "history"})
    return SimpleNamespace(rows=np.array(told["rows"]), epochs_per_row=told["epochs_per_row"])


def test_history_does_not_depend_on_how_the_epochs_were_cut_into_slices():
    run = session(**SMALL)
    for count in [1, 2, 500, 3, 494, 499, 1]:
        step(run, count=count)
    assert saved(run) == saved(trained())


def test_revived_run_goes_on_to_the_same_rows():
    run = trained()
    twin = restored(saved(run), seq=0)
    for each in (run, twin):
        step(each, count=3)
    np.testing.assert_array_equal(table(twin).rows, table(run).rows)


def test_fork_within_a_row_has_the_metrics_of_its_epoch():
    run = trained()
    blob = execute(run, {"type": "fork", "epoch": 1001})["checkpoint"]
    fork = restored(blob.tobytes(), seq=0)
    rows = table(fork).rows
    loss = execute(fork, {"type": "status"})["metrics"]["loss"]
    assert fork.epoch == 1001
    assert rows[-1, :2].tolist() == [1001, loss]
    np.testing.assert_array_equal(rows[:-1], table(run).rows[: len(rows) - 1])


def test_run_that_goes_on_from_a_past_epoch_comes_to_the_rows_that_it_had():
    run = trained()
    before = table(run)
    execute(run, {"type": "seek", "epoch": 1001})
    np.testing.assert_array_equal(table(run).rows, before.rows)
    step(run, count=LONG - 1001)
    after = table(run)
    assert after.epochs_per_row == before.epochs_per_row
    np.testing.assert_array_equal(after.rows, before.rows)


def test_checkpoint_of_the_longest_history_is_a_third_of_what_it_was():
    """It had 8,192 epochs with five metrics each."""
    run = session()
    run.trainer.history.refill(np.random.default_rng(0).random((HISTORY_ROWS, 16)), 128)
    assert len(saved(run)) < 8 * 8192 * 6 / 2.9
