"""What ``compile`` chooses: the optimizer, a loss and metrics for each output, the penalties."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine import losses, metrics, optimizers
from engine.activations import linear
from engine.arrays import Array
from engine.choices import not_negative
from engine.function_metrics import FunctionMetric
from engine.graph import Graph
from engine.losses import Loss
from engine.metric import Metric
from engine.names import all_different
from engine.nest import Structure
from engine.network import Network
from engine.objective import Objective
from engine.optimizers import Optimizer
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

    @classmethod
    def of(cls, optimizer: Any, loss: Any, loss_weights: Any, measures: Any) -> "Settings":
        """Take settings, looking at names at once, so that a wrong one is refused here."""
        for one in _leaves(loss):
            losses.get(one)
        for one in _leaves(measures):
            if one is not None and not _is_accuracy(one):
                metrics.get(one)
        return cls(optimizers.get(optimizer), loss, loss_weights, measures or [])


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
    objectives: list[Objective]
    metrics: list[list[Named]]
    update: Callable[[], None]
    penalties: Penalties

    def titled(self, names: Structure) -> list[Named]:
        """Return all metrics, by their names in a history."""
        alone = len(self.metrics) == 1
        return [
            (title if alone else f"{output}_{title}", metric)
            for output, chosen in zip(names.names, self.metrics, strict=True)
            for title, metric in chosen
        ]

    def measured(self, names: Structure, pairs: Sequence[tuple[Array, Array]]) -> dict[str, float]:
        """Return all metrics by name, for each output's targets and predictions."""
        alone = len(pairs) == 1
        return {
            title if alone else f"{output}_{title}": metric.measured(y, p)
            for output, chosen, (y, p) in zip(names.names, self.metrics, pairs, strict=True)
            for title, metric in chosen
        }


@dataclass(frozen=True)
class Outputs:
    """The outputs of a built model: their names and structure, and their shapes without rows."""

    structure: Structure
    shapes: Sequence[Shape]
    graph: Graph | None  # None: the model is a program


def bind(settings: Settings, network: Network, made: Outputs) -> Compiled:
    """Bind settings to a built network, for the outputs that are made of it."""
    outputs, network.optimizer = made.structure, settings.optimizer
    chosen = [losses.get(one) for one in outputs.each("losses", settings.loss, None)]
    weights = [
        not_negative("loss weight", one)
        for one in outputs.each("loss weights", settings.loss_weights, 1.0)
    ]
    return Compiled(
        network,
        settings.optimizer,
        chosen,
        _objectives(made.graph, chosen, weights),
        _metrics(made, chosen, settings.metrics),
        settings.optimizer.bind(
            network.parameters,
            network.gradients,
            [part for _, _, part in network.trainable_weights],
        ),
        Penalties(network.trainable_weights, network.parameters, network.gradients),
    )


def _objectives(graph: Graph | None, chosen: list[Loss], weights: list[float]) -> list[Objective]:
    if graph is None:
        pairs = zip(chosen, weights, strict=True)
        return [Objective(loss, linear, False, float(w)) for loss, w in pairs]
    every = zip(chosen, graph.outputs, weights, strict=True)
    return [Objective.of(loss, t, graph.consumers(t), float(w)) for loss, t, w in every]


def _metrics(made: Outputs, chosen: list[Loss], given: Any) -> list[list[Named]]:
    """Return each output's metrics, by the names they go by in a history."""
    sizes = [math.prod(shape) for shape in made.shapes]
    per_output = _per_output(made.structure, given)
    every = zip(per_output, chosen, sizes, strict=True)
    return [_unique([_named(one, loss, size) for one in names]) for names, loss, size in every]


def _per_output(outputs: Structure, given: Any) -> list[list[Any]]:
    """Return a list of metrics for each output, of what Keras allows to be given."""
    if isinstance(given, dict):
        parts = outputs.each("metrics", given, [])
    elif len(outputs.names) == 1:
        flat = len(given) == 1 and isinstance(given[0], list | tuple)
        parts = [given[0] if flat else list(given)] if isinstance(given, list | tuple) else [given]
    elif not given:
        parts = [[]] * len(outputs.names)
    else:
        parts = outputs.flatten("metrics", given)
    lists = [part if isinstance(part, list | tuple) else [part] for part in parts]
    return [[one for one in part if one is not None] for part in lists]  # None: none, in Keras


def _named(choice: Any, loss: Loss, outputs: int) -> Named:
    """Return a metric and the name it goes by."""
    if _is_accuracy(choice):
        return choice, metrics.get(metrics.accuracy_for(loss, outputs))
    metric = metrics.get(choice)
    if isinstance(metric, FunctionMetric):
        metric.by_number = isinstance(loss, losses.SparseCategoricalCrossentropy)
    return choice if isinstance(choice, str) else metric.name, metric


def _unique(named: list[Named]) -> list[Named]:
    """Give a name of its own to each, where it comes again or is the loss's."""
    _, *titles = all_different(["loss", *(title for title, _ in named)])
    return [(title, metric) for title, (_, metric) in zip(titles, named, strict=True)]
