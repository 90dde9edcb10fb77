"""How strongly each row pulls at a model of dense layers: the lengths of the rows' own gradients.

The gradient of one row's loss by a dense layer's weights is the outer product of the layer's
inputs, with a 1 for the bias, and its δ = dL/dz.  So its length is the product of their lengths,
and no gradient has to be made for each row.

Source: Goodfellow, "Efficient per-example gradient computations" (2015).
"""

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array
from engine.inspection import LayerInspection


def row_gradients(layers: Sequence[tuple[Array, LayerInspection]]) -> Array:
    """Return the length of each row's part in the gradient of the mean loss, ``[rows]``.

    ``layers`` are all layers of a model, each of them dense, with what it read, ``[rows, inputs]``,
    as ``inspect`` saw these rows; penalties do not count.
    """
    squares = np.zeros(len(layers[0][0]))
    for inputs, layer in layers:
        before = np.square(inputs, dtype=float).sum(axis=1) + 1
        squares += np.square(layer.deltas, dtype=float).sum(axis=1) * before
    return np.sqrt(squares)
