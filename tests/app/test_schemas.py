import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.documents import choices, points
from app.documents.commands import Experiment, parse_command
from app.documents.field_errors import field_errors
from app.limits.caps import MAX_POINTS
from tests.app.refusing import refusals


def refusal(raw):
    (fault,) = refusals(Experiment.model_validate, raw)
    return fault


def test_empty_document_means_the_default():
    document = Experiment.model_validate({}).model_dump(mode="json")
    assert document["data"]["name"] == "circle"
    assert document["network"]["hidden"] == [
        {"units": 4, "activation": "tanh"},
        {"units": 2, "activation": "tanh"},
    ]
    assert document["training"]["optimizer"] == {"name": "sgd", "learning_rate": 0.03}


@pytest.mark.parametrize("problem", choices.PROBLEMS)
def test_what_is_left_out_fits_the_problem_and_the_whole_document_reads_back(problem):
    experiment = Experiment.model_validate({"problem": problem})
    told = json.loads(experiment.model_dump_json())
    assert told["data"]["name"] == choices.PROBLEMS[problem].data
    assert told["data"]["samples"] == choices.PROBLEMS[problem].samples
    assert told["training"]["loss"] == choices.PROBLEMS[problem].loss
    assert Experiment.model_validate(told) == experiment


@pytest.mark.parametrize(
    ("problem", "loss", "activation"),
    [
        ("classification", "mse", "tanh"),
        ("classification", "binary_crossentropy", "sigmoid"),
        ("multiclass", "categorical_crossentropy", "softmax"),
        ("multilabel", "binary_crossentropy", "sigmoid"),
        ("regression", "huber", "linear"),
    ],
)
def test_automatic_output_activation_follows_problem_and_loss(problem, loss, activation):
    experiment = Experiment.model_validate({"problem": problem, "training": {"loss": loss}})
    assert experiment.output_activation == activation


def test_whole_number_may_be_written_with_a_point():
    data = Experiment.model_validate_json('{"data": {"samples": 1e2, "seed": 3.0}}').data
    assert (data.samples, data.seed) == (100, 3)


HOSTILE = [
    ({"a": 1}, "a", "is not a known key; got 1"),
    ({"data": {"datasets": "x"}}, "data.datasets", "is not a known key; got 'x'"),
    ({"title": "\ud800"}, "title", "unicode"),
    ({"view": {"hide": ["\udfff"]}}, "view.hide.0", "unicode"),
    ({"data": {"noise": math.nan}}, "data.noise", "must be a finite number; got nan"),
    ({"data": {"noise": math.inf}}, "data.noise", "finite number; got inf"),
    ({"data": {"noise": 0.6}}, "data.noise", "must be at most 0.5; got 0.6"),
    ({"data": {"seed": 2**63}}, "data.seed", "must be at most 4294967295; got"),
    ({"data": {"seed": 10**400}}, "data.seed", "is too large a number"),
    ({"data": {"noise": -(10**400)}}, "data.noise", "is too large a number"),
    ({"data": {"samples": True}}, "data.samples", "must be a number; got True"),
    ({"data": {"samples": "50"}}, "data.samples", "must be a number; got '50'"),
    ({"data": {"samples": 50.5}}, "data.samples", "got 50.5"),
    ({"data": {"samples": -math.inf}}, "data.samples", "finite number"),
    ({"data": None}, "data", "got None"),
    ({"version": 2}, "version", "got 2"),
    ({"version": True}, "version", "must be a number"),
    ({"problem": ["regression"]}, "problem", "must be one of classification, "),
    ({"features": []}, "features", "at least 1"),
    ({"features": ["x1", "x1"]}, "features", "must be different from each other"),
    ({"network": {"hidden": [{"units": 2}] * 9}}, "network.hidden", "at most 8 items"),
    ({"network": {"hidden": [{"units": 2}] * 100_000}}, "network.hidden", "at most 8 items"),
    ({"network": {"hidden": [{"units": 128}] * 8}}, "network.hidden", "at most 100000 weights"),
    ({"network": {"wide": "x1"}}, "network.wide", "must be true, false, or a list of names"),
    ({"network": {"output_activation": "softmax"}}, "network.output_activation", "one of auto, "),
    (
        {"training": {"optimizer": {"learning_rate": 0}}},
        "training.optimizer.learning_rate",
        "got 0",
    ),
    ({"view": {"speed": "fast"}}, "view.speed", 'from 0.01 to 1000, or "max"'),
    ({"view": {"speed": math.nan}}, "view.speed", 'from 0.01 to 1000, or "max"'),
    ({"view": {"show_test": 1}}, "view.show_test", "must be true or false; got 1"),
]


@pytest.mark.parametrize(
    ("raw", "path", "detail"), HOSTILE, ids=[str(i) for i in range(len(HOSTILE))]
)
def test_bad_field_is_named_with_what_is_allowed_and_what_came(raw, path, detail):
    told, why = refusal(raw)
    assert told == path
    assert detail in why


@pytest.mark.parametrize("raw", [None, [], 3, "x", True, {"\ud800": 1}, {"training": [1]}])
def test_what_is_no_document_is_refused(raw):
    assert refusals(Experiment.model_validate, raw)


@pytest.mark.parametrize(
    ("raw", "path", "choices"),
    [
        ({"problem": "multiclass", "data": {"name": "circle"}}, "data.name", "rings, blobs"),
        (
            {"problem": "regression", "training": {"loss": "hinge"}},
            "training.loss",
            "mse, sum_of_squares, mae, huber",
        ),
        (
            {"problem": "multilabel", "network": {"output_activation": "tanh"}},
            "network.output_activation",
            "auto, sigmoid",
        ),
    ],
)
def test_what_does_not_fit_the_problem_is_refused_listing_what_fits(raw, path, choices):
    told, why = refusal(raw)
    assert told == path
    assert f"must be one of {choices} for " in why


POINT = {
    "classification": [1, 2, -1],
    "multiclass": [1, 2, 2],
    "multilabel": [1, 2, [0, 1, 1]],
    "regression": [1, 2, 0.25],
}


@pytest.mark.parametrize("problem", POINT)
def test_points_carry_the_labels_of_their_problem_and_no_others(problem):
    def document(point):
        return {"problem": problem, "data": {"source": "points", "points": [POINT[problem], point]}}

    assert Experiment.model_validate(document(POINT[problem]))
    for other in {"classification", "multiclass", "multilabel"} - {problem}:
        if problem != "regression" or other == "multilabel":
            assert refusal(document(POINT[other]))[0] == "data.points.1.2"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (None, "data.points"),
        ([], "data.points"),
        ([[0, 0, 1]] * (MAX_POINTS + 1), "data.points"),
        ([[0, 0, 1], [0, 6.1, 1]], "data.points.1"),
        ([[0, 0, 1], [0, math.nan, 1]], "data.points.1"),
        ([[0, 0, 1], [0, True, 1]], "data.points.1"),
        ([[0, 0, 1], [0, 0]], "data.points.1"),
        ([[0, 0, 1], [0, 0, "1"]], "data.points.1.2"),
        ([[0, 0, 1], [0, 0, 10**400]], "data.points.1.2"),
        ([[0, 0, 1], [0, 0, [2]]], "data.points.1.2"),
    ],
)
def test_bad_points_are_refused_with_their_number(given, path):
    assert refusal({"data": {"source": "points", "points": given}})[0] == path


@pytest.mark.parametrize("label", [1, 0.25, [0, 1], (1.0, 0)], ids=str)
def test_points_that_are_checked_together_are_those_checked_one_by_one(label):
    rows = [[n / 7, -1, label] for n in range(5)] + [(1, 2.5, label)]
    assert points._all_at_once(rows) == tuple(points._point(n, row) for n, row in enumerate(rows))


def test_another_value_makes_another_document():
    experiment = Experiment()
    changed = experiment.with_value("network.hidden.1.units", 7)
    assert [layer.units for layer in changed.network.hidden] == [4, 7]
    assert experiment == Experiment()


@pytest.mark.parametrize(
    ("path", "told"),
    [("nope.x", "nope"), ("title.x", "title"), ("", ""), ("network.hidden.7", "network.hidden")],
)
def test_path_that_leads_nowhere_is_refused(path, told):
    ((at, _),) = refusals(lambda value: Experiment().with_value(path, value), 1)
    assert at == told


def test_another_problem_takes_its_own_data_and_loss_where_the_old_do_not_fit():
    changed = Experiment().with_value("problem", "multiclass")
    assert (changed.data.name, changed.training.loss) == ("blobs", "categorical_crossentropy")
    back = changed.with_value("problem", "regression")
    assert (back.data.name, back.data.samples, back.training.loss) == ("plane", 1200, "mse")


def test_live_paths_lead_to_values():
    document = Experiment(network={"auxiliary": {}}).model_dump(mode="json")
    for path in Experiment.LIVE_PATHS:
        place = document
        for key in path.split("."):
            place = place[key]
    assert Experiment().is_live("training.stop.max_epochs")
    assert not Experiment().is_live("training.loss")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(JSON, st.sampled_from(["data", "training", "view", "network", "features", "data.points"]))
def test_no_json_whatever_raises_anything_but_a_validation_error(raw, path):
    for check in (
        Experiment.model_validate,
        parse_command,
        lambda v: Experiment().with_value(path, v),
    ):
        try:
            check(raw)
        except ValidationError as error:
            json.dumps(field_errors(error), allow_nan=False).encode()
