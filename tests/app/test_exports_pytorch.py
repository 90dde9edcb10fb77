"""Where PyTorch is installed, its programs train and predict as the run does."""

import subprocess
import sys

import numpy as np
import pytest

from tests.app.sessions import session, step
from tests.app.test_exports import DOCUMENTS, export, first_loss, printed

pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # several would wait for each other


@pytest.mark.parametrize("name", DOCUMENTS)
def test_program_has_the_first_loss_of_the_run(name):
    program = export(session(**DOCUMENTS[name]), "pytorch").decode()
    losses = printed(program.replace("epochs=100", "epochs=5"))
    assert losses[0] == pytest.approx(first_loss(DOCUMENTS[name]), rel=1e-3)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_program_predicts_what_the_run_predicts(name):
    run = step(session(**DOCUMENTS[name]), count=3)
    found = printed(export(run, "pytorch_predict").decode())
    own = run.training.model.predict(run.training.data.train.inputs[:5])
    np.testing.assert_allclose(found, own, rtol=1e-5, atol=1e-6)


def test_program_prints_answers_before_outputs():
    program = export(step(session(problem="multiclass")), "pytorch_predict").decode()
    command = [sys.executable, "-W", "error", "-c", program]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    answers, outputs = lines.strip().splitlines()
    assert answers.startswith("['")
    assert outputs.startswith("[[")
