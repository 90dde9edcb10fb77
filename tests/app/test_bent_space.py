"""Where a hidden layer places the plane's grid and the points."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from tests.app.client import created, serving
from tests.app.sessions import execute, refusal, session, step

AT = np.linspace(-6, 6, 13)
ALONG = np.linspace(-6, 6, 49)


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def trained(*sizes, activation="tanh", **others):
    hidden = [{"units": units, "activation": activation} for units in sizes]
    return step(session(network={"hidden": hidden}, **others), count=3)


def told(run, **asked):
    return execute(run, {"type": "bent_space", **asked})


def answers(run, points, stage):
    """Return what a hidden layer answers at points, as the engine's own model computes it."""
    inputs = run.training.data.plane.inputs(np.asarray(points, float))
    return np.array(run.training.model.layer_outputs(inputs)[stage], dtype=float)


def test_two_neurons_place_the_grid_by_their_answers():
    run = trained(4, 2)
    answer = told(run)
    assert (answer["layer"], answer["axes"], answer["units"]) == ("h2", "units", 2)
    for line, x2 in enumerate(AT):
        expected = answers(run, [[x1, x2] for x1 in ALONG], 1)
        np.testing.assert_allclose(answer["across"][line], expected, atol=1e-6)
    for line, x1 in enumerate(AT):
        expected = answers(run, [[x1, x2] for x2 in ALONG], 1)
        np.testing.assert_allclose(answer["up"][line], expected, atol=1e-6)
    assert answer["share"] == pytest.approx(1)


def test_a_larger_layer_is_seen_along_its_principal_components():
    run = trained(5)
    answer = told(run)
    train = run.training.data.train
    own = np.array(run.training.model.layer_outputs(train.inputs)[0], dtype=float)
    fitted = PCA(2).fit(own)
    assert answer["axes"] == "components"
    assert answer["share"] == pytest.approx(fitted.explained_variance_ratio_.sum(), rel=1e-4)
    places, expected = np.array(answer["points"]), fitted.transform(own)
    signs = np.sign((places * expected).sum(axis=0))
    np.testing.assert_allclose(places, expected * signs, atol=1e-4)


@pytest.mark.parametrize("sizes", [(2,), (3, 2), (1,)])
def test_score_of_a_place_is_the_sum_that_the_output_bends(sizes):
    run = trained(*sizes)
    answer, train = told(run), run.training.data.train
    (score,) = answer["scores"]
    sums = np.array(answer["points"]) @ score["weights"] + score["bias"]
    outputs = run.training.model.predict(train.inputs)[:, 0]
    np.testing.assert_allclose(np.tanh(sums), outputs, atol=1e-5)


def test_score_of_a_component_picture_is_exact_in_its_plane():
    run = trained(5)
    answer = told(run)
    (score,) = answer["scores"]
    train = run.training.data.train
    own = np.array(run.training.model.layer_outputs(train.inputs)[0], dtype=float)
    fitted = PCA(2).fit(own)
    flat = fitted.inverse_transform(fitted.transform(own))
    weights, bias = run.training.model.get_weights()[-2:]
    expected = flat @ weights[:, 0] + bias[0]
    sums = np.array(answer["points"]) @ score["weights"] + score["bias"]
    np.testing.assert_allclose(sums, expected, atol=1e-4)


def test_first_of_two_layers_has_no_straight_line_of_the_output():
    assert told(trained(2, 2), layer="h1")["scores"] == []


def test_wide_path_leaves_no_straight_line_behind_the_last_layer():
    hidden = [{"units": 2, "activation": "tanh"}]
    run = step(session(network={"hidden": hidden, "wide": True}), count=1)
    assert told(run)["scores"] == []


def test_each_output_of_several_classes_has_a_score():
    run = trained(3, problem="multiclass", data={"name": "blobs", "classes": 3})
    assert len(told(run)["scores"]) == 3


def test_equal_neurons_have_no_share_of_a_spread_that_is_none():
    run = session(network={"hidden": [{"units": 3, "activation": "tanh"}], "initializer": "zeros"})
    assert told(run)["share"] is None


def test_network_without_a_hidden_layer_bends_nothing():
    run = session(network={"hidden": []})
    assert "no hidden layer" in refusal(run, type="bent_space").detail


def test_answers_that_are_not_finite_have_no_place():
    run = trained(2, activation="linear")
    run.training.model.parameters[:] = 3e38
    assert "not a finite number" in refusal(run, type="bent_space").detail


def test_layer_is_asked_for_by_its_name_over_http(client):
    hidden = [{"units": 2, "activation": "tanh"}, {"units": 3, "activation": "tanh"}]
    run = created(client, experiment={"network": {"hidden": hidden}})
    path = f"/api/runs/{run['id']}/bent_space"
    assert client.get(path).json()["layer"] == "h2"
    assert client.get(path, params={"layer": "h1"}).json()["units"] == 2
    unknown = client.get(path, params={"layer": "h3"})
    assert (unknown.status_code, unknown.json()["detail"]) == (
        404,
        "layer must be one of h1, h2; got h3",
    )
    assert client.get(path, params={"layer": "first"}).status_code == 422
