"""What is taken away does the same: weights predict, programs train, elsewhere."""

import json
import subprocess
import sys

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import load

from app.documents.choices import OPTIMIZERS
from app.documents.commands import Experiment
from app.errors import AppError
from app.runs.blocks import finish
from app.runs.network import exports
from app.runs.network.exports import FORMS
from app.runs.training.trainer import Trainer
from tests.app.sessions import execute, session, step

DOCUMENTS = {
    "default": {},
    "all features, adam, l1": {
        "features": ["x1", "x2", "x1_squared", "x1_x2", "sin_x1"],
        "training": {
            "optimizer": {"name": "adam"},
            "regularization": {"kind": "l1", "rate": 0.01},
            "batch_size": 7,
        },
    },
    "three features, momentum": {
        "features": ["x1", "x2_squared", "sin_x2"],
        "training": {"optimizer": {"name": "momentum"}, "batch_size": 30},
    },
    **{name: {"training": {"optimizer": {"name": name}, "batch_size": 25}} for name in OPTIMIZERS},
    "adam with other settings": {
        "training": {"optimizer": {"name": "adam", "beta_1": 0.5, "beta_2": 0.9}, "batch_size": 25}
    },
    "little momentum": {
        "training": {"optimizer": {"name": "momentum", "momentum": 0.25}, "batch_size": 25}
    },
    "multiclass": {"problem": "multiclass"},
    "multilabel": {"problem": "multilabel"},
    "cross-entropy": {"training": {"loss": "binary_crossentropy"}},
    "regression, l2": {
        "problem": "regression",
        "training": {"loss": "huber", "regularization": {"kind": "l2", "rate": 0.1}},
    },
    "no hidden layer": {"network": {"hidden": []}},
}


def export(run, form):
    return finish(exports.export(run.training, form))


def first_loss(document):
    """Return the loss of the run's first epoch as training met it."""
    trainer = Trainer(Experiment.model_validate(document))
    while trainer.epoch == 0:
        trainer.train_batches(1000)
    return trainer.training.stepper.epoch_loss()


def printed(program):
    """Run a program by itself; return the last line that it prints, read as JSON."""
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_keras_program_says_where_it_differs():
    program = export(session(training={"regularization": {"kind": "l1", "rate": 0.1}}), "keras")
    assert b"The losses\n# of the two differ" in program
    assert b"differ" not in export(session(), "keras")


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if "l1" not in name])
def test_keras_program_has_the_first_loss_of_the_run(name):
    program = export(session(**DOCUMENTS[name]), "keras").decode()
    losses = printed(program.replace("import keras", "import engine as keras"))
    assert losses[0] == pytest.approx(first_loss(DOCUMENTS[name]), rel=1e-5)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_numpy_program_has_the_losses_of_the_run(name):
    program = export(session(**DOCUMENTS[name]), "numpy").decode()
    assert "engine" not in program
    losses = printed(program)
    assert losses[0] == pytest.approx(first_loss(DOCUMENTS[name]), rel=1e-5)
    assert losses[-1] < losses[0]


def test_safetensors_hold_the_weights_as_they_are():
    run = step(session(), count=5)
    weights = load(export(run, "safetensors"))
    assert set(weights) == {
        f"{layer}/{kind}" for layer in ("h1", "h2", "o") for kind in ("kernel", "bias")
    }
    np.testing.assert_array_equal(weights["h1/kernel"].ravel(), run.training.model.parameters[:8])


def test_json_holds_the_document_and_the_weights():
    run = step(session(title="A ring"), count=5)
    told = json.loads(export(run, "json"))
    assert (told["epoch"], told["experiment"]["title"]) == (5, "A ring")
    np.testing.assert_array_equal(
        np.float32(told["weights"]["o/bias"]), run.training.model.layers[-1].bias
    )


def test_onnx_predicts_what_the_run_predicts():
    run = step(session(), count=5)
    found = ReferenceEvaluator(onnx.load_from_string(export(run, "onnx")))
    inputs = run.training.data.test.inputs
    (outputs,) = found.run(None, {found.input_names[0]: inputs})
    np.testing.assert_allclose(outputs, run.training.model.predict(inputs), rtol=1e-5, atol=1e-6)


def test_what_cannot_be_said_is_refused_with_the_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(AppError, match="cannot be had as onnx"):
        export(session(), "onnx")


def test_every_form_is_offered():
    from app.routers.runs import FILES

    assert set(FILES) == set(FORMS)


@pytest.mark.parametrize("form", ["keras", "numpy", "json", "pytorch", "numpy_predict"])
def test_file_is_of_the_run_as_it_was_when_it_was_asked_for(form):
    run, twin = session(), session()
    work = exports.export(run.training, form)
    next(work)
    execute(run, {"type": "load", "experiment": {"data": {"samples": 20}, "features": ["x1"]}})
    assert finish(work) == export(twin, form)
