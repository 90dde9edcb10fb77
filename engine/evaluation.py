"""Evaluation: losses and metrics of a model's weights as they are, over rows of data."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Logs
from engine.compiling import Compiled
from engine.network import parts
from engine.trainable import Trainable


def scored(model: Any, compiled: Compiled, inputs: Sequence[Array]) -> tuple[list[Array], float]:
    """Return what each objective reads, ``[outputs, rows]``, and what calls add to the loss."""
    rows, added = len(inputs[0]), 0.0
    sizes = [math.prod(shape) for shape in model.output_shapes]
    whole_scores = [np.empty((size, rows), model.dtype) for size in sizes]
    for part in parts(rows, compiled.network.rows_at_once):
        plan = model.forward([one[part] for one in inputs])
        for every, scores in zip(whole_scores, plan.scores(compiled.objectives), strict=True):
            every[:, part] = scores
        if plan.tape.pays:
            added += float(plan.tape.paid()) * (part.stop - part.start) / rows
    return whole_scores, added


class Evaluation:
    """Losses and metrics of the weights as they are, over the rows that were seen so far."""

    def __init__(self, model: Trainable, x: Any, y: Any, sample_weight: Any = None) -> None:
        self._model = model
        self._inputs, self._targets = model.pair(x, y)
        self._compiled = model.compiled
        self.rows = len(self._inputs[0])
        self._weights = model.weights_for(sample_weight, self.rows)
        sizes = [math.prod(shape) for shape in model.output_shapes]
        self._scores = [np.empty((size, self.rows), model.dtype) for size in sizes]
        self._added, self._seen = 0.0, 0  # to the loss, a sum over rows; rows

    def see(self, part: slice) -> float:
        """Run the forward pass for some rows; return what calls add to their loss."""
        inputs = [one[part] for one in self._inputs]
        scores, added = scored(self._model, self._compiled, inputs)
        self._seen += len(inputs[0])
        self._added += added * len(inputs[0])
        for every, some in zip(self._scores, scores, strict=True):
            every[:, part] = some
        return added

    def figures(self, stop: int | None = None) -> Logs:
        """Return loss (penalties included), losses and metrics of all rows, or of the first."""
        structure, compiled = self._model.output_structure, self._compiled
        objectives = compiled.objectives
        seen = slice(stop)
        every = list(zip(objectives, self._targets, self._scores, strict=True))
        every = [(one, y[:, seen], p[:, seen]) for one, y, p in every]
        rows = [one.loss.rows(y, p) for one, y, p in every]
        weights = [None if w is None else w[seen] for w in self._weights]
        weighted = [row if w is None else row * w for row, w in zip(rows, weights, strict=True)]
        losses = [float(row.mean(dtype=float)) for row in weighted]
        pairs = zip(every, weights, strict=True)
        read = [(y.T, one.outputs(p).T, w) for (one, y, p), w in pairs]
        metrics = compiled.measured(structure, read)
        total = sum(one.weight * loss for one, loss in zip(objectives, losses, strict=True))
        compiled.penalties.refresh()
        total += compiled.penalties.value() + self._added / max(self._seen, 1)
        return {"loss": total, **named_losses(structure.names, losses), **metrics}


def named_losses(names: Sequence[str], losses: Sequence[float]) -> Logs:
    """Return each output's loss by name, where there are several."""
    if len(losses) == 1:
        return {}
    return {f"{name}_loss": loss for name, loss in zip(names, losses, strict=True)}
