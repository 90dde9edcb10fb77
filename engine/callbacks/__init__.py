"""Callbacks: Keras's hooks into training."""

from engine.callbacks.base import Callback, CallbackList, History

__all__ = ["Callback", "CallbackList", "History"]
