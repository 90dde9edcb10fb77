"""Two convolutions with pools on pictures of 28 by 28, beside their peers, and their products.

32 filters of 3 by 3, a pool of 2, 64 filters of 3 by 3, a pool of 2, ten classes.  The bound is the
time of the bare matrix products that a step needs, each as one call of the matrix library.
"""

from collections.abc import Callable, Iterator

import numpy as np

from engine import Input, Sequential, layers, optimizers
from tests.benchmarks import peers
from tests.benchmarks.timing import Figure, beside, times

PICTURE, CLASSES, BATCH, RATE = (28, 28, 1), 10, 32, 0.01
SOME, FEW = 1_600, 64  # rows
PRODUCTS = (  # [units, numbers of a window] by [numbers, places], of each convolution
    (32, 10, 26 * 26),
    (64, 289, 11 * 11),
)


def pictures(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random pictures, float32, and their classes."""
    draw = np.random.default_rng(1)
    return draw.random((count, *PICTURE), np.float32), draw.integers(0, CLASSES, count)


def classifier() -> Sequential:
    """Return the network, compiled."""
    model = Sequential([Input(PICTURE)], seed=1)
    for filters in (32, 64):
        model.add(layers.Conv2D(filters, 3, activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(CLASSES, "softmax"))
    model.compile(optimizers.SGD(RATE), "sparse_categorical_crossentropy")
    return model


def bare_products() -> Callable[[], None]:
    """Return what does the products of a step: forward, by the kernels, and by the inputs."""
    work = []
    for number, (units, numbers, places) in enumerate(PRODUCTS):
        block = np.ones((units, numbers), np.float32)
        columns, delta = (np.ones((n, places * BATCH), np.float32) for n in (numbers, units))
        work += [(block, columns), (delta, columns.T)]
        work += [(block.T, delta)] if number else []

    def run() -> None:
        for one, other in work:
            one.dot(other)

    return run


def convolution_figures(full: bool = False) -> Iterator[Figure]:
    """An epoch of ``fit`` beside the peers, and a step's products over a step's time."""
    count = SOME if full else FEW
    (x, y), model, products = pictures(count), classifier(), bare_products()
    rivals = [peer for peer in peers.installed() if peer.maps]
    theirs = {peer.name: (peer.maps(x, y, BATCH, RATE), 1) for peer in rivals}
    ours = (lambda n: model.fit(x, y, batch_size=BATCH, epochs=n, verbose=0), 1)
    bound = (lambda n: [products() for _ in range(n * count // BATCH)], 1)
    found = times({"fit": ours, "products": bound, **theirs})
    yield from beside(f"epoch of two convolutions, {count} pictures", found["fit"], found, rivals)
    yield Figure("the same over its bare products", found["fit"] / found["products"], "times")
