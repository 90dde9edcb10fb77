"""Trials of a study train as their experiments train alone, to the bit, and in lock step."""

import math

import numpy as np
import pytest

from app.documents.commands import View
from app.runs.training.checkpoints import save
from app.services.answer_sizes import answer_bytes
from tests.app.sessions import (
    SLICE,
    execute,
    parameters,
    put,
    refusal,
    restored,
    saved,
    session,
    shown,
    step,
)
from tests.app.studies import GRID, LIST, RATE, SEEDS, alone, studied, trials

ADAM = {"training": {"optimizer": {"name": "adam"}, "regularization": {"kind": "l1", "rate": 0.01}}}
CASES = {
    "list": (LIST, None),
    "seeds": (SEEDS, None),
    "seeds of all": ({**SEEDS, "of": ["weights", "order", "data"]}, None),
    "orders with adam, l1": ({**SEEDS, "of": ["order"]}, {**ADAM, "data": {"samples": 50}}),
    "grid": (GRID, None),
    "paths": (
        {
            "kind": "list",
            "variants": [{}, {"network.wide": False}, {"network.auxiliary.weight": 0.5}],
        },
        {"network": {"hidden": [{"units": 3}], "wide": True, "auxiliary": {}}},
    ),
    "table": (SEEDS, {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}),
}
SEVERE = {"kind": "list", "variants": [{}, {RATE: 10.0}, {RATE: 0.1}]}
RELU = {
    "problem": "regression",
    "data": {"samples": 60},
    "network": {"hidden": [{"units": 8, "activation": "relu"}] * 2},
}


def opened(run, trial):
    """Return the session of the run that a trial is opened as."""
    answer = execute(run, {"type": "open_trial", "trial": trial})
    return restored(np.asarray(answer["checkpoint"], np.uint8).tobytes(), seq=0)


def told(run):
    """Return a session's checkpoint without what differs between any two runs."""
    run.seq = run.generation = run.revision = 0
    return saved(run)


@pytest.mark.parametrize("name", CASES)
def test_trial_opens_as_the_run_that_its_experiment_is_alone(name):
    run = studied(*CASES[name], epochs=4)
    for trial in range(run.document.trials.count):
        twin = alone(run, trial)
        mine = opened(run, trial)
        assert told(mine) == told(twin)
        assert told(step(mine, count=2)) == told(step(twin, count=2))


def test_trials_that_share_a_network_in_a_large_study_are_as_exact():
    axes = [
        {"path": RATE, "from": 0.01, "to": 1, "steps": 11, "log": True},
        {"path": "training.batch_size", "values": [1, 3, 10]},
    ]
    run = studied({"kind": "grid", "axes": axes, "seeds": 2}, {"data": {"samples": 20}}, epochs=3)
    assert run.document.trials.count == 66
    for trial in 0, 1, 37, 65:
        assert told(opened(run, trial)) == told(alone(run, trial))
    assert len(run.trainer.history.columns) == 1 + 3 * 4


def test_losses_of_trials_are_those_of_runs():
    run = studied(GRID, epochs=3)
    for row in trials(run):
        metrics = alone(run, row["trial"]).trainer.metrics.exact()
        assert (row["loss"], row["test_loss"]) == (metrics.loss, metrics.test_loss)


def test_trials_that_differ_in_a_rate_alone_begin_with_the_same_loss():
    first, second = trials(studied({"kind": "list", "variants": [{}, {RATE: 0.3}]}))
    assert first["loss"] == second["loss"]
    assert (first[RATE], second[RATE]) == (0.03, 0.3)
    assert set(first) == {"trial", RATE, "loss", "test_loss", "status", "since"}


def test_all_trials_are_shown_at_the_same_epoch_within_an_epoch():
    run = studied(SEEDS, epochs=2)
    before = trials(run)
    step(run, "batch", 2)  # of three of all trials
    assert (run.epoch, run.position) == (2, 2)
    assert trials(run) == before
    frame = shown(run, View(trials=(2, 0), thumbnails=12))
    assert frame.tensors["losses"].tolist() == pytest.approx(
        np.array([[row["loss"], row["test_loss"]] for row in before], np.float32)
    )
    assert frame.tensors["maps"].shape == (2, 1, 12, 12)
    assert frame.meta["view"] == {"trials": [2, 0], "thumbnails": 12}


def test_map_of_a_trial_is_the_boundary_of_its_run():
    run = studied(LIST, epochs=3)
    maps = shown(run, View(thumbnails=16)).tensors["maps"]
    for trial in range(3):
        frame = shown(alone(run, trial), View(resolution=16, thumbnails=0))
        assert (maps[trial] == frame.tensors["boundary"]).all()


def test_view_without_thumbnails_gets_losses_alone():
    frame = shown(studied(SEEDS), View(thumbnails=0, trials=(9,)))
    assert sorted(frame.tensors) == ["converged", "diverged", "losses"]


def test_history_has_the_losses_of_every_trial():
    run = studied(SEEDS, epochs=3)
    history = run.trainer.history
    at = history.columns.index("test_loss.1")
    assert history.rows[:, at].tolist() == alone(run, 1).trainer.history.rows[:, 2].tolist()


def test_memory_for_a_history_is_reserved_for_as_many_trials_as_there_may_be():
    run = studied({**SEEDS, "count": 64}, epochs=3)
    held = answer_bytes("history", run.epoch, curves=run.document.curves)
    assert run.trainer.history.rows.nbytes <= held < 2 * run.trainer.history.rows.nbytes


def test_diverged_trial_stays_with_its_epoch_while_others_go_on():
    run = studied(SEVERE, RELU, epochs=30)
    rows, twin = trials(run), alone(run, 1)
    assert twin.status == "diverged"
    assert rows[1]["status"] == "diverged"
    assert rows[1]["since"] == twin.trainer.failure["epoch"]
    assert (rows[1]["loss"], rows[1]["test_loss"]) == (None, None)
    assert rows[0]["loss"] == alone(run, 0).trainer.metrics.exact().loss
    mine = opened(run, 1)
    assert (mine.status, mine.trainer.failure) == ("diverged", twin.trainer.failure)
    assert execute(run, {"type": "trial", "trial": 1})["reason"] == twin.trainer.failure["reason"]


@pytest.mark.parametrize("batch", [10, 1000], ids=["in a batch", "at an epoch's end"])
def test_diverged_trial_opens_with_the_last_sound_weights_of_its_run(batch):
    run = studied(SEVERE, {**RELU, "training": {"batch_size": batch}}, epochs=30)
    mine, twin = opened(run, 1), alone(run, 1)
    assert twin.status == "diverged"
    assert (mine.trainer.failure, mine.epoch) == (twin.trainer.failure, twin.epoch)
    assert parameters(mine) == parameters(twin)


def test_order_seed_changes_the_order_of_examples_alone():
    plain, same, other = (
        session(training=more) for more in ({}, {"order_seed": 1}, {"order_seed": 2})
    )
    assert parameters(plain) == parameters(other)
    for run in plain, same, other:
        step(run, "epoch")
    assert parameters(plain) == parameters(same) != parameters(other)


def test_study_whose_trials_all_diverge_has_diverged():
    run = studied({"kind": "list", "variants": [{RATE: 10.0}, {RATE: 9.0}]}, RELU)
    step(run, "epoch", 100)
    assert run.status == "diverged"
    assert run.trainer.failure["reason"] == "all trials have diverged"
    assert math.isnan(run.trainer.metrics.exact().loss)


def test_budget_ends_all_trials_and_more_of_it_lets_them_go_on():
    run = studied(SEEDS, budget={"epochs": 3}, goal={"target": 0.0}, epochs=9)
    assert (run.status, run.reason, run.epoch) == ("finished", "max_epochs", 3)
    assert {row["status"] for row in trials(run)} == {"slow"}
    put(run, "budget.epochs", 5)
    assert step(run, "epoch", 9).epoch == 5


def test_trial_has_converged_at_the_first_epoch_below_the_target():
    run = studied(SEEDS, goal={"metric": "loss", "target": 0.45}, epochs=40)
    for row in trials(run):
        losses = alone(run, row["trial"]).trainer.history.rows[:, 1]
        below = np.flatnonzero(losses < 0.45)
        expected = ("converged", below[0]) if len(below) else ("training", None)
        assert (row["status"], row["since"]) == expected
    assert run.trainer.metrics.exact().converged


@pytest.mark.parametrize("samples", [0, 5])
def test_revived_study_goes_on_to_the_same_bits(samples):
    run = studied(GRID, epochs=2)
    if samples:
        step(run, "sample", samples)
    twin = restored(save(run), seq=run.seq)
    for each in (run, twin):
        step(each, "epoch", 3 if each.position == 0 else 4)
    while twin.epoch < run.epoch:
        step(twin, "epoch")
    assert trials(twin) == trials(run)
    assert (twin.training.states.weights == run.training.states.weights).all()


def test_study_goes_back_to_an_epoch_and_from_there_the_same_way():
    run = studied(SEVERE, RELU, epochs=30)
    there = trials(run)
    execute(run, {"type": "seek", "epoch": 1})
    assert run.epoch == 1
    assert trials(run) == trials(studied(SEVERE, RELU, epochs=1))
    assert trials(step(run, "epoch", 29)) == there


def test_fork_of_a_study_is_a_study():
    run = studied(SEEDS, epochs=4)
    answer = execute(run, {"type": "fork", "epoch": 2})
    twin = restored(np.asarray(answer["checkpoint"], np.uint8).tobytes(), seq=0)
    assert trials(step(twin, "epoch", 2)) == trials(run)


def test_unknown_trial_is_named():
    assert refusal(studied(SEEDS), type="trial", trial=3).code == "no_such_trial"
    assert "has 3" in refusal(studied(SEEDS), type="open_trial", trial=7).detail


def test_run_of_one_network_has_no_trials():
    run = alone(studied(SEEDS), 0)
    assert "trials" in refusal(run, type="open_trial", trial=0).detail


def test_slice_of_a_study_is_as_long_as_that_of_a_run():
    run = studied({**SEEDS, "count": 64}, {}, view={"speed": "max"})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE / 50)
    assert run.epoch < 2  # 64 trials would take longer than the slice


@pytest.mark.parametrize(("neurons", "least", "most"), [(2, 0, 0), (3, 58, 64), (8, 64, 64)])
def test_luck_meter_on_the_circle_tells_which_networks_are_large_enough(neurons, least, most):
    base = {"data": {"name": "circle"}, "network": {"hidden": [{"units": neurons}]}}
    seeds = {"kind": "seeds", "count": 64, "of": ["weights", "order", "data"]}
    run = studied(seeds, base, epochs=500, goal={"target": 0.05})
    assert least <= run.trainer.metrics.exact().converged <= most
