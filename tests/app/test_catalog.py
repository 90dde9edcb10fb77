import json
from base64 import b64decode

import numpy as np
import pytest

from app.documents.experiment import Experiment
from app.limits import caps
from app.limits.caps import CAPS
from app.services.catalog_content import catalog
from app.settings import Settings
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner

CATALOG = catalog()


def names(part):
    return [entry["name"] for entry in CATALOG[part]]


MADE = [entry for entry in CATALOG["datasets"] if entry["source"] == "generator"]
TABLES = [entry for entry in CATALOG["datasets"] if entry["source"] == "builtin"]


@pytest.mark.parametrize("dataset", MADE, ids=lambda dataset: dataset["name"])
def test_preview_is_a_few_points_of_the_real_generator(dataset):
    assert 10 <= len(dataset["preview"]) <= 120
    assert all(abs(x1) <= 7 and abs(x2) <= 7 for x1, x2, *_ in dataset["preview"])
    assert len({str(label) for *_, label in dataset["preview"]}) > 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_table_of_the_catalog_makes_an_experiment(table):
    data = {"source": "builtin", "name": table["name"]}
    document = Experiment.model_validate({"problem": table["problems"][0], "data": data})
    assert list(document.data.columns) == table["columns"]


@pytest.mark.parametrize("problem", CATALOG["defaults"])
def test_default_of_a_problem_is_a_complete_document(problem):
    document = CATALOG["defaults"][problem]
    assert Experiment.model_validate(document).model_dump(mode="json") == document


@pytest.mark.parametrize("problem", CATALOG["defaults"])
def test_default_names_only_what_the_catalog_offers(problem):
    document = CATALOG["defaults"][problem]
    assert document["data"]["name"] in names("datasets")
    assert document["training"]["loss"] in names("losses")
    assert document["training"]["optimizer"]["name"] in names("optimizers")
    assert document["network"]["initializer"] in names("initializers")
    assert set(document["features"]) <= set(names("features"))


@pytest.mark.parametrize("part", ["problems", "datasets", "features", "activations", "losses"])
def test_names_are_said_once(part):
    assert len(set(names(part))) == len(names(part)) > 0


def test_every_formula_is_written():
    for part in ("features", "activations", "losses", "optimizers", "initializers"):
        assert all(entry["formula"] for entry in CATALOG[part]), part


@pytest.mark.parametrize("feature", CATALOG["features"], ids=lambda feature: feature["name"])
def test_map_of_a_feature_is_the_one_that_frames_have(feature):
    shown = np.frombuffer(b64decode(feature["values"]), np.uint8).reshape(20, 20)
    x1, x2 = np.meshgrid(np.linspace(-6, 6, 20), np.linspace(6, -6, 20))
    values = {"x1": x1, "x2": x2, "x1_squared": x1**2, "x2_squared": x2**2, "x1_x2": x1 * x2}
    values |= {"sin_x1": np.sin(x1), "sin_x2": np.sin(x2)}
    expected = (np.clip(values[feature["name"]], -1, 1) + 1) * 127.5
    assert np.abs(shown - expected).max() <= 0.5


def test_hidden_layers_are_offered_every_activation_but_softmax():
    assert "softmax" not in names("activations")
    assert all(entry["derivative"] for entry in CATALOG["activations"])


def test_live_paths_are_those_in_force():
    assert tuple(CATALOG["live"]) == Experiment.LIVE_PATHS


def test_limits_are_those_in_force():
    told = catalog(Settings(max_runs=50, max_sockets=3_000, unwatched_seconds=7))["limits"]
    assert (told["max_runs"], told["max_sockets"], told["unwatched_seconds"]) == (50, 3_000, 7)
    assert (told["max_connections"], told["open_files"]) == (4_000, 4_500)
    assert told["max_units"] == caps.MAX_UNITS


def test_limits_are_the_table_where_nothing_is_set():
    assert catalog(Settings())["limits"] == {name: cap.value for name, cap in CAPS.items()}


def test_table_of_caps_has_every_constant_and_nothing_else():
    constants = {name.lower(): getattr(caps, name) for name in dir(caps) if name.isupper()}
    assert constants == {name: cap.value for name, cap in CAPS.items()} | {"caps": CAPS}


def test_server_shows_its_own_limits():
    with serving(FakeRunner(), max_runs=50) as client:
        assert client.get("/api/catalog").json()["limits"]["max_runs"] == 50


def test_catalog_is_small_enough_for_a_page():
    assert len(json.dumps(CATALOG)) < 64 * 1024
