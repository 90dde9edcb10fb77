"""The paths through a network that parts: inputs that go past the hidden layers, or through them.

A wide path joins inputs to the last hidden layer, before the output; a deep path is what the
hidden layers get.  Documents name inputs as they name features, or a table's columns: a column
stands for all inputs that it becomes.  An auxiliary output is one of the deep path alone.

Source: Cheng et al., "Wide & Deep Learning for Recommender Systems" (2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.documents.field_errors import field_error
from app.documents.network_spec import PLAIN, Network

Places = Mapping[str, tuple[int, ...]]  # of the inputs that each name stands for


@dataclass(frozen=True)
class Branches:
    """Which inputs take which path, by their places; a plain network has no wide ones."""

    deep: tuple[int, ...]  # that the first layer gets
    wide: tuple[int, ...]  # that the output gets besides the last hidden layer
    auxiliary: bool  # whether the deep path has an output of its own

    @classmethod
    def of(cls, network: Network, places: Places) -> "Branches":
        """Return the paths of a network's inputs, in the order of the inputs."""
        every = tuple(place for some in places.values() for place in some)
        wide = every if network.wide is True else _places(network.wide or (), places)
        deep = every if network.deep is None else _places(network.deep, places)
        return cls(deep, wide, network.auxiliary is not None)

    def shapes(self, hidden: list[int], outputs: int) -> list[tuple[int, int]]:
        """Return each layer's inputs and units: hidden ones, the auxiliary output, the output."""
        *shapes, (last, _) = pairwise([len(self.deep), *hidden, outputs])
        auxiliary = [(last, outputs)] * self.auxiliary
        return [*shapes, *auxiliary, (last + len(self.wide), outputs)]


def _places(names: tuple[str, ...], places: Places) -> tuple[int, ...]:
    return tuple(sorted(place for name in names for place in places[name]))


def check_inputs(network: Network, places: Places) -> None:
    """Refuse names of inputs that are not there."""
    for path in ("wide", "deep"):
        names = getattr(network, path)
        for at, name in enumerate(names if isinstance(names, tuple) else ()):
            if name not in places:
                raise field_error(f"network.{path}.{at}", f"one of {', '.join(places)}", name)


def fitting(network: Network, others: Network, places: Places) -> dict[str, Any]:
    """Return a network's paths as far as they fit other layers, and other inputs."""
    if not others.hidden:
        return {}
    paths = network.branching()
    for path, names in paths.items():
        if isinstance(names, list):
            paths[path] = [name for name in names if name in places] or PLAIN[path]
    return paths
