"""A run's life, command by command."""

import json

import numpy as np
import pytest

from app.documents.commands import View
from app.errors import AppError
from app.runs.training.checkpoints import save
from tests.app.sessions import SLICE, execute, parameters, put, refusal, session, shown, step


def test_new_run_is_ready_and_knows_its_losses_before_training():
    told = execute(session(), {"type": "describe"})
    assert (told["status"], told["epoch"], told["position"]) == ("ready", 0, 0)
    ((epoch, loss, test_loss, *_),) = execute(session(), {"type": "history"})["rows"]
    assert epoch == 0
    assert 0.45 < loss < 0.55
    assert 0.45 < test_loss < 0.55


def test_step_goes_so_many_epochs_and_pauses():
    run = step(session(), "epoch", 3)
    assert (run.status, run.epoch, run.position) == ("paused", 3, 0)


def test_steps_of_samples_and_batches_add_up_to_the_same_bits_as_epochs():
    by_epoch = step(session(), "epoch", 2)
    by_parts = step(step(step(session(), "sample", 7), "batch", 30), "sample", 200)
    assert (by_parts.epoch, by_parts.position) == (2, 0)
    assert parameters(by_parts) == parameters(by_epoch)
    assert by_parts.trainer.history.rows.tobytes() == by_epoch.trainer.history.rows.tobytes()


def test_sample_steps_change_parameters_only_where_a_batch_is_complete():
    run = session()
    before = parameters(run)
    assert parameters(step(run, "sample", 9)) == before
    assert run.position == 9
    assert parameters(step(run, "sample", 1)) != before


def test_start_trains_until_paused():
    run = session(view={"speed": "max"})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE)
    assert execute(run, {"type": "pause"})["status"] == "paused"
    assert run.epoch > 0
    assert run.wants(9.0) is None


def test_reset_replays_the_same_weights_and_shuffles():
    run = step(session(), "epoch", 4)
    first = parameters(run)
    assert execute(run, {"type": "reset"})["status"] == "ready"
    assert run.epoch == 0
    assert parameters(step(run, "epoch", 4)) == first


def test_training_seed_gives_other_weights_on_the_same_data():
    one, other = session(), session(training={"seed": 2})
    told, others = (execute(run, {"type": "describe"}) for run in (one, other))
    assert told["points"] == others["points"]
    assert told["parameters"] != others["parameters"]


def test_data_seed_gives_other_points_and_the_same_weights():
    told, others = (
        execute(s, {"type": "describe"}) for s in (session(), session(data={"seed": 2}))
    )
    assert told["points"] != others["points"]
    assert told["parameters"] == others["parameters"]


def test_another_ratio_deals_out_the_same_points():
    few, many = (session(data={"train_ratio": ratio}).training.data for ratio in (0.2, 0.8))
    assert (len(few.train), len(many.train)) == (100, 400)
    rows = [np.concatenate([part.train.points, part.test.points]) for part in (few, many)]
    np.testing.assert_array_equal(*rows)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("training.optimizer.learning_rate", 0.1),
        ("training.regularization", {"kind": "l2", "rate": 0.01}),
        ("training.regularization.kind", "l1"),
        ("training.batch_size", 25),
        ("training.stop", {"patience": 50}),
        ("view.speed", 4),
        ("view.hide", ["noise"]),
        ("title", "mine"),
    ],
)
def test_live_value_changes_without_a_reset(path, value):
    run = step(session(), "epoch", 2)
    before = run.state()
    put(run, path, value)
    assert run.epoch == 2
    assert run.state()["revision"] == before["revision"] + 1
    assert run.seq > before["seq"]
    assert run.generation == before["generation"]


def test_live_values_take_effect_on_the_next_batch():
    def trained(path, value):
        run = step(session(), "epoch", 1)
        put(run, path, value)
        return parameters(step(run, "batch", 1))

    plain = trained("title", "x")
    assert trained("training.optimizer.learning_rate", 0.3) != plain
    assert trained("training.batch_size", 50) != plain
    assert trained("training.regularization", {"kind": "l2", "rate": 1}) != plain


@pytest.mark.parametrize(
    ("kind", "penalty"),
    [
        ("none", lambda kernels: 0),
        ("l1", lambda kernels: 0.1 * np.abs(kernels).sum()),
        ("l2", lambda kernels: 0.1 * np.square(kernels).sum() / 2),
    ],
)
def test_penalty_is_of_the_kernels_alone_and_stands_apart_from_the_loss(kind, penalty):
    run = session()
    before = execute(run, {"type": "status"})["metrics"]
    put(run, "training.regularization", {"kind": kind, "rate": 0.1})
    after = execute(run, {"type": "status"})["metrics"]
    kernels = np.concatenate([layer.kernel.ravel() for layer in run.training.model.layers])
    assert after == before | {"penalty": pytest.approx(penalty(kernels))}


def test_circle_is_learnt_within_a_hundred_epochs():
    for seed in (1, 2, 3):
        run = step(session(data={"seed": seed}, training={"seed": seed}), "epoch", 100)
        assert run.trainer.history.rows[:, 2].min() < 0.05


def test_batch_size_may_change_within_an_epoch():
    run = step(session(training={"batch_size": 100}), "sample", 30)
    put(run, "training.batch_size", 1)
    step(run, "epoch", 2)
    assert (run.epoch, run.position, len(run.trainer.history.rows)) == (2, 0, 3)


def test_batches_stop_at_the_epochs_end_whatever_size_the_first_was_begun_with():
    trainer = session(training={"batch_size": 100}).trainer
    trainer.train_sample()
    trainer.adopt(trainer.document.with_value("training.batch_size", 1))
    while trainer.epoch == 0:
        trainer.train_batches(10_000)
    assert (trainer.epoch, trainer.position) == (1, 0)


@pytest.mark.parametrize("ratio", [0.1, 0.9])
def test_even_two_points_make_one_for_training_and_one_for_testing(ratio):
    points = [[1, 2, 1], [-1, 0, -1]]
    run = session(data={"source": "points", "points": points, "train_ratio": ratio})
    assert (len(run.training.data.train), len(run.training.data.test)) == (1, 1)


def test_other_value_needs_a_reset_and_then_starts_afresh():
    run = step(session(), "epoch", 2)
    refused = refusal(run, type="set", path="data.noise", value=0.2)
    assert (refused.status, refused.code) == (409, "needs_reset")
    assert put(run, "data.noise", 0.2, reset=True)["generation"] == 1
    assert (run.status, run.epoch, run.document.data.noise) == ("ready", 0, 0.2)


def test_bad_value_is_refused_with_its_path_and_changes_nothing():
    run = session()
    refused = refusal(run, type="set", path="training.batch_size", value=0)
    assert (refused.status, refused.errors[0]["path"]) == (422, "training.batch_size")
    assert run.state() == session().state()


def test_load_replaces_the_document():
    run = step(session())
    execute(run, {"type": "load", "experiment": {"problem": "multiclass"}})
    told = execute(run, {"type": "describe"})
    assert (told["experiment"]["problem"], told["topology"]["channels"]) == ("multiclass", 3)
    assert (told["status"], told["generation"], told["revision"]) == ("ready", 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "load", "experiment": {"features": ["x1"], "view": {"speed": "max"}}},
        {"type": "set", "path": "features", "value": ["x1"], "reset": True},
    ],
)
def test_run_in_training_trains_on_with_another_document(change):
    run = session(view={"speed": "max"})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE)
    assert execute(run, change)["status"] == "running"
    assert run.epoch == 0
    run.advance(0.0, SLICE)
    assert (run.epoch > 0, run.document.features) == (True, ("x1",))


def test_run_that_only_steps_stands_still_after_a_change():
    run = session()
    execute(run, {"type": "step", "unit": "epoch", "count": 1000})
    assert run.status == "running"
    assert execute(run, {"type": "load", "experiment": {}})["status"] == "ready"


def test_reset_stops_a_run_in_training():
    run = session()
    execute(run, {"type": "start"})
    assert execute(run, {"type": "reset"})["status"] == "ready"


def test_weight_is_set_where_the_command_says():
    run = session()
    before = np.array(parameters(run))
    execute(run, {"type": "set_weight", "layer": 2, "from": 3, "to": 1, "value": 0.5})
    (index,) = np.flatnonzero(np.array(parameters(run)) != before)
    layer = execute(run, {"type": "describe"})["topology"]["layers"][1]
    assert index == layer["kernel"] + 3 * layer["units"] + 1


def test_bias_is_set_and_the_figures_follow():
    run = session()
    before = execute(run, {"type": "status"})["metrics"]["loss"]
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 5})
    assert parameters(run)[-1] == 5
    assert execute(run, {"type": "status"})["metrics"]["loss"] > before


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            {"type": "set_weight", "layer": 4, "from": 0, "to": 0},
            "layer must be from 1 to 3; got 4",
        ),
        ({"type": "set_weight", "layer": 1, "from": 2, "to": 0}, "from must be from 0 to 1; got 2"),
        ({"type": "set_weight", "layer": 1, "from": 0, "to": 4}, "to must be from 0 to 3; got 4"),
        ({"type": "set_bias", "layer": 3, "unit": 1}, "unit must be from 0 to 0; got 1"),
    ],
)
def test_weight_that_is_not_there_is_refused_with_what_is(command, told):
    refused = refusal(session(), **command, value=1)
    assert (refused.status, refused.detail) == (422, told)


@pytest.mark.parametrize("command", [None, [], "start", {}, {"type": "fly"}, {"type": []}])
def test_what_is_no_command_is_refused(command):
    with pytest.raises(AppError) as refused:
        execute(session(), command)
    assert refused.value.status == 422


def test_run_pauses_when_nobody_watches_unless_it_is_kept():
    run = session()
    assert not run.leave()
    execute(run, {"type": "start"})
    assert run.leave()
    assert (run.status, run.state()["reason"]) == ("paused", "unwatched")
    execute(run, {"type": "keep", "on": True})
    execute(run, {"type": "start"})
    assert not run.leave()
    assert run.status == "running"


def test_seq_grows_with_every_visible_change():
    run = session()
    commands = (
        {"type": "start"},
        {"type": "pause"},
        {"type": "step", "unit": "sample"},
        {"type": "set_bias", "layer": 1, "unit": 0, "value": 1},
        {"type": "set", "path": "view.speed", "value": 2},
        {"type": "keep"},
        {"type": "reset"},
        {"type": "load", "experiment": {}},
    )
    seen = [-1, *(execute(run, command)["seq"] for command in commands)]
    assert seen == sorted(set(seen))


def test_question_changes_nothing():
    run = step(session())
    before = save(run)
    for kind in ("describe", "status", "history"):
        json.dumps(execute(run, {"type": kind}), allow_nan=False)
    shown(run, View(), -1)
    assert save(run) == before
