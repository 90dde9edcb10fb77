"""Experiments worth a look, shipped with the playground: why it works, and why it fails.

Each is a document like any other, with the sentence on what to look at as its description, and a
claim that a test holds it to: after ``epochs`` the test loss lies under or over ``bound``.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from app.experiment import Experiment

ALL_FEATURES = ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]


@dataclass(frozen=True)
class Preset:
    """A document, whether it is about success, and what its test loss comes to."""

    works: bool
    epochs: int
    bound: float  # the test loss lies under it where it works, over it where it fails
    document: dict[str, Any]

    @property
    def experiment(self) -> Experiment:
        """The complete document."""
        return Experiment.model_validate(self.document)


def _layers(*units: int, activation: str = "tanh") -> dict[str, Any]:
    return {"hidden": [{"units": count, "activation": activation} for count in units]}


def _preset(
    works: bool, epochs: int, bound: float, title: str, look: str, **document: Any
) -> Preset:
    return Preset(works, epochs, bound, {"title": title, "description": look, **document})


@cache
def presets() -> tuple[Preset, ...]:
    """Return all of them, in the order in which the gallery shows them."""
    return (*_working(), *_failing())


def _working() -> list[Preset]:
    return [
        _preset(
            True, 300, 0.03, "Why it works: a ring needs a few lines",
            "Each of the four neurons of the first layer draws one line; watch the second layer "
            "join them into a closed curve.",
        ),
        _preset(
            True, 50, 0.02, "Why it works: one line is enough",
            "There is no hidden layer: two clouds are told apart by a single straight line, which "
            "is there after a few epochs.",
            data={"name": "gauss"}, network=_layers(),
        ),
        _preset(
            True, 200, 0.05, "Why it works: a product solves exclusive or",
            "No hidden layer, but the feature x₁x₂: what is no line in the plane is one there.",
            data={"name": "xor"}, features=["x1_x2"], network=_layers(),
        ),
        _preset(
            True, 400, 0.08, "Why it works: exclusive or by a hidden layer",
            "Four hidden neurons find what the product knows already; look at how each cuts one "
            "corner off.",
            data={"name": "xor"}, network=_layers(4, activation="tanh"),
            training={"optimizer": {"name": "adam", "learning_rate": 0.03}},
        ),
        _preset(
            True, 600, 0.1, "Why it works: the spiral, with help",
            "All seven features and two layers of eight: the boundary winds itself in from the "
            "outside.",
            data={"name": "spiral"}, features=ALL_FEATURES, network=_layers(8, 8),
        ),
        _preset(
            True, 200, 0.1, "Why it works: the circle by squares",
            "Give x₁² and x₂², and a ring is a straight line again: one neuron does it.",
            features=["x1_squared", "x2_squared"], network=_layers(),
        ),
        _preset(
            True, 300, 0.25, "Why it works: three rings, three outputs",
            "Softmax makes three outputs share one certainty; switch between the classes to see "
            "each output's own map.",
            problem="multiclass", data={"name": "rings", "classes": 3},
            network=_layers(8, 8), training={"optimizer": {"name": "adam", "learning_rate": 0.01}},
        ),
        _preset(
            True, 600, 0.03, "Why it works: a curve out of bends",
            "One input, one output: every hidden neuron adds one bend to the line until it is a "
            "sine.",
            problem="regression", data={"name": "sine1d"}, features=["x1"], network=_layers(8, 8),
            training={"optimizer": {"name": "adam", "learning_rate": 0.01}},
        ),
        _preset(
            True, 400, 0.2, "Why it works: a penalty against noise",
            "Noisy clouds, few points, a large network, and L2: test and training loss stay "
            "together.",
            data={"name": "gauss", "noise": 0.3, "samples": 100}, network=_layers(8, 8),
            training={"regularization": {"kind": "l2", "rate": 0.03}},
        ),
    ]  # fmt: skip


def _failing() -> list[Preset]:
    return [
        _preset(
            False, 300, 0.4, "Why it fails: exclusive or without a hidden layer",
            "However long it learns, one line cannot part the corners: the loss stays near a half.",
            data={"name": "xor"}, network=_layers(),
        ),
        _preset(
            False, 300, 0.4, "Why it fails: all weights begin at zero",
            "All neurons of a layer see the same and learn the same: look at their maps, they are "
            "one map. Choose other initial weights and play again.",
            network={**_layers(4, 2), "initializer": "zeros"},
        ),
        _preset(
            False, 300, 0.3, "Why it fails: a rate that is far too low",
            "It goes the right way, but a thousandfold too slowly: watch the loss on a log scale.",
            training={"optimizer": {"name": "sgd", "learning_rate": 0.00003}},
        ),
        _preset(
            False, 100, 0.2, "Why it fails: a rate that is too high",
            "Every step overshoots: the loss jumps about and settles nowhere. Lower the rate while "
            "it runs.",
            network=_layers(8, 8), training={"optimizer": {"name": "sgd", "learning_rate": 3}},
        ),
        _preset(
            False, 300, 0.2, "Why it fails: neurons that are dead",
            "ReLU with a rate that was too high at the start: neurons whose inputs are never "
            "positive have no gradient, and stay blank for ever. Pin one and look at its gradient.",
            data={"name": "xor"}, network=_layers(4, 4, activation="relu"),
            training={"optimizer": {"name": "sgd", "learning_rate": 1}},
        ),
        _preset(
            False, 300, 0.3, "Why it fails: steps have no slope",
            "The step function's derivative is 0: nothing reaches the weights below it, and only "
            "the last layer learns.",
            network=_layers(4, 2, activation="step"), data={"name": "spiral"},
        ),
        _preset(
            False, 1500, 0.2, "Why it fails: learned by heart",
            "A large network, few points and much noise: the training loss falls while the test "
            "loss rises. Then set L2 to 0.03 and look again.",
            data={"name": "circle", "noise": 0.5, "samples": 60}, features=ALL_FEATURES,
            network=_layers(8, 8),
        ),
        _preset(
            False, 300, 0.3, "Why it fails: layers of lines are a line",
            "Six layers, all linear: together they are one straight line, and a ring is not to be "
            "had by it.",
            network=_layers(4, 4, 4, activation="linear"), data={"name": "circle"},
        ),
        _preset(
            False, 300, 0.4, "Why it fails: too deep to be reached",
            "Eight layers of sigmoids: the gradient shrinks at each, so the first layers hardly "
            "move. Pin neurons of the first and the last layer and compare their gradients.",
            network=_layers(4, 4, 4, 4, 4, 4, 4, 4, activation="sigmoid"),
        ),
    ]  # fmt: skip
