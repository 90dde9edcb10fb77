"""A graph of dense layers as a module of PyTorch; ``torch_code`` has all else.

In the module ``a3`` is what step 3 puts out, ``a0`` the input, ``z3`` what its activation gets.
"""

from collections.abc import Callable

from engine.activations.activation import Activation
from engine.layers import Columns, Dense
from engine.serialization.dense_model import DenseModel
from engine.serialization.steps import Step

MODULE = '''class Functional(nn.Module):
    """The layers, and how they are joined."""

    def __init__(self):
        super().__init__()
{layers}
    def scores(self, x):
        """Return what the activation of each output gets."""
        a0 = x
{calls}        return [{scores}]

    def forward(self, x):
        """Return {what}."""
        {scores}, = self.scores(x)
        return {outputs}


model = Functional()
'''
VALUE = "sum(share * loss(p, y[rows]) for share, p in zip(shares, {scores}, strict=True))"


def module(model: DenseModel, activation: Callable[[Activation], str]) -> str:
    """Return the class, and the line that makes the model; ``activation`` writes a function's."""
    made = {step.output: step for step in model.steps}
    values = [_activated(made[number]) for number in model.ends]
    several, read = len(values) > 1, {number for step in model.steps for number in step.sources}
    return MODULE.format(
        layers="".join(_made(step, activation) for step in model.steps),
        calls="".join(f"        {line}\n" for step in model.steps for line in _called(step, read)),
        scores=", ".join(f"z{number}" for number in model.ends),
        what="the outputs" if several else "the output",
        outputs=f"[{', '.join(values)}]" if several else values[0],
    )


def value(model: DenseModel) -> str:
    """Return the expression of the loss of a batch, that of all outputs."""
    outputs = "model(x[rows])" if len(model.heads) > 1 else "[model(x[rows])]"
    return VALUE.format(scores="model.scores(x[rows])" if model.fused else outputs)


def _made(step: Step, activation: Callable[[Activation], str]) -> str:
    layer, n = step.layer, step.output
    if not isinstance(layer, Dense):
        return ""
    bias = "" if layer.use_bias else ", bias=False"
    made = f"        self.layer{n} = nn.Linear({layer.weights[0].shape[0]}, {layer.units}{bias})\n"
    if layer.activation.name == "linear":
        return made
    return f"{made}        self.activation{n} = {activation(layer.activation)}\n"


def _called(step: Step, read: set[int]) -> list[str]:
    n, sources = step.output, [f"a{number}" for number in step.sources]
    if isinstance(step.layer, Dense):
        z = f"z{n} = self.layer{n}({sources[0]})"
        return [z, f"a{n} = {_activated(step)}"] if n in read else [z]
    if isinstance(step.layer, Columns):
        return [f"a{n} = {sources[0]}[:, {int(step.layer.start)}:{int(step.layer.stop)}]"]
    return [f"a{n} = torch.cat([{', '.join(sources)}], dim=1)"]


def _activated(step: Step) -> str:
    linear = isinstance(step.layer, Dense) and step.layer.activation.name == "linear"
    return f"z{step.output}" if linear else f"self.activation{step.output}(z{step.output})"
