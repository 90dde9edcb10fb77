"""The training of a stack of dense layers as Python source that needs NumPy alone.

Forward pass, backpropagation and the optimizer stand written out, with the model's weights and its
next shuffles, so that the program's losses are the model's own.  The optimizer starts anew.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.activations import linear
from engine.errors import EngineError
from engine.layers import Dense, Flatten
from engine.objective import undoes
from engine.optimizer import single
from engine.random import generator_state, streams
from engine.serialization.numpy_code import Names
from engine.serialization.numpy_functions import LOSSES, ON_LOGITS, LossLines, called, definitions
from engine.serialization.steps import Steps
from engine.source_text import docstring, quoted

RESERVED = (
    "train", "forward", "loss_of_rows", "slope", "signs", "softmax", "update", "penalty", "memory",
    "rng", "parameters", "gradients", "regularizers", "targets", "backward",
)  # fmt: skip


@dataclass(frozen=True)
class Stack:
    """What the program is made of."""

    model: Any
    layers: list[Dense]
    names: Names

    @classmethod
    def of(cls, model: Any, arrays: str | None) -> "Stack":
        """Return a model's dense layers.  Raises EngineError if there is more to it."""
        layers = [
            step.layer for step in Steps.of(model).steps if not isinstance(step.layer, Flatten)
        ]
        for layer in layers:
            if type(layer) is not Dense or not layer.trainable:
                raise EngineError(
                    f"training as code is for stacks of trainable Dense layers; got "
                    f"{type(layer).__name__} {layer.name!r}"
                )
        straight = [step.sources for step in Steps.of(model).steps]
        if any(len(s) != 1 for s in straight) or len(set(straight)) != len(straight):
            raise EngineError("training as code is for stacks; got a graph with branches")
        used = [called(layer.activation) for layer in layers]
        backs = [f"{name}_back" for name in used]
        return cls(model, layers, Names(model, [*RESERVED, *used, *backs], arrays))  # type: ignore[arg-type]

    @property
    def fused(self) -> bool:
        """Whether the loss reads the last layer's z."""
        return undoes(self.model.compiled.losses[0], self.layers[-1].activation)

    @property
    def weights(self) -> list[tuple[Dense, str, str]]:
        """Every weight: its layer, its name there, its name in the program."""
        return [
            (layer, weight.name, self.names.weight(layer, weight.name))
            for layer in self.layers
            for weight in layer.weights
        ]


def source(model: Any, arrays: str | None = None) -> str:
    """Return a program with ``train(x, y, epochs, batch_size)``, which returns each epoch's loss.

    Raises EngineError of what it has no words for.
    """
    return "".join(parts(model, arrays))


def parts(model: Any, arrays: str | None = None) -> Iterator[str]:
    """Yield the same in parts, each about a millisecond's work."""
    stack = Stack.of(model, arrays)
    activations = [layer.activation for layer in stack.layers]
    functions = definitions(activations, slopes=True)
    imports = ("import math\n\n" if "math." in functions else "") + "import numpy as np\n"
    title = docstring(f"The model {quoted(model.name)}: its training, in NumPy alone.")
    later = [functions, *(part(stack) for part in (_forward, _loss, _backward, _optimizer, _train))]
    yield f"{title}\n\n{imports}\n"
    yield from stack.names.assignments()
    yield _shuffles(model)
    for part in later:
        yield "\n\n" + part.rstrip("\n") + "\n"


def _shuffles(model: Any) -> str:
    """Return the generator, where the model's own stands."""
    generator = model.shuffles or streams(model.seed, "shuffles")[0]
    state = json.loads(generator_state(generator))
    kind = f"np.random.{type(generator.bit_generator).__name__}()"
    return f"rng = np.random.Generator({kind})\nrng.bit_generator.state = {state!r}\n"


def _forward(stack: Stack) -> str:
    lines = ["def forward(x):", '    """Return every z and a, inputs first."""', "    a0 = x"]
    for number, layer in enumerate(stack.layers, 1):
        kernel, bias = (stack.names.weight(layer, name) for name in ("kernel", "bias"))
        lines.append(f"    z{number} = a{number - 1} @ {kernel}" + (f" + {bias}" if bias else ""))
        lines.append(f"    a{number} = {_value(layer, number)}")
    pairs = [f"(z{number}, a{number})" for number in range(1, len(stack.layers) + 1)]
    return "\n".join([*lines, f"    return [(None, a0), {', '.join(pairs)}]"])


def _value(layer: Dense, number: int) -> str:
    return f"{called(layer.activation)}(z{number})"


def _loss_lines(stack: Stack) -> LossLines:
    loss = stack.model.compiled.losses[0]
    logits = stack.fused or getattr(loss, "from_logits", False)
    table = {**LOSSES, **(ON_LOGITS if logits else {})}
    if loss.name not in table:
        raise EngineError(f"training as code has no words for the loss {loss.name!r} here")
    lines, delta = table[loss.name], repr(getattr(loss, "delta", ""))
    return LossLines(
        lines.rows.replace("{delta}", delta),
        lines.slope.replace("{delta}", delta),
        lines.targets.replace("{outputs}", str(stack.layers[-1].units)),
    )


def _loss(stack: Stack) -> str:
    lines, text = _loss_lines(stack), ""
    if "signs(" in lines.targets:
        text += (
            'def signs(y):\n    """Take 0 and 1 to mean -1 and 1."""\n'
            "    return 2.0 * y - 1 if np.isin(y, (0, 1)).all() else y\n\n\n"
        )
    if "softmax(" in lines.slope and stack.layers[-1].activation.name != "softmax":
        text += "def softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
        text += "    return e / e.sum(axis=1, keepdims=True)\n\n\n"
    return text + (
        f'def targets(y):\n    """Return a column for each output."""\n'
        f"    return {lines.targets}\n\n\n"
        f'def loss_of_rows(y, p):\n    """Return each row\'s loss."""\n'
        f"    return {lines.rows}\n\n\n"
        f'def slope(y, p):\n    """Return the derivative of the terms."""\n    return {lines.slope}'
    )


def _backward(stack: Stack) -> str:
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
            lines.append(f"    d = {called(layer.activation)}_back(*values[{number}], d)")
        lines.append(f"    g{number} = values[{number - 1}][1].T @ d")
        if bias:
            lines.append(f"    b{number} = d.sum(axis=0)")
        if number > 1:
            lines.append(f"    d = d @ {kernel}.T")
    gradients = [
        f"g{n}" + (f", b{n}" if layer.use_bias else "") for n, layer in enumerate(stack.layers, 1)
    ]
    return "\n".join([*lines, f"    return [{', '.join(gradients)}]"])


# Optimizers: what they remember of a parameter, and how p changes by g


def _sgd(o: Any) -> tuple[int, list[str]]:
    if not o.momentum:
        return 0, [f"p -= {o.learning_rate!r} * g"]
    mu, rate = repr(single(o.momentum)), repr(o.learning_rate)
    return 1, [
        f"m[0][...] = {mu} * m[0] - {rate} * g",
        f"p += {mu} * m[0] - {rate} * g" if o.nesterov else "p += m[0]",
    ]


def _rmsprop(o: Any) -> tuple[int, list[str]]:
    lines, spread = [f"m[0][...] = {o.rho!r} * m[0] + {1 - o.rho!r} * g * g"], "m[0]"
    if o.centered:
        lines.append(f"m[1][...] = {o.rho!r} * m[1] + {1 - o.rho!r} * g")
        spread = "m[0] - m[1] * m[1]"
    change = f"{o.learning_rate!r} * g / np.sqrt({spread} + {o.epsilon!r})"
    if not o.momentum:
        return o.slots, [*lines, f"p -= {change}"]
    return o.slots, [
        *lines,
        f"m[-1][...] = {single(o.momentum)!r} * m[-1] + {change}",
        "p -= m[-1]",
    ]


def _adam(o: Any) -> tuple[int, list[str]]:
    beta_1, beta_2 = single(o.beta_1), single(o.beta_2)
    return 2, [
        f"m[0] += {1 - o.beta_1!r} * (g - m[0])",
        f"m[1] += {1 - o.beta_2!r} * (g * g - m[1])",
        f"rate = {o.learning_rate!r} * (1 - {beta_2!r}**t) ** 0.5 / (1 - {beta_1!r}**t)",
        f"p -= rate * m[0] / (np.sqrt(m[1]) + {o.epsilon!r})",
    ]


OPTIMIZERS: dict[str, Callable[[Any], tuple[int, list[str]]]] = {
    "sgd": _sgd,
    "momentum": _sgd,
    "nesterov": _sgd,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def _optimizer(stack: Stack) -> str:
    optimizer = stack.model.optimizer
    special = [optimizer.schedule, optimizer.weight_decay, *vars(optimizer.clipping).values()]
    if optimizer.name not in OPTIMIZERS or any(one is not None for one in special):
        raise EngineError(
            f"training as code knows the optimizers {', '.join(OPTIMIZERS)}, at a fixed rate, "
            f"without clipping and decay; got {optimizer.name}"
        )
    slots, lines = OPTIMIZERS[optimizer.name](optimizer)
    names = ", ".join(name for _, _, name in stack.weights)
    return (
        f"parameters = [{names}]\n"
        f"memory = [[np.zeros_like(p) for _ in range({slots})] for p in parameters]\n"
        f"{_regularizers(stack)}\n\n"
        f"def update(gradients, t):\n    {docstring(f'Do step t, {optimizer.formula}.')}\n"
        "    for p, g, m, (l1, l2, cut) in zip(parameters, gradients, memory, regularizers):\n"
        "        g = g + l1 * np.sign(p) + 2 * l2 * p\n"
        + "".join(f"        {line}\n" for line in lines)
        + f"        reach = {optimizer.learning_rate!r} * cut\n"
        + "        p -= np.clip(p, -reach, reach)"
    )


def _regularizers(stack: Stack) -> str:
    """Return each parameter's λ₁, λ₂, and the λ₁ that stops at 0."""
    rates = []
    for layer, own, _ in stack.weights:
        one = getattr(layer, f"{own}_regularizer")
        l1, l2 = (one.l1, one.l2) if one else (0.0, 0.0)
        rates.append((0.0, l2, l1) if one and one.truncates else (l1, l2, 0.0))
    return (
        f"regularizers = {rates!r}  # λ₁, λ₂, and the λ₁ that stops at 0\n\n\n"
        'def penalty():\n    """Return what the weights cost by themselves."""\n'
        "    return sum(\n"
        "        (l1 + cut) * np.abs(p).sum() + l2 * (p * p).sum()\n"
        "        for p, (l1, l2, cut) in zip(parameters, regularizers)\n    )\n"
    )


def _train(stack: Stack) -> str:
    dtype, depth = stack.model.dtype.name, len(stack.layers)
    weight = stack.model.objectives[0].weight
    scale = f"{weight!r} * " if weight != 1 else ""
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
            total += {scale}loss_of_rows(y[rows], values[{depth}][{0 if stack.fused else 1}]).sum()
            total += len(rows) * penalty()
            t += 1
            update(backward(values, y[rows]), t)
        losses.append(float(total / len(x)))
    return losses
'''
