"""Reads the rows and labels of a table for a run.

Built-in tables are read from this machine, never fetched.  Uploaded tables come from the server
(uploaded_tables.py), which sends those that its runs need.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.documents.builtin_tables import TABLES, printably_named
from app.documents.data_spec import DataSpec
from app.documents.experiment import Experiment
from app.errors import Unprocessable, fault
from app.runs import uploaded_tables
from app.runs.blocks import Work, finish
from app.runs.network.table_inputs import InputColumn, left_out
from engine.datasets import cache as files
from engine.datasets import california_housing, digits, iris
from engine.errors import EngineError

Floats = NDArray[np.float64]

FEWEST = 2  # rows: one to train with, one to test
COLUMN = re.compile(r"\{")  # where the next column begins
LOADERS = {"iris": iris.load, "digits": digits.load, "california_housing": california_housing.load}


@dataclass(frozen=True)
class Values:
    """A column of an uploaded table."""

    values: Floats  # NaN where a cell is missing
    classes: tuple[str, ...]  # what the values stand for, if they are words

    @property
    def levels(self) -> Floats:
        """The different values, in their order."""
        return np.unique(self.values[~np.isnan(self.values)])


Table = dict[str, Values]


def reading(experiment: Experiment) -> Work[None]:
    """Parse the uploaded table that an experiment names, if it names one, column by column."""
    name = experiment.data.dataset_id or ""
    kept = uploaded_tables.find(name) if experiment.data.source == "upload" else None
    if not isinstance(kept, bytes):
        return
    text, table, decode = kept.decode(), {}, json.JSONDecoder().raw_decode
    at = text.index("[") + 1
    while begin := COLUMN.search(text, at):
        yield
        entry, at = decode(text, begin.start())
        column = printably_named(entry)
        classes = tuple(column.get("classes", ()))
        table[column["name"]] = Values(np.array(column["values"], float), classes)
    uploaded_tables.replace(name, kept, table)


@dataclass(frozen=True)
class TableRows:
    """The rows of a table that can be used."""

    columns: tuple[InputColumn, ...]
    cells: Floats  # [n, columns], NaN where one is missing
    labels: Floats  # [n], or [n, targets] of several
    left_out: int  # rows with a missing cell, which are not among them


def rows_of(experiment: Experiment) -> TableRows:
    """Return the rows of the table that an experiment names.  Raises Unprocessable."""
    data = experiment.data
    if data.source == "upload":
        return _uploaded_rows(experiment)
    columns, y = _built_in(data.name)
    cells = np.column_stack([columns[name] for name in data.columns])
    return TableRows(
        tuple(InputColumn(data.encoding_of(name)) for name in data.columns), cells, y, 0
    )


@cache
def _built_in(name: str) -> tuple[dict[str, Floats], Floats]:
    if name == "california_housing" and files.found(california_housing.FILE) is None:
        raise _unfit("data.name", "California housing is not on this server")
    try:
        table = LOADERS[name]()
    except EngineError as error:
        raise _unfit("data.name", str(error)) from error
    x, y = (array.astype(np.float32).astype(float) for array in (table.x, table.y))
    return dict(zip(TABLES[name].columns, x.T, strict=True)), y  # rounded: old runs keep their bits


def load_built_in() -> None:
    """Read the built-in tables, as far as they are on this machine."""
    for name in LOADERS:
        with suppress(Unprocessable):
            _built_in(name)


def class_names(experiment: Experiment) -> tuple[str, ...]:
    """Return the names of the classes of an uploaded table's target.  Raises Unprocessable."""
    column = _uploaded_columns(experiment)[experiment.data.targets[0]]
    named = [column.classes[int(value)] for value in column.levels] if column.classes else []
    return tuple(named or [f"{value:g}" for value in column.levels])


def _uploaded_columns(experiment: Experiment) -> Table:
    key = experiment.data.dataset_id or ""
    if uploaded_tables.find(key) is None:
        raise _unfit("data.dataset_id", f"must be a data set of this server; got {key!r}")
    finish(reading(experiment))
    table: Table = uploaded_tables.find(key)
    return table


def _uploaded_rows(experiment: Experiment) -> TableRows:
    data, table = experiment.data, _uploaded_columns(experiment)
    for path, name in _named(data).items():
        if name not in table:
            raise _unfit(f"data.{path}", f"must be one of {', '.join(table)}; got {name!r}")
    columns = [InputColumn(data.encoding_of(name), table[name].classes) for name in data.columns]
    for place, one in enumerate(data.encodings):
        if one.words and not table[one.column].classes:
            words = f"must be none: the cells of {one.column!r} are numbers"
            raise _unfit(f"data.encodings.{place}.words", words)
    targets = [table[name] for name in data.targets]
    cells = np.column_stack([one.cells(table[one.encoding.column].values) for one in columns])
    gone = left_out(columns, cells, np.column_stack([one.values for one in targets]))
    if (count := len(gone) - int(gone.sum())) < FEWEST:
        words = f"must be a table of at least {FEWEST} rows with a value in each cell that is used"
        raise _unfit("data.dataset_id", f"{words}; got {count}")
    several = [_labels(one, experiment)[~gone] for one in targets]
    labels = several[0] if len(several) == 1 else np.column_stack(several)
    return TableRows(tuple(columns), cells[~gone], labels, int(gone.sum()))


def _named(data: DataSpec) -> dict[str, str]:
    """Return the columns that a document names, by their paths in its data."""
    named = {f"columns.{place}": name for place, name in enumerate(data.columns)}
    if isinstance(data.target, str):
        return {**named, "target": data.target}
    return named | {f"target.{place}": name for place, name in enumerate(data.targets)}


def _labels(column: Values, experiment: Experiment) -> Floats:
    values, levels = column.values, column.levels
    if experiment.problem == "regression":
        return values
    most = 2 if experiment.problem == "classification" else experiment.data.classes
    if not 2 <= len(levels) <= most:
        words = f"must be a column with 2 to {most} different values; got {len(levels)}"
        raise _unfit("data.target", words)
    places = np.searchsorted(levels, values).astype(float)
    return 2 * places - 1 if experiment.problem == "classification" else places


def _unfit(path: str, words: str) -> Unprocessable:
    return Unprocessable.of(fault(path, words, "table"))
