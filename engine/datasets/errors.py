"""What the data sets refuse: data that are not there, are not what they should be, or are no table.

EngineError
├── MissingData   an official file is nowhere to be found, or a CSV file is not there
├── DamagedData   a file is there, but it is not the official one or cannot be read
└── BadTable      a CSV that is no table of numbers; knows its line and column
"""

from engine.errors import EngineError


class MissingData(EngineError):
    """A file is on none of the places searched; the message names them and the remedy."""


class DamagedData(EngineError):
    """A file that is truncated, too large, forged, or of another kind than its name says."""


class BadTable(EngineError):
    """A CSV that cannot be learnt from.  ``line`` counts from 1; either may be None."""

    def __init__(self, what: str, line: int | None = None, column: str | None = None) -> None:
        self.line, self.column = line, column
        where = [f"line {line}"] * (line is not None) + [f"column {column!r}"] * bool(column)
        super().__init__(f"{', '.join(where)}: {what}" if where else what)
