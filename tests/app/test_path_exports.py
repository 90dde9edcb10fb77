"""Networks whose inputs part are taken away as programs that train and predict alike."""

import json

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import load

from app.runs.network.exports import FORMS
from tests.app.sessions import step
from tests.app.test_exports import export, printed
from tests.app.test_paths import BOTH, INPUTS, PROBLEMS, branched
from tests.app.test_predicting_programs import of
from tests.engine.torch_stand_in import standing_in

NETWORKS = {"both": {}, "wide": {"deep": None, "auxiliary": None}, "auxiliary": {"wide": False}}


def first_loss(network, **document):
    run = branched(network, **document)
    while run.trainer.epoch == 0:
        run.trainer.train_batches(1000)
    return run.training.stepper.epoch_loss()


@pytest.mark.parametrize("form", ["keras", "numpy"])
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        *(("both", problem) for problem in PROBLEMS),
        ("wide", "regression"),
        ("auxiliary", "multiclass"),
    ],
)
def test_program_that_trains_has_the_first_loss_of_the_run(name, problem, form):
    optimizer, penalty = {"learning_rate": 0.001}, {"kind": "l2", "rate": 0.01}
    training = {"batch_size": 30, "optimizer": optimizer, "regularization": penalty}
    about = {"problem": problem, "training": training, "data": {"samples": 60}}
    program = export(branched(NETWORKS[name], **about), form).decode()
    losses = printed(program.replace("import keras", "import engine as keras"))
    assert losses[0] == pytest.approx(first_loss(NETWORKS[name], **about), rel=1e-5)
    assert losses[-1] < losses[0]


def test_keras_program_is_the_textbooks_with_two_outputs():
    program = export(branched(), "keras").decode()
    assert "keras.layers.Concatenate(" in program
    assert "loss_weights=[" in program
    assert "[y[order], y[order]]" in program


@pytest.mark.parametrize("form", ["numpy_predict", "keras_predict", "pytorch_predict"])
@pytest.mark.parametrize("name", NETWORKS)
def test_program_that_predicts_answers_as_the_main_output_does(name, form, monkeypatch):
    run = step(branched(NETWORKS[name], problem="multiclass"), count=2)
    program = export(run, form).decode().replace("import keras", "import engine as keras")
    with standing_in(monkeypatch):
        found = of(program)["outputs"]
    predicted = run.training.model.predict(run.training.data.train.inputs[:5])
    main = predicted[0] if isinstance(predicted, list) else predicted
    np.testing.assert_allclose(found, main, rtol=1e-5, atol=1e-6)


def test_onnx_has_both_outputs():
    run = step(branched(), count=2)
    found = ReferenceEvaluator(onnx.load_from_string(export(run, "onnx")))
    inputs = run.training.data.test.inputs
    told = found.run(None, {found.input_names[0]: inputs})
    for one, other in zip(told, run.training.model.predict(inputs), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_weights_are_told_by_their_layers():
    weights = load(export(branched(), "safetensors"))
    names = {f"{layer}/{kind}" for layer in ("h1", "h2", "aux", "o") for kind in ("kernel", "bias")}
    assert set(weights) == names
    assert weights["o/kernel"].shape == (5, 1)
    told = json.loads(export(branched(), "json"))
    assert told["experiment"]["network"]["wide"] == BOTH["wide"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_had(form):
    assert len(export(branched(problem="regression"), form)) > len(INPUTS)
