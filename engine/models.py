"""The kinds of models, under Keras's name for the place where they are found."""

from engine.model import Model
from engine.sequential import Sequential
from engine.serialization.copies import clone_model, load_model, model_from_json, save_model

__all__ = ["Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]
