"""Trainable: what the training loop, its state and its callbacks need of a model."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.batches import Examples
from engine.compiling import Compiled, Settings
from engine.nest import Structure
from engine.network import Network
from engine.objective import Objective
from engine.optimizers import Optimizer
from engine.plans import TrainingPlan
from engine.summary_table import Summarized


class TakesData(Protocol):
    """A model that checks data and arranges them for training."""

    @property
    def input_structure(self) -> Structure:
        """How inputs are handed over."""

    @property
    def output_structure(self) -> Structure:
        """How outputs are handed over."""

    @property
    def output_shapes(self) -> list[Any]:
        """The shapes of all outputs, without the rows."""

    def ready_for(self, x: Any) -> None:
        """Take the inputs' shapes from data, where they are not known yet."""

    def pair(self, x: Any, y: Any) -> tuple[list[Array], list[Array]]:
        """Return checked inputs ``[rows, numbers]`` and targets ``[outputs, rows]``."""

    def examples(self, x: Any, y: Any, weights: Any = None) -> Examples:
        """Return data as training takes them.  Raises ShapeMismatch if they do not fit."""

    def weights_for(self, given: Any, rows: int) -> list[Array | None]:
        """Return each output's sample weights ``[rows]``.  Raises ShapeMismatch."""


class WorksByBatches(Protocol):
    """A model that may say itself what its loss and its figures are, batch by batch."""

    @property
    def computes(self) -> bool:
        """Whether loss and figures are worked out batch by batch."""

    @property
    def rowless(self) -> bool:
        """Whether an output has no rows, as far as that is known."""

    def reset_metrics(self) -> None:
        """Forget what was shown to the metrics."""

    def batch_figures(self) -> dict[str, float]:
        """Return the figures of the batches since the last reset, as plain numbers."""


class Trainable(Summarized, TakesData, WorksByBatches, Protocol):
    """A model that ``compile`` has prepared; ``engine.model`` has the one there is."""

    seed: int
    dtype: np.dtype[Any]
    noise: Generator
    shuffles: Any  # the generator of all calls of fit; None before the first
    stop_training: bool  # set by callbacks
    first_epoch: int  # of the fit that runs; callbacks may set it before it begins
    history: Any  # of the last fit, or of the one that runs

    def ensure_built(self) -> Network:
        """Name all parts and attach the layers to the flat vectors, where they are not."""

    def ensure_compiled(self) -> Settings:
        """Return what ``compile`` was given.  Raises NotCompiled before it."""

    @property
    def compiled(self) -> Compiled:
        """What ``compile`` was given, bound to the network.  Raises NotCompiled, NotReady."""

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer, bound to the network's parameters."""

    @property
    def objectives(self) -> list[Objective]:
        """The losses as the network meets them, one for each output."""

    @property
    def metrics_names(self) -> list[str]:
        """The names of loss, losses and metrics, in order."""

    def directions(self) -> dict[str, str]:
        """Return, for each of those, whether "min" or "max" is better; empty if nobody says."""

    @property
    def noisy(self) -> bool:
        """Whether training draws random numbers, beside the shuffles."""

    def plan(self, rows: int) -> TrainingPlan:
        """Return forward and backward pass for batches of ``rows``."""

    def checked_inputs(self, x: Any) -> list[Array]:
        """Return checked inputs, each ``[rows, numbers]``.  Raises ShapeMismatch."""

    def scores(self, inputs: Sequence[Array]) -> list[Array]:
        """Return what each objective reads, ``[outputs, rows]``, for checked inputs."""

    def outputs_of(self, inputs: Sequence[Array], training: bool = False) -> list[Array]:
        """Return each output ``[rows, *shape]`` for checked inputs."""

    def measure(self, x: Any, y: Any, sample_weight: Any = None) -> dict[str, float]:
        """Return loss (penalties included), losses and metrics, for the weights as they are."""

    def get_weights(self) -> list[Array]:
        """Return copies of all weights, layer by layer."""

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
