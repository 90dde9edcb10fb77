"""The uploaded tables in a worker's memory: JSON bytes, or parsed once a run has needed them."""

from collections import OrderedDict
from typing import Any

from app.runs.wire import TABLES_AT_HAND

_tables: OrderedDict[str, Any] = OrderedDict()


def provide(name: str, columns: bytes) -> None:
    """Store a table: its columns as JSON, as in the server's store."""
    _tables[name] = columns
    _tables.move_to_end(name)
    while len(_tables) > TABLES_AT_HAND:
        _tables.popitem(last=False)


def find(name: str) -> Any:
    """Return a table: bytes, or what `replace` put in their place; None if it is not here."""
    return _tables.get(name)


def replace(name: str, columns: bytes, table: object) -> None:
    """Store a parsed table in place of its bytes, unless they are gone meanwhile."""
    if _tables.get(name) is columns:
        _tables[name] = table
