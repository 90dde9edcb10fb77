"""Runs that learn by the perceptron's rule: like any others, with counts among their metrics."""

import numpy as np
import pytest
from sklearn.linear_model import Perceptron as Theirs

from app.documents.commands import Experiment, View
from app.runs.network.perceptron_training import PerceptronTraining
from app.runs.training.checkpoints import fork
from tests.app.sessions import execute, put, refusal, restored, saved, session, shown, step

RULE = {"training": {"rule": "perceptron"}}
CLOUDS = RULE | {"data": {"name": "gauss", "samples": 60}}
CORNERS = [(x, y) for x in (-3, 3) for y in (-3, 3)]
IRIS = RULE | {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}


def gate(answer):
    """Return a document that learns a truth table: each of its rows five times."""
    points = [[*corner, 2 * answer(*corner) - 1] for corner in CORNERS * 5]
    return RULE | {"data": {"source": "points", "points": points, "train_ratio": 0.9}}


AND = gate(lambda x, y: x > 0 and y > 0)
XOR = gate(lambda x, y: x != y)
DOCUMENTS = {"clouds": CLOUDS, "and": AND, "xor": XOR, "iris": IRIS}


def facts(run):
    state = run.training.snapshot()
    arrays = {name: array.tobytes() for name, array in state.arrays.items()}
    return run.epoch, run.position, arrays, state.values, run.trainer.history.rows.tobytes()


def metrics(run):
    return execute(run, {"type": "status"})["metrics"]


def counts(run):
    told = metrics(run)
    return {name: told[name] for name in ("mistakes", "updates", "bound", "pocket", "cycle")}


def run_of(name):
    return session(**DOCUMENTS[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_run_makes_scikit_learns_updates(name):
    run = run_of(name)
    train, rule = run.training.data.train, run.training.rule
    labels = train.targets.argmax(axis=1) if name == "iris" else train.targets[:, 0]
    theirs = Theirs(shuffle=False)
    for row in rule.order:
        step(run, "sample")
        theirs.partial_fit(train.inputs[[row]], labels[[row]], classes=np.unique(labels))
        weights = np.column_stack([theirs.coef_, theirs.intercept_])
        np.testing.assert_allclose(rule.weights, weights, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_run_goes_on_from_its_checkpoint_to_the_bit(name):
    run = step(step(run_of(name), "epoch", 2), "sample", 5)
    other = restored(saved(run), seq=1)
    assert facts(other) == facts(run)
    for one in (run, other):
        step(step(one, "sample", 3), "epoch", 4)
    assert facts(other) == facts(run)
    assert metrics(other) == metrics(run)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_fork_of_an_epoch_goes_the_way_that_the_run_went(name):
    run = step(run_of(name), "epoch", 6)
    blob, epoch = fork(run, 3)
    other = step(restored(blob, seq=1), "epoch", 3)
    assert (epoch, other.epoch) == (3, 6)
    assert facts(other)[2:4] == facts(run)[2:4]


def test_change_of_the_rate_is_undone_to_the_bit():
    run = step(session(**CLOUDS), "epoch", 2)
    before = facts(run)
    put(run, "training.optimizer.learning_rate", 0.5)
    execute(run, {"type": "undo"})
    assert facts(run) == before


def test_time_line_leads_back_to_an_epoch_and_its_counts():
    run = session(**XOR)
    passed = [counts(run), *(counts(step(run)) for _ in range(6))]
    for epoch in (4, 1, 6, 0):
        execute(run, {"type": "seek", "epoch": epoch})
        assert counts(run) == passed[epoch]


def test_loss_is_the_share_of_mistakes():
    run = session(**CLOUDS)
    assert metrics(run)["loss"] == 1  # every point lies on the line
    step(run, "epoch", 30)
    told = metrics(run)
    assert (told["loss"], told["mistakes"], told["accuracy"]) == (0, 0, 1)


def test_counts_of_a_separable_run_stay_within_its_bound():
    run = session(**CLOUDS)
    assert counts(run) == {
        "mistakes": 0, "updates": 0, "bound": run.training.bound, "pocket": 0, "cycle": None,
    }  # fmt: skip
    step(run, "epoch", 30)
    told = counts(run)
    assert 0 < told["updates"] <= told["bound"]
    assert told["pocket"] == run.training.samples


def test_mistakes_are_those_of_the_epoch_that_is_shown():
    run, updates = session(**XOR), 0
    for _ in range(5):
        told = counts(step(run))
        assert told["mistakes"] == told["updates"] - updates
        updates = told["updates"]
    step(run, "sample", 1)
    assert counts(run)["mistakes"] == counts(run)["updates"] - updates


def test_cycle_on_exclusive_or_is_told():
    run = step(session(**XOR), "epoch", 30)
    told = counts(run)
    assert told["bound"] is None
    assert 0 < told["cycle"] < told["updates"]


def test_frames_carry_the_counts():
    run = step(session(**XOR), "epoch", 30)
    meta = shown(run, View()).meta
    assert {name: meta["metrics"][name] for name in counts(run)} == counts(run)


def test_history_has_the_columns_of_other_runs():
    assert run_of("and").trainer.history.columns == session().trainer.history.columns


def test_weight_set_by_hand_ends_the_bound():
    run = step(session(**AND), "epoch", 1)
    assert counts(run)["bound"] is not None
    execute(run, {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 0.25})
    assert counts(run)["bound"] is None
    assert counts(step(run))["bound"] is None
    execute(run, {"type": "reset"})
    assert counts(run)["bound"] is not None


def gone_back(document):
    """Return a run at its first epoch again, at another rate than it learned that with."""
    run = step(session(**document), "epoch", 3)
    put(run, "training.optimizer.learning_rate", 0.5)
    execute(run, {"type": "seek", "epoch": 1})
    return run


def test_past_epoch_has_no_bound_at_another_rate():
    assert counts(gone_back(AND))["bound"] is None


def test_past_epoch_goes_on_at_the_rate_of_now():
    run = gone_back(XOR)
    before = run.training.rule.weights
    while (run.training.rule.weights == before).all():
        step(run, "sample")
    assert abs(run.training.rule.weights - before).max() == 1.5  # half of a corner at 3


def test_kept_weights_are_taken_over_and_have_no_bound():
    run = step(session(**AND), "epoch", 3)
    weights = run.training.rule.weights.tolist()
    document = run.document.model_dump(mode="json") | {"data": XOR["data"]}
    execute(run, {"type": "load", "experiment": document, "weights": "kept"})
    assert run.training.rule.weights.tolist() == weights
    assert run.epoch == 3
    assert counts(step(run))["bound"] is None


def test_other_rule_begins_with_weights_of_its_own():
    run = step(session(**AND), "epoch", 3)
    put(run, "training.rule", "gradient", reset=True, weights="kept")
    assert not isinstance(run.training, PerceptronTraining)
    assert run.epoch == 0


def test_setting_that_the_rule_needs_is_held():
    run = session(**AND)
    for path, value in (("training.batch_size", 5), ("training.regularization.kind", "l1")):
        why = refusal(run, type="set", path=path, value=value)
        assert why.errors[0]["path"] == "training.rule"


def test_stop_at_loss_0_stops_when_there_is_nothing_left_to_learn():
    training = RULE["training"] | {"stop": {"target_loss": 0.0}}
    run = step(session(**AND | {"training": training}), "epoch", 100)
    assert (run.status, run.state()["reason"]) == ("finished", "target_loss")
    assert counts(run)["pocket"] == 18


def test_map_of_several_outputs_shows_the_class_with_the_highest_score():
    run = step(session(**RULE | {"problem": "multiclass"}), "epoch", 3)
    values = execute(run, {"type": "boundary", "resolution": 40})["values"]
    side = np.linspace(-6, 6, 40)
    cells = [[x1, x2] for x2 in side[::-1].tolist() for x1 in side.tolist()]
    labels = execute(run, {"type": "predict", "inputs": cells})["labels"]
    np.testing.assert_array_equal(np.argmax(values, axis=0).ravel(), labels)
    assert np.max(values, axis=0) == pytest.approx(1)
    tensors = shown(run, View(resolution=40)).tensors["boundary"]
    assert (tensors.max(axis=0) == 255).all()


def test_two_classes_are_shown_with_a_hard_edge():
    run = step(session(**AND), "epoch", 5)
    values = execute(run, {"type": "boundary", "resolution": 40})["values"]
    assert set(np.unique(values)) <= {-1, 0, 1}


def test_inspection_lays_the_rules_push_open():
    run = session(**AND)
    told = execute(run, {"type": "inspect", "input": [3, 3], "target": 1})
    assert np.ravel(told["layers"][0]["kernel_gradient"]).tolist() == [-3, -3]
    step(run, "epoch", 10)
    told = execute(run, {"type": "inspect", "input": [3, 3], "target": 1})
    assert np.ravel(told["layers"][0]["kernel_gradient"]).tolist() == [0, 0]


def test_document_that_the_rule_alone_makes_is_small_enough_to_train():
    largest = {"samples": 5000, "train_ratio": 0.9}
    assert Experiment.model_validate(RULE | {"data": {"name": "gauss", **largest}}).cost > 0
