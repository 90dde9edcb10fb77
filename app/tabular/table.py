"""Turns an engine's sheet into plain data: a description for clients, and columns for the store.

`about` is small and goes to clients: the columns with their figures, the number of rows, the first
rows as text, how the table was read.  `columns` is what can be learnt from: each column's values,
numbers as they are and classes as places in their list of names.
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
from app.tabular.table_types import ClassFigures, NumberFigures, TableColumn, TableFacts
from engine.datasets.csv_rows import Caps
from engine.datasets.csv_sheet import Reading, Sheet, read
from engine.datasets.csv_values import Values
from engine.datasets.errors import BadTable

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
    return about, [_kept(column) for column in values]


def faults(first: BadTable) -> list[FieldFault]:
    """Return a fault and those found with it, as a problem document's `errors`."""
    return [_fault(one) for one in [first, *first.others]]


def _fault(one: BadTable) -> FieldFault:
    where = [f"line {one.line}"] * (one.line is not None)
    where += [f"column {one.place}"] * (one.place is not None)
    place: Place = {"line": one.line, "column": one.place, "name": one.column}
    return fault(", ".join(where), one.what, "bad_table", **place)


def _figures(column: Values) -> NumberFigures | ClassFigures:
    if column.classes:
        counts = np.bincount(column.values, minlength=len(column.classes))
        return {
            "name": column.name,
            "kind": "classes",
            "classes": list(column.classes),
            "counts": counts.tolist(),
        }
    return {
        "name": column.name,
        "kind": "number",
        "min": float(column.values.min()),
        "max": float(column.values.max()),
        "mean": float(column.values.mean()),
        "std": float(column.values.std()),  # of these rows: divided by their number
        "distinct": len(np.unique(column.values)),
    }


def _first_rows(sheet: Sheet) -> list[list[str]]:
    rows = zip(*(column.cells[:PREVIEW_ROWS] for column in sheet.columns), strict=True)
    return [[_shown(cell) for cell in row] for row in rows]


def _shown(cell: str) -> str:
    return cell if len(cell) <= MAX_CELL_SHOWN else f"{cell[: MAX_CELL_SHOWN - 1]}…"


def _kept(column: Values) -> TableColumn:
    values = column.values.tolist()
    if column.classes:
        classes = list(column.classes)
        return {"name": column.name, "kind": "classes", "classes": classes, "values": values}
    return {"name": column.name, "kind": "number", "values": [_short(value) for value in values]}


def _short(value: float) -> int | float:
    """Return a number that is written with the fewest signs: 1, not 1.0."""
    return int(value) if value.is_integer() and abs(value) < EXACT else value
