"""What the network answers for its own points stands beside what it should, in their units."""

import numpy as np
import pytest
from sklearn.metrics import root_mean_squared_error

from tests.app.client import serving
from tests.app.sessions import execute, session, step
from tests.app.test_table_answers import trained


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def told(run):
    return execute(run, {"type": "point_outputs"})


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"problem": "multiclass"},
        {"problem": "multilabel"},
        {"problem": "regression"},
        {"data": {"samples": 1500}},
    ],
)
def test_outputs_are_the_models_beside_their_targets(document):
    run = step(session(**document), count=2)
    for name, part in (("train", run.training.data.train), ("test", run.training.data.test)):
        answer = told(run)[name]
        own = run.training.model.predict(part.inputs[:500])
        np.testing.assert_allclose(answer["outputs"], own, rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(answer["targets"], part.targets[:500])
        assert answer["points"] == len(part)


def test_errors_of_a_table_are_in_the_units_of_its_target(client):
    run = trained(client, "price", problem="regression")
    path = f"/api/runs/{run['id']}"
    answer, metrics = client.get(f"{path}/outputs").json(), client.get(path).json()["metrics"]
    for name, error in (("train", "rmse"), ("test", "test_rmse")):
        real, predicted = (np.ravel(answer[name][key]) for key in ("targets", "outputs"))
        assert metrics[error] == pytest.approx(root_mean_squared_error(real, predicted), rel=1e-4)
        assert 100 < real.min() < real.max() < 161  # as the table has them


def test_outputs_that_are_no_numbers_are_null():
    hidden = [{"units": 1, "activation": "linear"}] * 6
    run = session(problem="regression", network={"hidden": hidden})
    for layer in range(1, 8):
        edit = {"type": "set_weight", "layer": layer, "from": 0, "to": 0, "value": 1e6}
        execute(run, edit)
    with np.errstate(all="ignore"):
        outputs = told(run)["train"]["outputs"]
    assert [None] in outputs
