"""The playground's networks and data, and the time of an epoch and of a picture (P1, P2)."""

from collections.abc import Callable, Iterator

import numpy as np

from engine import Input, Sequential, layers, optimizers
from engine.training import Stepper
from tests.benchmarks import peers
from tests.benchmarks.timing import Figure, beside, times

NETWORKS = {"2-4-2-1": (2, 4, 2, 1), "7-8x6-1": (7, *[8] * 6, 1)}
SAMPLES, BATCH, RATE = 250, 10, 0.03
MAP_SIDE = 100


def data(inputs: int, samples: int = SAMPLES) -> tuple[np.ndarray, np.ndarray]:
    """Return points in a square and a circle's labels, float32."""
    x = np.random.default_rng(1).uniform(-5, 5, (samples, inputs)).astype(np.float32)
    return x, np.where(np.hypot(x[:, 0], x[:, 1]) < 3, 1, -1).astype(np.float32)[:, np.newaxis]


def playground(shape: tuple[int, ...], seed: int = 1) -> Sequential:
    """Return a tanh network of that shape as the playground makes it, compiled."""
    start = {"kernel_initializer": "playground", "bias_initializer": "playground"}
    dense = [layers.Dense(units, "tanh", **start) for units in shape[1:]]
    model = Sequential([Input((shape[0],)), *dense], seed=seed)
    model.compile(optimizers.SGD(RATE), "half_squared_error")
    return model


def repeated(action: Callable[[], object]) -> Callable[[int], object]:
    """Return what does something so many times."""
    return lambda count: [action() for _ in range(count)]


def epochs(name: str, shape: tuple[int, ...]) -> Iterator[Figure]:
    """An epoch of 250 points in batches of 10, through `fit` and through the stepper."""
    (x, y), fitted = data(shape[0]), playground(shape)
    stepper = Stepper(playground(shape), x, y, batch_size=BATCH)
    ours = {
        "fit": (lambda n: fitted.fit(x, y, batch_size=BATCH, epochs=n, verbose=0), 100),
        "stepper": (repeated(stepper.step_epoch), 100),
    }
    rivals = peers.installed()
    theirs = {peer.name: (peer.regressor(shape, x, y, BATCH, RATE), 10) for peer in rivals}
    found = times({**ours, **theirs})
    for way in ours:
        yield from beside(f"epoch {name} {way}", found[way], found, rivals)


def pictures(name: str, shape: tuple[int, ...]) -> Iterator[Figure]:
    """What a picture takes: an epoch, both losses, every neuron on a 100 by 100 grid."""
    (x, y), model = data(shape[0]), playground(shape)
    stepper = Stepper(model, x, y, batch_size=BATCH)
    grid = np.random.default_rng(2).uniform(-6, 6, (MAP_SIDE**2, shape[0])).astype(np.float32)

    def picture() -> None:
        stepper.step_epoch()
        model.evaluate(x, y, verbose=0)
        model.evaluate(x, y, verbose=0)
        model.layer_outputs(grid)

    maps = (repeated(lambda: model.layer_outputs(grid)), 50)
    found = times({"epoch, losses, maps": (repeated(picture), 50), "maps": maps})
    for part, value in found.items():
        yield Figure(f"{part} {name}", value, "ms")


def engine_figures(full: bool = False) -> Iterator[Figure]:
    """Everything about the engine, for both networks."""
    for name, shape in NETWORKS.items():
        yield from epochs(name, shape)
        yield from pictures(name, shape)
