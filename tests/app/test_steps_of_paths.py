"""A step of a network whose inputs part, worked out: back through one output, or through two."""

import json

import numpy as np
import pytest

from app.encoding.messages import to_json
from tests.app.sessions import execute, step
from tests.app.test_paths import PROBLEMS, branched, layer_of

SLOW = {"optimizer": {"name": "sgd", "learning_rate": 0.001}}  # no regression diverges by it


def test_step_of_a_wide_network_is_worked_out_and_agrees_with_complex_steps():
    run = step(branched({"auxiliary": None, "dtype": "float64"}), count=2)
    told = json.loads(to_json(execute(run, {"type": "backprop", "row": 3})))
    assert [layer["name"] for layer in told["layers"]] == ["h1", "h2", "o"]
    assert told["check"]["checked"] == run.training.parameters.size
    assert told["check"]["largest_difference"] < 1e-12


@pytest.mark.parametrize("problem", PROBLEMS)
def test_step_with_an_auxiliary_output_has_both_losses_and_comes_back_through_both(problem):
    run = step(branched({"dtype": "float64"}, problem=problem, training=SLOW), count=2)
    told = json.loads(to_json(execute(run, {"type": "backprop", "row": 3, "batch": True})))
    assert told["check"]["checked"] == run.training.parameters.size
    assert told["check"]["largest_difference"] < 1e-12
    main, auxiliary = told["heads"]
    assert [main["weight"], auxiliary["weight"]] == [0.75, 0.25]
    assert told["loss"] == pytest.approx(0.75 * main["loss"] + 0.25 * auxiliary["loss"])
    rows = 0.75 * np.array(main["losses"]) + 0.25 * np.array(auxiliary["losses"])
    np.testing.assert_allclose(told["losses"], rows)
    before, *outputs = told["layers"][1:]
    assert [layer["name"] for layer in outputs] == ["o", "aux"]
    back = [np.array(layer["delta"]) @ layer_of(run, layer["name"])[0][:3].T for layer in outputs]
    np.testing.assert_allclose(before["delta"], np.sum(back, axis=0) * before["slope"], atol=1e-12)
    for head, layer in zip(told["heads"], outputs, strict=True):
        assert head["output"] == layer["a"]
        if head["output_error"]:
            np.testing.assert_allclose(
                layer["delta"], np.multiply(head["output_error"], layer["slope"]), atol=1e-12
            )
        else:
            count = len(rows) * (1 if problem == "multiclass" else run.document.outputs)
            share = np.subtract(head["output"], told["target"]) * head["weight"] / count
            np.testing.assert_allclose(layer["delta"], share, atol=1e-12)


def test_losses_of_both_outputs_at_a_step_are_those_of_the_model_alone():
    run = step(branched(problem="regression", training=SLOW), count=2)
    told = json.loads(to_json(execute(run, {"type": "backprop", "row": 0})))
    train = run.training.data.train
    for head, output in zip(told["heads"], run.training.model.predict(train.inputs), strict=True):
        assert head["loss"] == pytest.approx(0.5 * (output - train.targets)[0, 0] ** 2, rel=1e-5)
