"""The passes of a graph of dense layers as NumPy source; ``numpy_training`` has all else.

In a program ``values[k]`` is (z, a) of step k, inputs first; ``d7`` is the derivative of the loss
by what step 7 puts out, and then by its z.  Backpropagation goes over the steps in reverse: what
several steps have read gets the sum of what they send back.
"""

from functools import partial

from engine.activations import linear
from engine.layers import Columns, Dense
from engine.serialization.dense_model import DenseModel
from engine.serialization.steps import Step


def forward(stack: DenseModel) -> str:
    """Return the function ``forward``."""
    lines = ["def forward(x):", '    """Return every z and a, inputs first."""', "    a0 = x"]
    pairs = ["(None, a0)"]
    for step in stack.steps:
        n, layer = step.output, step.layer
        sources = [f"a{number}" for number in step.sources]
        if isinstance(layer, Dense):
            kernel, bias = (stack.names.weight(layer, name) for name in ("kernel", "bias"))
            lines.append(f"    z{n} = {sources[0]} @ {kernel}" + (f" + {bias}" if bias else ""))
            lines.append(f"    a{n} = {layer.activation.function_name}(z{n})")
        else:
            line = step.called.numpy_line(sources, partial(stack.names.weight, layer))
            lines.append(f"    a{n} = {line}")
        pairs.append(f"({'z' + str(n) if isinstance(layer, Dense) else None}, a{n})")
    return "\n".join([*lines, f"    return [{', '.join(pairs)}]"])


def backward(stack: DenseModel) -> str:
    """Return the function ``backward``."""
    passes = _Backward(stack)
    return "\n".join(
        [
            "def backward(values, y):",
            '    """Return the gradients, in the weights\' order."""',
            *(f"    {line}" for line in passes.lines),
            f"    return [{', '.join(passes.gradients)}]",
        ]
    )


class _Backward:
    """Writes the lines of the way back, from the outputs on."""

    def __init__(self, model: DenseModel) -> None:
        self.lines: list[str] = []
        self._model = model
        self._begun: set[int] = set()  # what has a derivative by now
        self._learned = _learned(model.steps)
        share = "y.size" if model.model.compiled.losses[0].mean_of_outputs else "len(y)"
        place = 0 if model.fused else 1
        for head in model.heads:
            scale = f" * {head.weight!r}" if head.weight != 1 else ""
            self._add(head.number, f"slope(y, values[{head.number}][{place}]) / {share}{scale}")
        self._fused = {head.number for head in model.heads if head.fused}
        for step in reversed(model.steps):
            if step.output in self._begun:
                self._pass(step)

    @property
    def gradients(self) -> list[str]:
        """The names of the gradients, in the order of the weights."""
        steps = {step.layer: step.output for step in self._model.steps}
        return [
            f"{'g' if name == 'kernel' else 'b'}{steps[layer]}"
            for layer, name, _ in self._model.weights
        ]

    def _add(self, number: int, what: str) -> None:
        """Add to the derivative by a step's output, where the step learns."""
        if number in self._learned:
            before = f"d{number} + " if number in self._begun else ""
            self.lines.append(f"d{number} = {before}{what}")
            self._begun.add(number)

    def _pass(self, step: Step) -> None:
        n, layer = step.output, step.layer
        if isinstance(layer, Dense):
            self._pass_dense(n, step.sources[0], layer)
            return
        start = 0
        for number, (size,) in zip(step.sources, step.shapes, strict=True):
            self._add(number, f"d{n}[:, {start}:{start + size}]")
            start += size

    def _pass_dense(self, n: int, source: int, layer: Dense) -> None:
        if n not in self._fused and layer.activation is not linear:
            self.lines.append(f"d{n} = {layer.activation.function_name}_back(*values[{n}], d{n})")
        self.lines.append(f"g{n} = values[{source}][1].T @ d{n}")
        if layer.use_bias:
            self.lines.append(f"b{n} = d{n}.sum(axis=0)")
        self._add(source, f"d{n} @ {self._model.names.weight(layer, 'kernel')}.T")


def _learned(steps: list[Step]) -> set[int]:
    """Return the steps whose outputs depend on weights."""
    learned: set[int] = set()
    for step in steps:
        if isinstance(step.layer, Dense) or learned & set(step.sources):
            learned.add(step.output)
    return learned - {step.output for step in steps if isinstance(step.layer, Columns)}
