"""Networks whose inputs part: a wide path past the hidden layers, an output of the deep path alone.

    x ── deep inputs ── h1 ── … ── hn ──┬── aux
    └─── wide inputs ───────────────── joined ── o

One input holds all columns, as that of any run; what a path gets of them is cut out of it.  The
output reads the last hidden layer first, then the wide inputs.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from app.documents.experiment import Experiment
from app.runs.network.topology import Layer, Topology
from engine import Input, Model, layers
from engine.arrays import Array
from engine.divergence import Divergence
from engine.inspection import Inspection, LayerInspection

DenseOf = Callable[[Layer], layers.Dense]


def branched_model(experiment: Experiment, topology: Topology, dense: DenseOf) -> Model:
    """Return the network, whose layers `dense` makes; outputs are the main and the auxiliary."""
    x = Input((len(topology.inputs),), name="input")
    *hidden, output = topology.layers
    tensor = _joined(_columns(x, topology.branches.deep, "deep"), "deep")
    for layer in hidden:
        tensor = dense(layer)(tensor)
    others = [dense(topology.auxiliary)(tensor)] if topology.auxiliary else []
    wide = _columns(x, topology.branches.wide, "wide")
    main = dense(output)(_joined([tensor, *wide], "joined"))
    return Model(
        x,
        [main, *others] if others else main,
        name="functional",
        seed=experiment.training.seed,
        dtype=experiment.network.dtype,
    )


def _columns(x: Any, places: tuple[int, ...], path: str) -> list[Any]:
    """Return some columns of a tensor as tensors, one for each run of neighbours."""
    if len(places) == x.size:
        return [x]
    starts = [0, *(at for at, pair in enumerate(pairwise(places), 1) if pair[1] > pair[0] + 1)]
    runs = [places[start:stop] for start, stop in pairwise([*starts, len(places)])]
    bounds = [(run[0], run[-1] + 1) for run in runs if run]
    return [layers.Columns(a, b, name=f"{path}_{a}_{b}")(x) for a, b in bounds]


def _joined(tensors: list[Any], name: str) -> Any:
    return tensors[0] if len(tensors) == 1 else layers.Concatenate(name=name)(tensors)


def targets_for(model: Model, targets: Array) -> Any:
    """Return targets in the form that a model takes: the auxiliary output learns the same."""
    count = len(model.output_names)
    return targets if count == 1 else [targets] * count


def dense_layers(model: Model) -> list[Any]:
    """Return the layers that have weights, in the order of the parameters."""
    return [layer for layer in model.network.layers if layer.has_z]


def dense_outputs(model: Model, inputs: Array) -> list[Array]:
    """Return what those layers put out [rows, units] for inputs, in one pass.

    They are views of buffers that the next pass over as many rows fills again.
    """
    with np.errstate(all="ignore"):
        plan = model.forward(model.checked_inputs(inputs))
    return [one.output.numbers.T for one in plan.call_buffers if one.call.layer.has_z]


def loss_weights(experiment: Experiment) -> list[float] | None:
    """Return how much the loss of each output counts, of 1 in all; None of one output."""
    auxiliary = experiment.network.auxiliary
    return None if auxiliary is None else [1 - auxiliary.weight, auxiliary.weight]


def inspect_dense(model: Model, inputs: Array, targets: Array) -> Inspection:
    """Return all numbers of both passes, of the layers that have weights alone."""
    return only_dense(model.inspect(inputs, targets_for(model, targets)))


def only_dense(passes: Inspection) -> Inspection:
    """Return the same without the calls that cut and join columns."""
    dense = [one for one in passes.layers if one.pre_activations is not None]
    return replace(passes, layers=dense)


def located(model: Model, topology: Topology, found: Divergence) -> tuple[int, str]:
    """Return which layer of the topology diverged, and why; the engine counts cuts and joins too.

    An auxiliary output comes after the output, as it does in edits.
    """
    before = [layer for layer in model.network.layers[: found.layer] if layer.has_z]
    name = before[-1].name if before else topology.layers[0].name
    number = 1 + [layer.name for layer in topology.numbered].index(name)
    return number, found.reason.replace(f"layer {found.layer}", f"layer {number}")


def layer_inputs(
    topology: Topology, inputs: Array, layers: Sequence[LayerInspection]
) -> list[tuple[Array, LayerInspection]]:
    """Return the topology's stages as they were inspected, each with what it read."""
    *hidden, output = layers
    if topology.auxiliary:
        hidden, auxiliary = hidden[:-1], hidden[-1:]
    else:
        auxiliary = []
    branches = topology.branches
    read = [inputs[:, list(branches.deep)], *(layer.activations for layer in hidden)]
    joined = np.hstack([read[-1], inputs[:, list(branches.wide)]])
    return [*zip(read, [*hidden, *auxiliary], strict=False), (joined, output)]
