"""What clients are told of the table that a network learns from: what to ask, in which units."""

from typing import TypedDict

import numpy as np

from app.documents.builtin_tables import TARGETS
from app.documents.encodings import LEAVE_OUT
from app.documents.experiment import Experiment
from app.runs.network.building import SplitData
from app.runs.network.table_inputs import InputColumn, TableInputs
from app.runs.network.topology import TargetScale, TopologyFields


class AskedColumn(TypedDict):
    """A column of a table, as a form asks for it."""

    name: str
    words: list[str]  # empty of a column of numbers
    other: bool  # whether other words are taken too
    optional: bool  # whether a value may be missing
    usual: float | str | None  # the mean, or the most frequent word


class TableFields(TopologyFields):
    """A topology of a network that learns from a table."""

    columns: list[AskedColumn]
    target: TargetScale | None  # of a regression with one
    left_out: int  # rows with a missing cell


def table_fields(fields: TopologyFields, document: Experiment, data: SplitData) -> TopologyFields:
    """Return a topology with what is told of its targets and of its table, if it has them."""
    targets = target_scales(document, data)
    if len(targets) > 1:
        fields = {**fields, "targets": targets}
    if data.table is None:
        return fields
    whole: TableFields = {
        **fields,
        "columns": asked_columns(data.table),
        "target": targets[0] if len(targets) == 1 else None,
        "left_out": data.left_out,
    }
    return whole


def target_scales(document: Experiment, data: SplitData) -> list[TargetScale]:
    """Return the targets of a regression, which other problems have none of."""
    if document.problem != "regression":
        return []
    count, names = document.outputs, document.data.targets
    if data.table is None:
        names = tuple(f"y{number}" for number in range(1, count + 1))
    elif len(names) != count:
        names = (TARGETS.get(document.data.name, ""),)
    scales = (np.broadcast_to(part, count) for part in (data.target.mean, data.target.deviation))
    return [
        {"name": name, "mean": float(mean), "deviation": float(deviation)}
        for name, mean, deviation in zip(names, *scales, strict=True)
    ]


def asked_columns(table: TableInputs) -> list[AskedColumn]:
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
