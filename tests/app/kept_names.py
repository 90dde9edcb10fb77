"""Runs whose document and table hold names that nobody may give things any more."""

import contextlib
import json
from unittest.mock import patch

from app.documents.experiment import Experiment
from app.runs import uploaded_tables
from app.runs.network import table_rows
from app.runs.training.training_session import TrainingSession

SLOTS = "columns", "target", "classes", "title", "description"
ROWS = [[0, 1, 2, 3, 4, 5], [5, 3, 1, 2, 0, 4], [0, 1, 0, 1, 0, 1]]
DATA = {"source": "upload", "dataset_id": "t", "samples": 10, "columns": ["a", "b"], "target": "c"}
PLAIN = Experiment.model_validate({"data": DATA})


@contextlib.contextmanager
def unmended():
    """Let a kept table's names be what they are: the exports must be right by themselves."""
    with patch.object(table_rows, "printably_named", dict):
        yield


def run_of(text="", *slots):
    """Return a run of a kept table whose names are such a text, as older servers let them in."""
    named = {slot: f"{text}{slot}" if slot in slots else slot for slot in SLOTS}
    first, second, target = f"{named['columns']} 1", f"{named['columns']} 2", named["target"]
    values = dict(zip((first, second, target), ROWS, strict=True))
    columns = [{"name": name, "kind": "number", "values": row} for name, row in values.items()]
    columns[2] |= {"kind": "classes", "classes": [f"{named['classes']} {n}" for n in (1, 2)]}
    uploaded_tables.provide("t", json.dumps(columns).encode())
    names = {"columns": (first, second), "plane": (first, second), "target": target}
    data = PLAIN.data.model_copy(update=names)  # which is not checked
    about = {"title": named["title"], "description": named["description"]}
    return TrainingSession(PLAIN.model_copy(update={**about, "data": data}))
