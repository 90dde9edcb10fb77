"""Whether two experiments have the same loss wherever their weights are the same."""

import hashlib
import json
from collections.abc import Mapping
from itertools import chain

from app.documents.experiment import Experiment

LONGEST = 60  # characters of a value that is told as it is

Surface = Mapping[str, str]  # by path: a value as JSON, or the checksum of a long one


def surface_of(experiment: Experiment) -> Surface:
    """Return what decides the loss of given weights: data, inputs, layers and the loss."""
    data = experiment.data.model_dump(mode="json")
    network, training = experiment.network, experiment.training
    values = {
        "problem": experiment.problem,
        **{f"data.{key}": value for key, value in data.items()},
        "features": experiment.features,
        "network.hidden": [[layer.units, layer.activation] for layer in network.hidden],
        "network.output_activation": experiment.output_activation,
        **{f"network.{key}": value for key, value in network.branching().items()},
        "training.loss": training.loss,
        "training.rule": training.rule,
    }
    return {path: _short(value) for path, value in values.items()}


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= LONGEST else hashlib.sha256(text.encode()).hexdigest()


def difference(here: Surface, there: Surface) -> str | None:
    """Return in words what the second surface has other than the first; None: nothing."""
    for path in dict.fromkeys(chain(here, there)):
        mine, other = here.get(path, "null"), there.get(path, "null")
        if mine != other and max(len(mine), len(other)) > LONGEST:
            return f"{path} is another one"
        if mine != other:
            return f"{path} is {other} there and {mine} here"
    return None
