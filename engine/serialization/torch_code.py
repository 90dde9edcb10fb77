"""Models of dense layers as Python source for PyTorch: the model with its weights, and training.

Tensors are ``[rows, numbers]``.  PyTorch keeps a layer's weights ``[outputs, inputs]``, so that the
kernels are transposed.  The program shuffles as the model would, by NumPy's generator; its
optimizer is PyTorch's own, whose losses differ where its words say so.
"""

from collections.abc import Iterator
from typing import Any

from engine.activations.activation import USUAL, Activation
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.serialization import torch_branches
from engine.serialization.dense_model import DenseModel
from engine.serialization.numpy_code import literal_parts
from engine.serialization.numpy_training import loss_code, regularizers_of, shuffles, signs
from engine.serialization.objects import activation_settings
from engine.source_text import docstring, quoted

IMPORTS = "import numpy as np\nimport torch\n"
FUNCTIONS = "import torch.nn.functional as F\n"
MODULES = "from torch import nn\n"
FILLED = """
with torch.no_grad():
    for parameter, values in zip(model.parameters(), weights, strict=True):
        parameter.copy_(torch.from_numpy(values.T))  # PyTorch's are [outputs, inputs]
"""
PENALTY = '''

def penalty(rates):
    """Return Σ l1 |w| + l2 w² of all parameters."""
    pairs = zip(model.parameters(), rates, strict=True)
    return sum(l1 * w.abs().sum() + l2 * (w * w).sum() for w, (l1, l2) in pairs)
'''
SHRINK = '''

def shrink():
    """Move weights towards 0 by the rates of the L1 that stops there."""
    with torch.no_grad():
        for w, (l1, _) in zip(model.parameters(), stopping, strict=True):
            reach = {rate!r} * l1
            w -= w.clamp(-reach, reach)
'''
TRAIN = '''

def train(x, y, epochs, batch_size=32):
    """Train, and return each epoch's mean loss while the weights changed."""
    x = torch.from_numpy(np.asarray(x, np.{dtype}).reshape(len(x), -1))
    y = torch.from_numpy(np.asarray(targets(np.asarray(y)), np.{dtype}))
    losses = []
    for epoch in range(epochs):
        order, total = torch.from_numpy(rng.permutation(len(x))), 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            optimizer.zero_grad()
            value = {value}
            total += len(rows) * {cost}
            value.backward()
            optimizer.step()
{shrink}        losses.append(total / len(x))
    return losses
'''


def source(model: Any) -> str:
    """Return a program that leaves the same model in ``model``.

    Raises EngineError of what it has no words for.
    """
    return "".join(parts(model))


def parts(model: Any) -> Iterator[str]:
    """Yield the same in parts, each about a millisecond's work."""
    return _written(model, DenseModel.of(model, None), "ready to be used, in PyTorch", "")


def training_parts(model: Any) -> Iterator[str]:
    """Yield a program with ``train(x, y, epochs, batch_size)``, which returns each epoch's loss.

    Raises EngineError of what it has no words for.
    """
    stack = DenseModel.of(model, None)
    later = [_loss(stack), _optimizer(stack), _train(stack)]
    yield from _written(model, stack, "its training, in PyTorch", FUNCTIONS)
    yield shuffles(model)
    yield from later


def _written(model: Any, stack: DenseModel, what: str, functions: str) -> Iterator[str]:
    title = docstring(f"The model {quoted(model.name)}, {what}.")
    dtype = model.dtype.name
    floats = "" if dtype == "float32" else f"\ntorch.set_default_dtype(torch.{dtype})\n"
    imports = f"{IMPORTS}{functions}{MODULES}"
    yield f"{title}\n\n{imports}{floats}{_definitions(stack)}\n{_stack(stack)}weights = [\n"
    for layer in stack.layers:
        for weight in layer.weights:
            yield "    "
            yield from literal_parts(weight.array)
            yield ",\n"
    yield f"]\n{FILLED}"


def _stack(stack: DenseModel) -> str:
    if stack.is_branched:
        return f"\n{torch_branches.module(stack, _module)}"
    lines = []
    for layer in stack.layers:
        bias = "" if layer.use_bias else ", bias=False"
        lines.append(f"nn.Linear({layer.weights[0].shape[0]}, {layer.units}{bias})")
        if layer.activation.name != "linear":
            lines.append(_module(layer.activation))
    return "model = nn.Sequential(\n" + "".join(f"    {line},\n" for line in lines) + ")\n"


def _module(activation: Activation) -> str:
    """Return the module of an activation.  Raises EngineError of one that has none."""
    activation_settings(activation)  # raises, of one that is called like another
    if not activation.torch:
        raise EngineError(f"PyTorch code has no words for the activation {activation.name!r}")
    number = repr(activation.number) if activation.name in USUAL else ""
    return activation.torch.replace("{c}", number)


def _definitions(stack: DenseModel) -> str:
    used = dict.fromkeys(layer.activation.torch_definition for layer in stack.layers)
    return "".join(f"\n{definition}" for definition in used if definition)


def _loss(stack: DenseModel) -> str:
    loss = stack.model.compiled.losses[0]
    logits = stack.fused or getattr(loss, "from_logits", False)
    code = loss.torch_of_logits if logits else loss.torch
    if not code or type(loss) not in LOSSES.values():
        raise EngineError(f"PyTorch code has no words for the loss {loss.name!r} here")
    code = code.replace("{delta}", repr(getattr(loss, "delta", "")))
    weight = stack.heads[0].weight
    scale = f"{weight!r} * " if weight != 1 and not stack.is_branched else ""
    columns = loss_code(stack).targets
    return (
        f"\n\n{signs(columns)}def targets(y):\n"
        f'    """Return a column for each output."""\n    return {columns}\n\n\n'
        f'def loss(p, y):\n    """Return the mean loss of rows."""\n    return {scale}{code}\n'
    )


def _optimizer(stack: DenseModel) -> str:
    optimizer = stack.model.optimizer
    special = [optimizer.schedule, *vars(optimizer.clipping).values()]
    special.append(optimizer.averaging.use_ema or None)
    code = optimizer.torch() if type(optimizer) in OPTIMIZERS.values() else None
    decays = optimizer.weight_decay and "weight_decay" not in (code or "")
    if code is None or decays or any(one is not None for one in special):
        raise EngineError(
            "PyTorch code is for the optimizers that PyTorch has, at a fixed rate, without "
            f"clipping or a mean of weights and without a decay of its own; got {optimizer.name}"
        )
    return f"\n\nparameters = model.parameters()\noptimizer = {code}\n"


def _train(stack: DenseModel) -> str:
    rates = [(l1, l2) for l1, l2, _ in regularizers_of(stack)]
    stopping = [(cut, 0.0) for _, _, cut in regularizers_of(stack)]
    pays, stops = (any(map(any, pairs)) for pairs in (rates, stopping))
    scores = "model[:-1](x[rows])" if stack.fused else "model(x[rows])"  # logits: before the last
    text = f"shares = {[head.weight for head in stack.heads]!r}  # of each output's loss\n"
    text = text if stack.is_branched else ""
    text += f"rates = {rates!r}  # λ₁ and λ₂ of each parameter\n" if pays else ""
    text += f"stopping = {stopping!r}  # the λ₁ of each that stops at 0\n" if stops else ""
    text += PENALTY if pays or stops else ""
    text += SHRINK.format(rate=float(stack.model.optimizer.learning_rate)) if stops else ""
    return text + TRAIN.format(
        dtype=stack.model.dtype.name,
        value=(torch_branches.value(stack) if stack.is_branched else f"loss({scores}, y[rows])")
        + (" + penalty(rates)" if pays else ""),
        cost="(value.item() + penalty(stopping).item())" if stops else "value.item()",
        shrink="            shrink()\n" if stops else "",
    )
