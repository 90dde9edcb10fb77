"""The loss over a plane of weights, and what a network does with weights that it does not have."""

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD

from app.runs.network.weight_plane import WeightPlane
from tests.app.client import created, serving
from tests.app.sessions import execute, refusal, session, step


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def surveyed(run, **asked):
    return execute(run, {"type": "landscape", **asked})


def trained(epochs=6, **document):
    return step(session(**document), count=epochs)


def loss_at(run, weights):
    """Return the training loss with other weights, as the engine's own model evaluates it."""
    model, train = run.training.model, run.training.data.train
    own = model.parameters.copy()
    model.parameters[:] = weights
    loss = model.evaluate(train.inputs, train.targets, verbose=0, return_dict=True)["loss"]
    model.parameters[:] = own
    return loss


def test_losses_of_the_path_are_those_that_the_run_has_recorded():
    run = trained()
    path = surveyed(run)["path"]
    assert path["epochs"] == list(range(7))
    columns = run.trainer.history.columns
    recorded = run.trainer.history.rows[:, columns.index("loss")]
    assert list(path["losses"]) == list(recorded)


def test_loss_of_a_place_is_that_of_the_weights_it_stands_for():
    run = trained()
    told = surveyed(run)
    plane = WeightPlane(*(np.array(told["plane"][k]) for k in told["plane"]), None)
    for row, column in [(0, 0), (10, 3), (30, 30)]:
        place = np.array([[told["x"][column], told["y"][row]]])
        expected = loss_at(run, plane.weights(place)[0])
        assert told["losses"][row][column] == pytest.approx(expected, rel=1e-5)


def test_losses_of_a_network_with_an_auxiliary_output_are_those_recorded():
    hidden = [{"units": 3, "activation": "tanh"}]
    network = {"hidden": hidden, "wide": True, "auxiliary": {"weight": 0.3}}
    run = trained(network=network)
    columns = run.trainer.history.columns
    recorded = run.trainer.history.rows[:, columns.index("loss")]
    assert list(surveyed(run)["path"]["losses"]) == list(recorded)


def test_plane_of_the_path_is_that_of_a_singular_value_decomposition():
    run = trained()
    told = surveyed(run)
    now = run.training.parameters.astype(float)
    ways = np.array([run.trainer.timeline.at(e).arrays["parameters"] for e in range(7)]) - now
    fitted = TruncatedSVD(2, algorithm="arpack", random_state=0).fit(ways)
    held = np.square(fitted.singular_values_).sum() / np.square(ways).sum()
    assert told["share"] == pytest.approx(held, rel=1e-6)
    turned = np.array(told["plane"]["directions"]) @ fitted.components_.T
    np.testing.assert_allclose(abs(turned), np.eye(2), atol=1e-4)
    left = np.sqrt(np.square(ways).sum(axis=1) - np.square(ways @ fitted.components_.T).sum(axis=1))
    np.testing.assert_allclose(told["path"]["distances"], left, atol=1e-5)


def test_present_weights_lie_in_the_plane_and_the_whole_path_in_the_picture():
    told = surveyed(trained())
    assert told["place"] == [0, 0]
    assert told["path"]["distances"][-1] == pytest.approx(0, abs=1e-9)
    for axis, places in zip(
        (told["x"], told["y"]), np.array(told["path"]["places"]).T, strict=True
    ):
        assert axis[0] < places.min()
        assert places.max() < axis[-1]


@pytest.mark.parametrize("seed", range(1, 9))
def test_path_begins_to_the_right_and_above_so_that_pictures_do_not_flip(seed):
    assert min(surveyed(trained(epochs=2, training={"seed": seed}))["path"]["places"][0]) >= 0


def test_one_step_of_the_path_still_spans_a_plane():
    told = surveyed(trained(epochs=1))
    first, second = np.array(told["plane"]["directions"])
    assert [first @ first, second @ second, first @ second] == pytest.approx([1, 1, 0], abs=1e-9)
    assert told["share"] == pytest.approx(1)


def test_two_chosen_weights_are_the_axes_by_their_own_values():
    run = trained()
    told = surveyed(run, weights=[3, 0])
    parameters = run.training.parameters
    assert told["place"] == pytest.approx([parameters[3], parameters[0]])
    other = parameters.copy()
    other[3], other[0] = told["x"][5], told["y"][20]
    assert told["losses"][20][5] == pytest.approx(loss_at(run, other), rel=1e-5)
    states = np.array([run.trainer.timeline.at(e).arrays["parameters"] for e in range(7)])
    np.testing.assert_allclose(told["path"]["places"], states[:, [3, 0]], atol=1e-6)


def test_asking_changes_nothing():
    run, twin = trained(), trained()
    surveyed(run)
    step(run), step(twin)
    np.testing.assert_array_equal(run.training.parameters, twin.training.parameters)


def test_run_that_has_not_trained_has_no_path_but_two_weights():
    run = session()
    assert "no path yet" in refusal(run, type="landscape").detail
    assert surveyed(run, weights=[0, 1])["share"] is None


def test_perceptrons_rule_has_no_landscape():
    run = trained(network={"hidden": []}, training={"rule": "perceptron"})
    assert "descends no loss" in refusal(run, type="landscape").detail


def test_landscape_that_costs_too_much_is_refused():
    run = session(
        data={"samples": 5000},
        network={"hidden": [{"units": 128, "activation": "tanh"}] * 4},
    )
    assert "costs too much" in refusal(run, type="landscape", weights=[0, 1]).detail


def test_network_with_its_own_weights_has_its_own_losses_and_map():
    run = trained()
    own = run.training.parameters.tolist()
    told = execute(run, {"type": "what_if", "parameters": own, "resolution": 20})
    boundary = execute(run, {"type": "boundary", "resolution": 20})
    figures = run.trainer.metrics.exact()
    assert (told["loss"], told["test_loss"]) == (figures.loss, figures.test_loss)
    np.testing.assert_array_equal(told["values"], boundary["values"])


def test_network_with_other_weights_answers_what_it_would_with_them():
    run, other = trained(), trained(epochs=2)
    asked = {"type": "what_if", "parameters": other.training.parameters.tolist(), "resolution": 20}
    own = run.training.parameters.copy()
    told = execute(run, asked)
    expected = execute(other, {"type": "boundary", "resolution": 20})["values"]
    np.testing.assert_array_equal(told["values"], expected)
    np.testing.assert_array_equal(run.training.parameters, own)


def test_wrong_numbers_of_weights_are_refused_with_the_right_one():
    run = session()
    count = len(run.training.parameters)
    wrong = refusal(run, type="what_if", parameters=[1.0])
    assert wrong.detail == f"parameters must be {count} numbers; got 1"


def test_both_are_asked_over_http_and_wrong_places_are_named(client):
    run = created(client, experiment={})
    path = f"/api/runs/{run['id']}/landscape"
    assert len(client.post(path, json={"weights": [0, 1]}).json()["losses"]) == 31
    for weights, said in [
        ([0, 10_000], "must be from 0 to"),
        ([1, 1], "two different places"),
        ([1], "2"),
    ]:
        answer = client.post(path, json={"weights": weights})
        assert answer.status_code == 422
        assert said in answer.json()["detail"], answer.text
    mine = f"/api/runs/{run['id']}/what_if"
    assert client.post(mine, json={"parameters": [0.5]}).status_code == 422
