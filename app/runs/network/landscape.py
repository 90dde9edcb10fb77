"""Surveys the loss over a plane of weights, and tells what a network does with other weights."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.documents.choices import PERCEPTRON
from app.documents.other_weights import LandscapeQuery, WhatIf
from app.errors import Unprocessable, check_range
from app.limits.caps import MAX_ASKED_WEIGHTS
from app.runs.blocks import Work
from app.runs.landscape_answers import LandscapeAnswer, TrainingPath, WhatIfAnswer
from app.runs.network.frames import behind_the_winner, cells
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import BLOCK_COST, UNIT_COST, ModelSnapshot, passes
from app.runs.network.topology import Topology
from app.runs.network.weight_paths import WeightPath
from app.runs.network.weight_plane import WeightPlane
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData

Floats = NDArray[np.float64]

STEPS = 31, 21, 15, 11  # on a side: the first that is cheap enough
COST = 1_000_000_000  # multiplications: about half a second
AT_ONCE = 32  # places that are measured in one block, at most
ROOM = 0.25  # about the path, of its extent
FLATTEST = 0.2  # the least extent in one direction, of that in the other


def landscape(session: TrainingSession, body: CommandData) -> Work[LandscapeAnswer]:
    """Return the training loss over a plane of weights, and the path of the run in it.

    `beside` is what another run has answered to `weight_path`: then it has two paths.
    """
    training, other = session.training, cast(Mapping[str, Any] | None, body.get("beside"))
    assert isinstance(training, NetworkTraining)
    asked = LandscapeQuery.model_validate({"weights": body.get("weights")})
    now, stands = training.parameters.astype(float), (training.epoch, training.position)
    _check(training, asked)
    paths = [WeightPath.of(session.trainer.timeline, len(now), 1 if other is None else 2)]
    yield
    if other is not None:
        paths.append(WeightPath.beside(training, other))
        yield
    plane = _plane(now, asked.weights, [path.states for path in paths])
    states = np.vstack([path.states for path in paths])
    x, y = _axes(np.vstack([plane.places(states), plane.origin]), _steps(training))
    grid = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    yield
    known = yield from _losses(training, np.vstack([states, now]))
    losses = yield from _losses(training, plane.weights(grid))
    own, *beside = _told(plane, paths, known)
    return {
        "epoch": stands[0],
        "position": stands[1],
        "weights": asked.weights,
        "share": plane.share,
        "x": x,
        "y": y,
        "losses": losses.reshape(len(y), len(x)),
        "path": own,
        "beside": beside[0] if beside else None,
        "place": plane.origin.tolist(),
        "loss": float(known[-1]),
        "plane": {
            "middle": plane.middle,
            "directions": plane.directions,
            "origin": plane.origin.tolist(),
        }
        if len(now) <= MAX_ASKED_WEIGHTS
        else None,
    }


def _check(training: NetworkTraining, asked: LandscapeQuery) -> None:
    if training.document.training.rule == PERCEPTRON:
        raise Unprocessable("the perceptron's rule descends no loss: there is no landscape")
    for place in asked.weights or ():
        check_range("weights", place, 0, len(training.parameters) - 1)


def _told(plane: WeightPlane, paths: list[WeightPath], losses: Floats) -> Iterator[TrainingPath]:
    """Yield where the states of each path lie; their losses stand one after the other."""
    at = 0
    for path in paths:
        end = at + len(path.epochs)
        yield {
            "epochs": path.epochs,
            "places": plane.places(path.states),
            "losses": losses[at:end],
            "distances": plane.distances(path.states),
        }
        at = end


def _plane(now: Floats, weights: list[int] | None, paths: list[Floats]) -> WeightPlane:
    if weights is not None:
        return WeightPlane.of_weights(now, weights, paths)
    return WeightPlane.of_paths(now, paths)


def _cost(topology: Topology, rows: int) -> int:
    """Return what measuring one place costs, in multiplications."""
    last = topology.layers[-1]
    units = sum(layer.units for layer in topology.layers)
    return rows * (last.bias + last.units + UNIT_COST * units)


def _rows(training: NetworkTraining) -> int:
    return len(training.data.train) + len(training.data.test)


def _steps(training: NetworkTraining) -> int:
    """Return on how many places a side the loss is measured."""
    cost = _cost(training.topology, _rows(training))
    for steps in STEPS:
        if steps**2 * cost <= COST:
            return steps
    raise Unprocessable("the network and its points are too large: a landscape costs too much")


def _axes(places: Floats, steps: int) -> tuple[Floats, Floats]:
    """Return the places along both axes, with some room about all that is to be seen."""
    low, high = places.min(axis=0), places.max(axis=0)
    extents = high - low
    extents = np.maximum(extents, FLATTEST * extents.max())
    half = np.where(extents > 0, (0.5 + ROOM) * extents, 1.0)
    middle = (low + high) / 2
    across, up = np.linspace(middle - half, middle + half, steps).T
    return across, up


def _losses(training: NetworkTraining, weights: Floats) -> Work[Floats]:
    """Return the training loss with each of some weights [n, weights]."""
    losses, dtype = np.empty(len(weights)), training.parameters.dtype
    cost = _cost(training.topology, _rows(training))
    together = max(1, min(AT_ONCE, BLOCK_COST // cost))
    for at, values in enumerate(weights):
        with np.errstate(over="ignore"):
            losses[at], _ = yield from training.evaluator.losing(values.astype(dtype))
        if at % together == together - 1:
            yield
    return losses


def what_if(training: NetworkTraining, body: CommandData) -> Work[WhatIfAnswer]:
    """Return the losses of a network with other weights, and its outputs over the plane."""
    asked, topology = WhatIf.model_validate(body), training.topology
    count = len(training.parameters)
    if len(asked.parameters) != count:
        raise Unprocessable(f"parameters must be {count} numbers; got {len(asked.parameters)}")
    with np.errstate(over="ignore"):
        values = np.array(asked.parameters, training.parameters.dtype)
    loss, test_loss = yield from training.evaluator.losing(values)
    side, channels = asked.resolution, slice(topology.channels)
    look = ModelSnapshot(training.model, topology, values)
    outputs = np.empty((topology.channels, side * side))
    for block, stages in passes(look, cells(training.data.plane, (side,))):
        part = stages[-1][:, channels].T
        outputs[:, block] = behind_the_winner(part) if topology.contest else part
        yield
    return {
        "loss": loss,
        "test_loss": test_loss,
        "resolution": side,
        "range": topology.range,
        "values": np.round(outputs, 6).reshape(-1, side, side),
    }
