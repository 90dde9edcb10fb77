"""The training of a model of dense layers as Python source that needs NumPy alone.

Forward pass, backpropagation and the optimizer stand written out, with the model's weights and its
next shuffles, so that the program's losses are the model's own.  The optimizer starts anew.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.activations import linear
from engine.errors import EngineError
from engine.exportable import LossCode, StepCode
from engine.layers import Dense
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.optimizers.optimizer import Optimizer, single
from engine.random import generator_state, streams
from engine.serialization import numpy_branches
from engine.serialization.dense_model import DenseModel, Head
from engine.serialization.numpy_functions import definitions
from engine.source_text import docstring, quoted


def source(model: Any, arrays: str | None = None) -> str:
    """Return a program with ``train(x, y, epochs, batch_size)``, which returns each epoch's loss.

    Raises EngineError of what it has no words for.
    """
    return "".join(parts(model, arrays))


def parts(model: Any, arrays: str | None = None) -> Iterator[str]:
    """Yield the same in parts, each about a millisecond's work."""
    stack = DenseModel.of(model, arrays)
    activations = [layer.activation for layer in stack.layers]
    functions = definitions(activations, derivatives=True)
    imports = ("import math\n\n" if "math." in functions else "") + "import numpy as np\n"
    title = docstring(f"The model {quoted(model.name)}: its training, in NumPy alone.")
    forward, backward = _forward, _backward
    if stack.is_branched:
        forward, backward = numpy_branches.forward, numpy_branches.backward
    written = (part(stack) for part in (forward, _loss, backward, _optimizer, _train))
    later = [functions, *written]
    yield f"{title}\n\n{imports}\n"
    yield from stack.names.assignments()
    yield shuffles(model)
    for part in later:
        yield "\n\n" + part.rstrip("\n") + "\n"


def shuffles(model: Any) -> str:
    """Return the lines that make the generator of shuffles, where the model's own stands."""
    generator = model.shuffles or streams(model.seed, "shuffles")[0]
    state = json.loads(generator_state(generator))
    kind = f"np.random.{type(generator.bit_generator).__name__}()"
    return f"rng = np.random.Generator({kind})\nrng.bit_generator.state = {state!r}\n"


def _forward(stack: DenseModel) -> str:
    lines = ["def forward(x):", '    """Return every z and a, inputs first."""', "    a0 = x"]
    for number, layer in enumerate(stack.layers, 1):
        kernel, bias = (stack.names.weight(layer, name) for name in ("kernel", "bias"))
        lines.append(f"    z{number} = a{number - 1} @ {kernel}" + (f" + {bias}" if bias else ""))
        lines.append(f"    a{number} = {_value(layer, number)}")
    pairs = [f"(z{number}, a{number})" for number in range(1, len(stack.layers) + 1)]
    return "\n".join([*lines, f"    return [(None, a0), {', '.join(pairs)}]"])


def _value(layer: Dense, number: int) -> str:
    return f"{layer.activation.function_name}(z{number})"


def loss_code(stack: DenseModel) -> LossCode:
    """Return what the program says of the loss.  Raises EngineError."""
    loss = stack.model.compiled.losses[0]
    logits = stack.fused or getattr(loss, "from_logits", False)
    code = (loss.numpy_of_logits if logits else None) or loss.numpy
    if code is None or type(loss) not in LOSSES.values():
        raise EngineError(f"training as code has no words for the loss {loss.name!r} here")
    delta = repr(getattr(loss, "delta", ""))
    return LossCode(
        code.rows.replace("{delta}", delta),
        code.derivative.replace("{delta}", delta),
        code.targets.replace("{outputs}", str(stack.layers[-1].units)),
    )


def signs(columns: str) -> str:
    """Return the function that the expression of targets calls, if it calls it."""
    if "signs(" not in columns:
        return ""
    return (
        'def signs(y):\n    """Take 0 and 1 to mean -1 and 1."""\n'
        "    return 2.0 * y - 1 if np.isin(y, (0, 1)).all() else y\n\n\n"
    )


def _loss(stack: DenseModel) -> str:
    code = loss_code(stack)
    text = signs(code.targets)
    if "softmax(" in code.derivative and stack.layers[-1].activation.name != "softmax":
        text += "def softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
        text += "    return e / e.sum(axis=1, keepdims=True)\n\n\n"
    return text + (
        f'def targets(y):\n    """Return a column for each output."""\n'
        f"    return {code.targets}\n\n\n"
        f'def loss_of_rows(y, p):\n    """Return each row\'s loss."""\n'
        f"    return {code.rows}\n\n\n"
        'def slope(y, p):\n    """Return the derivative of the terms."""\n'
        f"    return {code.derivative}"
    )


def _backward(stack: DenseModel) -> str:
    loss, depth = stack.model.compiled.losses[0], len(stack.layers)
    share = "y.size" if loss.mean_of_outputs else "len(y)"
    weight = stack.model.objectives[0].weight
    scale = f" * {weight!r}" if weight != 1 else ""
    lines = ["def backward(values, y):", '    """Return the gradients, in the weights\' order."""']
    lines.append(f"    d = slope(y, values[{depth}][{0 if stack.fused else 1}]) / {share}{scale}")
    for number in range(depth, 0, -1):
        layer, last = stack.layers[number - 1], number == depth
        kernel, bias = (stack.names.weight(layer, name) for name in ("kernel", "bias"))
        if not (stack.fused and last) and layer.activation is not linear:
            lines.append(f"    d = {layer.activation.function_name}_back(*values[{number}], d)")
        lines.append(f"    g{number} = values[{number - 1}][1].T @ d")
        if bias:
            lines.append(f"    b{number} = d.sum(axis=0)")
        if number > 1:
            lines.append(f"    d = d @ {kernel}.T")
    gradients = [
        f"g{n}" + (f", b{n}" if layer.use_bias else "") for n, layer in enumerate(stack.layers, 1)
    ]
    return "\n".join([*lines, f"    return [{', '.join(gradients)}]"])


def _step_code(optimizer: Optimizer) -> StepCode:
    """Return an optimizer's step, with the weights' decay.  Raises EngineError."""
    special = [optimizer.schedule, *vars(optimizer.clipping).values()]
    special.append(optimizer.averaging.use_ema or None)
    code = optimizer.numpy() if type(optimizer) in OPTIMIZERS.values() else None
    if code is None or any(one is not None for one in special):
        raise EngineError(
            f"training as code knows the optimizers {', '.join(OPTIMIZERS)}, at a fixed rate and "
            f"without clipping or a mean of weights; got {optimizer.name}"
        )
    if not optimizer.weight_decay:
        return code
    decay = f"p -= p * {single(optimizer.weight_decay)!r} * {optimizer.learning_rate!r}"
    return replace(code, lines=[decay, *code.lines])


def _optimizer(stack: DenseModel) -> str:
    optimizer = stack.model.optimizer
    code, names = _step_code(optimizer), ", ".join(name for _, _, name in stack.weights)
    starts = (
        f"np.full_like(p, {one!r})" if one else "np.zeros_like(p)" for one in optimizer.starts
    )
    return (
        f"parameters = [{names}]\n"
        f"memory = [[{', '.join(starts)}] for p in parameters]\n"
        + (f"{code.start}\n" if code.start else "")
        + f"{_regularizers(stack)}\n\n"
        f"def update(gradients, t):\n    {docstring(f'Do step t, {optimizer.formula}.')}\n"
        + "".join(f"    {line}\n" for line in code.before)
        + "    for p, g, m, (l1, l2, cut) in zip(parameters, gradients, memory, regularizers):\n"
        "        g = g + l1 * np.sign(p) + 2 * l2 * p\n"
        + "".join(f"        {line}\n" for line in code.lines)
        + f"        reach = {optimizer.learning_rate!r} * cut\n"
        + "        p -= np.clip(p, -reach, reach)"
    )


def regularizers_of(stack: DenseModel) -> list[tuple[float, float, float]]:
    """Return each parameter's λ₁, λ₂, and the λ₁ that stops at 0.  Raises EngineError."""
    rates = []
    for layer, own, _ in stack.weights:
        one = getattr(layer, f"{own}_regularizer")
        if one and one.own:
            raise EngineError("a regularizer that is a function of your own cannot be exported")
        if getattr(layer, f"{own}_constraint"):
            raise EngineError(f"training as code has no constraints; {layer.name!r} has one")
        l1, l2 = (one.l1, one.l2) if one else (0.0, 0.0)
        rates.append((0.0, l2, l1) if one and one.truncates else (l1, l2, 0.0))
    return rates


def _regularizers(stack: DenseModel) -> str:
    return (
        f"regularizers = {regularizers_of(stack)!r}  # λ₁, λ₂, and the λ₁ that stops at 0\n\n\n"
        'def penalty():\n    """Return what the weights cost by themselves."""\n'
        "    return sum(\n"
        "        (l1 + cut) * np.abs(p).sum() + l2 * (p * p).sum()\n"
        "        for p, (l1, l2, cut) in zip(parameters, regularizers)\n    )\n"
    )


def _train(stack: DenseModel) -> str:
    dtype, totals = stack.model.dtype.name, "\n".join(map(_total, stack.heads))
    return f'''def train(x, y, epochs, batch_size=32):
    """Train, and return each epoch's mean loss while the weights changed."""
    x = np.asarray(x, np.{dtype}).reshape(len(x), -1)
    y = np.asarray(targets(np.asarray(y)), np.{dtype})
    losses, t = [], 0
    for epoch in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            values = forward(x[rows])
{totals}
            total += len(rows) * penalty()
            t += 1
            update(backward(values, y[rows]), t)
        losses.append(float(total / len(x)))
    return losses
'''


def _total(head: Head) -> str:
    scale = f"{head.weight!r} * " if head.weight != 1 else ""
    read = f"values[{head.number}][{0 if head.fused else 1}]"
    return f"            total += {scale}loss_of_rows(y[rows], {read}).sum()"
