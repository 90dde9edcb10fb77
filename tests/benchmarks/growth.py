"""How cost grows with rows, grid points, weights and depth (P5): exponents, 1 being linear."""

from collections.abc import Iterator

import numpy as np

from engine.training import Stepper
from tests.benchmarks.networks import BATCH, MAP_SIDE, data, playground, repeated
from tests.benchmarks.timing import Figure, growth, times

WIDTH, DEPTHS, BATCH_OF_WIDE = 128, range(1, 9), 32


def row_figures(sizes: list[int]) -> Iterator[Figure]:
    """The time of an epoch over the number of examples."""
    steppers = {n: Stepper(playground((2, 4, 2, 1)), *data(2, n), batch_size=BATCH) for n in sizes}
    found = times({str(n): (repeated(one.step_epoch), 4) for n, one in steppers.items()})
    yield Figure("growth with rows", growth(sizes, list(found.values())), "exponent")


def grid_figures(sides: list[int]) -> Iterator[Figure]:
    """The time of every neuron's map over the number of its points."""
    model, draw = playground((2, 4, 2, 1)), np.random.default_rng(2).uniform
    grids = {side**2: draw(-6, 6, (side**2, 2)).astype(np.float32) for side in sides}
    found = times(
        {
            str(points): (repeated(lambda x=grid: model.layer_outputs(x)), 10)
            for points, grid in grids.items()
        }
    )
    yield Figure("growth with grid points", growth(list(grids), list(found.values())), "exponent")


def weight_figures(widths: list[int]) -> Iterator[Figure]:
    """The time of an epoch over the number of weights, two hidden layers growing."""
    models = [playground((2, width, width, 1)) for width in widths]
    steppers = [Stepper(model, *data(2), batch_size=BATCH_OF_WIDE) for model in models]
    found = times(
        {str(n): (repeated(s.step_epoch), 3) for n, s in zip(widths, steppers, strict=True)}
    )
    weights = [model.count_params() for model in models]
    yield Figure("growth with weights", growth(weights, list(found.values())), "exponent")


def depth_figures(depths: range) -> Iterator[Figure]:
    """The time of an epoch over the number of layers of 128, and the dearest layer of them."""
    models = {n: playground((2, *[WIDTH] * n, 1)) for n in depths}
    steppers = {n: Stepper(m, *data(2), batch_size=BATCH_OF_WIDE) for n, m in models.items()}
    found = times({str(n): (repeated(one.step_epoch), 3) for n, one in steppers.items()})
    taken = list(found.values())
    for depth, value in zip(depths, taken, strict=True):
        yield Figure(f"epoch with {depth} layers of {WIDTH}", value, "ms")
    steps = np.diff(taken)
    yield Figure("dearest of the added layers over the mean", steps.max() / steps.mean(), "times")


def growth_figures(full: bool = False) -> Iterator[Figure]:
    """All of it, over wide ranges or narrow ones."""
    yield from row_figures([250, 500, 1000, 2000, 4000, 8000] if full else [20, 40])
    yield from grid_figures([MAP_SIDE, 200, 400] if full else [5, 10])
    yield from weight_figures([16, 32, 64, 128, 256, 512] if full else [4, 8])
    yield from depth_figures(DEPTHS if full else range(1, 4))
