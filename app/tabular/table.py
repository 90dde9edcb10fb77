"""Turns an engine's sheet into plain data: a description for clients, and columns for the store.

`about` is small and goes to clients: the columns with their figures, the number of rows, the first
rows as text, how the table was read.  `columns` is what can be learnt from: each column's values,
numbers as they are and classes as places in their list of names; columns that cannot be learnt from
are described alone.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.errors import FieldFault, Place, fault
from app.limits.caps import (
    MAX_CELL_SHOWN,
    MAX_CSV_COLUMNS,
    MAX_CSV_LINE,
    MAX_CSV_NAME,
    MAX_CSV_ROWS,
    PREVIEW_ROWS,
)
from app.tabular.table_types import (
    ClassFigures,
    NumberFigures,
    TableColumn,
    TableFacts,
    UnlearnableColumn,
)
from engine.datasets.csv_columns import ColumnValues
from engine.datasets.csv_rows import Caps
from engine.datasets.csv_sheet import Reading, Sheet, read
from engine.datasets.errors import BadTable
from engine.moments import moments
from engine.printable import printable

CAPS = Caps(rows=MAX_CSV_ROWS, columns=MAX_CSV_COLUMNS, line=MAX_CSV_LINE, name=MAX_CSV_NAME)

EXACT = 2**53  # whole numbers below it are the same in every program


def read_table(content: bytes, reading: Mapping[str, Any]) -> tuple[TableFacts, list[TableColumn]]:
    """Return the description and the columns of a CSV.  Raises BadTable."""
    sheet = read(content, Reading(**reading), CAPS)
    values = sheet.values(CAPS)
    about: TableFacts = {
        "columns": [_figures(column) for column in values],
        "rows": len(sheet.columns[0].cells),
        "preview": _first_rows(sheet),
        "read_as": vars(sheet.reading),
        "breaks": sheet.breaks,
    }
    return about, [_kept(column) for column in values if not column.why]


def faults(first: BadTable) -> list[FieldFault]:
    """Return a fault and those found with it, as a problem document's `errors`."""
    return [_fault(one) for one in [first, *first.others]]


def _fault(one: BadTable) -> FieldFault:
    where = [f"line {one.line}"] * (one.line is not None)
    where += [f"column {one.place}"] * (one.place is not None)
    place: Place = {"line": one.line, "column": one.place, "name": one.column}
    return fault(", ".join(where), one.what, "bad_table", **place)


def _figures(column: ColumnValues) -> NumberFigures | ClassFigures | UnlearnableColumn:
    missing = int(column.gaps.sum())
    if column.why:
        return {"name": column.name, "kind": "unlearnable", "missing": missing, "why": column.why}
    if column.classes:
        counts = np.bincount(column.values, minlength=len(column.classes))
        return {
            "name": column.name,
            "kind": "classes",
            "missing": missing,
            "classes": list(column.classes),
            "counts": counts.tolist(),
        }
    mean, deviation = moments(column.values)
    return {
        "name": column.name,
        "kind": "number",
        "missing": missing,
        "min": float(column.values.min()),
        "max": float(column.values.max()),
        "mean": float(mean),
        "std": float(deviation),  # of these rows: divided by their number
        "distinct": len(np.unique(column.values)),
    }


def _first_rows(sheet: Sheet) -> list[list[str]]:
    rows = zip(*(column.cells[:PREVIEW_ROWS] for column in sheet.columns), strict=True)
    return [[_shown(cell) for cell in row] for row in rows]


def _shown(cell: str) -> str:
    cut = cell if len(cell) <= MAX_CELL_SHOWN else f"{cell[: MAX_CELL_SHOWN - 1]}…"
    return printable(cut)


def _kept(column: ColumnValues) -> TableColumn:
    filled = iter(column.values.tolist())
    values = [None if missing else next(filled) for missing in column.gaps.tolist()]
    if column.classes:
        classes = list(column.classes)
        return {"name": column.name, "kind": "classes", "classes": classes, "values": values}
    short = [value if value is None else _short(value) for value in values]
    return {"name": column.name, "kind": "number", "values": short}


def _short(value: float) -> int | float:
    """Return a number that is written with the fewest signs: 1, not 1.0."""
    return int(value) if value.is_integer() and abs(value) < EXACT else value
