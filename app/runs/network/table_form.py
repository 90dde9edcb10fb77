"""What clients are told of the table that a network learns from: what to ask, in which units."""

from typing import TypedDict

from app.documents.builtin_tables import TARGETS
from app.documents.encodings import LEAVE_OUT
from app.documents.experiment import Experiment
from app.runs.network.building import SplitData
from app.runs.network.table_inputs import InputColumn, TableInputs
from app.runs.network.topology import TopologyFields


class AskedColumn(TypedDict):
    """A column of a table, as a form asks for it."""

    name: str
    words: list[str]  # empty of a column of numbers
    other: bool  # whether other words are taken too
    optional: bool  # whether a value may be missing
    usual: float | str | None  # the mean, or the most frequent word


class TargetScale(TypedDict):
    """What the network's numbers are in a target's own units: output · deviation + mean."""

    name: str
    mean: float
    deviation: float


class TableFields(TopologyFields):
    """A topology of a network that learns from a table."""

    columns: list[AskedColumn]
    target: TargetScale | None  # of a regression
    left_out: int  # rows with a missing cell


def table_fields(fields: TopologyFields, document: Experiment, data: SplitData) -> TopologyFields:
    """Return a topology with what is told of its table, if it has one."""
    if data.table is None:
        return fields
    whole: TableFields = {
        **fields,
        "columns": _asked_columns(data.table),
        "target": _target(document, data),
        "left_out": data.left_out,
    }
    return whole


def _target(document: Experiment, data: SplitData) -> TargetScale | None:
    if document.problem != "regression":
        return None
    name = document.data.target or TARGETS.get(document.data.name, "")
    return {
        "name": name,
        "mean": float(data.target.mean),
        "deviation": float(data.target.deviation),
    }


def _asked_columns(table: TableInputs) -> list[AskedColumn]:
    """Return the columns as a form asks for them."""
    return [_asked(one, usual) for one, usual in zip(table.columns, table.usual, strict=True)]


def _asked(column: InputColumn, usual: float) -> AskedColumn:
    known, encoding = column.known, column.encoding
    word = known[int(usual)] if known and usual < len(known) else None
    return {
        "name": encoding.column,
        "words": list(known),
        "other": encoding.other,
        "optional": encoding.missing != LEAVE_OUT,
        "usual": word if known else usual,
    }
