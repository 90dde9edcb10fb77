"""Graphs of dense layers as programs that train: the losses are the model's own."""

import runpy

import numpy as np
import pytest

from engine import Input, Model, layers
from engine.errors import EngineError
from engine.serialization import numpy_training, torch_code
from engine.training import Stepper
from tests.engine.test_export_torch import checked
from tests.engine.torch_stand_in import standing_in

G = np.random.default_rng(6)
ROWS = G.normal(size=(47, 5))


def graph(loss="mse", output="linear", units=2, weights=(0.9, 0.1), **compiled):
    """Return a wide and deep network with two outputs, which joins columns at two places."""
    x = Input((5,), name="x")
    deep = layers.Concatenate(name="deep")([x[:, 0:2], x[:, 4:5]])
    first = layers.Dense(4, "tanh", kernel_regularizer="l2")(deep)
    second = layers.Dense(3, "relu", use_bias=False)(first)
    joined = layers.concatenate([second, x[:, 1:4], first])
    outputs = [layers.Dense(units, output)(one) for one in (joined, second)]
    model = Model(x, outputs, seed=3, dtype="float64")
    model.compile("sgd", loss, loss_weights=list(weights), **compiled)
    return model


CASES = [
    ("mse", "linear", 2, ROWS[:, :2]),
    ("huber", "tanh", 2, ROWS[:, :2]),
    ("binary_crossentropy", "sigmoid", 1, (ROWS[:, :1] > 0) * 1.0),
    ("categorical_crossentropy", "softmax", 3, np.eye(3)[np.arange(47) % 3]),
]


def program(folder, text):
    (folder / "program.py").write_text(text, encoding="utf-8")
    return runpy.run_path(str(folder / "program.py"))


@pytest.mark.parametrize(("loss", "output", "units", "y"), CASES, ids=[one[0] for one in CASES])
def test_numpy_program_has_the_losses_of_the_model(tmp_path, loss, output, units, y):
    model = graph(loss, output, units)
    train = program(tmp_path, numpy_training.source(model))["train"]
    found = train(ROWS, y, 3, batch_size=10)
    own = model.fit(ROWS, [y, y], epochs=3, batch_size=10, verbose=0).history["loss"]
    np.testing.assert_allclose(found, own, rtol=1e-9)


@pytest.mark.parametrize(("loss", "output", "units", "y"), CASES, ids=[one[0] for one in CASES])
def test_pytorch_program_calls_what_pytorch_has_and_predicts_alike(
    tmp_path, monkeypatch, loss, output, units, y
):
    model = graph(loss, output, units)
    text = checked("".join(torch_code.training_parts(model)))
    assert "shares = [0.9, 0.1]" in text
    with standing_in(monkeypatch):
        built = program(tmp_path, torch_code.source(model))["model"]
        found = built(ROWS)
    np.testing.assert_allclose(found, model.predict(ROWS), rtol=1e-9)


def two_losses():
    model = graph()
    model.compile("sgd", ["mse", "mae"])
    return model


def shared_layer():
    x, dense = Input((5,)), layers.Dense(5)
    model = Model(x, dense(dense(x)))
    model.compile("sgd", "mse")
    return model


def cut_within():
    x = Input((5,))
    model = Model(x, layers.Dense(1)(layers.Dense(4)(x)[:, 0:2]))
    model.compile("sgd", "mse")
    return model


def two_inputs():
    inputs = [Input((2,)), Input((3,))]
    model = Model(inputs, layers.Dense(1)(layers.concatenate(inputs)))
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (two_losses, "one loss of all outputs"),
        (shared_layer, "used once"),
        (cut_within, "out of the input alone"),
        (two_inputs, "one input"),
    ],
)
def test_graph_that_the_code_could_not_repeat_is_refused(make, told):
    with pytest.raises(EngineError, match=told):
        numpy_training.source(make())


def test_weights_of_losses_may_change_while_a_stepper_trains():
    y = [ROWS[:, :2]] * 2
    early, late = graph(weights=(0.9, 0.1)), graph(weights=(0.25, 0.75))
    late.parameters[:] = early.parameters
    steppers = [Stepper(one, ROWS, y, batch_size=10, seed=5) for one in (early, late)]
    early.compiled.weigh([0.25, 0.75])
    steppers[0].batch_size = 10
    for stepper in steppers:
        stepper.step_epoch()
    np.testing.assert_array_equal(early.parameters, late.parameters)
    assert steppers[0].epoch_loss() == steppers[1].epoch_loss()
