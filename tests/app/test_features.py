"""Formulas as features: in documents, in runs, and looked at while they are typed."""

import contextlib
from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.documents.commands import Experiment, View
from app.documents.features import preview
from app.errors import Unprocessable
from app.runs.blocks import finish
from app.runs.network.building import plane_data
from app.runs.network.plane import FeaturePlane
from tests.app.client import commanded, created, serving
from tests.app.refusing import refusals
from tests.app.sessions import execute, put, refusal, session, shown, step

RADIUS = "sqrt(x1^2+x2^2)"
NOISY = {"name": "gauss", "noise": 0.5}  # some of its points leave the plane
EDGY = "sqrt(6-x1)"  # has values over the whole plane, and none beyond


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def document(*features, **parts):
    return Experiment.model_validate({"features": features, **parts})


def faults(*features):
    return refusals(lambda names: document(*names), features)


def test_document_keeps_the_one_spelling_of_each_feature():
    kept = document("x1", " x1 * x1 - 1", "x2 ^ 2", "sqrt( x1^2 + x2^2 )").features
    assert kept == ("x1", "x1*x1-1", "x2_squared", RADIUS)


def test_document_with_formulas_reads_back_as_itself():
    whole = document("x1", "2--x1", "1e5*x2", RADIUS)
    assert Experiment.model_validate(whole.model_dump(mode="json")) == whole


@pytest.mark.parametrize("twice", [("x1+x2", "x1 + x2"), ("x1^2", "x1_squared")])
def test_one_feature_in_two_spellings_is_refused(twice):
    ((path, why),) = faults(*twice)
    assert (path, "must be different from each other" in why) == ("features", True)


REFUSED = [
    ("x1+y", "or a formula in x1 and x2: expected x1, x2,", "got 'y' at character 4"),
    ("x9", "must be one of x1, x2, x1_squared,", "got 'x9' at character 1"),
    ("log(x1)", "log(x1) is not finite at x1 = -6, x2 = -6", ""),
    ("1/x2", "1/x2 is not finite at x1 = -6, x2 = 0", ""),
    ("1/(x1^2+x2^2)", "is not finite at x1 = 0, x2 = 0", ""),
    ("sqrt(5.99-x1)", "is not finite at x1 = 6, x2 = -6", ""),
    ("exp(x1*x2)", "is not within ±1,000,000 at x1 = -6, x2 = -6", ""),
]


@pytest.mark.parametrize(("formula", "why", "where"), REFUSED)
def test_formula_that_cannot_be_trained_on_is_refused_by_its_place(formula, why, where):
    ((path, told),) = faults("x1", formula)
    assert path == "features.1"
    assert why in told
    assert told.endswith(where)


def test_refusal_over_rest_names_the_character(client):
    refused = client.post("/api/runs", json={"experiment": {"features": ["x1", "x1 +"]}})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["path"]) == (422, "experiment.features.1")
    assert error["position"] == 5


def test_network_sees_the_formulas_values():
    (column,) = FeaturePlane((RADIUS,)).inputs(np.array([[3.0, 4.0], [0.0, -2.0]])).T
    assert column.tolist() == [5.0, 2.0]


def test_circle_is_separated_by_its_radius_alone():
    run = step(session(features=[RADIUS], network={"hidden": []}), "epoch", 300)
    assert execute(run, {"type": "status"})["metrics"]["test_accuracy"] > 0.95


def test_run_tells_the_labels_of_its_inputs_in_their_order():
    topology = execute(session(features=[RADIUS, "x1", "x2^3"]), {"type": "describe"})["topology"]
    assert topology["inputs"] == [RADIUS, "x1", "x2^3"]
    assert topology["labels"] == ["√(x₁² + x₂²)", "x₁", "x₂³"]


def test_formulas_in_one_coordinate_are_shown_as_a_line():
    run = session(problem="regression", features=["cos(x2)", "x2^3", "1"])
    assert execute(run, {"type": "describe"})["topology"]["line"] == "x2"


def test_formulas_map_is_drawn_like_any_neurons():
    run = session(features=["x1", "x2/6"])
    view = View(neuron=" x2 / 6", resolution=13, thumbnails=8)
    picture = shown(run, view, -1)
    assert picture.meta["view"]["neuron"] == "x2/6"
    assert picture.tensors["boundary"][0, :, 0].tolist()[::6] == [255, 128, 0]
    assert picture.tensors["neurons"][1, 0].tolist() == [255] * 8


def test_point_beyond_the_plane_where_a_formula_has_no_value_is_refused(client):
    asked = {"experiment": {"features": ["x1", EDGY], "data": NOISY}}
    refused = client.post("/api/runs", json=asked)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["path"]) == (422, "features.1")
    words = "must have a usable value at every point: sqrt(6-x1) is not finite at x1 = 6."
    assert error["detail"].startswith(words)


def test_run_stays_as_it_is_when_its_new_data_do_not_fit_a_formula():
    run = step(session(features=["x1", EDGY], data={**NOISY, "noise": 0}))
    before = run.state()
    refused = refusal(run, type="set", path="data.noise", value=0.5, reset=True)
    assert "is not finite" in refused.detail
    assert run.state() == before
    put(run, "data.noise", 0.1, reset=True)


@settings(max_examples=60)
@given(st.floats(-8, 8), st.sampled_from(["exp(c*x1)", "log(x1+c)", "1/(x2+c)", "x1^c"]))
def test_whatever_run_is_made_has_inputs_that_can_be_trained_on(number, shape):
    formula, largest = shape.replace("c", f"({number:.3f})"), 0.0
    with contextlib.suppress(ValidationError, Unprocessable):
        largest = np.abs(finish(plane_data(document("x1", formula, data=NOISY))).train.inputs).max()
    assert largest <= 1e6


def asked(client, formula, **more):
    return client.get("/api/features", params={"formula": formula, **more})


def test_preview_shows_a_formula_as_frames_show_it(client):
    told = asked(client, " x1 * x2/6", resolution=13).json()
    previewed = np.frombuffer(b64decode(told["values"]), np.uint8).reshape(13, 13)
    run = session(features=["x1*x2/6"])
    drawn = shown(run, View(thumbnails=13), -1).tensors["neurons"][0]
    assert np.abs(previewed.astype(int) - drawn.astype(int)).max() <= 1
    assert told["range"] == [-6, 6]
    assert (told["name"], told["label"]) == ("x1*x2/6", "x₁·x₂/6")
    assert told["axes"] == ["x1", "x2"]


def test_preview_of_a_known_feature_tells_its_name_and_has_all_cells(client):
    told = asked(client, "x1^2", resolution=13).json()
    assert (told["name"], len(b64decode(told["values"]))) == ("x1_squared", 13 * 13)


@pytest.mark.parametrize(
    ("formula", "position", "why"),
    [("x1+", 4, "got the end at character 4"), ("log(x1)", None, "not finite at x1 = -6")],
)
def test_preview_says_what_is_wrong_and_where(client, formula, position, why):
    refused = asked(client, formula)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["path"], error.get("position")) == (422, "formula", position)
    assert why in error["detail"]


@pytest.mark.parametrize("resolution", [7, 65, "x"])
def test_preview_has_a_resolution_from_8_to_64(client, resolution):
    assert asked(client, "x1", resolution=resolution).status_code == 422


def test_run_is_made_looked_at_and_changed_with_formulas(client):
    run = created(client, {"features": ["x1", RADIUS]})
    boundary = client.get(
        f"/api/runs/{run['id']}/boundary", params={"neuron": RADIUS, "resolution": 13}
    ).json()
    assert boundary["values"][0][6][12] == 6
    changed = commanded(client, run, type="set", path="features", value=["x1^3"], reset=True)
    assert changed.status_code == 202
    assert client.get(f"/api/runs/{run['id']}").json()["experiment"]["features"] == ["x1^3"]


def test_formula_that_is_huge_between_the_points_looked_at_is_shown_at_its_brightest():
    shown = preview("exp(709*sin(5*pi*x1)^2)", 64)
    assert max(b64decode(shown["values"])) == 255
