"""How much each path of a network counts, in its output and in its gradient."""

import json

import numpy as np
import pytest

from app.encoding.messages import to_json
from tests.app.client import created, serving
from tests.app.sessions import execute, refusal, session, step
from tests.app.test_paths import branched, layer_of


def told(run):
    return json.loads(to_json(execute(run, {"type": "paths"})))


def test_shares_of_the_output_are_those_of_what_each_path_adds_to_it():
    run = step(branched({"auxiliary": None}), count=3)
    train = run.training.data.train.inputs
    kernel, _ = layer_of(run, "o")
    units = _hidden(run, train)
    deep, wide = np.abs(units @ kernel[:3]).sum(), np.abs(train[:, [0, 3]] @ kernel[3:]).sum()
    assert told(run)["output"]["wide"] == pytest.approx(wide / (deep + wide), rel=1e-5)


def _hidden(run, inputs):
    a = inputs[:, [1, 2, 4]]
    for name, bend in (("h1", np.tanh), ("h2", lambda z: np.maximum(z, 0))):
        kernel, bias = layer_of(run, name)
        a = bend(a @ kernel + bias)
    return a


@pytest.mark.parametrize("network", [{}, {"auxiliary": None}])
def test_shares_of_the_gradient_are_those_of_its_squared_length(network):
    run = step(branched(network), count=2)
    train, output = run.training.data.train, run.training.topology.layers[-1]
    targets = train.targets if network else [train.targets] * 2
    run.training.model.inspect(train.inputs, targets)
    squares = np.square(run.training.model.gradients.astype(float))
    wide = squares[output.kernel + 3 : output.bias].sum() / squares.sum()
    share = told(run)["gradient"]
    assert share["wide"] == pytest.approx(wide, rel=1e-4)
    assert share["deep"] + share["wide"] == pytest.approx(1)


def test_path_that_is_cut_has_no_share():
    run = step(branched({"wide": False}))
    assert told(run)["output"] == told(run)["gradient"] == {"deep": 1, "wide": 0}


def test_both_outputs_answer_in_the_targets_units():
    run = step(branched(problem="regression"), count=2)
    main, auxiliary = run.training.model.predict(run.training.data.train.inputs[:500])
    np.testing.assert_allclose(told(run)["main"], main, rtol=1e-5)
    np.testing.assert_allclose(told(run)["auxiliary"], auxiliary, rtol=1e-5)


def test_layers_in_a_row_have_no_paths():
    assert "layers in a row" in refusal(session(), type="paths").detail
    with serving() as client:
        run = created(client)
        assert client.get(f"/api/runs/{run['id']}/paths").status_code == 422
