"""What a run answers, as values: where it stands, and what its network predicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Experiment = Mapping[str, Any]


class Prediction(NamedTuple):
    """What the network answers: outputs [n, channels], and labels as the points have them."""

    outputs: NDArray[np.float64]
    labels: NDArray[Any]


class ActivationCurve(NamedTuple):
    """An activation along z: its values f(z) and slopes f′(z), [n] each."""

    z: NDArray[np.float64]
    values: NDArray[np.float64]
    slopes: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """Where a run stands; a figure that is not finite is NaN."""

    status: str
    epoch: int
    metrics: Mapping[str, float]
    experiment: Experiment
    parameters: NDArray[np.float64]
    viewers: int
