"""Models as PyTorch source: it calls what PyTorch has, and weights stand where they must."""

import ast
import re
import runpy

import numpy as np
import pytest

from engine import Input, Sequential, layers, optimizers, regularizers, schedules
from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.serialization import torch_code
from tests.engine.test_export_numpy import PARTNERS, ROWS, stack
from tests.engine.torch_stand_in import standing_in

# What PyTorch's documentation (2.x) says that each takes, beside the parameters or tensors.
ARGUMENTS = {
    "nn.Linear": {"bias"}, "nn.Softmax": {"dim"},
    "torch.optim.SGD": {"lr", "momentum", "nesterov"},
    "torch.optim.RMSprop": {"lr", "alpha", "eps", "momentum", "centered"},
    "torch.optim.Adagrad": {"lr", "initial_accumulator_value", "eps"},
    "torch.optim.Adadelta": {"lr", "rho", "eps"},
    "torch.optim.Adam": {"lr", "betas", "eps", "amsgrad"},
    "torch.optim.AdamW": {"lr", "betas", "eps", "weight_decay", "amsgrad"},
    "torch.optim.NAdam": {"lr", "betas", "eps", "momentum_decay"},
    "torch.optim.Adamax": {"lr", "betas", "eps"},
    "F.huber_loss": {"delta"}, "torch.cat": {"dim"},
}  # fmt: skip
WITHOUT = {"ftrl", "lion"}  # optimizers that PyTorch has not
PLAIN = {
    "Module", "Sequential", "Sigmoid", "Hardsigmoid", "Tanh", "ReLU", "LeakyReLU", "ReLU6",
    "ELU", "SELU",
    "Softplus", "Softsign", "SiLU", "GELU", "Mish", "mse_loss", "l1_loss", "relu",
    "binary_cross_entropy_with_logits", "cross_entropy", "no_grad", "from_numpy", "sign", "exp",
    "logaddexp", "set_default_dtype",
}  # fmt: skip


def text(model):
    return "".join(torch_code.training_parts(model))


def checked(program):
    """Parse a program; assert that it calls what PyTorch has, with arguments that it takes."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called, given = ast.unparse(node.func), {one.arg for one in node.keywords}
            if re.fullmatch(r"(nn|F|torch)[.\w]+", called):
                assert called in ARGUMENTS or node.func.attr in PLAIN, called
                assert given <= ARGUMENTS.get(called, set()), called
    return program


def test_everything_that_pytorch_has_has_words():
    assert all(one.torch for one in ACTIVATIONS.values())
    assert all(one.torch or one.torch_of_logits for one in LOSSES.values())
    without = {name for name in optimizers.OPTIMIZERS if optimizers.get(name).torch() is None}
    assert without == WITHOUT


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_a_module_of_pytorch(name):
    model = stack(4, 2, hidden=name)
    model.compile("sgd", "mse")
    program = checked(text(model))
    assert f"nn.Linear(5, 4),\n    {ACTIVATIONS[name].torch[:6]}" in program or name == "linear"


@pytest.mark.parametrize("name", LOSSES)
def test_loss_is_pytorchs(name):
    model = stack(4, 2, output=PARTNERS.get(name.split("_")[0], "linear"))
    model.compile("sgd", name)
    checked(text(model))


@pytest.mark.parametrize("name", sorted(set(optimizers.OPTIMIZERS) - WITHOUT))
def test_optimizer_is_pytorchs_at_its_rate(name):
    model = stack(4, 2)
    model.compile(optimizers.get(name, learning_rate=0.123), "mse")
    assert "(parameters, lr=0.123" in checked(text(model))


def test_amsgrad_is_pytorchs():
    model = stack(4, 2)
    model.compile(optimizers.AdamW(0.123, amsgrad=True), "mse")
    assert "eps=1e-07, amsgrad=True, weight_decay=0.004)" in checked(text(model))


def test_loss_that_undoes_the_last_activation_reads_what_comes_before_it():
    model = stack(4, 2, output="softmax")
    model.compile("sgd", "categorical_crossentropy")
    assert "loss(model[:-1](x[rows]), y[rows])" in text(model)
    model.compile("sgd", "mse")
    assert "loss(model(x[rows]), y[rows])" in text(model)


@pytest.mark.parametrize(
    ("kind", "told", "untold"),
    [(None, [], ["penalty(", "shrink("]), ("l2", ["penalty(rates)"], ["shrink("]),
     ("l1", ["penalty(rates)"], ["shrink("]),
     ("truncated_l1", ["penalty(stopping)", "shrink()"], ["penalty(rates)\n"])],
)  # fmt: skip
def test_regularizer_is_written_where_there_is_one(kind, told, untold):
    model = stack(4, 2, kernel_regularizer=regularizers.get(kind))
    model.compile("sgd", "mse")
    program = checked(text(model))
    assert all(one in program for one in told)
    assert not any(one in program for one in untold)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["tanh", "relu", "sigmoid", "softmax", "step", "sign"])
def test_weights_stand_where_linear_has_them(tmp_path, monkeypatch, name, dtype):
    dense = [layers.Dense(4, name), layers.Dense(3, use_bias=False), layers.Dense(2, "tanh")]
    model = Sequential([Input((5,)), *dense], seed=4, dtype=dtype)
    model.parameters[:] = np.random.default_rng(1).normal(size=model.parameters.size)
    (tmp_path / "program.py").write_text(torch_code.source(model), encoding="utf-8")
    with standing_in(monkeypatch):
        found = runpy.run_path(str(tmp_path / "program.py"))["model"](ROWS.astype(dtype))
    np.testing.assert_allclose(found, model.predict(ROWS), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("optimizer", "layer", "told"),
    [
        ("lion", layers.Dense(2), "that PyTorch has"),
        (optimizers.SGD(schedules.ExponentialDecay(0.1, 5, 0.5)), layers.Dense(2), "fixed rate"),
        (optimizers.Adam(clipnorm=1), layers.Dense(2), "without clipping"),
        (optimizers.Adam(weight_decay=0.1), layers.Dense(2), "without a decay"),
        ("sgd", layers.Dropout(0.1), "Dropout"),
    ],
)
def test_what_has_no_words_is_refused(optimizer, layer, told):
    model = Sequential([Input((5,)), layer, layers.Dense(1)])
    model.compile(optimizer, "mse")
    with pytest.raises(EngineError, match=told):
        text(model)


def test_program_with_many_weights_is_written_in_small_parts():
    model = Sequential([Input((100,)), layers.Dense(90, "tanh"), layers.Dense(1)], seed=1)
    assert max(map(len, torch_code.parts(model))) < 12_000  # signs: some hundred numbers
