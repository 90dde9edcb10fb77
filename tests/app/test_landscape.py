"""The loss over a plane of weights, and what a network does with weights that it does not have."""

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD

from app.runs.network.weight_plane import WeightPlane
from tests.app.client import commanded, created, serving
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


def path_of(run, **asked):
    return execute(run, {"type": "weight_path", **asked})


def recorded(run):
    return list(run.trainer.history.rows[:, run.trainer.history.columns.index("loss")])


FASTER = {"optimizer": {"name": "sgd", "learning_rate": 0.3}, "seed": 5}


def test_losses_of_the_path_beside_are_those_that_the_other_run_has_recorded():
    run, other = trained(), trained(9, training=FASTER)
    told = surveyed(run, beside=path_of(other))
    assert (told["path"]["epochs"], told["beside"]["epochs"]) == ([*range(7)], [*range(10)])
    assert list(told["path"]["losses"]) == recorded(run)
    assert list(told["beside"]["losses"]) == recorded(other)
    ends = np.vstack([told["path"]["places"], told["beside"]["places"]])
    for axis, places in zip((told["x"], told["y"]), ends.T, strict=True):
        assert axis[0] < places.min() <= places.max() < axis[-1]


def test_each_of_two_paths_counts_the_same_in_their_plane_however_many_epochs_it_has():
    run, other = trained(2), trained(60, training=FASTER)
    told, now = surveyed(run, beside=path_of(other)), run.training.parameters.astype(float)
    ways = [
        (np.array(path_of(one)["states"]) - now) / np.sqrt(len(path_of(one)["epochs"]))
        for one in (run, other)
    ]
    held = TruncatedSVD(2, algorithm="arpack", random_state=0).fit(np.vstack(ways))
    share = np.square(held.singular_values_).sum() / np.square(np.vstack(ways)).sum()
    assert told["share"] == pytest.approx(share, rel=1e-6)
    turned = np.array(told["plane"]["directions"]) @ held.components_.T
    np.testing.assert_allclose(abs(turned), np.eye(2), atol=1e-4)


def test_run_that_was_reset_lies_beside_what_it_was_before():
    run = trained()
    before = recorded(run)
    execute(run, {"type": "reset"})
    past = path_of(run, generation=0)
    assert past["epochs"] == [*range(7)]
    assert list(surveyed(run, beside=past)["beside"]["losses"]) == before
    forgotten = refusal(run, type="weight_path", generation=7)
    assert (forgotten.status, forgotten.code) == (409, "no_state")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"data": {"noise": 0.2}}, "data.noise is 0.2 there and 0.0 here"),
        ({"network": {"hidden": [{"units": 3}]}}, 'network.hidden is [[3, "tanh"]] there'),
        ({"network": {"wide": True}}, "network.wide is true there and null here"),
        ({"training": {"loss": "huber"}}, 'training.loss is "huber" there'),
    ],
)
def test_run_whose_weights_would_have_another_loss_here_is_refused_with_what_differs(about, said):
    refused = refusal(trained(), type="landscape", beside=path_of(trained(1, **about)))
    assert refused.errors[0]["path"] == "beside.run"
    assert said in refused.detail


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
    other = created(client, experiment={"training": {"seed": 2}})
    commanded(client, other, type="step", unit="epoch", count=3)
    told = client.post(path, json={"beside": {"run": other["id"]}}).json()
    assert told["beside"]["epochs"] == [0, 1, 2, 3]
    for beside, status, said in [
        ({"run": run["id"]}, 422, "another run than this one"),
        ({"run": "nobody"}, 422, "the id of a run of an experiment that is there"),
        ({"run": other["id"], "generation": 5}, 409, "no state of generation 5"),
        ({"generation": 1}, 422, "beside.run"),
    ]:
        answer = client.post(path, json={"beside": beside})
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
    mine = f"/api/runs/{run['id']}/what_if"
    assert client.post(mine, json={"parameters": [0.5]}).status_code == 422
