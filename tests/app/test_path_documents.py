"""Which inputs take which path through a network, as documents say it; what is refused, and why."""

import pytest

from app.documents.commands import parse_command
from app.documents.experiment import Experiment
from app.documents.locks import check_locks
from app.errors import Forbidden
from app.store.content_ids import content_id
from engine.datasets.california_housing import FEATURES
from tests.app.refusing import refusals

HOUSES = {
    "problem": "regression",
    "data": {"source": "builtin", "name": "california_housing"},
    "network": {"hidden": [{"units": 30}, {"units": 100}]},
}
BOTH = {"wide": True, "deep": ["x1"], "auxiliary": {"weight": 0.25}}


def houses(**paths):
    return Experiment.model_validate({**HOUSES, "network": {**HOUSES["network"], **paths}})


def document(network=None, **parts):
    return Experiment.model_validate({"network": network or BOTH, **parts})


def test_books_wide_and_deep_network_of_houses_has_its_parameters():
    paths = {"wide": list(FEATURES[:5]), "deep": list(FEATURES[2:])}
    assert houses(**paths, auxiliary={}).parameters == 3517  # 6·30+30, 30·100+100, 101, 106
    assert houses(**paths).parameters == 3416
    assert houses(wide=True).parameters == 9 * 30 + 31 * 100 + 109
    assert houses().parameters == 9 * 30 + 31 * 100 + 101


def test_column_stands_for_all_inputs_that_it_becomes():
    data = {
        "source": "upload", "dataset_id": "x", "target": "price", "columns": ["age", "kind"],
        "encodings": [
            {"column": "age", "missing": "value"},
            {"column": "kind", "words": ["cat", "dog", "owl"]},
        ],
    }  # fmt: skip
    pets = document({"wide": ["kind"], "deep": ["age"]}, problem="regression", data=data)
    assert (pets.branches.deep, pets.branches.wide) == ((0, 1), (2, 3, 4))


def test_paths_of_a_document_are_written_and_read_again():
    told = document().model_dump(mode="json")
    assert {key: told["network"][key] for key in BOTH} == BOTH
    assert Experiment.model_validate(told) == document()


def test_document_that_says_what_is_usual_has_the_id_it_had_before():
    usual = {"wide": False, "deep": None, "auxiliary": None}
    plain, said = (Experiment.model_validate(raw) for raw in ({}, {"network": usual}))
    ids = [content_id(one.model_dump(mode="json")) for one in (plain, said)]
    assert ids == ["9JLz3fojggdnRN"] * 2


NAMES = "or a list of names of inputs: at least 1, and each once; got "


@pytest.mark.parametrize(
    ("network", "path", "detail"),
    [
        ({"wide": ["x9"]}, "network.wide.0", "must be one of x1, x2; got 'x9'"),
        ({"deep": ["x1", "x3"]}, "network.deep.1", "must be one of x1, x2; got 'x3'"),
        ({"wide": []}, "network.wide", f"must be true, false, {NAMES}[]"),
        ({"wide": 1}, "network.wide", f"must be true, false, {NAMES}1"),
        ({"wide": ["x1", "x1"]}, "network.wide", f"must be true, false, {NAMES}['x1', 'x1']"),
        ({"wide": [["x1"]]}, "network.wide", f"must be true, false, {NAMES}[['x1']]"),
        ({"deep": []}, "network.deep", f"must be null, {NAMES}[]"),
        ({"deep": True}, "network.deep", f"must be null, {NAMES}True"),
        ({"deep": ["x1"] * 2}, "network.deep", f"must be null, {NAMES}['x1', 'x1']"),
        ({"auxiliary": {"weight": -0.1}}, "network.auxiliary.weight", "must be at least 0; got"),
        ({"auxiliary": {"weight": 1.5}}, "network.auxiliary.weight", "must be at most 1; got 1.5"),
        ({"auxiliary": {"weight": "1"}}, "network.auxiliary.weight", "must be a number; got '1'"),
        ({"auxiliary": {"weigh": 0}}, "network.auxiliary.weigh", "is not a known key; got 0"),
        ({"auxiliary": True}, "network.auxiliary", "must be an object; got True"),
        ({"auxiliary": {}, "hidden": []}, "network.auxiliary", "must be null for a network with"),
        ({"wide": True, "hidden": []}, "network.wide", "must be false for a network without hid"),
        ({"deep": ["x1"], "hidden": []}, "network.deep", "must be null for a network without h"),
        ({"wide": ["x" * 201]}, "network.wide.0", "must have at most 200 characters"),
        ({"wide": [f"x{n}" for n in range(99)]}, "network.wide", "must have at most 64 items"),
    ],
)  # fmt: skip
def test_paths_that_cannot_be_are_refused_with_what_is_allowed(network, path, detail):
    ((told, why), *_) = refusals(Experiment.model_validate, {"network": network})
    assert told == path
    assert why.startswith(detail)


def test_names_go_with_the_inputs_they_name():
    network = {"wide": ["x1", "x2"], "deep": ["x1"], "auxiliary": {}}
    fewer = document(network).with_value("features", ["x2", "x1_x2"])
    assert (fewer.network.wide, fewer.network.deep) == (("x2",), None)
    assert document(network).with_value("features", ["x1_x2"]).network.wide is False
    assert fewer.network.auxiliary is not None


@pytest.mark.parametrize(
    ("path", "value"), [("network.hidden", []), ("training.rule", "perceptron")]
)
def test_paths_go_with_the_hidden_layers(path, value):
    assert not document().with_value(path, value).network.is_branched


def test_given_weights_stay_as_long_as_they_are_as_many():
    network = {"hidden": [{"units": 1}], "wide": True, "parameters": [0.5] * 7}
    given = document(network)
    assert given.with_value("data.noise", 0.1).network.parameters == (0.5,) * 7
    assert given.with_value("network.wide", False).network.parameters is None


def test_weight_of_an_auxiliary_output_is_live_where_there_is_one():
    assert document().is_live("network.auxiliary.weight")
    assert not Experiment().is_live("network.auxiliary.weight")
    assert not document().is_live("network.auxiliary")


def test_lock_of_what_is_under_more_keeps_the_paths():
    locked = document(view={"lock": ["moreSettings"]})
    command = parse_command(
        {"type": "set", "path": "network.auxiliary.weight", "value": 0.5, "reset": False}
    )
    with pytest.raises(Forbidden, match="under More"):
        check_locks(locked, command)
