"""What a regression's residuals say: errors in its units, and how each point pulls at it."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from tests.app.client import commanded, created, serving
from tests.app.sessions import execute, refusal, session, step
from tests.app.test_table_answers import trained

LINE = {
    "problem": "regression",
    "features": ["x1"],
    "network": {"hidden": []},
    "data": {"source": "points", "points": [[x, 0, 2 * x - 1] for x in range(-5, 6)]},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}},
}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def told(run, **asked):
    return execute(run, {"type": "residuals", **asked})


@pytest.mark.parametrize("of", ["train", "test"])
def test_residuals_are_targets_less_outputs_the_largest_pull_first(of):
    run = step(session(problem="regression"), count=3)
    answer, part = told(run, of=of), getattr(run.training.data, of)
    rows = answer["rows"]
    assert sorted(rows) == list(range(len(part)))
    own = run.training.model.predict(part.inputs)[:, 0]
    np.testing.assert_allclose(answer["outputs"], own[rows], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(answer["targets"], part.labels[rows], rtol=1e-6)
    np.testing.assert_array_equal(answer["places"], part.points[rows])
    left = np.subtract(answer["targets"], answer["outputs"])
    np.testing.assert_allclose(answer["residuals"], left)
    assert (np.diff(answer["gradient_shares"]) <= 0).all()


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_share_of_the_gradient_is_that_of_the_points_own_gradients(loss):
    run = step(session(problem="regression", training={"loss": loss}), count=2)
    answer, train = told(run), run.training.data.train
    lengths, losses = np.empty((2, len(train)))
    for row in range(len(train)):
        one = run.training.model.inspect(*(a[row : row + 1] for a in (train.inputs, train.targets)))
        parts = [g for layer in one.layers for g in layer.gradients.values()]
        lengths[row] = np.sqrt(sum(np.square(g, dtype=float).sum() for g in parts))
        losses[row] = one.loss
    rows = answer["rows"]
    np.testing.assert_allclose(
        answer["gradient_shares"], (lengths / lengths.sum())[rows], rtol=1e-4, atol=1e-8
    )
    np.testing.assert_allclose(
        answer["loss_shares"], (losses / losses.sum())[rows], rtol=1e-4, atol=1e-8
    )
    assert answer["loss"] == pytest.approx(losses.mean(), rel=1e-5)


def test_one_neuron_on_a_line_tells_its_weight_and_bias():
    run = step(session(**LINE), "epoch", 200)
    answer = told(run)
    line = answer["line"]
    assert (line["inputs"], line["weights"]) == (["x₁"], [pytest.approx(2, abs=1e-3)])
    assert line["bias"] == pytest.approx(-1, abs=1e-3)
    (at_ten,) = execute(run, {"type": "predict", "inputs": [[10, 0]]})["outputs"]
    assert at_ten == [pytest.approx(19, abs=0.02)]
    assert answer["rmse"] < 1e-2


def test_points_that_are_met_exactly_pull_at_nothing():
    run = session(**LINE)
    execute(run, {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 2})
    execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": -1})
    answer = told(run)
    assert set(answer["gradient_shares"]) == set(answer["loss_shares"]) == {0}
    assert (answer["rmse"], answer["mae"]) == (0, 0)


def test_table_is_told_in_its_own_units(client):
    run = trained(client, "price", problem="regression")
    path = f"/api/runs/{run['id']}"
    answer = client.post(f"{path}/residuals", json={}).json()
    real, predicted = answer["targets"], answer["outputs"]
    assert answer["rmse"] == pytest.approx(root_mean_squared_error(real, predicted))
    assert answer["mae"] == pytest.approx(mean_absolute_error(real, predicted))
    assert answer["rmse"] == pytest.approx(client.get(path).json()["metrics"]["rmse"], rel=1e-4)
    assert 100 < min(real) < max(real) < 161  # as the table has them


@pytest.mark.parametrize("problem", ["classification", "multiclass", "multilabel"])
def test_classes_have_no_residuals(problem):
    assert "learns classes" in refusal(session(problem=problem), type="residuals").detail


def test_output_that_is_not_there_is_refused_with_what_is_allowed():
    refused = refusal(session(problem="regression"), type="residuals", output=1)
    assert refused.status == 422


def test_outputs_that_are_not_finite_have_no_residuals():
    hidden = [{"units": 1, "activation": "linear"}] * 6
    run = session(problem="regression", network={"hidden": hidden})
    for layer in range(1, 8):
        edit = {"type": "set_weight", "layer": layer, "from": 0, "to": 0, "value": 1e6}
        execute(run, edit)
    assert "not a finite number" in refusal(run, type="residuals").detail


def test_line_of_a_table_is_in_the_units_of_its_columns(client):
    rows = "x,y\n" + "\n".join(f"{x},{2 * x - 1}" for x in range(1, 41))
    table = client.post("/api/datasets", content=rows, headers={"Content-Type": "text/csv"}).json()
    data = {"source": "upload", "dataset_id": table["id"], "target": "y", "columns": ["x"]}
    run = created(client, {**LINE, "features": ["x1"], "data": data})
    assert commanded(client, run, type="step", unit="epoch", count=200).is_success
    line = client.post(f"/api/runs/{run['id']}/residuals", json={}).json()["line"]
    assert line["inputs"] == ["x"]
    assert line["weights"] == [pytest.approx(2, abs=0.01)]
    assert line["bias"] == pytest.approx(-1, abs=0.2)
