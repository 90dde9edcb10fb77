"""Networks of one shape that train in lock step, each to the bits of its own `Stepper`."""

from collections.abc import Sequence
from copy import deepcopy

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.errors import EngineError, InvalidValue
from engine.models import Sequential
from engine.optimizers import SGD
from engine.optimizers.optimizer import Optimizer, Step
from engine.population import descent
from engine.population.rows import shared_or_own
from engine.population.stack import Stack


class Lockstep:
    """Trains compiled Sequentials of Dense layers together, batch by batch.

    Members may differ in seed, weights, data and the regularizers' rates, and with gradient descent
    in the learning rate.  The order of their rows and their states are given from outside, and so
    is what becomes of a member that diverges.  A batch has at least two rows: the matrix library
    multiplies a single one in another order.

    >>> from engine import Input, Sequential, layers
    >>> models = [Sequential([Input((1,)), layers.Dense(1)], seed=seed) for seed in (1, 2)]
    >>> for model in models:
    ...     model.compile("sgd", "mse")
    >>> together = Lockstep(models, [[0.0], [1.0], [2.0], [3.0]], [1, 3, 5, 7], batch_size=2)
    >>> together.begin(np.array([[0, 1, 2, 3], [3, 2, 1, 0]]))
    >>> together.run(together.batches)
    >>> together.finite().tolist()
    [True, True]
    """

    def __init__(
        self, models: Sequence[Sequential], x: ArrayLike, y: ArrayLike, *, batch_size: int
    ) -> None:
        self._stack = Stack(models, batch_size, exact=True)
        self._rows = shared_or_own(models[0], len(models), np.asarray(x), np.asarray(y))
        self._portions = self._rows.cut(batch_size)
        sizes = {rows for *_, rows, _ in self._portions}
        if min(sizes) < 2:
            raise InvalidValue("each batch must have at least 2 rows, the last one too")
        self._plans = {rows: self._stack.training(rows) for rows in sizes}
        self._penalties = self._stack.penalties(models)
        self._penalties.settle()
        self._next = 0
        self._rates = np.empty_like(self._stack.network.parameters)
        rates = [model.optimizer.rate for model in models]
        self._stack.write(self._rates, np.array(rates)[:, np.newaxis])
        self._optimizer, self._update = self._bound(models)

    def _bound(self, models: Sequence[Sequential]) -> tuple[Optimizer, Step]:
        """Return the optimizer, and its step for all members.

        Raises EngineError if members' optimizers differ in more than they may.
        """
        network = self._stack.network
        vectors = network.parameters, network.gradients
        optimizers = [model.optimizer for model in models]
        if isinstance(optimizers[0], SGD):
            alike = descent.common(optimizers)
            return alike, descent.bind(alike, *vectors, self._rates)
        optimizer = deepcopy(optimizers[0])
        config = optimizer.get_config()
        if any(one.get_config() != config for one in optimizers):
            raise EngineError(f"members' settings of {type(optimizer).__name__} must be the same")
        if any(vars(optimizer.clipping).values()):
            raise EngineError("members' gradients cannot be clipped together")
        return optimizer, optimizer.bind(*vectors)

    def __len__(self) -> int:
        return self._stack.members

    @property
    def batches(self) -> int:
        """How many there are to an epoch."""
        return len(self._portions)

    @property
    def position(self) -> int:
        """How many batches of the epoch are done."""
        return self._next

    def begin(self, orders: Array) -> None:
        """Stand before the first batch of an epoch with the rows in these orders, ``[K, rows]``."""
        self._rows.arrange(orders)
        self._next = 0

    def run(self, count: int) -> None:
        """Train so many batches of the epoch."""
        batches = self._portions[self._next : self._next + count]
        update, penalties = self._update, self._penalties
        steps = self._optimizer.iterations + len(batches)
        with np.errstate(all="ignore"):  # overflow is looked for afterwards
            for loaded in self._rows.loaded(batches):
                for x, y, scores, rows, _ in loaded:
                    plan = self._plans[rows]
                    plan.step(x, y, plan.shares, scores)
                    if penalties.active:
                        penalties.add_gradients()
                        update()
                        penalties.shrink(self._rates)
                    else:
                        update()
        self._optimizer.iterations = steps
        self._next += len(batches)

    def finite(self) -> Array:
        """Return which members' parameters and losses in this epoch are finite numbers, ``[K]``.

        The epoch is complete.
        """
        with np.errstate(all="ignore"):
            losses = self._rows.mean_losses(self._stack.objective.loss)
            sums = self.parameters.sum(axis=1, dtype=float)
        return np.isfinite(losses) & np.isfinite(sums)

    @property
    def parameters(self) -> Array:
        """A copy of all members' parameters, ``[K, P]``, each in the order of a single model."""
        return self._stack.read(self._stack.network.parameters)

    @property
    def memory(self) -> Array:
        """A copy of the optimizer's memory, ``[K, slots, P]``, likewise."""
        slots = [self._stack.read(slot) for slot in self._optimizer.memory]
        return np.stack(slots, axis=1) if slots else np.empty((len(self), 0, self._stack.size))

    @property
    def iterations(self) -> int:
        """How many batches the members have been trained."""
        return self._optimizer.iterations

    def restore(self, parameters: Array, memory: Array, iterations: int) -> None:
        """Go on from states that these properties returned."""
        self._stack.write(self._stack.network.parameters, parameters)
        for slot, values in zip(self._optimizer.memory, memory.swapaxes(0, 1), strict=True):
            self._stack.write(slot, values)
        self._optimizer.iterations = iterations
