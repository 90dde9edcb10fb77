"""What a search may be, and what is refused, with where and why."""

import pytest
from pydantic import ValidationError

from app.documents import search as searches
from app.documents.candidates import Unfit
from app.documents.checks import cost_of
from app.documents.field_errors import field_errors
from app.documents.run_kinds import parse_document
from tests.app.searches import MOMENTUM, NAME, SPACE, search
from tests.app.studies import RATE, study

UNITS = "network.hidden.0.units"
INT = {"path": UNITS, "int": {"from": 1, "to": 8}}


def refused(vary, base=None, **about):
    """Return the place and the text of the first fault."""
    with pytest.raises(ValidationError) as fault:
        study(vary, base, **about)
    (first, *_) = field_errors(fault.value)
    return first["path"], first["detail"]


def of(setting, *others, path=RATE):
    """Return a search of one setting, behind others."""
    return search(space=[*others, {"path": path, **setting}])


def when(path, *values):
    return of({"float": {"from": 0.1, "to": 1}, "when": {"path": path, "values": values}}, INT)


@pytest.mark.parametrize("method", ["random", "grid", "hyperband", "bayesian"])
def test_search_is_a_study_of_its_kind(method):
    found = study(search(method))
    assert (found.run_kind, found.stop_rules.max_epochs) == ("search", None)
    assert parse_document(found.model_dump(mode="json")) == found


@pytest.mark.parametrize(
    ("vary", "path", "words"),
    [
        (search(trials=0), "vary.trials", "at least 1"),
        (search(trials=251), "vary.trials", "at most 250"),
        (search("annealing"), "vary.method", "must be"),
        (search("own"), "vary.own", "at least 1 trial"),
        (search("hyperband", own=[{}]), "vary.own", "empty with hyperband"),
        (search(own=[{}, {UNITS: 3}]), "vary.own.1", f"settings of the space: {RATE}"),
        (search(own=[{RATE: 0.1}, {RATE: -1}]), "vary.own.1", "learning_rate"),
        (search(space=[]), "vary.space", "at least 1 setting"),
        (search(space=[INT] * 17), "vary.space", "at most 16 items"),
        (search(seed=-1), "vary.seed", "at least 0"),
        (search(factor=1), "vary.factor", "at least 2"),
        (of({}), "vary.space.0", "exactly one of int, float, choice and bool"),
        (of({"bool": True, "choice": [1]}), "vary.space.0", "exactly one of"),
        (of({"choice": []}), "vary.space.0.choice", "at least 1 item"),
        (of({"float": {"from": -1, "to": 1, "log": True}}), "vary.space.0.float", "above 0"),
        (of({"float": {"from": 1, "to": 0.1}}), "vary.space.0.float", "from at most to"),
        (of({"float": {"from": 0.1, "to": 1, "step": 0}}), "vary.space.0.float", "step above 0"),
        (
            of({"float": {"from": 0.1, "to": 1, "step": 0.5, "log": True}}),
            "vary.space.0.float",
            "factor above 1",
        ),
        (
            of({"float": {"from": 0.1, "to": 1, "step": 1e-9}}),
            "vary.space.0.float",
            "at most 5000 values",
        ),
        (of({"int": {"from": 1.5, "to": 4}}), "vary.space.0.int.from", "whole number"),
        (
            of({"int": {"from": 0, "to": 2**32 - 1}}, path="training.seed"),
            "vary.space.0.int",
            "at most 5000 values",
        ),
        (search(space=[INT, INT]), "vary.space", "different settings"),
        (of({"choice": [0.1, -1]}), "vary.space.0.choice.1", "learning_rate"),
        (of({"float": {"from": 0.1, "to": -1}}), "vary.space.0.float", "from at most to"),
        (of({"float": {"from": 1, "to": 10}}, path=UNITS), "vary.space.0.float", "whole number"),
        (of({"int": {"from": 1, "to": 999}}, path=UNITS), "vary.space.0.int.to", "at most 128"),
        (of({"choice": [1]}, path="training.speed"), "vary.space.0.path", "got 'training.speed'"),
        (of({"choice": [1]}, path="data.points"), "vary.space.0.path", "setting of an experiment"),
        (of({"choice": [1]}, path="view.speed"), "vary.space.0.path", "setting of an experiment"),
        (when(NAME, "sgd"), "vary.space.1.when.path", "earlier int, choice or bool"),
        (when(RATE, 0.1), "vary.space.1.when.path", "earlier int, choice or bool"),
        (when(UNITS, 4, 9), "vary.space.1.when.values.1", "never holds"),
        (when(UNITS), "vary.space.1.when.values", "at least 1 item"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_faulty_search_is_refused_at_its_place(vary, path, words):
    where, why = refused(vary)
    assert where == path
    assert words in why


def test_fault_of_a_setting_is_the_only_one_that_is_told():
    with pytest.raises(ValidationError) as fault:
        study(search(space=[{"path": UNITS, "bool": False}]))
    (only,) = field_errors(fault.value)
    assert (only["path"], only["detail"][:12]) == ("vary.space.0.bool", "must be true")


def test_value_is_tried_where_its_condition_holds():
    assert study(search()).candidates.most.weights > 0
    where, why = refused(search(space=[SPACE[1], {**SPACE[2], "when": None}]))
    assert where.startswith("vary.space.1.float")
    assert MOMENTUM in why


def test_setting_of_a_layer_that_only_some_trials_have_is_searched_there():
    wide = {"path": "network.hidden.1.units", "int": {"from": 1, "to": 4}}
    choice = {"path": "network.hidden", "choice": [[{"units": 2}], [{"units": 2}] * 2]}
    condition = {"when": {"path": "network.hidden", "values": choice["choice"][1:]}}
    base = {"network": {"hidden": [{"units": 2}] * 2}}
    assert study(search(space=[choice, {**wide, **condition}]), base).candidates.most.weights
    where, _ = refused(search(space=[choice, {**wide, "when": {**condition["when"],
                       "values": choice["choice"][:1]}}]), base)  # fmt: skip
    assert where.startswith("vary.space.1.int")


def test_search_has_no_target():
    assert refused(search(), goal={"target": 0.1})[0] == "goal.target"


def test_bayesian_search_is_refused_where_its_library_is_missing(monkeypatch):
    monkeypatch.setattr(searches, "can_propose", lambda method: method != "bayesian")
    where, why = refused(search("bayesian"))
    assert where == "vary.method"
    assert "neural-playground[tuners]" in why
    assert study(search("hyperband"))


def test_proposal_whose_values_do_not_fit_or_cost_too_much_is_unfit():
    candidates = study(search()).candidates
    with pytest.raises(Unfit, match="learning_rate"):
        candidates.proposed({RATE: -1})
    with pytest.raises(Unfit, match="more memory or time"):
        candidates.proposed({UNITS: 100})
    assert candidates.document({UNITS: 100}).parameters > candidates.most.weights


def test_trial_of_one_s_own_may_lie_beyond_the_space_and_is_judged_by_its_cost():
    space = [{"path": UNITS, "int": {"from": 1, "to": 3}}]
    beyond = study(search(space=space, own=[{UNITS: 100}])).candidates
    assert beyond.most > study(search(space=space)).candidates.most
    assert beyond.proposed({UNITS: 100}).network.hidden[0].units == 100


WIDE = {"network": {"hidden": [{"units": 128}] * 2}}
DEAR = {"data": {"samples": 5000}, "training": {"batch_size": 1}}


@pytest.mark.parametrize(
    ("vary", "base", "epochs", "path", "words"),
    [
        (search(trials=60, space=SPACE[:1]), WIDE, 1, "vary.trials", "weights"),
        (search(trials=250, space=SPACE[:1]), DEAR, 9_000, "budget.epochs", "at most about"),
    ],
    ids=["weights", "cost"],
)
def test_search_that_would_take_too_much_is_refused_before_a_worker_sees_it(
    vary, base, epochs, path, words
):
    where, why = refused(vary, base, budget={"epochs": epochs})
    assert where == path
    assert words in why


def test_check_of_a_space_is_charged_by_its_values():
    few = {"study": {"vary": search(space=SPACE[:1])}}
    many = {"study": {"vary": of({"choice": list(range(32))}, *SPACE)}}
    assert cost_of(few) < cost_of(many)
