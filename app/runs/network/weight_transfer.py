"""What a changed network takes over from the one before: which parameter is which.

Inputs are the same by their label, layers by their name, units by their number.  A weight is kept
if both its ends are.  Of what is new:

- A new unit has its initial weights; its weights to units that are kept begin small.
- A new input begins with zero weights to units that are kept: the output does not change at first.
- A layer added before the output passes on what it gets, unit by unit, as far as both have units.
- A new wide input begins with zero weights: the output does not change at first.  One that is cut
  takes its weights with it.
- An auxiliary output is kept like the output, or begins with initial weights.
- All else is initial: so are the output's weights where the layer before it was removed.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.runs.network.topology import Layer, Topology

Places = NDArray[np.intp]
Singles = NDArray[np.float32]
Pairs = list[tuple[int, int]]  # the number of a source in the old network, and in the new

SMALL = np.float32(0.1)  # of its initial value is a new unit's weight to a kept one


@dataclass(frozen=True)
class WeightTransfer:
    """Places in the flat parameters of an old and a new network, all as lists of arrays."""

    old: list[Places] = field(default_factory=list)  # what is kept: from here
    new: list[Places] = field(default_factory=list)  # to here
    zero: list[Places] = field(default_factory=list)
    one: list[Places] = field(default_factory=list)
    small: list[Places] = field(default_factory=list)

    def parameters(self, before: Singles, initial: Singles) -> Singles:
        """Return the new network's parameters; those that are kept are equal to the bit."""
        result = initial.copy()
        result[_joined(self.small)] *= SMALL
        result[_joined(self.zero)] = 0
        result[_joined(self.one)] = 1
        result[_joined(self.new)] = before[_joined(self.old)]
        return result

    def memory(self, before: Singles, initial: Singles) -> Singles:
        """Return the new optimizer's memory [slots, parameters]; initial where none is kept."""
        result = initial.copy()
        result[:, _joined(self.new)] = before[:, _joined(self.old)]
        return result

    def keep(self, old: Places, new: Places) -> None:
        """Add what is kept."""
        self.old.append(old.ravel())
        self.new.append(new.ravel())


def weight_transfer(before: Topology, after: Topology) -> WeightTransfer:
    """Return what a network takes over from another one."""
    result = WeightTransfer()
    layers = {layer.name: layer for layer in before.stages}
    sources = _same_inputs(before, after, "deep")
    *hidden, output = after.layers
    for stage, layer in enumerate(hidden):
        old = layers.get(layer.name)
        if old is None:
            sources = _pass_on(result, layer, sources)
            continue
        others = _take_over(result, old, layer, sources)
        (result.small if stage else result.zero).append(others)
        sources = [(unit, unit) for unit in range(min(old.units, layer.units))]
    if len(before.layers) > len(after.layers):
        sources = []  # what the outputs read was removed
    fresh = result.small if hidden else result.zero
    last = before.layers[-1]
    fresh.append(_take_over(result, last, output, sources, output.inputs - _wide(after)))
    _take_wide_path(result, before, after)
    if before.auxiliary and after.auxiliary:
        result.small.append(_take_over(result, before.auxiliary, after.auxiliary, sources))
    return result


def _wide(topology: Topology) -> int:
    return len(topology.branches.wide)


def _same_inputs(before: Topology, after: Topology, path: str) -> Pairs:
    """Return which inputs of a path are the same, by their labels: their numbers on it."""
    old, new = (
        [topology.labels[place] for place in getattr(topology.branches, path)]
        for topology in (before, after)
    )
    return [(old.index(label), number) for number, label in enumerate(new) if label in old]


def _take_wide_path(result: WeightTransfer, before: Topology, after: Topology) -> None:
    """Note what the output keeps of its wide inputs; new ones begin with weights of zero."""
    old, new = before.layers[-1], after.layers[-1]
    units, pairs = min(old.units, new.units), _same_inputs(before, after, "wide")
    there, here = ([pair[end] for pair in pairs] for end in (0, 1))
    kernels = (
        _kernel(old)[old.inputs - _wide(before) :],
        _kernel(new)[new.inputs - _wide(after) :],
    )
    result.keep(kernels[0][there, :units], kernels[1][here, :units])
    result.zero.append(np.delete(kernels[1][:, :units], here, axis=0).ravel())


def _take_over(
    result: WeightTransfer, old: Layer, new: Layer, sources: Pairs, count: int | None = None
) -> Places:
    """Note what a layer keeps of its first `count` sources, without one of all.

    Return the places of its new sources' weights to kept units.
    """
    units = min(old.units, new.units)
    result.keep(_bias(old)[:units], _bias(new)[:units])
    there, here = ([pair[end] for pair in sources] for end in (0, 1))
    kernel = _kernel(new)[:count, :units]
    result.keep(_kernel(old)[there, :units], kernel[here])
    return np.delete(kernel, here if here else slice(None), axis=0).ravel()


def _pass_on(result: WeightTransfer, layer: Layer, sources: Pairs) -> Pairs:
    """Have an added layer pass on its first sources; return which old unit its units stand for."""
    passed = [(there, here) for there, here in sources if here < layer.units]
    units = [here for _, here in passed]
    kernel = _kernel(layer)
    result.zero.extend([kernel[:, units].ravel(), _bias(layer)[units]])
    result.one.append(kernel[units, units])
    return passed


def _kernel(layer: Layer) -> Places:
    places = layer.kernel + np.arange(layer.inputs * layer.units)
    return places.reshape(layer.inputs, layer.units)


def _bias(layer: Layer) -> Places:
    return layer.bias + np.arange(layer.units)


def _joined(places: list[Places]) -> Places:
    return np.concatenate([np.empty(0, np.intp), *places])
