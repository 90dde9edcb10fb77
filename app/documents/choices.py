"""Tables of what an experiment may name: problems, losses, optimizers and the rest.

The engine's registries hold more and know nothing of problems; these tables say which entry a name
of the document means, and which problem it fits.  Left out: ranges of numbers and caps.
"""

from dataclasses import dataclass
from typing import Final

from engine.activations import ACTIVATIONS
from engine.datasets.generators import GENERATORS


@dataclass(frozen=True)
class Problem:
    """A kind of task, and what is chosen for it where a document chooses nothing."""

    label: str
    data: str
    loss: str
    samples: int = 500


@dataclass(frozen=True)
class Loss:
    """An engine's loss, the problems it fits, and the only output activation it takes, if any."""

    engine: str
    problems: tuple[str, ...]
    output: str | None = None
    rule: str = "gradient"  # of RULES: it is learned by that one alone


@dataclass(frozen=True)
class Rule:
    """How weights are learned, and the problems that it fits; rules.py says what else it needs."""

    label: str
    formula: str
    problems: tuple[str, ...]


TWO, SEVERAL, LABELS, NUMBER = "classification", "multiclass", "multilabel", "regression"
GRADIENT, PERCEPTRON = "gradient", "perceptron"

PROBLEMS: Final = {
    TWO: Problem("Two classes", "circle", "mse"),
    SEVERAL: Problem("Several classes", "blobs", "categorical_crossentropy"),
    LABELS: Problem("Several labels", "venn", "binary_crossentropy"),
    NUMBER: Problem("Regression", "plane", "mse", samples=1200),
}

LOSSES: Final = {
    "mse": Loss("half_squared_error", tuple(PROBLEMS)),
    "sum_of_squares": Loss("sum_of_squares", (NUMBER,)),
    "binary_crossentropy": Loss("binary_crossentropy", (TWO, LABELS), "sigmoid"),
    "categorical_crossentropy": Loss("categorical_crossentropy", (SEVERAL,), "softmax"),
    "mae": Loss("mean_absolute_error", tuple(PROBLEMS)),
    "huber": Loss("huber", tuple(PROBLEMS)),
    "hinge": Loss("hinge", (TWO,)),
    "perceptron": Loss("perceptron", (TWO, SEVERAL), rule="perceptron"),
}

OPTIMIZERS: Final = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw", "nadam")
INITIALIZERS: Final = (
    "playground",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_normal",
    "random_normal",
    "zeros",
)

RULES: Final = {
    GRADIENT: Rule("Gradient descent", "w ← w − η ∂L/∂w", tuple(PROBLEMS)),
    PERCEPTRON: Rule("Perceptron", "w ← w + η y x where y (w·x + b) ≤ 0", (TWO, SEVERAL)),
}

REGULARIZERS: Final = ("none", "l1", "l2")
SOURCES: Final = ("generator", "points", "builtin", "upload")

HIDDEN_ACTIVATIONS: Final = tuple(name for name in ACTIVATIONS if name != "softmax")
OUTPUT_ACTIVATIONS: Final = ("auto", *ACTIVATIONS)


def data_sets(problem: str) -> list[str]:
    """Return the generators that pose a problem."""
    return [name for name, generator in GENERATORS.items() if problem in generator.problems]


def losses(problem: str, rule: str = GRADIENT) -> list[str]:
    """Return the losses that fit a problem and a rule."""
    fit = (name for name, loss in LOSSES.items() if loss.rule == rule)
    return [name for name in fit if problem in LOSSES[name].problems]


def output_activations(problem: str, loss: str) -> list[str]:
    """Return the output activations that fit a problem and its loss, `auto` first."""
    if LOSSES[loss].rule != GRADIENT:
        return ["auto"]
    if only := LOSSES[loss].output:
        return ["auto", only]
    if problem == SEVERAL:
        return list(OUTPUT_ACTIVATIONS)
    return ["auto", *HIDDEN_ACTIVATIONS]  # a softmax over one output is 1, whatever comes in


def automatic_output(problem: str, loss: str) -> str:
    """Return the output activation that `auto` stands for."""
    if LOSSES[loss].rule == PERCEPTRON:
        return "sign" if problem == TWO else "linear"  # of several outputs the highest wins
    natural = {TWO: "tanh", SEVERAL: "softmax", LABELS: "sigmoid", NUMBER: "linear"}
    return LOSSES[loss].output or natural[problem]
