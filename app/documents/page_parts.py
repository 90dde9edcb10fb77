"""The parts of the page that a document may hide or lock, by name, and what each lock keeps.

`view.hide` names controls of the page, `view.lock` parts.  A lock keeps values of the document, or
refuses commands; the page shows the part and disables it.  A lock guards no secret: a client that
sends the same document without its locks gets a run without them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.documents.optimizer import SETTINGS

Comparison = Callable[[Any, Any], bool]  # of the documents before and after a change


def _same(*paths: str) -> Comparison:
    """Return whether two documents have the same values at dotted paths."""
    values = attrgetter(*paths)
    return lambda before, after: bool(values(before) == values(after))


def _same_units(before: Any, after: Any) -> bool:
    return [layer.units for layer in before.network.hidden] == [
        layer.units for layer in after.network.hidden
    ]


def _no_new_activation(before: Any, after: Any) -> bool:
    """Say whether no layer has another activation; layers may come and go, but for the last."""
    known, used = (
        {layer.activation for layer in document.network.hidden} for document in (before, after)
    )
    return not known or (bool(used) and used <= known)


def _no_new_start(before: Any, after: Any) -> bool:
    """Say whether the weights to begin with are as they were, or are not given any more."""
    return after.network.parameters in (None, before.network.parameters)


@dataclass(frozen=True)
class PagePart:
    """A part of the page: its label, the heading it stands under, and its controls."""

    label: str
    heading: str
    controls: tuple[str, ...]  # as the page and `view.hide` name them
    keeps: Comparison | None = None  # what a lock keeps; a part without it is not locked
    commands: tuple[str, ...] = ()  # that a lock refuses
    free: str = ""  # why it cannot be locked, if it cannot

    @property
    def lockable(self) -> bool:
        """Whether it may be locked."""
        return bool(self.keeps or self.commands)


DATA, NETWORK, LEARNING = "Data", "Network", "How it learns"
TRAINING, SHOWN = "Training", "What is shown"
STEERING = "pupils steer runs of their own, and the experiment stays as it is"
LOOKING = "there is nothing to change"
OF_THE_PAGE = "it is a choice of the page; the experiment does not have it"
DATA_SET = (
    *("source", "name", "points", "columns"),
    *("dataset_id", "target", "plane", "encodings"),
)

PAGE_PARTS: dict[str, PagePart] = {
    "problem": PagePart("Problem", DATA, ("problem",), _same("problem")),
    "dataset": PagePart(
        "Data set, points drawn by hand, tables",
        DATA,
        ("dataset", "drawPoints", "ownTable"),
        _same(*(f"data.{name}" for name in DATA_SET)),
    ),
    "samples": PagePart(
        "Samples, noise, training share, classes",
        DATA,
        ("samples", "noise", "percTrainData", "classes"),
        _same("data.samples", "data.noise", "data.train_ratio", "data.classes"),
    ),
    "dataSeed": PagePart("New points", DATA, ("dataSeed",), _same("data.seed")),
    "keepWeights": PagePart("Keep the weights", DATA, ("keepWeights",), free=OF_THE_PAGE),
    "features": PagePart("Features", NETWORK, ("features", "ownFeatures"), _same("features")),
    "layers": PagePart("Layers and neurons", NETWORK, ("numHiddenLayers", "layers"), _same_units),
    "activation": PagePart(
        "Activation of hidden layers",
        NETWORK,
        ("activation", "layerActivation"),
        _no_new_activation,
    ),
    "weights": PagePart(
        "Weights changed by hand",
        NETWORK,
        ("weights",),
        _no_new_start,
        commands=("set_weight", "set_bias"),
    ),
    "weightsButton": PagePart(
        "New initial weights", NETWORK, ("weightsButton",), _same("training.seed")
    ),
    "learningRate": PagePart(
        "Learning rate", LEARNING, ("learningRate",), _same("training.optimizer.learning_rate")
    ),
    "batchSize": PagePart("Batch size", LEARNING, ("batchSize",), _same("training.batch_size")),
    "regularization": PagePart(
        "Regularization and its rate",
        LEARNING,
        ("regularization", "regularizationRate"),
        _same("training.regularization"),
    ),
    "moreSettings": PagePart(
        "What is under More: rule, loss, optimizer, initial weights, output, paths, stop",
        LEARNING,
        ("moreSettings",),
        _same(
            "training.rule",
            "training.loss",
            "training.optimizer.name",
            *(f"training.optimizer.{name}" for name in SETTINGS),
            "training.stop",
            "network.initializer",
            "network.output_activation",
            "network.dtype",
            "network.wide",
            "network.deep",
            "network.auxiliary",
        ),
    ),
    "playButton": PagePart("Play and pause", TRAINING, ("playButton",), free=STEERING),
    "stepButton": PagePart("Step", TRAINING, ("stepButton",), free=STEERING),
    "resetButton": PagePart("Reset", TRAINING, ("resetButton",), free=STEERING),
    "speed": PagePart("Speed", TRAINING, ("speed",), _same("view.speed")),
    "timeline": PagePart("Time line, undo and redo", TRAINING, ("timeline",), free=STEERING),
    "showTestData": PagePart("Show test data", SHOWN, ("showTestData",), _same("view.show_test")),
    "discretize": PagePart("Discretize output", SHOWN, ("discretize",), _same("view.discretize")),
    "chart": PagePart("Chart of the losses", SHOWN, ("chart",), free=LOOKING),
    "diagnosis": PagePart("Advice where it does not learn", SHOWN, ("diagnosis",), free=LOOKING),
    "predictions": PagePart("Predicted against real", SHOWN, ("predictions",), free=LOOKING),
    "ask": PagePart("Ask the network", SHOWN, ("ask",), free=LOOKING),
    "lensButton": PagePart("Look closer", SHOWN, ("lensButton",), free=LOOKING),
    "shareButton": PagePart("Share", SHOWN, ("shareButton",), free=LOOKING),
}
LOCKABLE = tuple(name for name, part in PAGE_PARTS.items() if part.lockable)
