"""The two kinds of runs that train a network: on points of a plane, and on a table's rows."""

import contextlib
from functools import partial

from app.documents.experiment import Experiment
from app.errors import AppError
from app.runs.blocks import finish
from app.runs.network import exports, table_rows
from app.runs.network.building import plane_data, table_data
from app.runs.network.diagnosis import diagnose
from app.runs.network.inheritance import inherit
from app.runs.network.network_training import NetworkTraining
from app.runs.network.plane_queries import LARGE, QUERIES
from app.runs.network.table_queries import answer_rows
from app.runs.training.runtime import Runtime

ANSWERS = {**QUERIES, "answer_rows": answer_rows}
LARGE_ANSWERS = LARGE | {"answer_rows"}


def _warm_up() -> None:
    """Build a network and export it in all forms: the first time imports other libraries."""
    building = NetworkTraining.building(Experiment(), making_data=plane_data)
    training = finish(building)
    finish(training.evaluator.measuring_new())
    for form in exports.FORMS:
        with contextlib.suppress(AppError):  # a library may be missing
            finish(exports.export(training, form))


PLANE = Runtime(
    partial(NetworkTraining.building, making_data=plane_data),
    ANSWERS,
    LARGE_ANSWERS,
    diagnose,
    inherit,
    _warm_up,
)
TABLE = Runtime(
    partial(NetworkTraining.building, making_data=table_data),
    ANSWERS,
    LARGE_ANSWERS,
    diagnose,
    inherit,
    table_rows.load_built_in,
)
