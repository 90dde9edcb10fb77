"""The uploaded tables that a worker has at hand: as they came, or as they were read."""

from collections import OrderedDict
from typing import Any

from app.runs.wire import TABLES_AT_HAND

_tables: OrderedDict[str, Any] = OrderedDict()


def provide(name: str, columns: bytes) -> None:
    """Take a table: its columns as JSON, as the store keeps them."""
    _tables[name] = columns
    _tables.move_to_end(name)
    while len(_tables) > TABLES_AT_HAND:
        _tables.popitem(last=False)


def find(name: str) -> Any:
    """Return a table: bytes, or what `replace` put in their place; None if it is not at hand."""
    return _tables.get(name)


def replace(name: str, columns: bytes, table: object) -> None:
    """Keep a table as it was read, unless it has gone meanwhile."""
    if _tables.get(name) is columns:
        _tables[name] = table
