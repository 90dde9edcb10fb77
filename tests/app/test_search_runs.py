"""Searches train what a tuner would, trial by trial, and each trial opens as a run of its own."""

import numpy as np
import pytest

from app.documents.experiment import Experiment
from app.runs.network.building import make_model
from app.runs.study import search_runs
from app.runs.study.search_log import Execution, Place
from app.runs.study.search_rows import rows_of
from app.runs.training.checkpoints import save
from engine import tuners
from tests.app.searches import LAYERS, METHODS, MOMENTUM, NAME, alone, log, opened, searched, told
from tests.app.sessions import execute, refusal, restored, session, step
from tests.app.studies import RATE, trials

TUNERS = {
    "random": tuners.RandomSearch,
    "grid": tuners.GridSearch,
    "bayesian": tuners.BayesianOptimization,
}
FLAG = [{"path": "training.batch_size", "choice": [3, 10]}]
SEVERE = [{"path": RATE, "choice": [10.0, 9.0]}]
RELU = {
    "problem": "regression",
    "data": {"samples": 60},
    "network": {"hidden": [{"units": 8, "activation": "relu"}] * 2},
}


class Experiments(tuners.HyperModel):
    """Trains each trial as a run of its own, by the names that a search gives its settings."""

    def __init__(self, base):
        super().__init__()
        self._base = base

    def document(self, values):
        found = Experiment.model_validate(self._base)
        for path, value in values.items():
            found = found.with_value(path, value)
        return found

    def build(self, hp):
        hp.Float(RATE, 0.01, 1.0, sampling="log")
        hp.Choice(NAME, ["sgd", "momentum"])
        with hp.conditional_scope(NAME, "momentum"):
            hp.Float(MOMENTUM, 0.5, 0.9)
        hp.Choice("network.hidden", LAYERS)
        return make_model(self.document(hp.values))

    def fit(self, hp, model, *args, epochs=1, **options):
        run = session(**self.document(hp.values).model_dump(mode="json"))
        losses = step(run, "epoch", epochs).trainer.history.rows[1:, 2]
        return {"score": min(losses)}


def tuned(method, run, folder):
    """Return the trials of a tuner that searches what a study does."""
    vary, epochs = run.document.vary, run.document.budget.epochs
    base = run.document.base.model_dump(mode="json")
    about = {"seed": vary.seed, "directory": folder, "max_trials": vary.trials}
    objective = tuners.Objective("score", "min")
    if method == "hyperband":
        del about["max_trials"]
        about |= {"max_epochs": epochs, "factor": vary.factor}
    tuner = TUNERS.get(method, tuners.Hyperband)(Experiments(base), objective, **about)
    tuner.search(epochs=epochs, verbose=0)
    return [(trial.values, trial.epochs, trial.score) for trial in tuner.trials]


@pytest.mark.parametrize("method", METHODS)
def test_trials_and_scores_are_those_of_a_tuner_of_the_same_seed(method, tmp_path):
    run = searched(method, 9, vary={"seed": 5, "factor": 2})
    expected = tuned(method, run, tmp_path)[: len(log(run))]
    assert log(run) == expected
    assert run.status == "finished"


@pytest.mark.parametrize("method", ["random", "hyperband"])
def test_trial_opens_as_the_run_that_its_experiment_is_alone(method):
    run = searched(method, 5, vary={"factor": 2})
    for row in trials(run):
        twin, mine = alone(run, row["trial"]), opened(run, row["trial"])
        assert told(mine) == told(twin)
        assert told(step(mine, count=2)) == told(step(twin, count=2))


def test_state_of_a_trial_that_went_on_is_that_of_a_run_in_one_go():
    run = searched("hyperband", 5, vary={"factor": 2})
    rows = run.training.plan.rows
    longest = max(rows, key=lambda row: row.last.epochs)
    assert longest.last.begun > 0
    for row in rows:
        twin = alone(run, row.number).training.snapshot()
        for name, array in row.last.state.arrays.items():
            assert array.tobytes() == twin.arrays[name].tobytes()
        assert row.last.state.values["generator"] == twin.values["generator"]


def test_dear_trial_opens_with_its_state_and_no_past(monkeypatch):
    monkeypatch.setattr(search_runs, "AGAIN_COST", 0)
    run = searched("hyperband", 5, vary={"factor": 2})
    for row in trials(run):
        mine, twin = opened(run, row["trial"]), alone(run, row["trial"])
        assert mine.trainer.history.rows[:, 0].tolist() == [0, row["epochs"]]
        for each in (mine, twin):
            step(each, count=2)
        assert (mine.training.parameters == twin.training.parameters).all()


@pytest.mark.parametrize("method", METHODS)
def test_search_that_is_revived_at_any_moment_ends_with_the_same_trials(method):
    whole = searched(method, 7, vary={"factor": 2})
    run = searched(method, 7, vary={"factor": 2}, done=0)
    moments = 0
    while run.status != "finished":
        step(run, "sample", 3)  # an epoch and a half
        run = restored(save(run), seq=run.seq)
        moments += 1
    assert moments > 10
    assert trials(run) == trials(whole)
    assert told(run) == told(whole)


def test_search_goes_back_to_a_trial_and_from_there_the_same_way():
    run = searched("bayesian", 8)
    there = trials(run)
    execute(run, {"type": "seek", "epoch": 3})
    assert [row["status"] for row in trials(run)] == ["done"] * 3 + ["training"]
    execute(run, {"type": "seek", "epoch": 6})
    assert trials(run)[:6] == there[:6]
    execute(run, {"type": "seek", "epoch": 2})
    assert trials(step(run, "epoch", 99)) == there


def test_history_has_a_row_for_each_execution_and_the_best_falls():
    run = searched("random", 6)
    history = run.trainer.history
    columns = {name: history.rows[:, at] for at, name in enumerate(history.columns)}
    rows = trials(run)
    assert columns["epoch"].tolist() == list(range(7))
    assert columns["trial"].tolist() == [-1, 0, 1, 2, 3, 4, 5]
    assert columns["score"][1:].tolist() == [row["best"] for row in rows]
    best = np.minimum.accumulate(columns["score"][1:])
    assert columns["best"][1:].tolist() == best.tolist()
    assert columns["done"].tolist() == list(range(7))
    winner = min(rows, key=lambda row: row["best"])
    assert run.trainer.metrics.exact().test_loss == winner["test_loss"]


def test_score_is_the_least_value_of_the_metric_after_any_epoch():
    run = searched("random", 3, goal={"metric": "loss"}, epochs=9)
    for row in trials(run):
        losses = alone(run, row["trial"]).trainer.history.rows[1:, 1]
        assert row["best"] == min(losses)


def test_space_of_two_points_with_60_trials_ends_and_says_so():
    for method in METHODS:
        run = searched(method, 60, FLAG)
        assert (run.status, run.reason) == ("finished", "no_new_values")
        assert {row["training.batch_size"] for row in trials(run)} == {3, 10}
        assert len(trials(run)) == 2


def test_search_ends_when_as_many_trials_are_over_as_were_asked_for():
    run = searched("random", 2)
    assert (run.status, run.reason, len(trials(run))) == ("finished", "all_trials", 2)
    metrics = execute(run, {"type": "status"})["metrics"]
    assert (metrics["begun"], metrics["planned"], metrics["done"]) == (2, 2, 2)


def test_search_whose_trials_all_diverge_has_diverged():
    run = searched("grid", 60, SEVERE, base=RELU, epochs=100)
    assert run.status == "diverged"
    assert run.trainer.failure["reason"] == "all trials have diverged"
    rows = trials(run)
    assert [row["status"] for row in rows] == ["diverged"] * 2
    assert {row["loss"] for row in rows} == {None}
    document = execute(run, {"type": "trial", "trial": 1})["experiment"]
    mine, twin = opened(run, 1), step(session(**document), "epoch", 100)
    assert (mine.status, mine.trainer.failure) == ("diverged", twin.trainer.failure)


def test_trial_whose_values_do_not_fit_each_other_counts_and_the_search_goes_on():
    space = [
        {"path": "training.loss", "choice": ["mse", "binary_crossentropy"]},
        {"path": "network.output_activation", "choice": ["auto", "tanh"]},
    ]
    run = searched("grid", 60, space)
    rows = trials(run)
    assert [row["status"] for row in rows] == ["done", "done", "done", "unfit"]
    about = execute(run, {"type": "trial", "trial": 3})
    assert about["experiment"] is None
    assert "network.output_activation" in about["reason"]
    refused = refusal(run, type="open_trial", trial=3)
    assert (refused.status, refused.code) == (409, "unfit_trial")


def test_hyperband_culls_all_but_the_best_of_each_round():
    run = searched("hyperband", 9, epochs=9)
    rows = trials(run)
    by_round = {
        level: [row for row in rows if row["round"] >= level and row["bracket"] == 0]
        for level in range(3)
    }
    assert [len(found) for found in by_round.values()] == [9, 3, 1]
    assert [row["epochs"] for row in by_round[2]] == [9]
    assert sum(row["status"] == "culled" for row in rows) == 8
    (culled, *_) = [row["trial"] for row in rows if row["status"] == "culled"]
    assert "the best" in execute(run, {"type": "trial", "trial": culled})["reason"]


def test_trial_that_others_may_still_beat_waits():
    run = searched("hyperband", 9, epochs=9, done=4)
    assert [row["status"] for row in trials(run)] == ["waiting"] * 4 + ["training"]
    assert execute(run, {"type": "describe"})["topology"]["search"]["brackets"] == [
        [[9, 1], [3, 3], [1, 9]]
    ]


def test_trial_that_still_waits_when_the_search_is_over_is_culled():
    waiting = Execution(0, {}, 1, epochs=1, best=0.5, place=Place(0, 0))
    (row,) = rows_of([waiting], 9, trains=False)
    assert (row.status, row.since, row.reason) == ("culled", 1, "its bracket is over")
