"""Population: many networks of one shape, trained together at a fraction of the cost of each."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.choices import not_negative
from engine.divergence import Divergence, all_finite
from engine.errors import InvalidValue, ShapeMismatch
from engine.models import Sequential
from engine.plans import StaticPlan
from engine.population import descent
from engine.population.rows import MemberBatch, shared_or_own
from engine.population.stack import Stack
from engine.population.states import State
from engine.random import generator_state, set_generator_state, streams
from engine.training import Stepper

COLUMNS_AT_ONCE = 16384  # rows of all members, on the way through the forward pass
Snapshot = dict[str, Any]


class Population:
    """Trains compiled Sequentials of Dense layers, each as it would train by itself.

    Members may differ in seed, weights, learning rate and the regularizers' rates.  ``x`` and ``y``
    are for all, or have an axis of members before the rows.  A member that diverges stays at its
    last finite state, like a single model, and the others go on.
    """

    def __init__(
        self,
        models: Sequence[Sequential],
        x: Any,
        y: Any,
        *,
        batch_size: int = 32,
        shuffle: bool = True,
    ) -> None:
        if batch_size < 1:
            raise InvalidValue(f"batch size must be at least 1; got {batch_size}")
        self._models, self._stack = list(models), Stack(models, batch_size)
        self._x, self._y = np.asarray(x), np.asarray(y)
        self._rows = shared_or_own(self._models[0], len(self._models), self._x, self._y)
        self._shuffle = shuffle
        self._portions = self._rows.cut(batch_size)
        sizes = {rows for *_, rows, _ in self._portions}
        self._plans = {rows: self._stack.training(rows) for rows in sizes}
        self._batch_size, self.epoch = batch_size, 0
        self.divergences: dict[int, Divergence] = {}
        self._shuffles = [streams(model.seed, "shuffles")[0] for model in self._models]
        self._prepare_descent()
        self._prepare_states()

    @classmethod
    def of_seeds(
        cls, model: Sequential, seeds: Sequence[int], x: Any, y: Any, **options: Any
    ) -> "Population":
        """Return a population of models like ``model``, one for each seed."""
        return cls([_seeded(model, seed) for seed in seeds], x, y, **options)

    def _prepare_descent(self) -> None:
        network, stack = self._stack.network, self._stack
        vectors = network.parameters, network.gradients
        self._optimizer = descent.common([model.optimizer for model in self._models])
        self._rates = np.empty_like(network.parameters)
        self.learning_rates = np.array([model.optimizer.learning_rate for model in self._models])
        self._update = descent.bind(self._optimizer, *vectors, self._rates)
        self._penalties = stack.penalties(self._models)

    def _prepare_states(self) -> None:
        self._start, self._verified, self._spare = (self._now() for _ in range(3))
        self._last = self._now()  # of members that diverged
        self._paid_rows = np.zeros(len(self))  # the sum of the penalties, row by row
        self._losses: Array | None = np.full(len(self), np.nan)

    def _now(self) -> State:
        return State(self._stack, self._optimizer)

    # What it has

    def __len__(self) -> int:
        return self._stack.members

    @property
    def learning_rates(self) -> Array:
        """η of each member; may be set while training, to K numbers or to one."""
        return self._learning_rates.copy()

    @learning_rates.setter
    def learning_rates(self, rates: Any) -> None:
        given = np.broadcast_to(np.asarray(rates, float), (len(self),))
        self._learning_rates = np.array([not_negative("learning rate", rate) for rate in given])
        self._stack.write(self._rates, self._learning_rates[:, np.newaxis])

    @property
    def parameters(self) -> Array:
        """A copy of all members' parameters, ``[K, P]``, each in the order of a single model."""
        return self._stack.read(self._stack.network.parameters)

    def member(self, number: int) -> Sequential:
        """Return a member's model, brought to its present state and ready to be used by itself."""
        model = self._now().lend(self._models[number], number)
        model.optimizer.learning_rate = self._learning_rates[number]
        return model

    def losses(self) -> Array:
        """Return each member's mean loss of the last epoch as training met it, ``[K]``.

        Penalties are included; NaN where there was no epoch, or where it diverged.
        """
        if self._losses is None:
            objective, rows = self._stack.objective, self._rows
            with np.errstate(all="ignore"):
                losses = objective.weight * rows.mean_losses(objective.loss)
            self._losses = losses + self._paid_rows / rows.count
        self._losses[list(self.divergences)] = np.nan
        return self._losses.copy()

    # Using

    def outputs(self, x: Any) -> Array:
        """Return all members' outputs for rows ``x``, ``[K, rows, outputs]``."""
        (rows,) = self._models[0].checked_inputs(x)
        outputs = [
            plan.outputs[0].numbers.reshape(-1, *shape).copy()
            for plan, shape in self._forward(rows)
        ]
        return np.concatenate(outputs, axis=2).transpose(1, 2, 0)

    def evaluate(self, x: Any, y: Any) -> Array:
        """Return each member's loss on other examples, penalties included, ``[K]``."""
        (rows,), (targets,) = self._models[0].pair(x, y)
        objective, total, at = self._stack.objective, np.zeros(len(self)), 0
        for plan, shape in self._forward(rows):
            (scores,) = plan.scores([objective])
            y_here = np.tile(targets[:, at : at + shape[1]], len(self))
            total += objective.loss.rows(y_here, scores).reshape(shape).sum(1, float)
            at += shape[1]
        self._penalties.refresh()
        return objective.weight * total / len(rows) + self._penalties.values()

    def _forward(self, rows: Array) -> Iterator[tuple[StaticPlan, tuple[int, int]]]:
        """Run rows forward in parts; yield each plan and ``(K, rows)`` of it."""
        with np.errstate(all="ignore"):
            step = max(1, COLUMNS_AT_ONCE // len(self))
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                yield self._stack.forward(part.T), (len(self), len(part))

    # Training

    def step_epoch(self) -> None:
        """Train all members that have not diverged for an epoch."""
        orders = self._orders()
        self._rows.arrange(orders)
        self._penalties.refresh()
        self._start.save()
        self._paid_rows[...] = 0
        with np.errstate(all="ignore"):  # overflow is looked for afterwards
            self._train(self._portions[:-1])
            self._spare.save()
            self._train(self._portions[-1:])
            self._losses = None
            if self.divergences or not self._went_well():
                self._look_after_divergence(orders)
        self._verified, self._spare = self._spare, self._verified
        self.epoch += 1

    def _orders(self) -> Array:
        """Return the order of each member's rows in the next epoch, ``[K, rows]``."""
        orders = np.tile(np.arange(self._rows.count), (len(self), 1))
        if not self._shuffle:
            return orders
        for generator, order in zip(self._shuffles, orders, strict=True):
            generator.shuffle(order)  # draws what ``permutation`` does, in place
        return orders

    def _train(self, batches: Sequence[MemberBatch]) -> None:
        go = self._go_with_penalties if self._penalties.active else self._go
        for loaded in self._rows.loaded(batches):
            go(loaded)

    def _go(self, batches: Sequence[MemberBatch]) -> None:
        plans, update = self._plans, self._update
        for x, y, scores, rows, _ in batches:
            plan = plans[rows]
            plan.step(x, y, plan.shares, scores)
            update()

    def _go_with_penalties(self, batches: Sequence[MemberBatch]) -> None:
        for x, y, scores, rows, _ in batches:
            plan = self._plans[rows]
            plan.step(x, y, plan.shares, scores)
            self._paid_rows += rows * self._penalties.values()
            self._penalties.add_gradients()
            self._update()
            self._penalties.shrink(self._rates)

    def _went_well(self) -> bool:
        return all_finite(self._stack.network.parameters) and all_finite(
            self._rows.losses(self._stack.objective.loss)
        )

    def _look_after_divergence(self, orders: Array) -> None:
        """Put members that diverged into their last finite state."""
        sound = np.isfinite(self.losses()) & np.isfinite(self.parameters).all(axis=1)
        for number in np.flatnonzero(~sound):
            if number not in self.divergences:
                self._take_out(int(number), orders[number])
        self._last.restore(list(self.divergences))

    def _take_out(self, number: int, order: Array) -> None:
        """Find where a member diverged, by training it alone, and what it is to stay at."""
        model = self._start.lend(self._models[number], number)
        model.optimizer.learning_rate = self._learning_rates[number]
        x, y = (a[number] if self._x.ndim == 3 else a for a in (self._x, self._y))
        size = self._batch_size
        stepper = Stepper(model, x[order], y[order], batch_size=size, shuffle=False)
        stepper.step_epoch()
        divergence = stepper.divergence or Divergence(0, len(model.layers), "the loss overflowed")
        self.divergences[number] = replace(divergence, epoch=self.epoch)
        if stepper.position == 0 and not np.isfinite(stepper.epoch_loss(size)):
            self._last.take(self._verified, [number])  # the start had no finite loss
        else:
            self._last.take_back(model, number)

    def snapshot(self) -> Snapshot:
        """Return all that training depends on, as arrays and plain values, without the data."""
        lost = [(k, d.epoch, d.layer, d.reason) for k, d in self.divergences.items()]
        return {
            **self._now().read(),
            "learning_rates": self.learning_rates,
            "epoch": self.epoch,
            "losses": self.losses(),
            "generators": [generator_state(one) for one in self._shuffles],
            "divergences": lost,
        }

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of a population made alike.

        Raises ShapeMismatch if it is of another network or number of members.
        """
        shape = snapshot["parameters"].shape
        if shape != self.parameters.shape:
            raise ShapeMismatch(f"parameters must have shape {self.parameters.shape}; got {shape}")
        all_members = range(len(self))
        self._last.write(snapshot)
        self._last.restore(all_members)
        self._optimizer.iterations = snapshot["iterations"]
        self._verified.save()
        self.learning_rates, self.epoch = snapshot["learning_rates"], snapshot["epoch"]
        self._losses = np.array(snapshot["losses"])
        self.divergences = {k: Divergence(*values) for k, *values in snapshot["divergences"]}
        for generator, state in zip(self._shuffles, snapshot["generators"], strict=True):
            set_generator_state(generator, state)


def _seeded(model: Sequential, seed: int) -> Sequential:
    """Return a compiled model like another, with its own weights and shuffles."""
    clone = Sequential.from_config({**model.get_config(), "seed": seed})
    settings = model.settings
    clone.compile(deepcopy(settings.optimizer), settings.loss, settings.loss_weights)
    return clone
