"""Callbacks: Keras's hooks into training, and those that most programs want."""

from engine.callbacks.base import Callback, CallbackList, History, LambdaCallback
from engine.callbacks.files import CSVLogger, ModelCheckpoint
from engine.callbacks.progress import ProgbarLogger
from engine.callbacks.stopping import (
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from engine.callbacks.tensorboard import TensorBoard

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TensorBoard",
    "TerminateOnNaN",
]
