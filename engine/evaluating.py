"""Evaluation and prediction: the forward pass over data, with progress and callbacks around it."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.callbacks.base import CallbackList, Logs
from engine.callbacks.progress import Bar, level
from engine.choices import whole
from engine.network import ROWS_AT_ONCE
from engine.trainable import Trainable

BATCH = 32  # rows, where nothing is said


class Evaluation:
    """Losses and metrics of the weights as they are, over the rows that were seen so far."""

    def __init__(self, model: Trainable, x: Any, y: Any, sample_weight: Any = None) -> None:
        self._model = model
        self._inputs, self._targets = model.pair(x, y)
        self.rows = len(self._inputs[0])
        self._weights = model.weights_for(sample_weight, self.rows)
        self._scores = [np.empty(y.shape, model.dtype) for y in self._targets]

    def see(self, part: slice) -> None:
        """Run the forward pass for some rows."""
        scores = self._model.scores([one[part] for one in self._inputs])
        for every, some in zip(self._scores, scores, strict=True):
            every[:, part] = some

    def figures(self, stop: int | None = None) -> Logs:
        """Return loss (penalties included), losses and metrics of all rows, or of the first."""
        names, objectives = self._model.output_structure.names, self._model.objectives
        seen = slice(stop)
        every = list(zip(objectives, self._targets, self._scores, strict=True))
        every = [(one, y[:, seen], p[:, seen]) for one, y, p in every]
        rows = [one.loss.rows(y, p) for one, y, p in every]
        pairs = zip(rows, self._weights, strict=True)
        weighted = [row if w is None else row * w[seen] for row, w in pairs]
        losses = [float(row.mean(dtype=float)) for row in weighted]
        read = [(y.T, one.outputs(p).T) for one, y, p in every]
        metrics = self._model.compiled.measured(self._model.output_structure, read)
        total = sum(one.weight * loss for one, loss in zip(objectives, losses, strict=True))
        penalties = self._model.compiled.penalties
        penalties.refresh()
        return {"loss": total + penalties.value(), **named_losses(names, losses), **metrics}


def measure(model: Trainable, x: Any, y: Any, sample_weight: Any = None) -> Logs:
    """Return loss, losses and metrics, with no callbacks."""
    evaluation = Evaluation(model, x, y, sample_weight)
    with np.errstate(all="ignore"):
        evaluation.see(slice(None))
        return evaluation.figures()


def evaluate(
    model: Trainable, data: Sequence[Any], size: int | None, watchers: CallbackList
) -> Logs:
    """Return the same for (x, y) or (x, y, weights), with the hooks of evaluation around it."""
    watchers.on_test_begin()
    if watchers.watches("test"):
        figures = _watched(model, Evaluation(model, *data), size, watchers)
    else:
        figures = measure(model, *data)
    watchers.on_test_end(figures)
    return figures


def _watched(
    model: Trainable, evaluation: Evaluation, size: int | None, watchers: CallbackList
) -> Logs:
    """Evaluate batch by batch, with the hooks of batches."""
    with np.errstate(all="ignore"):
        for number, part in enumerate(_batches(evaluation.rows, size)):
            watchers.on_test_batch_begin(number)
            evaluation.see(part)
            watchers.on_test_batch_end(number, partial(evaluation.figures, part.stop))
        return evaluation.figures()


def shown(
    model: Trainable, data: Sequence[Any], size: int | None, verbose: Any, callbacks: Any
) -> Logs:
    """Evaluate as ``model.evaluate`` does, with its progress."""
    watchers = CallbackList(model, callbacks)
    bar = _bar(len(model.checked_inputs(data[0])[0]), size, verbose)
    watchers.begin_alone(bar.steps, verbose)
    figures = evaluate(model, data, size, watchers)
    bar.close(dict(sorted(figures.items())))
    return figures


def predict(model: Trainable, x: Any, size: int | None, verbose: Any, callbacks: Any) -> Any:
    """Return the outputs for inputs, with progress and hooks."""
    inputs = model.checked_inputs(x)
    rows = len(inputs[0])
    watchers, bar = CallbackList(model, callbacks), _bar(rows, size, verbose)
    watchers.begin_alone(bar.steps, verbose)
    step = size if watchers.watches("predict") else ROWS_AT_ONCE
    made = []
    watchers.call("on_predict_begin", {})
    for number, part in enumerate(_batches(rows, step)):
        watchers.on_predict_batch_begin(number)
        outputs = model.outputs_of([one[part] for one in inputs])
        watchers.on_predict_batch_end(number, outputs)
        made.append(outputs)
    watchers.call("on_predict_end", {})
    bar.close({})
    joined = [np.concatenate(arrays) for arrays in zip(*made, strict=True)]
    return model.output_structure.pack(joined)


def _bar(rows: int, size: int | None, verbose: Any) -> Bar:
    return Bar(math.ceil(rows / _size(size)), level(verbose))


def _size(size: int | None) -> int:
    return BATCH if size is None else whole("batch size", size, 1)


def _batches(rows: int, size: int | None) -> Iterator[slice]:
    for start in range(0, rows, _size(size)):
        yield slice(start, min(start + _size(size), rows))


def packed(figures: Logs, by_name: bool) -> Any:
    """Return figures by name, or as a list, or the loss if there is nothing else."""
    if by_name:
        return figures
    return list(figures.values()) if len(figures) > 1 else figures["loss"]


def named_losses(names: Sequence[str], losses: Sequence[float]) -> Logs:
    """Return each output's loss by name, where there are several."""
    if len(losses) == 1:
        return {}
    return {f"{name}_loss": loss for name, loss in zip(names, losses, strict=True)}
