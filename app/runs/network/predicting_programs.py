"""A run's network as a program that predicts with the trained weights: Keras, NumPy or PyTorch.

A program takes what people ask: points of the plane, or rows of the table by its columns' names. It
makes the network's inputs of them as the run does, and says what the outputs stand for.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from app.documents.choices import PERCEPTRON
from app.documents.encodings import LEAVE_OUT, VALUE
from app.documents.experiment import Experiment
from app.runs.blocks import Work
from app.runs.network.building import make_model, make_untrainable
from app.runs.network.evaluation import threshold
from app.runs.network.network_training import NetworkTraining
from app.runs.network.table_form import asked_columns
from app.runs.network.table_inputs import InputColumn
from app.runs.network.training_programs import numbers_of, text_of
from engine import Model
from engine.features import feature_of
from engine.features.formulas import read
from engine.serialization import keras_code, numpy_code, torch_code
from engine.source_text import quoted

EXAMPLES = 5  # points that a program asks about at its end
POINTS = '''

def inputs(points):
    """Return the network's inputs [n, inputs] at points (x1, x2) of the plane."""
    x1, x2 = np.asarray(points, float).T
    with np.errstate(all="ignore"):
        columns = [
{columns}        ]
        rows = np.stack([np.broadcast_to(column, x1.shape) for column in columns], axis=1)
        return rows.astype(np.{dtype})
'''
ROWS = '''
# How each column becomes inputs.  A word is an input of its own ("one_hot") or its place in the
# list; "usual" fills a missing cell.
columns = [
{columns}]
means = np.array({means})
deviations = np.array({deviations})


def cell(column, given):
    """Return the inputs that a cell becomes; None and "" are missing."""
    words, missing = column["words"], given is None or given == ""
    if missing and column["needed"]:
        raise ValueError(f"{{column['name']}} must have a value")
    number = column["usual"]
    if words and not missing:
        word = given if isinstance(given, str) else f"{{given:g}}"
        if word not in words and not column["other"]:
            raise ValueError(f"{{column['name']}} must be one of {{words}}; got {{given!r}}")
        number = words.index(word) if word in words else len(words)
    elif not missing:
        number = float(given)
    kinds = range(len(words) + column["other"])
    numbers = [float(number == kind) for kind in kinds] if column["one_hot"] else [number]
    return numbers + [float(missing)] * column["tells_missing"]


def inputs(rows):
    """Return the network's inputs [n, inputs] for rows: cells by the columns' names."""
    cells = [[n for one in columns for n in cell(one, row.get(one["name"]))] for row in rows]
    return ((np.array(cells, float) - means) / deviations).astype(np.{dtype})
'''
COLUMN = (
    '    {{"name": {name}, "words": [{words}], "one_hot": {one_hot}, "other": {other},\n'
    '     "needed": {needed}, "usual": {usual!r}, "tells_missing": {tells_missing}}},\n'
)
ASKED = '''

def answers(outputs):
    """Return what outputs [n, outputs] stand for."""
    return {answers}


asked = [
{asked}]
outputs = {call}
print(answers(outputs))
print(outputs.tolist())
'''
CALLS = {
    "keras": "model.predict(inputs(asked), verbose=0){main}",
    "numpy": "predict(inputs(asked)){main}",
    "pytorch": "model(torch.from_numpy(inputs(asked))){main}.detach().numpy()",
}
CODES: dict[str, Callable[[Model], Iterator[str]]] = {
    "keras": keras_code.parts,
    "numpy": numpy_code.parts,
    "pytorch": torch_code.parts,
}


def predicting(training: NetworkTraining, language: str) -> Work[bytes]:
    """Return a program in one of CODES.  Raises EngineError of what it has no words for."""
    by_rule = training.document.training.rule == PERCEPTRON  # which no library can compile
    model = (make_untrainable if by_rule else make_model)(training.document)
    model.parameters[:] = training.parameters  # of now: training may go on between parts
    yield
    making = _of_rows(training) if training.data.table else _of_points(training)
    main = "[0]" if training.topology.auxiliary else ""  # of both outputs
    call = CALLS[language].format(main=main)
    ending = ASKED.format(answers=_answers(training), asked=_asked(training), call=call)
    return (yield from text_of(chain(CODES[language](model), [making, ending]))).encode()


def _of_points(training: NetworkTraining) -> str:
    formulas = (read(feature_of(name).formula).numpy for name in training.document.features)
    columns = "".join(f"            {formula},\n" for formula in formulas)
    return POINTS.format(columns=columns, dtype=training.model.dtype)


def _of_rows(training: NetworkTraining) -> str:
    table = training.data.table
    assert table is not None
    columns = zip(table.columns, table.usual, strict=True)
    return ROWS.format(
        columns="".join(_column(column, usual) for column, usual in columns),
        means=table.scale.mean.tolist(),
        deviations=table.scale.deviation.tolist(),
        dtype=training.model.dtype,
    )


def _column(column: InputColumn, usual: float) -> str:
    encoding = column.encoding
    one_hot = bool(encoding.words) and not encoding.ordered
    return COLUMN.format(
        name=quoted(encoding.column),
        words=", ".join(map(quoted, column.known)),
        one_hot=one_hot,
        other=encoding.other,
        needed=encoding.missing == LEAVE_OUT,
        usual=-1.0 if one_hot and encoding.missing == VALUE else float(usual),
        tells_missing=encoding.missing == VALUE,
    )


def _asked(training: NetworkTraining) -> str:
    """Return what the program asks about: the first training points, or a usual row."""
    if training.data.table is None:
        points = training.data.train.points[:EXAMPLES].tolist()
        return "".join(f"    {point},\n" for point in points)
    cells = {
        column["name"]: column["words"][0] if column["usual"] is None else column["usual"]
        for column in asked_columns(training.data.table)
    }
    written = (
        f"{quoted(name)}: {quoted(usual) if isinstance(usual, str) else repr(usual)}"
        for name, usual in cells.items()
    )
    return f"    {{{', '.join(written)}}},\n"


def _answers(training: NetworkTraining) -> str:
    """Return the expression of what outputs stand for: values in their units, or classes."""
    document, target = training.document, training.data.target
    if document.problem == "regression":
        mean, deviation = numbers_of(target.mean), numbers_of(target.deviation)
        column = "" if document.outputs > 1 else "[:, 0]"
        return f"(outputs{column}.astype(float) * {deviation} + {mean}).tolist()"
    classes = f"[{', '.join(map(quoted, _classes(training, document)))}]"
    if document.problem == "multiclass":
        return f"[{classes}[place] for place in outputs.argmax(axis=1)]"
    if document.problem == "multilabel":
        return f"(outputs > {threshold(document)}).astype(int).tolist()"
    return f"[{classes}[int(one > {threshold(document)})] for one in outputs[:, 0]]"


def _classes(training: NetworkTraining, document: Experiment) -> tuple[str, ...]:
    """Return the names of classes: as many as outputs can stand for."""
    classes = training.topology.classes
    numbers = tuple(str(number) for number in range(max(2, document.outputs)))
    return classes + numbers[len(classes) :]
