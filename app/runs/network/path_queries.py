"""Says how much the deep and the wide path of a network count, in its output and in its gradient.

The output adds up z = Σ w·a over the last hidden layer, Σ w·x over the wide inputs, and a bias. A
path's share in it is that of the mean size of its own sum, over points and outputs.  Its share in
the gradient of the mean loss is that of the squared length: the wide path has the weights of the
wide inputs, the deep path all others.
"""

import numpy as np
from numpy.typing import NDArray

from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.network.branched_model import inspect_dense, layer_inputs
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, cuts
from app.runs.path_answers import PathsAnswer, PathShares
from app.runs.wire_messages import CommandData

Floats = NDArray[np.float64]

POINTS = 500  # that are looked at: the first ones, which were dealt by chance
POINTS_AT_ONCE = 128  # forward and backward
ONE_PATH = "paths are of networks whose inputs part; this one is layers in a row"


def paths(training: NetworkTraining, _: CommandData) -> Work[PathsAnswer]:
    """Return each path's share in the output and in the gradient, and both outputs' answers."""
    topology, train = training.topology, training.data.train
    if not topology.is_branched:
        raise Unprocessable(ONE_PATH)
    look, stands = ModelSnapshot.at(training.model, topology), (training.epoch, training.position)
    count, output = min(len(train), POINTS), topology.layers[-1]
    kernel = look.parameters[output.kernel : output.bias].reshape(output.inputs, output.units)
    units = output.inputs - len(topology.branches.wide)
    sums, gradient, answers = np.zeros(2), np.zeros(look.parameters.size), list[list[Floats]]()
    for part in cuts(count, POINTS_AT_ONCE):
        inputs = train.inputs[part]
        with look.taken(), np.errstate(all="ignore"):
            passes = inspect_dense(look.model, inputs, train.targets[part])
            read = layer_inputs(topology, inputs, passes.layers)[-1][0].astype(float)
            halves = (read[:, :units] @ kernel[:units], read[:, units:] @ kernel[units:])
            sums += [np.abs(half).sum() for half in halves]
            gradient += look.model.gradients.astype(float) * (len(inputs) / count)
        answers.append([training.data.target.back(one.astype(float)) for one in passes.outputs])
        yield
    main, *others = (np.concatenate(parts) for parts in zip(*answers, strict=True))
    squares = np.square(gradient)
    wide = squares[output.kernel + units * output.units : output.bias].sum()
    return {
        "epoch": stands[0],
        "position": stands[1],
        "points": len(train),
        "output": _shares(*sums),
        "gradient": _shares(squares.sum() - wide, wide),
        "main": main,
        "auxiliary": others[0] if others else None,
    }


def _shares(deep: float, wide: float) -> PathShares:
    total = deep + wide
    if not np.isfinite(total) or not total:
        return {"deep": None, "wide": None}
    return {"deep": float(deep / total), "wide": float(wide / total)}
