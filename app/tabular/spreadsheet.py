"""Writes a stored table as CSV again: the names at once, the rows on demand."""

from collections.abc import Generator, Iterator
from itertools import islice

from app.tabular.table_types import TableColumn
from engine.csv_cells import cell, line

TOGETHER = 2_000  # cells in a part: about a millisecond


def parts(columns: list[TableColumn]) -> Generator[str, None, None]:
    """Return the CSV of a table's columns a part at a time, so that none holds up other work.

    Many long names take a tenth of a second, before the first part.
    """
    return _parts(line(column["name"] for column in columns), list(map(_cells, columns)))


def _parts(head: str, columns: list[Iterator[str]]) -> Generator[str, None, None]:
    yield head
    rows = zip(*columns, strict=True)
    together = max(1, TOGETHER // max(1, len(columns)))
    while some := list(islice(rows, together)):
        yield "".join(f"{','.join(row)}\r\n" for row in some)


def _cells(column: TableColumn) -> Iterator[str]:
    if column["kind"] == "number":
        return map(cell, column["values"])
    names = [cell(name) for name in column["classes"]]
    return ("" if place is None else names[place] for place in column["values"])
