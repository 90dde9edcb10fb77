"""The two kinds of runs that train a network: on points of a plane, and on a table's rows."""

import contextlib
from functools import partial

from app.documents.choices import PERCEPTRON
from app.documents.experiment import Experiment
from app.encoding.event_zip import EventZip
from app.errors import AppError
from app.runs.blocks import Work, finish
from app.runs.network import exports, perceptron_queries, table_rows
from app.runs.network.backprop_queries import backprop
from app.runs.network.bent_space import bent_space
from app.runs.network.building import MakingData, plane_data, table_data
from app.runs.network.diagnosis import diagnose
from app.runs.network.film_frames import film
from app.runs.network.inheritance import inherit
from app.runs.network.landscape import landscape, what_if
from app.runs.network.network_training import NetworkTraining
from app.runs.network.output_queries import point_outputs
from app.runs.network.path_queries import paths
from app.runs.network.perceptron_training import PerceptronTraining
from app.runs.network.plane_queries import LARGE, QUERIES
from app.runs.network.residual_queries import residuals
from app.runs.network.run_events import event_files
from app.runs.network.table_queries import answer_rows
from app.runs.network.threshold_queries import threshold
from app.runs.network.weight_paths import weight_path
from app.runs.training.runtime import Runtime

ANSWERS = {
    **QUERIES,
    **perceptron_queries.QUERIES,
    "answer_rows": answer_rows,
    "backprop": backprop,
    "bent_space": bent_space,
    "paths": paths,
    "point_outputs": point_outputs,
    "residuals": residuals,
    "threshold": threshold,
    "what_if": what_if,
}
OF_SESSION = {"landscape": landscape, "weight_path": weight_path}
LARGE_ANSWERS = LARGE | {"answer_rows", "backprop", "landscape", "weight_path"}


def building(document: Experiment, making_data: MakingData) -> Work[NetworkTraining]:
    """Return a new network in training by the document's rule, built in blocks."""
    perceptron = document.training.rule == PERCEPTRON
    training = PerceptronTraining if perceptron else NetworkTraining
    return training.building(document, making_data)


def _warm_up() -> None:
    """Build a network and export it in all forms: the first time imports other libraries."""
    training = finish(building(Experiment(), plane_data))
    finish(training.evaluator.measuring_new())
    for form in exports.FORMS:
        with contextlib.suppress(AppError):  # a library may be missing
            finish(exports.export(training, form))
    with contextlib.suppress(ImportError):
        EventZip(0.0)


PLANE = Runtime(
    partial(building, making_data=plane_data),
    ANSWERS,
    LARGE_ANSWERS,
    diagnose,
    inherit,
    _warm_up,
    of_session=OF_SESSION,
    event_files=event_files,
    film=film,
)
TABLE = Runtime(
    partial(building, making_data=table_data),
    ANSWERS,
    LARGE_ANSWERS,
    diagnose,
    inherit,
    table_rows.load_built_in,
    of_session=OF_SESSION,
    event_files=event_files,
    film=film,
)
