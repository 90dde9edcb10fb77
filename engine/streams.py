"""Data that come batch by batch: generators, iterators, and Keras's ``PyDataset``.

The batches of an epoch are gathered before it, so it must fit into the memory.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from engine.errors import EngineError, InvalidValue, ShapeMismatch
from engine.nest import Structure
from engine.notices import not_done
from engine.random import permutation

MOST_BATCHES = 1_000_000  # of data that never end, when nothing says how many are an epoch

Batches = list[tuple[Any, ...]]


class PyDataset:
    """Batches by their number: subclasses have ``__len__`` and ``__getitem__``.

    They are asked for one by one, by one thread, in the order that ``fit`` shuffles.
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ) -> None:
        if (workers, use_multiprocessing, max_queue_size) != (1, False, 10):
            not_done("workers, use_multiprocessing and max_queue_size: batches are made one by one")

    def __len__(self) -> int:
        raise NotImplementedError

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError

    def on_epoch_end(self) -> None:
        """Called when all batches were taken."""


def is_stream(x: Any) -> bool:
    """Say whether data come batch by batch."""
    return isinstance(x, PyDataset) or hasattr(x, "__next__")


class Stream:
    """Batches, epoch after epoch; ``steps`` are those of an epoch.

    An epoch goes on where the last one ended; after its last batch a PyDataset begins again, in
    another order each time (no generator: in its own).
    """

    def __init__(self, source: Any, steps: int | None = None, generator: Any = None) -> None:
        self._source, self._steps = source, steps
        self._numbers = _round(source, generator) if isinstance(source, PyDataset) else iter(())
        self._kept: Batches = []  # of an iterator, when nothing says how many are an epoch

    def epoch(self) -> Batches:
        """Return the next epoch's batches.  Raises EngineError if there are none left."""
        batches = self._kept or [_parts(batch) for batch in self._next()]
        if not batches:
            raise EngineError("the data ended before the last epoch: give more, or fewer epochs")
        if self._steps is None and not isinstance(self._source, PyDataset):
            self._kept = batches
        if self._steps is not None and len(batches) < self._steps:
            not_done(
                f"the data ended after {len(batches)} of {self._steps} batches: give more data, "
                "or fewer steps"
            )
        return batches

    def _next(self) -> Iterator[Any]:
        if isinstance(self._source, PyDataset):
            for index in islice(self._numbers, self._steps or len(self._source)):
                yield self._source[index]
            self._source.on_epoch_end()
            return
        for number, batch in enumerate(islice(self._source, self._steps)):
            if number == MOST_BATCHES:
                raise EngineError("data that never end need steps: give steps_per_epoch or steps")
            yield batch


def _round(dataset: PyDataset, generator: Any) -> Iterator[int]:
    """Yield the numbers of all batches, over and over."""
    while count := len(dataset):
        yield from range(count) if generator is None else permutation(generator, count).tolist()


def _parts(batch: Any) -> tuple[Any, ...]:
    """Return (x, y, weights), None for what is not there."""
    given = batch if isinstance(batch, tuple) else (batch,)
    if not 1 <= len(given) <= 3:
        raise ShapeMismatch(f"a batch must be x, (x, y) or (x, y, weights); got {len(given)} parts")
    return (*given, None, None)[:3]


def joined(batches: Batches) -> tuple[Any, ...]:
    """Return batches as one (x, y, weights)."""
    return tuple(_one(column) for column in zip(*batches, strict=True))


def _one(parts: Sequence[Any]) -> Any:
    if any(part is None for part in parts):
        return None
    structure, _ = Structure.of("inputs", parts[0])
    leaves = [Structure.of("inputs", part)[1] for part in parts]
    columns = zip(*leaves, strict=True)
    return structure.pack([None if one[0] is None else np.concatenate(one) for one in columns])


def rows_of(batches: Batches) -> list[int]:
    """Return the rows of each batch."""
    return [len(Structure.of("inputs", x)[1][0]) for x, *_ in batches]


def gathered(x: Any, y: Any, weights: Any, steps: int | None) -> tuple[Any, ...]:
    """Return data that come batch by batch as arrays, all others as they are."""
    if not is_stream(x):
        return x, y, weights
    refuse_beside(y=y, sample_weight=weights)
    return joined(Stream(x, steps).epoch())


def refuse_beside(**given: Any) -> None:
    """Raise InvalidValue of what batches have themselves, or cannot be cut into."""
    for name in (name for name, one in given.items() if one is not None):
        raise InvalidValue(
            f"{name} must not be given beside data that come batch by batch: a batch is "
            "(x, y) or (x, y, sample_weight), and data to validate on are validation_data"
        )
