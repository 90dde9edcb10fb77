"""What the data sets refuse: data that are not there, are not what they should be, or are no table.

EngineError
├── MissingData   an official file is nowhere to be found, or a CSV file is not there
├── DamagedData   a file is there, but it is not the official one or cannot be read
└── BadTable      a CSV that is no table of numbers; knows its line and column
"""

from engine.errors import EngineError

MOST_FAULTS = 20  # reported at once


class MissingData(EngineError):
    """A file is on none of the places searched; the message names them and the remedy."""


class DamagedData(EngineError):
    """A file that is truncated, too large, forged, or of another kind than its name says."""


class BadTable(EngineError):
    """A CSV that cannot be learnt from.

    ``line`` and ``place`` count from 1, ``column`` is a name; what is not known is None.  ``what``
    is the message without them; ``others`` are further faults that were found on the way.
    """

    def __init__(
        self,
        what: str,
        line: int | None = None,
        column: str | None = None,
        place: int | None = None,
    ) -> None:
        self.what, self.line, self.column, self.place = what, line, column, place
        self.others: list[BadTable] = []
        where = [f"line {line}"] * (line is not None)
        if column:
            where.append(f"column {column!r}")
        elif place is not None:
            where.append(f"column {place}")
        super().__init__(f"{', '.join(where)}: {what}" if where else what)


def raise_first(faults: list[BadTable]) -> None:
    """Raise the first fault, if there is one; it knows the others."""
    if faults:
        faults[0].others = faults[1:MOST_FAULTS]
        raise faults[0]
