"""How fast the engine is, beside its peers: one BLAS thread each, medians after a warm-up.

Every benchmark is a function that yields figures; BENCHMARKS lists them.  A peer that is not
installed is left out with a word.  These are no tests of time: `test_bench.py` sees that they run.
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is imported

import json  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from dataclasses import asdict, dataclass  # noqa: E402
from statistics import median  # noqa: E402

import numpy as np  # noqa: E402

from engine import Input, Sequential, layers, optimizers  # noqa: E402
from engine.training import Stepper  # noqa: E402
from tests.benchmarks import frames, peers  # noqa: E402

NETWORKS = {"2-4-2-1": (2, 4, 2, 1), "7-8x6-1": (7, *[8] * 6, 1)}
SAMPLES, BATCH, RATE = 250, 10, 0.03
ROUNDS = 7
MAP_SIDE = 100


@dataclass(frozen=True)
class Figure:
    """One line of the output; ratio is the peer's time over ours."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    peer: str | None = None
    peer_version: str | None = None


def data(inputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points in a square and a circle's labels, float32."""
    x = np.random.default_rng(1).uniform(-5, 5, (SAMPLES, inputs)).astype(np.float32)
    return x, np.where(np.hypot(x[:, 0], x[:, 1]) < 3, 1, -1).astype(np.float32)[:, np.newaxis]


def playground(shape: tuple[int, ...]) -> Sequential:
    """Return a tanh network of that shape as the playground makes it, compiled."""
    start = {"kernel_initializer": "playground", "bias_initializer": "playground"}
    dense = [layers.Dense(units, "tanh", **start) for units in shape[1:]]
    model = Sequential([Input((shape[0],)), *dense], seed=1)
    model.compile(optimizers.SGD(RATE), "half_squared_error")
    return model


def milliseconds(work: Callable[[int], object], count: int) -> float:
    """Return the time of one of ``count`` goes."""
    start = time.perf_counter()
    work(count)
    return (time.perf_counter() - start) / count * 1e3


def times(works: dict[str, tuple[Callable[[int], object], int]]) -> dict[str, float]:
    """Return each work's median time in milliseconds, taken in turns after a warm-up."""
    for work, count in works.values():
        work(max(1, count // 4))
    rounds = [{name: milliseconds(*work) for name, work in works.items()} for _ in range(ROUNDS)]
    return {name: median(found[name] for found in rounds) for name in works}


def epochs(name: str, shape: tuple[int, ...]) -> Iterator[Figure]:
    """An epoch of 250 points in batches of 10, through `fit` and through the stepper."""
    (x, y), fitted, stepped = data(shape[0]), playground(shape), playground(shape)
    stepper = Stepper(stepped, x, y, batch_size=BATCH)
    ours = {
        "fit": (lambda n: fitted.fit(x, y, batch_size=BATCH, epochs=n, verbose=0), 100),
        "stepper": (lambda n: [stepper.step_epoch() for _ in range(n)], 100),
    }
    theirs = {peer.name: (peer.trainer(shape, x, y, BATCH, RATE), 10) for peer in peers.installed()}
    found = times({**ours, **theirs})
    for way in ours:
        if not theirs:
            yield Figure(f"epoch {name} {way}", found[way], "ms")
        for peer in peers.installed():
            ratio = found[peer.name] / found[way]
            yield Figure(f"epoch {name} {way}", found[way], "ms", ratio, peer.name, peer.version)


def pictures(name: str, shape: tuple[int, ...]) -> Iterator[Figure]:
    """What a picture takes: an epoch, both losses, every neuron on a 100 by 100 grid."""
    (x, y), model = data(shape[0]), playground(shape)
    stepper = Stepper(model, x, y, batch_size=BATCH)
    grid = np.random.default_rng(2).uniform(-6, 6, (MAP_SIDE**2, shape[0])).astype(np.float32)

    def picture(count: int) -> None:
        for _ in range(count):
            stepper.step_epoch()
            model.evaluate(x, y)
            model.evaluate(x, y)
            model.layer_outputs(grid)

    maps = (lambda n: [model.layer_outputs(grid) for _ in range(n)], 50)
    found = times({"epoch, losses, maps": (picture, 50), "maps": maps})
    for part, value in found.items():
        yield Figure(f"{part} {name}", value, "ms")


def engine_figures() -> Iterator[Figure]:
    """Everything about the engine, for both networks."""
    for name, shape in NETWORKS.items():
        yield from epochs(name, shape)
        yield from pictures(name, shape)


def frame_figures() -> Iterator[Figure]:
    """Yield what a frame costs with the default view."""
    for name, drawing, encoding, size in frames.costs():
        yield Figure(f"draw a frame {name}", drawing, "ms")
        yield Figure(f"encode a frame {name}", encoding, "ms")
        yield Figure(f"frame {name}", size, "bytes")


BENCHMARKS: list[Callable[[], Iterator[Figure]]] = [engine_figures, frame_figures]


def main() -> None:
    """Run all benchmarks and print their figures."""
    for peer in peers.absent():
        print(json.dumps({"name": peer, "skipped": "not installed"}))
    for benchmark in BENCHMARKS:
        for figure in benchmark():
            line = {key: value for key, value in asdict(figure).items() if value is not None}
            print(
                json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in line.items()})
            )


if __name__ == "__main__":
    main()
