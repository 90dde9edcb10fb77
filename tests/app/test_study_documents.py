"""What a study may be: its trials' documents, and what is refused, with where and why."""

import pytest
from pydantic import ValidationError

from app.documents.commands import parse_command
from app.documents.field_errors import field_errors
from app.documents.run_kinds import parse_document
from tests.app.studies import GRID, LIST, RATE, SEEDS, study

UNITS = "network.hidden.0.units"


def refused(vary, base=None, **about):
    """Return the place and the text of the first fault."""
    with pytest.raises(ValidationError) as fault:
        study(vary, base, **about)
    (first, *_) = field_errors(fault.value)
    return first["path"], first["detail"]


def axis(**about):
    return {"kind": "grid", "axes": [{"path": RATE, **about}]}


def test_seeds_count_up_from_the_base():
    found = study(SEEDS, {"training": {"seed": 7}}).trials
    assert [found.document(n).training.seed for n in range(3)] == [7, 8, 9]
    assert found.document(0).training.order_seed is None


@pytest.mark.parametrize(
    ("of", "differ"),
    [
        (["weights"], {"training.seed"}),
        (["order"], {"training.order_seed"}),
        (["data"], {"data.seed"}),
        (["weights", "data"], {"training.seed", "data.seed"}),
    ],
)
def test_each_source_of_chance_varies_by_itself(of, differ):
    found = study({**SEEDS, "of": of}).trials
    first, last = found.document(0), found.document(2)
    seeds = {
        "training.seed": lambda one: one.training.seed,
        "training.order_seed": lambda one: one.training.shuffle_seed,
        "data.seed": lambda one: one.data.seed,
    }
    assert {path for path, of_it in seeds.items() if of_it(first) != of_it(last)} == differ
    assert set(found.vary.paths) == differ


def test_seed_after_the_largest_is_0():
    found = study(SEEDS, {"training": {"seed": 2**32 - 1}}).trials
    assert [found.document(n).training.seed for n in range(3)] == [2**32 - 1, 0, 1]


def test_second_axis_of_a_grid_runs_faster_and_seeds_fastest():
    found = study(GRID).trials
    rows = [found.values(n) for n in range(found.count)]
    assert rows[:5] == [[0.01, 1, 1], [0.01, 1, 2], [0.01, 4, 1], [0.01, 4, 2], [0.1, 1, 1]]
    assert rows[-1] == [1.0, 4, 2]


def test_steps_of_a_whole_number_are_rounded_and_each_is_there_once():
    axes = [{"path": UNITS, "from": 1, "to": 8, "steps": 10, "log": True}]
    found = study({"kind": "grid", "axes": axes}).trials
    assert [found.values(n) for n in range(found.count)] == [[1], [2], [3], [4], [5], [6], [8]]


@pytest.mark.parametrize(("to", "values"), [(0.100002, [0.1, 0.100001, 0.100002]), (0.1, [0.1])])
def test_steps_that_six_digits_do_not_tell_apart_are_one(to, values):
    found = study({"kind": "grid", "axes": [{"path": RATE, "from": 0.1, "to": to, "steps": 12}]})
    assert [found.trials.values(n) for n in range(found.trials.count)] == [[one] for one in values]


def test_trial_has_no_stop_rules():
    base = {"training": {"stop": {"max_epochs": 3}}}
    assert study(SEEDS, base).trials.document(1).stop_rules.max_epochs is None


def test_trials_have_all_points_that_were_drawn():
    points = [[n / 500, -n / 500, 1 - n % 2 * 2] for n in range(2500)]
    base = {"data": {"source": "points", "points": points}}
    found = study({"kind": "grid", "axes": [{"path": RATE, "values": [0.1, 1]}]}, base).trials
    assert found.document(1).data == found.base.data
    assert found.document(1).training.optimizer.learning_rate == 1


def test_trial_that_costs_too_much_with_all_its_points_is_refused():
    points = [[0, 0, 1 - n % 2 * 2] for n in range(5000)]
    base = {"data": {"source": "points", "points": points, "train_ratio": 0.9}}
    wide = [{"units": 128}] * 7
    variants = [{}, {"network.hidden": wide, "training.batch_size": 1}]
    where, why = refused({"kind": "list", "variants": variants}, base)
    assert where == "vary.variants.1"
    assert "cheaper" in why


def test_fault_of_a_study_within_a_command_keeps_its_path():
    command = {"type": "load", "experiment": {"kind": "study", "vary": {**SEEDS, "count": 0}}}
    with pytest.raises(ValidationError) as fault:
        parse_command(command)
    assert field_errors(fault.value)[0]["path"] == "experiment.vary.count"


def test_study_is_a_document_of_its_kind():
    raw = study(LIST).model_dump(mode="json")
    assert parse_document(raw) == study(LIST)
    assert study(LIST).with_value("budget.epochs", 9).stop_rules.max_epochs == 9


@pytest.mark.parametrize(
    ("vary", "path", "words"),
    [
        ({"kind": "none"}, "vary", "list, seeds, grid or search"),
        ({"kind": "seeds", "count": 1}, "vary.count", "at least 2"),
        ({"kind": "seeds", "count": 65}, "vary.count", "at most 64"),
        ({"kind": "list", "variants": [{}]}, "vary.variants", "at least 2 items"),
        ({"kind": "grid", "axes": []}, "vary.axes", "at least 1 item"),
        (axis(values=[]), "vary.axes.0.values", "at least 1 item"),
        (axis(values=[0.1, -1]), "vary.axes.0.values.1", "learning_rate"),
        (axis(**{"from": -1, "to": 1, "steps": 3, "log": True}), "vary.axes.0", "above 0"),
        (axis(**{"from": 0.1, "to": 1}), "vary.axes.0", "values, or from, to and steps"),
        (axis(values=[1], to=2), "vary.axes.0", "not both"),
        (axis(**{"from": 0.1, "to": 1, "steps": 49}), "vary.axes.0.steps", "at most 48"),
        (axis(**{"from": 0.1, "to": 1, "steps": 0}), "vary.axes.0.steps", "at least 2"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_faulty_variation_is_refused_at_its_place(vary, path, words):
    where, why = refused(vary)
    assert where == path
    assert words in why


@pytest.mark.parametrize(
    "path",
    [
        "training.speed",
        "view.speed",
        "data.points",
        "training.stop.max_epochs",
        "problem",
        "x",
        "data",
    ],
)
def test_axis_over_what_is_no_setting_of_a_trial_is_refused(path):
    vary = {"kind": "grid", "axes": [{"path": path, "values": [1, 2]}]}
    where, why = refused(vary)
    assert where == "vary.axes.0.path"
    assert f"got '{path}'" in why


def test_setting_of_an_optimizer_may_vary_though_the_base_leaves_it_out():
    path, base = "training.optimizer.momentum", {"training": {"optimizer": {"name": "momentum"}}}
    vary = {"kind": "grid", "axes": [{"path": path, "values": [0.5, 0.9]}]}
    found = study(vary, base).trials
    assert [found.document(n).training.optimizer.settings["momentum"] for n in (0, 1)] == [0.5, 0.9]
    where, why = refused(vary, {})
    assert where == "vary.axes.0.values.0"
    assert path in why


def test_same_axis_twice_is_refused():
    where, why = refused({"kind": "grid", "axes": [{"path": RATE, "values": [1]}] * 2})
    assert (where, "different settings" in why) == ("vary.axes", True)


def test_variant_that_is_no_experiment_is_refused_with_the_reason():
    where, why = refused({"kind": "list", "variants": [{}, {"training.loss": "hinge2"}]})
    assert where == "vary.variants.1"
    assert "training.loss must be one of" in why


def test_trials_with_other_outputs_are_refused():
    base = {"problem": "multiclass"}
    where, why = refused({"kind": "list", "variants": [{}, {"data.classes": 5}]}, base)
    assert where == "vary.variants.1"
    assert "outputs" in why


def test_perceptron_is_refused():
    base = {"training": {"rule": "perceptron"}, "data": {"name": "gauss"}}
    assert refused(SEEDS, base)[0] == "base.training.rule"


WIDE = {"network": {"hidden": [{"units": 128}] * 6}}
LONG_AXIS = {"path": RATE, "from": 0.001, "to": 1, "steps": 48, "log": True}
LARGE = {"data": {"samples": 5000}, "network": {"hidden": [{"units": 64}]}}
DEAR = {"data": {"samples": 5000}, "training": {"batch_size": 1}}


@pytest.mark.parametrize(
    ("vary", "base", "epochs", "path", "words"),
    [
        ({"kind": "seeds", "count": 8}, WIDE, 1, "vary", "weights in all"),
        ({"kind": "seeds", "count": 64, "of": ["data"]}, LARGE, 1, "vary", "numbers in all"),
        ({"kind": "seeds", "count": 64}, DEAR, 1, "vary", "epoch costs"),
        ({"kind": "seeds", "count": 64}, {}, 100_000, "budget.epochs", "at most"),
        (
            {"kind": "grid", "axes": [LONG_AXIS, {**LONG_AXIS, "path": "data.noise"}], "seeds": 2},
            {},
            1,
            "vary",
            "2304 trials",
        ),
    ],
    ids=["weights", "memory", "epoch", "budget", "trials"],
)
def test_study_that_would_take_too_much_is_refused_before_a_worker_sees_it(
    vary, base, epochs, path, words
):
    where, why = refused(vary, base, budget={"epochs": epochs})
    assert where == path
    assert words in why
