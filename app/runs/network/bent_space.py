"""Shows how hidden layers bend the plane: its grid, and the points, as a layer places them.

A layer of two neurons places each point by its two answers.  Of a larger one we see the plane in
which the training points' answers spread most (principal components; Pearson, 1901).  Behind the
last hidden layer each output adds up answers: there the border of two classes is a straight line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import LayerSpace
from app.errors import NotFound, Unprocessable
from app.runs.blocks import Work
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, Rows, passes
from app.runs.network.plane import rows_at
from app.runs.network.topology import Topology
from app.runs.space_answers import BentSpace, ScoreLine
from app.runs.wire_messages import CommandData

Floats = NDArray[np.float64]

POINTS = 500  # of the training points: the first ones, which were dealt by chance
AT = np.linspace(-6, 6, 13)  # where the grid has lines
ALONG = np.linspace(-6, 6, 49)  # places on a line


@dataclass(frozen=True)
class _Axes:
    """Two directions [2, units] through a place of the layer's space."""

    name: str
    middle: Floats  # [units]
    directions: Floats
    share: float | None

    @classmethod
    def of(cls, answers: Floats) -> "_Axes":
        """Return the axes for the answers [n, units] of a layer."""
        units = answers.shape[1]
        if units <= 2:
            return cls("units", np.zeros(units), np.eye(2, units), _share(answers, np.eye(units)))
        middle = answers.mean(axis=0)
        directions = np.linalg.eigh(np.cov(answers, rowvar=False))[1].T[:-3:-1]
        largest = directions[np.arange(2), abs(directions).argmax(axis=1)]
        directions = directions * np.sign(largest)[:, None]  # either sign would do: always the same
        return cls("components", middle, directions, _share(answers, directions))

    def places(self, answers: Floats) -> Floats:
        """Return where answers [n, units] are in the picture [n, 2]."""
        return (answers - self.middle) @ self.directions.T

    def score(self, kernel: Floats, bias: float) -> ScoreLine:
        """Return an output's sum over the picture; what lies outside its plane is left out."""
        weights = self.directions @ kernel
        return {
            "weights": [float(one) for one in weights],
            "bias": float(bias + kernel @ self.middle),
        }


def _share(answers: Floats, directions: Floats) -> float | None:
    spread = answers - answers.mean(axis=0)
    whole = float(np.square(spread).sum())
    return float(np.square(spread @ directions.T).sum()) / whole if whole else None


def bent_space(training: NetworkTraining, body: CommandData) -> Work[BentSpace]:
    """Return where a hidden layer places the plane's grid and the training points."""
    asked = LayerSpace.model_validate(body).layer
    stands, topology = (training.epoch, training.position), training.topology
    names = [layer.name for layer in topology.layers[:-1]]
    if not names:
        raise Unprocessable("the network has no hidden layer: nothing bends its plane")
    if asked is not None and asked not in names:
        raise NotFound(f"layer must be one of {', '.join(names)}; got {asked}")
    stage = names.index(asked or names[-1])
    look, train = ModelSnapshot.at(training.model, topology), training.data.train
    own = yield from _answers(look, Rows.of(train.inputs[:POINTS]), stage)
    lines = yield from _answers(look, rows_at(training.data.plane, _grid()), stage)
    axes = _Axes.of(own)
    grid = axes.places(lines).reshape(2, len(AT), len(ALONG), 2)
    return {
        "epoch": stands[0],
        "position": stands[1],
        "layer": names[stage],
        "units": own.shape[1],
        "axes": axes.name,
        "share": axes.share,
        "across": grid[0],
        "up": grid[1],
        "points": axes.places(own),
        "of": len(train),
        "scores": _scores(look, axes) if _is_last(topology, stage) else [],
    }


def _is_last(topology: Topology, stage: int) -> bool:
    """Say whether the outputs add up this layer's answers, and nothing else."""
    last = topology.layers[-1]
    return stage == len(topology.layers) - 2 and last.inputs == topology.layers[stage].units


def _grid() -> Floats:
    """Return the places of all lines: those of one x2 each, then those of one x1 each."""
    along, at = (part.ravel() for part in np.meshgrid(ALONG, AT))
    return np.vstack([np.column_stack([along, at]), np.column_stack([at, along])])


def _answers(look: ModelSnapshot, rows: Rows, stage: int) -> Work[Floats]:
    """Return what a hidden layer answers to rows; refuse answers that are not finite."""
    answers = np.empty((rows.count, look.topology.layers[stage].units))
    for block, stages in passes(look, rows):
        answers[block] = stages[stage + 1]
        yield
    if not np.isfinite(answers).all():
        raise Unprocessable("an answer of the layer is not a finite number: it has no place")
    return answers


def _scores(look: ModelSnapshot, axes: _Axes) -> list[ScoreLine]:
    layer = look.topology.layers[-1]
    kernel = look.parameters[layer.kernel : layer.bias].reshape(layer.inputs, layer.units)
    biases = look.parameters[layer.bias : layer.bias + layer.units]
    pairs = zip(kernel.T.astype(float), biases, strict=True)
    return [axes.score(weights, float(bias)) for weights, bias in pairs]
