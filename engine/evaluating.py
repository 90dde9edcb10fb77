"""Evaluation and prediction: the forward pass over data, with progress and callbacks around it."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.callbacks.base import CallbackList, Logs
from engine.callbacks.progress import Bar, level
from engine.choices import whole
from engine.evaluation import Evaluation
from engine.network import ROWS_AT_ONCE
from engine.own_evaluation import OwnEvaluation
from engine.trainable import Trainable

BATCH = 32  # rows, where nothing is said


def begun(model: Trainable, x: Any, y: Any, sample_weight: Any = None) -> Evaluation:
    """Return an evaluation that has seen no rows yet."""
    model.ready_for(x)
    kind = OwnEvaluation if model.computes else Evaluation
    return kind(model, x, y, sample_weight)


def measure(model: Trainable, x: Any, y: Any, sample_weight: Any = None) -> Logs:
    """Return loss, losses and metrics, with no callbacks."""
    evaluation = begun(model, x, y, sample_weight)
    with np.errstate(all="ignore"):
        evaluation.see(slice(None))
        return evaluation.figures()


def evaluate(
    model: Trainable, data: Sequence[Any], size: int | None, watchers: CallbackList
) -> Logs:
    """Return the same for (x, y) or (x, y, weights), with the hooks of evaluation around it."""
    watchers.on_test_begin()
    if watchers.watches("test") or model.computes:
        figures = _watched(begun(model, *data), size, watchers)
    else:
        figures = measure(model, *data)
    watchers.on_test_end(figures)
    return figures


def _watched(evaluation: Evaluation, size: int | None, watchers: CallbackList) -> Logs:
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
    model.ready_for(data[0])
    if not (callbacks or level(verbose) or model.computes):
        _size(size)
        return measure(model, *data)  # for which a bar and a list of nobody would take as long
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
    step = size if watchers.watches("predict") or model.rowless else ROWS_AT_ONCE
    made = []
    watchers.call("on_predict_begin", {})
    for number, part in enumerate(_batches(rows, step)):
        watchers.on_predict_batch_begin(number)
        outputs = model.outputs_of([one[part] for one in inputs])
        watchers.on_predict_batch_end(number, outputs)
        made.append(outputs)
    watchers.call("on_predict_end", {})
    bar.close({})
    joined = [np.concatenate(list(map(np.atleast_1d, one))) for one in zip(*made, strict=True)]
    return model.output_structure.pack(joined)


def _bar(rows: int, size: int | None, verbose: Any) -> Bar:
    return Bar(math.ceil(rows / _size(size)), level(verbose))


def _size(size: int | None) -> int:
    return BATCH if size is None else whole("batch size", size, 1)


def _batches(rows: int, size: int | None) -> Iterator[slice]:
    for start in range(0, rows, _size(size)):
        yield slice(start, min(start + _size(size), rows))


def packed(figures: Logs, by_name: bool) -> Any:
    """Return figures by name, or as a list, or the only one, which is mostly the loss."""
    if by_name:
        return figures
    return list(figures.values()) if len(figures) > 1 else next(iter(figures.values()))
