"""Sequential: a stack of layers with Keras's face for training, measuring and looking inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from engine import activations, losses, metrics, optimizers
from engine.arrays import Array
from engine.batches import Examples
from engine.divergence import Divergence
from engine.errors import NotReady, ShapeMismatch
from engine.losses import Loss
from engine.metrics import Metric
from engine.network import Inspection
from engine.optimizers import Optimizer
from engine.plan import Objective, TrainingPlan
from engine.random import streams
from engine.regularizers import Penalties
from engine.stack import Stack
from engine.training import Stepper


@dataclass(frozen=True)
class FitOptions:
    """What ``fit`` takes besides data, batch size and epochs; meanings are Keras's."""

    shuffle: bool = True
    validation_data: tuple[Any, Any] | None = None
    class_weight: dict[int, float] | None = None
    sample_weight: Any = None
    verbose: int | str = 0  # taken and not heeded: the engine prints nothing


@dataclass(frozen=True)
class History:
    """What ``fit`` saw: a list per figure, a number per epoch."""

    history: dict[str, list[float]] = field(default_factory=dict)
    divergence: Divergence | None = None  # where it stopped, if it had to

    @property
    def epoch(self) -> list[int]:
        """The numbers of the epochs."""
        return list(range(len(next(iter(self.history.values()), []))))


@dataclass(frozen=True)
class _Compiled:
    """What ``compile`` settled."""

    optimizer: Optimizer
    objective: Objective
    metrics: list[tuple[str, Metric]]
    update: Callable[[], None]
    penalties: Penalties


class Sequential(Stack):
    """Layers, each fed by the one before it, that can be trained."""

    _settings: tuple[Optimizer, Loss, list[str | Metric]] | None = None
    _compiled: _Compiled | None = None
    _shuffles: Generator | None = None

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss = "mean_squared_error",
        metrics: Sequence[str | Metric] = (),
    ) -> None:
        """Settle how to train.  Steppers made before keep the settings they were made with."""
        self._settings = optimizers.get(optimizer), losses.get(loss), list(metrics)
        self._compiled = None
        if self.knows_inputs:
            self._bind()

    def _bind(self) -> _Compiled:
        """Bind the settings to the built network."""
        if self._settings is None:
            raise NotReady("the model must be compiled first")
        optimizer, loss, names = self._settings
        network = self.network
        update = optimizer.bind(network.parameters, network.gradients)
        penalties = Penalties(network.layers, network.parameters, network.gradients)
        objective = Objective.of(loss, activations.get(network.layers[-1].activation))
        chosen = [_named_metric(name, loss, network.outputs) for name in names]
        self._compiled = _Compiled(optimizer, objective, chosen, update, penalties)
        return self._compiled

    @property
    def compiled(self) -> _Compiled:
        """What ``compile`` settled.  Raises NotReady before it."""
        return self._compiled or self._bind()

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer; its learning rate may be changed while training."""
        return self.compiled.optimizer

    @property
    def objective(self) -> Objective:
        """The loss as the network meets it."""
        return self.compiled.objective

    @property
    def penalties(self) -> Penalties:
        """The regularizers of all layers."""
        return self.compiled.penalties

    @property
    def update(self) -> Callable[[], None]:
        """The optimizer's step on the model's parameters and gradients."""
        return self.compiled.update

    def penalty(self) -> float:
        """Return the sum of the regularizers' penalties now."""
        self.penalties.refresh()
        return self.penalties.value()

    def plan(self, rows: int) -> TrainingPlan:
        """Return forward and backward pass for batches of ``rows``."""
        return self.network.plan(rows, self.objective)

    def examples(self, x: object, y: object, weights: object = None) -> Examples:
        """Return data as training takes them.  Raises ShapeMismatch if they do not fit."""
        inputs, targets = self.pair(x, y)
        if weights is None:
            return Examples(self.network.with_ones(inputs), targets)
        rows = np.asarray(weights, targets.dtype)
        if rows.shape != (len(inputs),):
            raise ShapeMismatch(
                f"sample weights must have shape ({len(inputs)},); got {rows.shape}"
            )
        return Examples(self.network.with_ones(inputs), targets, rows)

    def pair(self, x: object, y: object) -> tuple[Array, Array]:
        """Return checked inputs ``[rows, inputs]`` and prepared targets ``[outputs, rows]``."""
        if not self.knows_inputs:
            self.build(np.asarray(x).shape[-1])
        rows = self.network.checked(x)
        targets = self.objective.loss.prepare(y, self.network.outputs)
        if len(targets) != len(rows):
            raise ShapeMismatch(f"there must be a target per row: {len(rows)}; got {len(targets)}")
        return rows, np.ascontiguousarray(targets.T, self.dtype)

    def fit(
        self, x: object, y: object, batch_size: int = 32, epochs: int = 1, **options: Any
    ) -> History:
        """Train for some epochs; ``options`` are those of FitOptions.

        As in Keras the loss of an epoch is the mean of its batches' losses, penalties included,
        while the weights changed.  A later call goes on with the weights, the optimizer's memory
        and the shuffles.  Training that diverges ends there, with its last finite state.
        """
        choices = FitOptions(**options)
        stepper = self._stepper(x, y, batch_size, choices)
        history: dict[str, list[float]] = {}
        for _ in range(epochs):
            stepper.step_epoch()
            if stepper.divergence:
                break
            for name, value in self._figures(stepper, choices).items():
                history.setdefault(name, []).append(value)
        return History(history, stepper.divergence)

    def _stepper(self, x: object, y: object, batch_size: int, choices: FitOptions) -> Stepper:
        if self._shuffles is None:
            (self._shuffles,) = streams(self.seed, "shuffles")
        weights = choices.sample_weight
        if choices.class_weight is not None:
            weights = _class_weights(y, choices.class_weight)
        return Stepper(
            self,
            x,
            y,
            batch_size=batch_size,
            seed=self._shuffles,
            shuffle=choices.shuffle,
            sample_weight=weights,
        )

    def _figures(self, stepper: Stepper, choices: FitOptions) -> dict[str, float]:
        """Return an epoch's figures by name."""
        figures = {"loss": stepper.epoch_loss()}
        if self.compiled.metrics:
            targets, outputs = stepper.epoch_outputs()
            figures |= {name: metric(targets, outputs) for name, metric in self.compiled.metrics}
        if choices.validation_data is not None:
            found = self.measure(*choices.validation_data)
            figures |= {f"val_{name}": value for name, value in found.items()}
        return figures

    def train_on_batch(self, x: object, y: object) -> float:
        """Do one step on these rows together; return the loss before it, penalties included."""
        inputs, targets = self.pair(x, y)
        stepper = Stepper(self, inputs, targets.T, batch_size=len(inputs), shuffle=False)
        stepper.step_batch()
        return stepper.epoch_loss()

    def measure(self, x: object, y: object) -> dict[str, float]:
        """Return loss (penalties included) and metrics by name, for the weights as they are."""
        inputs, targets = self.pair(x, y)
        with np.errstate(all="ignore"):
            scores = self.network.scores(inputs, self.objective)
            loss = float(self.objective.loss.rows(targets, scores).mean(dtype=float))
            outputs = self.objective.outputs(scores)
            found = {name: metric(targets.T, outputs.T) for name, metric in self.compiled.metrics}
        return {"loss": loss + self.penalty(), **found}

    def evaluate(self, x: object, y: object, return_dict: bool = False) -> Any:
        """Return the loss, a list of loss and metrics if there are any, or all of it by name."""
        figures = self.measure(x, y)
        if return_dict:
            return figures
        return list(figures.values()) if len(figures) > 1 else figures["loss"]

    def inspect(self, x: object, y: object) -> Inspection:
        """Return every pre-activation, activation, delta and gradient for these examples."""
        inputs, targets = self.pair(x, y)
        return self.network.inspect(inputs, targets, self.objective)


def _named_metric(choice: str | Metric, loss: Loss, outputs: int) -> tuple[str, Metric]:
    """Return a metric and the name it goes by in a history."""
    if choice == "accuracy":
        return "accuracy", metrics.get(metrics.accuracy_for(loss, outputs))
    metric = metrics.get(choice)
    return choice if isinstance(choice, str) else metric.name, metric


def _class_weights(targets: object, weights: dict[int, float]) -> Array:
    """Return the weight of each row's class, 1 where none is given."""
    y = np.asarray(targets)
    classes = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1).astype(int)
    return np.array([weights.get(int(number), 1.0) for number in classes])
