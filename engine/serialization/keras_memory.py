"""What optimizers remember, as the numbered arrays of Keras's files.

First the number of steps, then the learning rate if no schedule has it, then the running mean of
each weight if one is kept, then the memory of each weight in turn; Keras lays out some kinds of
memory two together, weight by weight, and others one after the other.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import DamagedModel
from engine.optimizers import Adadelta, Ftrl, Nadam, RMSprop
from engine.optimizers.moments import RunningMeans
from engine.serialization.keras_h5 import Group

PLACE = "optimizer"
TOGETHER = (RunningMeans, Adadelta, Ftrl)


def fill(model: Any, group: Group, where: Mapping[Any, str]) -> None:
    """Give a compiled model's optimizer its memory; ``where`` has the parts in Keras's order.

    Raises DamagedModel.
    """
    optimizer = model.optimizer
    shapes: list[tuple[int, ...]] = [()] if optimizer.schedule else [(), ()]
    scalars, views = len(shapes), list(_views(model, where))
    if len(group.keys) > scalars:  # it has done a step
        shapes += [view.shape for view in views] + [()] * isinstance(optimizer, Nadam)
    if (found := group.shapes()) != shapes:
        told = f"the memory of {type(optimizer).__name__} must have shapes {shapes!r:.200}"
        raise DamagedModel(f"{told}; got {found!r:.200}")
    arrays = [group.array(key, shape) for key, shape in zip(group.keys, shapes, strict=True)]
    iterations = float(arrays[0])
    if not (iterations >= 0 and iterations.is_integer()):
        raise DamagedModel(f"the number of steps must be whole; got {iterations}")
    optimizer.iterations = int(iterations)
    if scalars > 1:
        optimizer.learning_rate = float(arrays[1])
    for view, array in zip(views, arrays[scalars:], strict=False):
        view[...] = array


def arrays(model: Any, where: Mapping[Any, str]) -> list[Array]:
    """Return the memory of a compiled model's optimizer."""
    optimizer = model.optimizer
    rate = [] if optimizer.schedule else [np.array(float(optimizer.rate))]
    rest = [np.array(optimizer.product)] if isinstance(optimizer, Nadam) else []
    return [np.array(optimizer.iterations), *rate, *_views(model, where), *rest]


def _views(model: Any, where: Mapping[Any, str]) -> Iterator[Array]:
    """Yield the parts of the memory, in the shapes of their weights."""
    optimizer = model.optimizer
    number = {part: index for index, part in enumerate(where)}
    weights = sorted(_learned(model.network), key=lambda one: number[one[0]])
    rows = [optimizer.state[row] for row in _rows(optimizer)]
    together = 2 if isinstance(optimizer, TOGETHER) else 0
    mean = [optimizer.memory[-1]] if optimizer.averaging.use_ema else []
    pairs = [(row, one) for row in mean for one in weights]
    pairs += [(row, one) for one in weights for row in rows[:together]]
    pairs += [(row, one) for row in rows[together:] for one in weights]
    for row, (_, weight, part) in pairs:
        yield row[part].reshape(weight.shape)


def _learned(network: Any) -> Iterator[tuple[Any, Any, slice]]:
    """Yield what learns since ``compile``, with its layer and its part of the parameters."""
    for part, learns in zip(network.slices, network.trainable, strict=True):
        at = part.start
        for weight in part.layer.own_weights:
            if learns and weight.trainable:
                yield part.layer, weight, slice(at, at + weight.size)
                at += weight.size


def _rows(optimizer: Any) -> list[int]:
    """Return the numbers of the rows of memory, in Keras's order."""
    if isinstance(optimizer, RMSprop):
        return [0, *([-1] if optimizer.momentum else []), *([1] if optimizer.centered else [])]
    return list(range(optimizer.slots))
