"""Undo and redo go through states of the run: document, weights, optimizer, epoch and history."""

import random

import pytest

from app.runs.network.evaluation import Evaluator
from app.runs.training.checkpoints import fork, save
from app.runs.training.timeline import TimelineBudget
from app.runs.training.undo_stack import MOST_STATES, SavedState, UndoStack, Way
from tests.app.sessions import SLICE, execute, parameters, put, refusal, restored, session, step


def facts(run):
    """Return all that undo and redo go back to."""
    document = run.document.model_dump(mode="json")
    history = run.trainer.history.rows.tobytes()
    state = run.training.snapshot()
    arrays = {name: array.tobytes() for name, array in state.arrays.items()}
    return document, run.status, run.epoch, run.position, history, arrays, state.values


def undo(run):
    return execute(run, {"type": "undo"})


def redo(run):
    return execute(run, {"type": "redo"})


def load(run, **changes):
    document = run.document.model_dump(mode="json") | changes
    return execute(run, {"type": "load", "experiment": document})


RATE = "training.optimizer.learning_rate"
CHANGES = {
    "load": lambda run: load(run, features=["x1"]),
    "kept": lambda run: put(run, "features", ["x1"], reset=True, weights="kept"),
    "live": lambda run: put(run, RATE, 0.4 - run.document.training.optimizer.learning_rate),
    "weight": lambda run: execute(
        run, {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 3}
    ),
    "bias": lambda run: execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 3}),
    "reset": lambda run: execute(run, {"type": "reset"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_is_undone_and_redone_to_the_bit(change):
    run = step(step(session(training={"optimizer": {"name": "adam"}}), "epoch", 3), "sample", 7)
    before = facts(run)
    change(run)
    after = facts(run)
    undo(run)
    assert facts(run) == before
    redo(run)
    assert facts(run) == after


def test_run_trains_on_from_an_undone_state_as_if_nothing_had_happened():
    run, other = (step(session(), "epoch", 3) for _ in range(2))
    load(run, features=["x1"])
    undo(run)
    assert facts(step(run)) == facts(step(other))


def test_start_of_a_run_that_is_gone_back_to_is_not_measured(monkeypatch):
    run = step(session(), "epoch", 3)
    load(run, features=["x1"])
    monkeypatch.setattr(Evaluator, "measuring_new", None)
    assert undo(run)["epoch"] == 3


def test_what_was_trained_after_a_change_comes_back_by_redo():
    run = step(session(), "epoch", 3)
    load(run, features=["x1"])
    there = facts(step(run, "epoch", 5))
    undo(run)
    step(run, "epoch", 2)
    redo(run)
    assert facts(run) == there


def test_later_epochs_come_back_after_training_went_on_from_an_earlier_one():
    run = step(session(), "epoch", 9)
    execute(run, {"type": "seek", "epoch": 4})
    step(run)
    assert run.trainer.latest == 5
    undo(run)
    assert (run.epoch, run.trainer.latest) == (4, 9)


def test_last_state_of_a_generation_is_gone_to_back_and_forth_and_all_between_are_kept():
    run, states = step(session(), "epoch", 2), {}
    for features in (["x1"], ["x2"], ["x1_squared"]):
        put(run, RATE, run.document.training.optimizer.learning_rate / 2)
        states[run.generation] = facts(step(run))
        step(load(run, features=features) and run)
    last, here = run.generation, facts(run)
    first, second, third = states
    execute(run, {"type": "undo", "generation": first})
    assert facts(run) == states[first]
    execute(run, {"type": "undo", "generation": third})
    assert facts(run) == states[third]
    execute(run, {"type": "undo", "generation": second})
    assert facts(run) == states[second]
    execute(run, {"type": "undo", "generation": last})
    assert facts(run) == here
    refused = refusal(run, type="undo", generation=99)
    assert (refused.code, refused.detail) == (
        "no_state",
        "no state of generation 99 is kept any more",
    )


def test_restored_run_undoes_and_redoes_as_the_other_would_have():
    run = step(session(), "epoch", 3)
    stages = [facts(run)]
    for number, change in enumerate(("load", "weight", "live")):
        CHANGES[change](run)
        stages.append(facts(step(run, "epoch", number + 1)))
    undo(run)
    twin = restored(save(run), seq=run.seq)
    assert twin.state() == run.state()
    for expected in (stages[1], stages[0]):
        undo(twin)
        assert facts(twin) == expected
    for expected in stages[1:]:
        redo(twin)
        assert facts(twin) == expected


def test_checkpoint_takes_the_newest_states_as_far_as_there_is_space(monkeypatch):
    run = step(session())
    for value in (1, 2, 3):
        execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": value})
    room = 2 * run.undo_stack.nbytes // 3 + 100
    monkeypatch.setattr("app.runs.training.undo_stack.PACKED_BYTES", room)
    twin = restored(save(run), seq=run.seq)
    assert twin.undo_stack.nbytes <= room
    for value in (2, 1):
        undo(twin)
        assert float(parameters(twin)[run.training.topology.layers[0].bias]) == value
    assert not twin.state()["can_undo"]


def test_fork_begins_with_nothing_to_undo():
    run = step(session(), "epoch", 2)
    load(run, features=["x1"])
    blob, _ = fork(run, None)
    assert not restored(blob, seq=0).state()["can_undo"]


def test_new_change_ends_redo():
    run = step(session())
    load(run, features=["x1"])
    undo(run)
    put(run, "training.optimizer.learning_rate", 0.3)
    assert refusal(run, type="redo").code == "no_state"


def test_run_says_whether_there_is_something_to_undo_and_to_redo():
    run = step(session())
    can = lambda state: (state["can_undo"], state["can_redo"])  # noqa: E731
    assert can(run.state()) == (False, False)
    assert can(load(run, features=["x1"])) == (True, False)
    assert can(undo(run)) == (False, True)
    refused = refusal(run, type="undo")
    assert (refused.status, refused.detail) == (409, "there is nothing to undo")


def test_changes_of_one_group_are_one_step():
    run = step(session())
    before = facts(run)
    for value in (1, 2, 3):
        execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": value, "group": 7})
    undo(run)
    assert facts(run) == before
    execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 4, "group": 7})
    assert run.state()["can_undo"]


@pytest.mark.parametrize(
    "command",
    [
        {"type": "set", "path": "view.speed", "value": 3},
        {"type": "set", "path": "data.noise", "value": 9, "reset": True},
        {"type": "set_bias", "layer": 9, "unit": 0, "value": 1},
    ],
    ids=["how it is shown", "refused change", "refused edit"],
)
def test_what_changes_nothing_that_is_learned_is_no_step(command):
    run = step(session())
    if command.get("path") == "view.speed":
        execute(run, command)
    else:
        refusal(run, **command)
    assert not run.state()["can_undo"]


def test_run_in_training_trains_on_after_undo():
    run = session(view={"speed": "max"})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE)
    load(run, features=["x1"])
    stood = undo(run)
    assert stood["status"] == "running"
    run.advance(0.0, SLICE)
    assert run.epoch > stood["epoch"] > 0


def test_finished_run_is_finished_again():
    run = session(training={"stop": {"max_epochs": 2}})
    step(run, "epoch", 5)
    load(run, features=["x1"])
    undo(run)
    assert (run.status, run.state()["reason"]) == ("finished", "max_epochs")


@pytest.mark.parametrize("seed", range(8))
def test_random_changes_undone_and_redone_are_those_of_a_list_of_states(seed):
    chance, run = random.Random(seed), session(data={"samples": 40})
    past, future = [], []
    for _ in range(30):
        act = chance.choice([*CHANGES, "step", "undo", "redo"])
        here = facts(run)
        if act == "step":
            if run.status != "diverged":
                step(run, chance.choice(["epoch", "batch", "sample"]), chance.randint(1, 3))
        elif act in ("undo", "redo"):
            states, others = (past, future) if act == "undo" else (future, past)
            if states:
                others.append(here)
                execute(run, {"type": act})
                assert facts(run) == states.pop()
            else:
                refusal(run, type=act)
        else:
            CHANGES[act](run)
            past.append(here)
            future.clear()


def test_stack_drops_its_oldest_states_beyond_its_bytes_and_its_number():
    stack = UndoStack(TimelineBudget(100))
    for number in range(5):
        with stack.before(lambda number=number: SavedState(number, bytes([number]) * 30), None):
            pass
    assert stack.nbytes <= 100
    assert stack.next(Way(back=True)) == bytes([4]) * 30
    many = UndoStack(TimelineBudget(2**20))
    for _ in range(2 * MOST_STATES):
        with many.before(lambda: SavedState(0, b"state"), None):
            pass
    assert many.nbytes == 5 * MOST_STATES


def test_stack_shrinks_when_the_budget_is_shared_with_more():
    budget = TimelineBudget(100)
    stack, other = UndoStack(budget), UndoStack(budget)
    for each in (stack, stack, stack, other):
        with each.before(lambda: SavedState(0, bytes(30)), None):
            pass
    while budget.make_room():
        pass
    assert stack.nbytes == 30
    assert other.nbytes == 30
