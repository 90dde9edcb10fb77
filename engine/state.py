"""What a step of training changes: parameters and the optimizer's memory."""

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ShapeMismatch

if TYPE_CHECKING:
    from engine.models import Sequential


class SavedState:
    """Room for one such state of a compiled model, and its form as plain values."""

    def __init__(self, model: "Sequential") -> None:
        self._model = model
        self._parameters = model.parameters.copy()
        self._memory = model.optimizer.state.copy()
        self._iterations = model.optimizer.iterations

    def save(self) -> None:
        """Keep the model's present state."""
        np.copyto(self._parameters, self._model.parameters)
        np.copyto(self._memory, self._model.optimizer.state)
        self._iterations = self._model.optimizer.iterations

    def bring_back(self) -> None:
        """Put the model into the state kept last."""
        np.copyto(self._model.parameters, self._parameters)
        np.copyto(self._model.optimizer.state, self._memory)
        self._model.optimizer.iterations = self._iterations

    def read(self) -> dict[str, Any]:
        """Return the model's present state as arrays and plain values."""
        optimizer = self._model.optimizer
        return {
            "parameters": self._model.parameters.copy(),
            "optimizer": optimizer.state.copy(),
            "iterations": optimizer.iterations,
            "learning_rate": optimizer.learning_rate,
        }

    def write(self, state: dict[str, Any]) -> None:
        """Put the model into such a state.  Raises ShapeMismatch if it is another model's."""
        optimizer = self._model.optimizer
        for name, here in (("parameters", self._model.parameters), ("optimizer", optimizer.state)):
            if state[name].shape != here.shape:
                raise ShapeMismatch(f"{name} must have shape {here.shape}; got {state[name].shape}")
            np.copyto(here, state[name])
        optimizer.iterations = state["iterations"]
        optimizer.learning_rate = state["learning_rate"]
