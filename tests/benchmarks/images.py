"""784-300-100-10 on pictures: part of them (P4), and all of Fashion-MNIST with its memory.

The pictures are random numbers, which take as long as real ones; the sizes are Fashion-MNIST's.
"""

import tracemalloc
from collections.abc import Iterator

import numpy as np

from engine import Input, Sequential, layers, optimizers
from tests.benchmarks import peers
from tests.benchmarks.timing import Figure, beside, times

SHAPE, BATCH, RATE = (784, 300, 100, 10), 32, 0.01
SOME, ALL, FEW = 8_000, 55_000, 320  # rows


def pictures(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random pictures, float32, and their classes."""
    draw = np.random.default_rng(1)
    return draw.random((count, SHAPE[0]), np.float32), draw.integers(0, SHAPE[-1], count)


def classifier() -> Sequential:
    """Return the network, compiled."""
    hidden = [layers.Dense(units, "relu") for units in SHAPE[1:-1]]
    output = layers.Dense(SHAPE[-1], "softmax")
    model = Sequential([Input((SHAPE[0],)), *hidden, output], seed=1)
    model.compile(optimizers.SGD(RATE), "sparse_categorical_crossentropy")
    return model


def epoch(count: int, rivals: list[peers.Peer], rounds: int) -> Iterator[Figure]:
    """An epoch of ``fit`` on so many pictures."""
    (x, y), model = pictures(count), classifier()
    works = {peer.name: (peer.classifier(SHAPE, x, y, BATCH, RATE), 1) for peer in rivals}
    ours = (lambda n: model.fit(x, y, batch_size=BATCH, epochs=n, verbose=0), 1)
    found = times({"fit": ours, **works}, rounds)
    name = "-".join(map(str, SHAPE))
    yield from beside(f"epoch {name}, {count} pictures", found["fit"], found, rivals)


def memory(count: int) -> Figure:
    """Return the most memory that the data and an epoch of ``fit`` take, over the data's alone."""
    model = classifier()
    tracemalloc.start()  # NumPy tells it of its arrays
    x, y = pictures(count)
    model.fit(x, y, batch_size=BATCH, verbose=0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    name = f"memory of an epoch on {count} pictures over the data's"
    return Figure(name, most / x.nbytes, "times")


def image_figures(full: bool = False) -> Iterator[Figure]:
    """Part of the pictures beside all peers, all of them beside those that take tensors."""
    rivals = peers.installed()
    yield from epoch(SOME if full else FEW, rivals, rounds=5)
    if full:
        yield from epoch(ALL, [peer for peer in rivals if peer.name == "torch"], rounds=3)
    yield memory(ALL if full else SOME)
