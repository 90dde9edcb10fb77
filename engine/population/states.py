"""What training changes of each member, kept: parameters and the optimizer's memory."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.models import Sequential
from engine.optimizers.optimizer import Optimizer
from engine.population.stack import Stack


class State:
    """Arrays for such a state of all members; it begins with the present one."""

    def __init__(self, stack: Stack, optimizer: Optimizer) -> None:
        self._stack, self._optimizer = stack, optimizer
        self._live = [stack.network.parameters, *optimizer.state]
        self._kept = [array.copy() for array in self._live]
        self.iterations = optimizer.iterations

    def save(self) -> None:
        """Keep the present state."""
        for live, kept in zip(self._live, self._kept, strict=True):
            np.copyto(kept, live)
        self.iterations = self._optimizer.iterations

    def restore(self, members: Sequence[int]) -> None:
        """Put some members into the state kept."""
        for live, kept in zip(self._live, self._kept, strict=True):
            self._copy(kept, live, members)

    def take(self, other: "State", members: Sequence[int]) -> None:
        """Keep what another keeps of some members."""
        for theirs, ours in zip(other._kept, self._kept, strict=True):
            self._copy(theirs, ours, members)

    def _copy(self, source: Array, target: Array, members: Sequence[int]) -> None:
        views = zip(*map(self._stack.by_member, (source, target)), strict=True)
        for there, here in views:
            here[members] = there[members]

    def lend(self, model: Sequential, number: int) -> Sequential:
        """Return a model, put into the state kept of a member."""
        parameters, *memory = (self._stack.read(kept)[number] for kept in self._kept)
        model.parameters[...] = parameters
        for slot, values in zip(model.optimizer.state, memory, strict=True):
            slot[...] = values
        model.optimizer.iterations = self.iterations
        return model

    def take_back(self, model: Sequential, number: int) -> None:
        """Keep a model's present state as that of a member."""
        for kept, values in zip(
            self._kept, (model.parameters, *model.optimizer.state), strict=True
        ):
            whole = self._stack.read(kept)
            whole[number] = values
            self._stack.write(kept, whole)

    def read(self) -> dict[str, Any]:
        """Return the state kept as arrays ``[K, P]`` and plain values."""
        parameters, *memory = (self._stack.read(kept) for kept in self._kept)
        return {
            "parameters": parameters,
            "optimizer": np.array(memory).reshape(-1, *parameters.shape),
            "iterations": self.iterations,
        }

    def write(self, saved: dict[str, Any]) -> None:
        """Keep a state that was read."""
        for kept, values in zip(
            self._kept, (saved["parameters"], *saved["optimizer"]), strict=True
        ):
            self._stack.write(kept, values)
        self.iterations = saved["iterations"]
