"""A run's experiment as a program that trains it: with Keras, NumPy alone, or PyTorch.

A program begins with the initial weights and trains on the run's own points.  In the first epoch it
visits them in the order of the run, so that its first loss is the run's.  After that, NumPy and
PyTorch go on in the run's order, and Keras shuffles in its own way.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.documents.experiment import Experiment
from app.runs.blocks import Work
from app.runs.network import perceptron_program
from app.runs.network.building import Part, make_model, make_stepper
from app.runs.network.network_training import NetworkTraining
from app.runs.network.perceptron_training import PerceptronTraining
from engine import Model
from engine.errors import EngineError
from engine.serialization import keras_code, numpy_training, torch_code
from engine.serialization.numpy_code import literal_parts
from engine.source_text import comment

NUMBERS_TO_A_LINE = 20
EPOCHS = 100  # that a program trains, unless the run has trained more
DATA = "\n\n{columns}\n"
SCALES = """

# Each input below is (value - mean) / deviation, where a word's value is 1 in its rows and 0 else.
means = {means}
deviations = {deviations}
"""
TARGET = """# So is y: output * target_deviation + target_mean is in the target's own units.
target_mean, target_deviation = {mean}, {deviation}
"""
KERAS = """
# The first epoch meets the points in the playground's order; from then on Keras shuffles.
order = {order}
first = model.fit(x[order], {first}, batch_size={batch}, epochs=1, shuffle=False)
later = model.fit(x, {every}, batch_size={batch}, epochs={later})
print(first.history["loss"] + later.history["loss"])
"""
L1 = """
# Keras's L1 pulls weights towards zero and past it; the playground's holds them there.  The losses
# of the two differ.
"""
TRAINED = """
print(train(x, y, epochs={epochs}, batch_size={batch}))
"""


def keras(training: NetworkTraining) -> Work[bytes]:
    """Return a program for Keras."""
    _check_gradients(training, "Keras")
    later = max(training.epoch, EPOCHS) - 1
    document, train = training.document, training.data.train
    model = make_model(document)
    yield
    written = yield from text_of(chain(keras_code.parts(model), _data(training)))
    stepper = make_stepper(document, model, train)
    stepper.step_sample()  # which draws the epoch's order
    order = _whole_numbers(np.asarray(stepper.order).tolist())
    yield
    two = training.topology.auxiliary is not None  # outputs, which learn the same
    l1 = L1 if document.training.regularization.kind == "l1" else ""
    first, every = ("[y[order], y[order]]", "[y, y]") if two else ("y[order]", "y")
    batch = _batch(document, train)
    text = KERAS.format(order=order, batch=batch, later=later, first=first, every=every)
    return (written + l1 + text).encode()


def numpy(training: NetworkTraining) -> Work[bytes]:
    """Return a program that needs NumPy alone."""
    if isinstance(training, PerceptronTraining):
        rule = perceptron_program.rule(training, max(training.epoch, EPOCHS))
        return _encoded(chain([perceptron_program.HEAD], _data(training), rule))
    return _with_train(training, numpy_training.parts)


def pytorch(training: NetworkTraining) -> Work[bytes]:
    """Return a program for PyTorch."""
    _check_gradients(training, "PyTorch")
    return _with_train(training, torch_code.training_parts)


def _check_gradients(training: NetworkTraining, library: str) -> None:
    """Raise EngineError for a run that a library has no rule for."""
    if isinstance(training, PerceptronTraining):
        raise EngineError(
            f"{library} learns by gradients, not by the perceptron's rule; take numpy"
        )


def _encoded(parts: Iterable[str]) -> Work[bytes]:
    text = yield from text_of(parts)
    return text.encode()


def _with_train(training: NetworkTraining, parts: Callable[[Model], Iterator[str]]) -> Work[bytes]:
    """Return a program whose parts define `train`."""
    epochs = max(training.epoch, EPOCHS)
    model, batch = make_model(training.document), _batch(training.document, training.data.train)
    yield
    written = yield from text_of(chain(parts(model), _data(training)))
    return (written + TRAINED.format(epochs=epochs, batch=batch)).encode()


def _batch(document: Experiment, train: Part) -> int:
    """Return how many samples a full batch has."""
    return min(document.training.batch_size, len(train))


def text_of(parts: Iterable[str]) -> Work[str]:
    """Return the whole of a program that is written in parts."""
    written = []
    for part in parts:
        written.append(part)
        yield
    return "".join(written)


def _data(training: NetworkTraining) -> Iterator[str]:
    train, labels = training.data.train, training.topology.labels
    if training.data.table is not None:
        scale, target = training.data.table.scale, training.data.target
        yield SCALES.format(means=scale.mean.tolist(), deviations=scale.deviation.tolist())
        if training.document.problem == "regression":
            yield TARGET.format(
                mean=numbers_of(target.mean), deviation=numbers_of(target.deviation)
            )
    yield DATA.format(columns=comment(f"The training points: {', '.join(labels)}."))
    for name, array in {"x": train.inputs, "y": train.targets}.items():
        yield f"{name} = "
        yield from literal_parts(array)
        yield "\n"


def numbers_of(scale: NDArray[np.float64]) -> str:
    """Return the mean or deviation of a target as an expression, of several as an array."""
    return repr(scale.tolist()) if scale.size == 1 else f"np.array({scale.tolist()})"


def _whole_numbers(values: list[int]) -> str:
    parts = (values[at : at + NUMBERS_TO_A_LINE] for at in range(0, len(values), NUMBERS_TO_A_LINE))
    lines = [", ".join(map(str, part)) for part in parts]
    return "[\n    " + ",\n    ".join(lines) + ",\n]"
