"""What ``compile`` chooses: the optimizer, a loss and metrics for each output, the penalties."""

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine import constraints, losses, metrics, optimizers
from engine.activations import linear
from engine.arrays import Array
from engine.choices import not_negative
from engine.errors import ShapeMismatch
from engine.function_metrics import FunctionMetric
from engine.graph import Graph
from engine.losses import Loss
from engine.metric import Metric
from engine.names import all_different
from engine.nest import Structure
from engine.network import Network
from engine.notices import old_spelling
from engine.objective import Objective
from engine.optimizers import Optimizer
from engine.own_loss import OwnLoss
from engine.regularizers import Penalties
from engine.tensors import Shape

Named = tuple[str, Metric]


@dataclass(frozen=True)
class Settings:
    """What ``compile`` was given."""

    optimizer: Optimizer
    loss: Any
    loss_weights: Any
    metrics: Any
    weighted_metrics: Any = ()

    @classmethod
    def of(
        cls, optimizer: Any, loss: Any, loss_weights: Any, measures: Any, weighted: Any = ()
    ) -> "Settings":
        """Take settings, looking at names at once, so that a wrong one is refused here."""
        for one in _leaves(loss):
            losses.get(one)
        for one in (*_leaves(measures), *_leaves(weighted)):
            if one is not None and not _is_accuracy(one):
                metrics.get(one)
        return cls(optimizers.get(optimizer), loss, loss_weights, measures or [], weighted or [])


def _leaves(given: Any) -> Iterator[Any]:
    """Yield what is in lists and dictionaries, or is given alone."""
    if not isinstance(given, dict | list | tuple):
        yield given
        return
    for one in given.values() if isinstance(given, dict) else given:
        yield from _leaves(one)


def _is_accuracy(choice: Any) -> bool:
    """Say whether it is the word for the accuracy that suits the loss."""
    return isinstance(choice, str) and choice.lower() in ("accuracy", "acc")


@dataclass(frozen=True)
class Compiled:
    """The settings, bound to a built network."""

    network: Network
    optimizer: Optimizer
    losses: list[Loss]  # as they were chosen; the objectives may hold their forms for logits
    loss_weights: list[float]
    objectives: list[Objective]
    metrics: list[list[Named]]
    update: Callable[[], None]
    penalties: Penalties
    own: bool = False  # whether the model computes its loss itself

    @property
    def targets_for(self) -> list[Loss]:
        """The losses that say what targets are like, one for each output."""
        return [one.loss for one in self.objectives] if self.own else self.losses

    def weigh(self, weights: Sequence[float]) -> None:
        """Let the loss of each output count so much from now on, in batches that are cut after it.

        A stepper cuts its batches when its batch size is set.
        """
        checked = [not_negative("loss weight", one) for one in weights]
        pairs = zip(self.objectives, checked, strict=True)
        self.objectives[:] = [replace(one, weight=weight) for one, weight in pairs]
        self.network.forget_plans()

    def titled(self, names: Structure) -> list[Named]:
        """Return all metrics, by their names in a history."""
        alone = len(self.metrics) == 1
        return [
            (title if alone else f"{output}_{title}", metric)
            for output, chosen in zip(names.names, self.metrics, strict=True)
            for title, metric in chosen
        ]

    def measured(
        self, names: Structure, read: Sequence[tuple[Array, Array, Array | None]]
    ) -> dict[str, float]:
        """Return all metrics by name, for each output's targets, predictions and weights of rows.

        Those are heeded by ``weighted_metrics`` alone.
        """
        alone = len(read) == 1
        every = zip(names.names, self.metrics, read, strict=True)
        return {
            title if alone else f"{output}_{title}": metric.measured(
                y, p, w if metric.heeds_weights else None
            )
            for output, chosen, (y, p, w) in every
            for title, metric in chosen
        }


@dataclass(frozen=True)
class Outputs:
    """The outputs of a built model: their names and structure, and their shapes without rows."""

    structure: Structure
    shapes: Sequence[Shape]
    graph: Graph | None  # None: the model is a program
    own: bool = False  # whether the model computes its loss itself


def bind(settings: Settings, network: Network, made: Outputs) -> Compiled:
    """Bind settings to a built network, for the outputs that are made of it."""
    outputs, network.optimizer = made.structure, settings.optimizer
    chosen = [losses.get(one) for one in outputs.each("losses", settings.loss, None)]
    for loss, shape in zip(chosen, made.shapes, strict=True):
        _check_places(loss, shape)
    weights = [
        not_negative("loss weight", one)
        for one in outputs.each("loss weights", settings.loss_weights, 1.0)
    ]
    objectives = _own(chosen) if made.own else _objectives(made.graph, chosen, weights)
    return Compiled(
        network,
        settings.optimizer,
        chosen,
        [float(weight) for weight in weights],
        objectives,
        _metrics(made, chosen, settings),
        constraints.after(
            settings.optimizer.bind(
                network.parameters,
                network.gradients,
                [part for _, _, part in network.trainable_weights],
            ),
            network.trainable_weights,
            network.parameters,
        ),
        Penalties(network.trainable_weights, network.parameters, network.gradients),
        made.own,
    )


def _own(chosen: list[Loss]) -> list[Objective]:
    """Return what stands for the objectives where the model computes its loss itself."""
    return [Objective(OwnLoss(), linear, False) for _ in chosen]


def _check_places(loss: Loss, shape: Shape) -> None:
    """Raise ShapeMismatch of classes at several places of a row, which are not told apart."""
    together = type(loss).call is Loss.call and not loss.mean_of_outputs
    if together and len(shape) > 1:
        raise ShapeMismatch(
            f"{loss.name} is for one choice of a class to a row, outputs of shape (classes,); got "
            f"{shape}: put a Flatten before the last layer"
        )


def _objectives(graph: Graph | None, chosen: list[Loss], weights: list[float]) -> list[Objective]:
    if graph is None:
        pairs = zip(chosen, weights, strict=True)
        return [Objective(loss, linear, False, float(w)) for loss, w in pairs]
    every = zip(chosen, graph.outputs, weights, strict=True)
    return [Objective.of(loss, t, graph.consumers(t), float(w)) for loss, t, w in every]


def _metrics(made: Outputs, chosen: list[Loss], settings: Settings) -> list[list[Named]]:
    """Return each output's metrics, by the names they go by in a history, weighted ones last."""
    sizes = [math.prod(shape) for shape in made.shapes]
    plain = _per_output(made.structure, settings.metrics)
    weighted = _per_output(made.structure, settings.weighted_metrics)
    every = zip(plain, weighted, chosen, sizes, strict=True)
    return [
        _unique(
            [_named(one, loss, size) for one in first],
            [_named(one, loss, size, heeds_weights=True) for one in second],
        )
        for first, second, loss, size in every
    ]


def _per_output(outputs: Structure, given: Any) -> list[list[Any]]:
    """Return a list of metrics for each output, of what Keras allows to be given."""
    if isinstance(given, dict):
        parts = outputs.each("metrics", given, [])
    elif len(outputs.names) == 1:
        flat = len(given) == 1 and isinstance(given[0], list | tuple)
        parts = [given[0] if flat else list(given)] if isinstance(given, list | tuple) else [given]
    elif not given:
        parts = [[]] * len(outputs.names)
    elif _is_for_all(outputs, given):
        parts = [copy.deepcopy(given) for _ in outputs.names]
    else:
        parts = outputs.flatten("metrics", given)
    lists = [part if isinstance(part, list | tuple) else [part] for part in parts]
    return [[one for one in part if one is not None] for part in lists]  # None: none, in Keras


def _is_for_all(outputs: Structure, given: Any) -> bool:
    """Say whether a plain list is meant for all outputs, as older programs have it."""
    alone = not isinstance(given, list | tuple)
    flat = alone or not any(isinstance(one, list | tuple | dict) for one in given)
    if not flat or (not alone and len(given) == len(outputs.names)):
        return False
    old_spelling(
        f"one list of metrics for {len(outputs.names)} outputs", "metrics=[[…], […]], one for each"
    )
    return True


def _named(choice: Any, loss: Loss, outputs: int, heeds_weights: bool = False) -> Named:
    """Return a metric and the name it goes by."""
    accuracy = _is_accuracy(choice)
    metric = metrics.get(metrics.accuracy_for(loss, outputs) if accuracy else choice)
    metric.heeds_weights = heeds_weights
    if accuracy:
        return choice, metric
    if isinstance(metric, FunctionMetric) or metric.own:
        metric.by_number = isinstance(loss, losses.SparseCategoricalCrossentropy)
    return choice if isinstance(choice, str) else metric.name, metric


def _unique(plain: list[Named], weighted: list[Named]) -> list[Named]:
    """Give a name of its own to each, where it comes again or is the loss's."""
    taken = {title for title, _ in plain}
    named = plain + [
        (f"weighted_{title}" if title in taken else title, metric) for title, metric in weighted
    ]
    _, *titles = all_different(["loss", *(title for title, _ in named)])
    return [(title, metric) for title, (_, metric) in zip(titles, named, strict=True)]
