"""How training ends by itself: rules, limits and divergence; how it may go on after an edit."""

import numpy as np
import pytest

from app.limits.caps import MAX_RUN_SECONDS
from app.runs.training.checkpoints import save
from tests.app.sessions import SLICE, execute, parameters, put, refusal, restored, session, step

WILD = {"optimizer": {"learning_rate": 10}}  # diverges with linear units and squared inputs


def finished(**stop):
    return run_on(session(view={"speed": "max"}, training={"stop": stop}))


def run_on(run):
    execute(run, {"type": "start"})
    while run.status == "running":
        run.advance(0.0, SLICE)
    return run


def diverged():
    layers = [{"units": 4, "activation": "linear"}] * 2
    return run_on(
        session(
            problem="regression",
            features=["x1", "x1_squared"],
            network={"hidden": layers},
            training=WILD,
        )
    )


def test_run_ends_after_its_epochs_and_says_why():
    run = finished(max_epochs=5)
    assert (run.status, run.epoch, run.state()["reason"]) == ("finished", 5, "max_epochs")
    assert run.wants(0.0) is None


def test_run_ends_at_the_first_epoch_whose_training_loss_is_low_enough():
    run = finished(target_loss=0.05)
    losses = run.trainer.history.rows[:, 1]
    assert run.state()["reason"] == "target_loss"
    assert losses[-1] <= 0.05 < losses[:-1].min()


def test_run_ends_when_the_test_loss_has_not_improved_for_long_enough():
    run = finished(patience=3)
    losses = run.trainer.history.rows[:, 2]
    assert run.state()["reason"] == "patience"
    assert len(losses) - 1 - losses.argmin() == 3


def test_best_weights_come_back_at_the_end_if_asked():
    run = finished(patience=3, restore_best=True)
    figures = execute(run, {"type": "status"})["metrics"]
    assert figures["test_loss"] == run.trainer.history.rows[:, 2].min()


def test_rules_also_end_a_step():
    run = step(session(training={"stop": {"max_epochs": 2}}), "epoch", 10)
    assert (run.status, run.epoch) == ("finished", 2)


def test_finished_run_does_not_start_until_a_rule_is_changed():
    run = finished(max_epochs=5)
    refused = refusal(run, type="start")
    assert (refused.status, "max_epochs" in refused.detail) == (409, True)
    put(run, "training.stop.max_epochs", 8)
    assert run.status == "paused"
    assert run_on(run).epoch == 8


def test_run_that_reached_its_target_may_go_on_after_an_edit_that_undoes_it():
    run = finished(target_loss=0.05)
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 3})
    assert run.status == "paused"


def test_run_that_lost_patience_waits_anew_after_an_edit():
    run = finished(patience=3)
    put(run, "training.optimizer.learning_rate", 0.001)
    assert run.status == "paused"
    before = run.epoch
    assert run_on(run).epoch >= before + 3


def test_edit_does_not_lift_the_limit_on_epochs():
    run = finished(max_epochs=5)
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 3})
    assert run.status == "finished"


def test_run_ends_when_its_time_is_used_up():
    run = session(view={"speed": "max"})
    run.trainer.stopping.seconds = MAX_RUN_SECONDS
    run_on(run)
    assert (run.status, run.reason, run.epoch) == ("finished", "time_limit", 1)


def test_divergence_keeps_the_last_finite_state_and_explains_itself():
    run = diverged()
    told = run.state()["diverged"]
    assert run.status == "diverged"
    assert set(told) == {"epoch", "layer", "reason", "advice"}
    assert "Lower the learning rate from 10 to 0.03" in told["advice"]
    assert np.isfinite(parameters(run)).all()
    assert refusal(run, type="start").status == 409


@pytest.mark.parametrize(
    "edit",
    [
        {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.001},
        {"type": "set_bias", "layer": 1, "unit": 0, "value": 0},
    ],
)
def test_diverged_run_may_go_on_after_an_edit(edit):
    run = diverged()
    assert execute(run, edit)["status"] == "paused"
    assert "diverged" not in run.state()
    assert execute(run, {"type": "step", "unit": "batch"})["status"] in ("paused", "diverged")


def test_diverged_run_starts_afresh_after_a_reset():
    run = diverged()
    state = execute(run, {"type": "reset"})
    assert (state["status"], "diverged" in state) == ("ready", False)


def overflowing():
    """Return a run whose loss overflows after an epoch's only batch; no weight does."""
    layers = [{"units": 8, "activation": "linear"}]
    return session(
        problem="regression",
        network={"hidden": layers},
        training={**WILD, "batch_size": 1000},
        view={"speed": "max"},
    )


def test_divergence_of_the_loss_alone_keeps_the_last_parameters_with_a_finite_one():
    run = run_on(overflowing())
    figures = execute(run, {"type": "status"})["metrics"]
    assert run.status == "diverged"
    assert not np.isfinite(run.trainer.history.rows[-1, 1])
    assert figures["loss"] == run.trainer.history.rows[-2, 1]


def test_resumed_run_that_diverges_keeps_the_same_parameters():
    run = step(overflowing(), "sample", 7)
    execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 1e6})
    twin = restored(save(run), seq=0)
    assert parameters(run_on(run)) == parameters(run_on(twin))
    assert run.status == twin.status == "diverged"
