"""What viewers see of a search, and how it is changed while it goes on."""

import numpy as np
import pytest

from app.documents.commands import View
from app.runs.training.checkpoints import save
from tests.app.searches import METHODS, NAME, SPACE, opened, searched
from tests.app.sessions import execute, put, refusal, restored, shown, step
from tests.app.studies import RATE, trials


@pytest.mark.parametrize("method", METHODS)
def test_narrowed_search_goes_on_and_keeps_its_trials(method):
    run = searched(method, 6)
    before = trials(run)
    narrow = [{"path": RATE, "float": {"from": 0.2, "to": 0.3}}, *SPACE[1:]]
    put(run, "vary.space", narrow)
    put(run, "vary.trials", 8)
    assert run.status == "paused"
    step(run, "epoch", 99)
    after = trials(run)
    assert [row["trial"] for row in after] == list(range(8))
    assert after[: len(before)] == before
    assert all(0.2 <= row[RATE] <= 0.3 for row in after[len(before) :])


def test_trial_in_training_goes_on_when_the_space_is_narrowed():
    run = searched("bayesian", 6, done=2)
    step(run, "batch", 2)
    twin = restored(save(run), seq=run.seq)
    for each in (run, twin):
        put(each, "vary.space.1.choice", ["momentum"])
    twin = restored(save(twin), seq=twin.seq)
    for each in (run, twin):
        step(each, "epoch", 99)
    assert trials(run) == trials(twin)
    assert {row[NAME] for row in trials(run)[3:]} == {"momentum"}


@pytest.mark.parametrize("method", ["random", "grid", "bayesian"])
def test_more_trials_are_those_of_a_search_that_asked_for_them_at_once(method):
    run = searched(method, 3)
    put(run, "vary.trials", 6)
    assert trials(step(run, "epoch", 99)) == trials(searched(method, 6))


def test_paths_of_a_space_and_the_budget_need_a_reset():
    run = searched("random", 3, done=1)
    refused = refusal(run, type="set", path="vary.space", value=SPACE[:1])
    assert refused.errors[0]["path"] == "vary.space"
    assert refusal(run, type="set", path="budget.epochs", value=9).code == "needs_reset"
    put(run, "budget.epochs", 2, reset=True)
    assert (run.epoch, run.document.budget.epochs) == (0, 2)


def test_narrowing_can_be_undone():
    run = searched("random", 3)
    put(run, "vary.trials", 5)
    step(run, "epoch", 99)
    execute(run, {"type": "undo"})
    assert (run.status, len(trials(run))) == ("finished", 3)


def test_frame_has_maps_and_where_all_trials_stand():
    run = searched("hyperband", 9, epochs=9, done=10)
    frame = shown(run, View(trials=(2, 0), thumbnails=12))
    rows, tensors = trials(run), frame.tensors
    assert tensors["maps"].shape == (2, 1, 12, 12)
    assert frame.meta["view"] == {"trials": [2, 0], "thumbnails": 12}
    assert tensors["epochs"].tolist() == [row["epochs"] for row in rows]
    names = ["training", "waiting", "done", "culled", "diverged", "unfit"]
    assert [names[code] for code in tensors["status"]] == [row["status"] for row in rows]
    assert tensors["best"].tolist() == np.float32([row["best"] for row in rows]).tolist()
    twin = shown(opened(run, 2), View(resolution=12, thumbnails=0))
    assert (tensors["maps"][0] == twin.tensors["boundary"]).all()
    again = shown(run, View(trials=(2, 0), thumbnails=12)).tensors["maps"]
    assert (again == tensors["maps"]).all()


def test_frame_shows_the_trial_in_training_at_its_last_epoch():
    run = searched("random", 3, done=1)
    step(run, "batch", 7)  # two batches an epoch
    frame = shown(run, View(thumbnails=10))
    assert frame.tensors["epochs"].tolist() == [4, 3]
    assert (
        frame.tensors["losses"][1].tolist()
        == np.float32([trials(run)[1][name] for name in ("loss", "test_loss")]).tolist()
    )


def test_narrower_networks_leave_earlier_trials_as_they_are():
    space = [{"path": "network.hidden.0.units", "int": {"from": 1, "to": 6}}]
    run = searched("grid", 6, space, done=6)
    put(run, "vary.space.0.int.to", 2)
    about = execute(run, {"type": "trial", "trial": 5})
    assert about["experiment"]["network"]["hidden"][0]["units"] == 6
    assert opened(run, 5).epoch == 4


def test_search_is_its_document_again_in_its_own_words():
    raw = searched("grid", 3, done=0).document.model_dump(mode="json")
    assert raw["vary"]["space"] == [
        {"path": RATE, "float": {"log": True, "from": 0.01, "to": 1.0}},
        SPACE[1],
        {**SPACE[2], "float": {"log": False, "from": 0.5, "to": 0.9}},
        SPACE[3],
    ]


def test_bracket_that_was_cut_short_takes_more_trials_in():
    run = searched("hyperband", 4, epochs=9)
    assert [row["status"] for row in trials(run)].count("done") == 1
    put(run, "vary.trials", 9)
    rows = trials(step(run, "epoch", 99))
    assert (run.status, run.reason, len(rows)) == ("finished", "all_trials", 9)
    assert {row["status"] for row in rows} == {"done", "culled"}
    assert sum(row["epochs"] >= 3 for row in rows) >= 3


def brackets(run):
    return execute(run, {"type": "describe"})["topology"]["search"]["brackets"]


def narrowed_hyperband(done):
    """Return a search of Hyperband that was narrowed after so many executions of its 13."""
    run = searched("hyperband", 9, epochs=9, done=done)
    put(run, "vary.space.0.float.to", 0.4)
    put(run, "vary.trials", 15)
    return run


def test_narrowed_hyperband_has_the_brackets_that_ran_and_those_it_now_runs():
    run = narrowed_hyperband(done=11)
    ran, now = [[9, 1], [3, 3]], [[6, 1], [2, 3], [1, 9]]
    assert brackets(run) == [ran, now]
    rows = trials(step(run, "epoch", 99))
    assert [row["bracket"] for row in rows] == [0] * 9 + [1] * 6
    assert {row["status"] for row in rows[:9]} == {"culled"}
    assert brackets(run) == [ran, now]
    answer = execute(run, {"type": "trials", "first": 15, "count": 1})
    assert (answer["rows"], answer["brackets"]) == ([], [ran, now])


def test_trial_in_training_stays_in_its_bracket_when_hyperband_is_narrowed():
    run = narrowed_hyperband(done=3)
    assert brackets(run) == [[[4, 1]], [[9, 1], [3, 3], [1, 9]], [[2, 3], [1, 9]]]
    rows = trials(step(run, "epoch", 99))
    assert [row["bracket"] for row in rows] == [0] * 4 + [1] * 9 + [2] * 2
    assert all(row[RATE] <= 0.4 for row in rows[4:])


@pytest.mark.parametrize("back", [2, 12])
def test_narrowed_hyperband_that_goes_back_and_is_revived_ends_as_its_twin(back):
    run = step(narrowed_hyperband(done=11), "epoch", 6)
    execute(run, {"type": "seek", "epoch": back})
    twin = restored(save(run), seq=run.seq)
    assert brackets(twin) == brackets(run)
    while twin.status != "finished":
        twin = restored(save(step(twin, "sample", 3)), seq=twin.seq)
    assert trials(twin) == trials(step(run, "epoch", 99))
    assert brackets(twin) == brackets(run)


MINE = {RATE: 0.5, NAME: "sgd", "network.hidden": [{"units": 1}]}


@pytest.mark.parametrize("method", ["random", "grid", "bayesian"])
def test_trial_of_one_s_own_is_the_next_and_counts_also_when_a_worker_dies_in_it(method):
    run = searched(method, 6, done=2)
    step(run, "batch", 2)
    put(run, "vary.own", [MINE])
    step(run, "epoch", 1)
    step(run, "batch", 3)
    twin = restored(save(run), seq=run.seq)
    rows = trials(step(run, "epoch", 99))
    assert (len(rows), rows[3][RATE], rows[3]["status"]) == (6, 0.5, "done")
    assert [row[RATE] for row in rows].count(0.5) == 1
    assert trials(step(twin, "epoch", 99)) == rows


def test_search_by_one_s_own_guesses_waits_for_the_next():
    run = searched("own", 3, vary={"own": [{}]})
    assert (run.status, run.reason, len(trials(run))) == ("finished", "no_guess", 1)
    put(run, "vary.own", [{}, MINE])
    assert run.status == "paused"
    step(run, "epoch", 9)
    assert (run.reason, opened(run, 1).document.training.optimizer.learning_rate) == (
        "no_guess",
        0.5,
    )
    put(run, "vary.own", [{}, MINE, {RATE: 0.1}, {RATE: 0.2}])
    assert (step(run, "epoch", 9).reason, len(trials(run))) == ("all_trials", 3)


def test_search_that_went_back_and_was_narrowed_forgets_what_came_after():
    run = searched("random", 6)
    before = trials(run)
    execute(run, {"type": "seek", "epoch": 2})
    put(run, "vary.space.0.float.to", 0.4)
    after = trials(step(run, "epoch", 99))
    assert (len(after), after[:2]) == (6, before[:2])
    assert all(row[RATE] <= 0.4 for row in after[3:])
