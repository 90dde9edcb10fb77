"""Asks a network about new rows of its table, and says what it answers in the table's own terms."""

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import Predict
from app.documents.experiment import Experiment
from app.errors import Unprocessable, fault
from app.runs.blocks import Work
from app.runs.bulk import section
from app.runs.network.evaluation import class_numbers
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, Rows, cuts, passes
from app.runs.network.table_inputs import UnfitCell
from app.runs.plane_answers import RowAnswer, RowAnswers
from app.runs.wire_messages import CommandData

Singles = NDArray[np.float32]

ROWS_AT_ONCE = 32


def answer_rows(training: NetworkTraining, body: CommandData) -> Work[RowAnswers]:
    """Return the classes and probabilities, or the values, for rows by the columns' names."""
    rows, table = Predict.model_validate(body).rows or [], training.data.table
    if table is None:
        words = "must be left out: this run learns from points of a plane; send inputs"
        raise Unprocessable.of(fault("rows", words, "does_not_fit"))
    look = ModelSnapshot.at(training.model, training.topology)
    answers = []
    for part in cuts(len(rows), ROWS_AT_ONCE):
        try:
            inputs = table.of_rows(rows[part], part.start)
        except UnfitCell as unfit:
            words = f"must be {unfit.allowed}; got {unfit.got!r}"
            raise Unprocessable.of(fault(unfit.path, words, "does_not_fit")) from None
        with np.errstate(over="ignore"):
            singles = inputs.astype(training.model.dtype)
        ((_, stages),) = passes(look, Rows.of(singles))
        _check_finite(stages[-1], part.start)
        answers += [_answer(training, outputs) for outputs in stages[-1]]
        yield
    return section(RowAnswers(answers=answers))


def _check_finite(outputs: Singles, first: int) -> None:
    """Refuse the first row whose outputs are no numbers; rows count from `first`."""
    lost = ~np.isfinite(outputs).all(axis=1)
    if lost.any():
        words = "must be nearer to the table's own: the network's output is not a finite number"
        place = first + int(lost.argmax())
        raise Unprocessable.of(fault(f"rows.{place}", words, "does_not_fit"))


def _answer(training: NetworkTraining, outputs: Singles) -> RowAnswer:
    document, classes = training.document, training.topology.classes
    answer: RowAnswer = {"outputs": outputs.astype(float).tolist()}
    if document.problem == "regression":
        values = training.data.target.back(outputs.astype(float)).tolist()
        if len(values) > 1:
            answer["values"] = dict(zip(document.data.targets, values, strict=True))
        else:
            (answer["value"],) = values
        return answer
    (number,) = class_numbers(document, outputs[None])
    answer["label"] = classes[number]
    shares = _probabilities(document, outputs.astype(float))
    named = zip(reversed(classes), reversed(shares), strict=True)  # unused outputs come last
    answer["probabilities"] = dict(reversed(dict(named).items())) if shares else None
    return answer


def _probabilities(document: Experiment, outputs: NDArray[np.float64]) -> list[float]:
    """Return the probability of each class; none where outputs are not probabilities.

    The least squared error to targets -1 and 1 is at 2 p - 1, where p is the probability of 1.
    """
    loss, activation = document.training.loss, document.output_activation
    if document.problem == "multiclass":
        return outputs.tolist() if activation == "softmax" else []
    if loss == "binary_crossentropy":
        second = float(outputs[0])
    elif loss == "mse":
        second = float(np.clip((outputs[0] + 1) / 2, 0, 1))
    else:
        return []
    return [1 - second, second]
