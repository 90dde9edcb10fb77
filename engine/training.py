"""Training that can be stepped: by sample, by batch, by epoch, stopped and resumed to the bit.

An epoch is one random order of the data, cut into batches; its last batch may be smaller and
counts as what it is.  A batch is computed in one go when its last sample is stepped to, so any mix
of steps gives the same bits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.batches import Batch, Examples, span
from engine.divergence import Divergence, all_finite, locate
from engine.errors import InvalidValue
from engine.loops import loop_for
from engine.plans import TrainingPlan
from engine.random import as_text, permutation, set_generator_state, state_of, streams
from engine.state import SavedState
from engine.trainable import Trainable

Snapshot = dict[str, Any]


class Stepper:
    """Trains a compiled model on ``x`` and ``y``, one sample, batch or epoch per call.

    ``epoch`` counts complete epochs.  The learning rate, the regularizers and ``batch_size`` may
    be changed between calls; a batch already begun sample by sample keeps its size.  After a
    divergence steps do nothing, until ``divergence`` is set to None.

    >>> from engine import Input, Sequential, layers
    >>> model = Sequential([Input((1,)), layers.Dense(1)], seed=1)
    >>> model.compile("sgd", "mse")
    >>> stepper = Stepper(model, [0, 1, 2], [1, 3, 5], batch_size=2)
    >>> stepper.step_batch()
    >>> stepper.position, stepper.epoch
    (2, 0)
    >>> stepper.step_epoch()
    >>> stepper.position, stepper.epoch
    (0, 1)
    """

    def __init__(
        self,
        model: Trainable,
        x: object,
        y: object,
        *,
        batch_size: int = 32,
        seed: int | Generator | None = None,
        shuffle: bool = True,
        sample_weight: object = None,
    ) -> None:
        self._model, self.shuffle = model, shuffle
        self._examples = x if isinstance(x, Examples) else model.examples(x, y, sample_weight)
        self.samples = len(self._examples)  # to an epoch
        self.compiled = model.compiled
        seed = model.seed if seed is None else seed
        self.shuffles = seed if isinstance(seed, Generator) else streams(seed, "shuffles")[0]
        self._start, self._verified, self._spare = (SavedState(model) for _ in range(3))
        self._fresh = True  # no batch yet that has shown a state to be finite
        self.divergence: Divergence | None = None
        self.epoch = 0
        self._batches: list[Batch] = []
        self._start_epoch()
        self.batch_size = batch_size

    def _start_epoch(self) -> None:
        """Stand before the first sample; the order is drawn when it is needed."""
        self.order: Array | None = None
        self._before_order = state_of(self.shuffles)
        self._next = 0  # the index of the next batch; how many of its samples were seen
        self._pending = 0

    @property
    def batch_size(self) -> int:
        """Samples to a batch, at least 1."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, size: int) -> None:
        if size < 1:
            raise InvalidValue(f"batch size must be at least 1; got {size}")
        begun = self._begun() if self.order is not None else slice(0, 0)
        self._batch_size = int(size)
        self._cut(begun)

    def _cut(self, begun: slice) -> None:
        """Cut what is left of the epoch into batches, after the one that is begun."""
        self._batches = self._examples.cut(begun, self._batch_size, self._plan)
        self._next = 0
        self._whole = begun.stop == 0  # the list serves any epoch of this batch size

    def cut_into(self, sizes: Sequence[int]) -> None:
        """Cut the next epoch into batches of those sizes, which are all its rows together."""
        self._batches = self._examples.cut_into(sizes, self._plan)

    def _begun(self) -> slice:
        """Return the rows of the batch in progress, empty between batches."""
        rows = self._batches[self._next].rows
        return rows if self._pending else slice(rows.start, rows.start)

    def _plan(self, rows: int) -> TrainingPlan:
        return self._model.plan(rows)

    @property
    def batches(self) -> list[Batch]:
        """The batches of this epoch, or those of the next if none is begun."""
        return self._batches

    @property
    def position(self) -> int:
        """Samples of this epoch seen so far."""
        return self._batches[self._next].rows.start + self._pending if self.order is not None else 0

    def step_sample(self) -> None:
        """See one more sample; the parameters change when it completes its batch."""
        if self.divergence:
            return
        self._draw()
        self._pending += 1
        rows = self._batches[self._next].rows
        if self._pending == rows.stop - rows.start:
            self.run_batches(1)

    def step_batch(self) -> None:
        """Train to the end of the batch."""
        self.run_batches(1)

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self.run_batches(len(self._batches) - self._next if self.order is not None else None)

    def run_batches(self, count: int | None) -> None:
        """Train to the end of the batch in progress or next, ``count`` times; None is an epoch."""
        while count != 0 and not self.divergence:
            self._draw()
            end = len(self._batches) if count is None else self._next + count
            done = self._run(self._batches[self._next : end])
            count = 0 if count is None else count - done

    def _draw(self) -> None:
        """Put the data into this epoch's order, if it is not yet."""
        if self.order is None:
            count, generator = self.samples, self.shuffles
            self.order = permutation(generator, count) if self.shuffle else np.arange(count)
            self._examples.arrange(self.order)
            if not self._whole:
                self._cut(slice(0, 0))

    def _run(self, batches: Sequence[Batch]) -> int:
        """Train on batches of this epoch; return how many there were."""
        self._model.ensure_built()  # another model may have had its layers meanwhile
        self.compiled.penalties.refresh()
        self._examples.weigh(batches)
        self._start.save()
        if self._fresh:
            self._verified.save()
            self._fresh = False
        with np.errstate(all="ignore"):  # overflow is looked for afterwards
            self._train(batches[:-1])
            self._spare.save()
            self._train(batches[-1:])
            if self._went_well(batches):
                self._verified, self._spare = self._spare, self._verified
                self._next += len(batches)
            else:
                self._find_divergence(batches)
        self._pending = 0
        if self._next == len(self._batches):
            self.epoch += 1
            self._start_epoch()
        return len(batches)

    def _train(self, batches: Sequence[Batch]) -> None:
        """Train, window by window."""
        compiled, examples = self.compiled, self._examples
        go, optimizer = loop_for(compiled, batches), compiled.optimizer
        steps = optimizer.iterations + len(batches)
        for loaded in examples.loaded(batches):
            go(compiled, examples, loaded)
        optimizer.iterations = steps  # those that do not depend on it leave it to be counted here

    def _went_well(self, batches: Sequence[Batch]) -> bool:
        return all_finite(self.compiled.network.parameters) and self._losses_finite(batches)

    def _losses_finite(self, batches: Sequence[Batch]) -> bool:
        losses = self._examples.losses(self.compiled.objectives, span(batches))
        if self.compiled.own:
            losses = [self._examples.penalties[span(batches)]]
        return all(all_finite(rows) for rows in losses)

    def _find_divergence(self, batches: Sequence[Batch]) -> None:
        """Train again up to the first batch that goes wrong, and stay before it.

        The parameters kept are the last that a batch has shown to give a finite loss.
        """
        self._start.restore()
        for batch in batches:
            self._spare.save()
            self._train([batch])
            if not self._went_well([batch]):
                self.divergence = locate(
                    self._model.network.layers, batch.plan.call_buffers, self.epoch
                )
                (self._spare if self._losses_finite([batch]) else self._verified).restore()
                return
            self._verified, self._spare = self._spare, self._verified
            self._next += 1

    def epoch_loss(self, seen: int | None = None) -> float:
        """Return the mean of the last epoch's losses as training met them, penalties included.

        ``seen`` rows of an epoch in progress, if it is given.
        """
        return self.epoch_losses(seen)[0]

    def loss_of(self, start: int) -> float:
        """Return the mean loss of the batch that began at a position, as training met it."""
        end = self.position or len(self._examples)
        with np.errstate(all="ignore"):
            objectives = self.compiled.objectives
            return self._examples.mean_losses(objectives, slice(start, end))[0]

    def epoch_losses(self, seen: int | None = None) -> tuple[float, list[float]]:
        """Return the same with the losses of each output."""
        with np.errstate(all="ignore"):
            return self._examples.mean_losses(self.compiled.objectives, slice(seen))

    def epoch_outputs(self, seen: int | None = None) -> list[tuple[Array, Array, Array | None]]:
        """Return the last epoch's targets and outputs as training met them, row by row.

        The third are the rows' weights, None where all count alike.
        """
        data = self._examples
        every = zip(self.compiled.objectives, data.y, data.scores, data.weights, strict=True)
        return [
            (y[:, :seen].T, one.outputs(scores[:, :seen]).T, None if w is None else w[:seen])
            for one, y, scores, w in every
        ]

    def snapshot(self) -> Snapshot:
        """Return all that training depends on, as arrays and plain values.

        The data, the model's shape and the settings that ``compile`` took are not in it.
        """
        begun = self._begun() if self.order is not None else slice(0, 0)
        failure = self.divergence
        return {
            **self._start.read(),
            "epoch": self.epoch,
            "batch_size": self._batch_size,
            "order_drawn": int(self.order is not None),
            "batch_start": begun.start,
            "batch_stop": begun.stop,
            "batch_seen": self._pending,
            "generator": as_text(self._before_order),
            "divergence": [failure.epoch, failure.layer, failure.reason] if failure else [],
        }

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of a stepper made alike; raise ShapeMismatch of another one's."""
        self._start.write(snapshot)
        self._fresh = True
        set_generator_state(self.shuffles, snapshot["generator"])
        self.epoch = snapshot["epoch"]
        self._start_epoch()
        self._batch_size = snapshot["batch_size"]
        if snapshot["order_drawn"]:
            self._whole = True
            self._draw()
        self._cut(slice(snapshot["batch_start"], snapshot["batch_stop"]))
        self._pending = snapshot["batch_seen"]
        self.divergence = Divergence(*values) if (values := snapshot["divergence"]) else None
