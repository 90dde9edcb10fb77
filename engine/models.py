"""The kinds of models, under Keras's name for the place where they are found."""

from engine.model import Model
from engine.sequential import Sequential

__all__ = ["Model", "Sequential"]
