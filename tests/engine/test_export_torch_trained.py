"""PyTorch's own losses, where it is installed: an exported program trains as the model does."""

import runpy

import numpy as np
import pytest

from engine import optimizers, regularizers
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.serialization import torch_code
from tests.engine.networks import targets_for
from tests.engine.test_export_numpy import PARTNERS, ROWS, stack
from tests.engine.test_export_torch import WITHOUT

pytest.importorskip("torch")


def trains_alike(folder, model, y, rel=1e-7):
    program = "".join(torch_code.training_parts(model))
    (folder / "program.py").write_text(program, encoding="utf-8")
    found = runpy.run_path(str(folder / "program.py"))["train"](ROWS, y, 5, batch_size=10)
    own = model.fit(ROWS, y, epochs=5, batch_size=10, verbose=0).history["loss"]
    np.testing.assert_allclose(found, own, rtol=rel)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"exponential"}))
def test_training_is_the_same_with_every_activation(tmp_path, name):
    model = stack(4, 3, 2, hidden=name)
    model.compile("sgd", "mse")
    trains_alike(tmp_path, model, ROWS[:, :2])


@pytest.mark.parametrize("name", LOSSES)
def test_training_is_the_same_with_every_loss(tmp_path, name):
    model = stack(4, 2, output=PARTNERS.get(name.split("_")[0], "softmax"))
    model.compile("sgd", name)
    trains_alike(tmp_path, model, targets_for(name, np.random.default_rng(1), 47))


@pytest.mark.parametrize("name", sorted(set(optimizers.OPTIMIZERS) - WITHOUT))
def test_training_is_the_same_with_every_optimizer(tmp_path, name):
    model = stack(4, 2, use_bias=False)
    model.compile(optimizers.get(name, learning_rate=0.02), "mse", loss_weights=[0.5])
    rel = 1e-2 if name == "rmsprop" else 1e-4  # ε is added elsewhere
    trains_alike(tmp_path, model, ROWS[:, :2], rel)


@pytest.mark.parametrize("kind", ["l1", "l2", "truncated_l1"])
def test_training_is_the_same_with_every_regularizer(tmp_path, kind):
    model = stack(4, 2, kernel_regularizer=regularizers.get(kind))
    model.compile("sgd", "mse")
    trains_alike(tmp_path, model, ROWS[:, :2])
