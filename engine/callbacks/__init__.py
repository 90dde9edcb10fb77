"""Callbacks: Keras's hooks into training, and those that most programs want."""

from engine.callbacks.averages import SwapEMAWeights
from engine.callbacks.backup import BackupAndRestore
from engine.callbacks.base import Callback, CallbackList, History, LambdaCallback
from engine.callbacks.files import CSVLogger, ModelCheckpoint
from engine.callbacks.live_cell import LiveCell
from engine.callbacks.progress import ProgbarLogger
from engine.callbacks.stopping import (
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from engine.callbacks.tensorboard import TensorBoard

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "LiveCell",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
