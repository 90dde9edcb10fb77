"""What a step of training changes: parameters, running means, the optimizer's memory, the noise."""

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.random import generator_state, set_generator_state
from engine.trainable import Trainable


class SavedState:
    """Arrays for one such state of a compiled model, and its form as plain values."""

    def __init__(self, model: Trainable) -> None:
        self._model, self._network, self._optimizer = model, model.network, model.optimizer
        self._noisy = model.noisy
        self._arrays = [array.copy() for array in self._live()]
        self._iterations = model.optimizer.iterations
        self._noise = self._read_noise()

    def _live(self) -> tuple[Array, Array, Array]:
        return self._network.parameters, self._network.non_trainable, self._optimizer.memory

    def _read_noise(self) -> str:
        """Return the state of the generator, if any layer draws from it."""
        return generator_state(self._model.noise) if self._noisy else ""

    def save(self) -> None:
        """Keep the model's present state."""
        for kept, here in zip(self._arrays, self._live(), strict=True):
            np.copyto(kept, here)
        self._iterations, self._noise = self._optimizer.iterations, self._read_noise()

    def restore(self) -> None:
        """Put the model into the state kept last."""
        for kept, here in zip(self._arrays, self._live(), strict=True):
            np.copyto(here, kept)
        self._optimizer.iterations = self._iterations
        if self._noise:
            set_generator_state(self._model.noise, self._noise)

    def read(self) -> dict[str, Any]:
        """Return the model's present state as arrays and plain values."""
        parameters, fixed, memory = self._live()
        return {
            "parameters": parameters.copy(),
            "fixed": fixed.copy(),
            "optimizer": memory.copy(),
            "iterations": self._optimizer.iterations,
            "learning_rate": self._optimizer.rate,
            "noise": self._read_noise(),
        }

    def write(self, state: dict[str, Any]) -> None:
        """Put the model into such a state.  Raises ShapeMismatch if it is another model's."""
        for name, here in zip(("parameters", "fixed", "optimizer"), self._live(), strict=True):
            if state[name].shape != here.shape:
                raise ShapeMismatch(f"{name} must have shape {here.shape}; got {state[name].shape}")
            np.copyto(here, state[name])
        self._optimizer.iterations = state["iterations"]
        if self._optimizer.schedule is None:
            self._optimizer.learning_rate = state["learning_rate"]
        if state["noise"]:
            set_generator_state(self._model.noise, state["noise"])
