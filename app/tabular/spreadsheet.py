"""A kept table as CSV again, of which no spreadsheet takes a cell for a formula.

A text that begins as formulas do gets an apostrophe before it, which spreadsheets take for "this is
text"; numbers are left as they are.  Written a part at a time, so that none holds up other work.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from engine.datasets.csv_values import is_number

FORMULAS = tuple("=+-@\t\r\n")
TOGETHER = 2_000  # cells in a part: about a millisecond


def parts(columns: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the CSV of a table's columns: their names, then all rows."""
    yield _written([[harmless(column["name"]) for column in columns]])
    rows = zip(*map(_cells, columns), strict=True)
    together = max(1, TOGETHER // len(columns))
    while some := list(islice(rows, together)):
        yield _written(some)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet reckons with."""
    return f"'{text}" if text.startswith(FORMULAS) and not is_number(text) else text


def _cells(column: dict[str, Any]) -> list[Any]:
    if column["kind"] == "number":
        return column["values"]
    names = [harmless(name) for name in column["classes"]]
    return [names[place] for place in column["values"]]


def _written(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
