"""The Python client of a Neural Playground: runs by program, for a notebook or a script.

Needs a running server and `pip install 'neural-playground[client]'`.  docs/client.md is an example
from end to end.  Knows the server by its documented wire alone.
"""

try:
    import httpx as _httpx  # noqa: F401
except ImportError as missing:
    raise ImportError("the client needs `pip install 'neural-playground[client]'`") from missing

from playground.answers import ActivationCurve, Prediction, State
from playground.client import Client, SavedExperiment
from playground.errors import (
    Busy,
    Conflict,
    ConnectionFailed,
    Ended,
    Invalid,
    NotFound,
    PlaygroundError,
    Refused,
    TimedOut,
)
from playground.frames import Frame, Layer, Snapshot, Topology, plane
from playground.images import Images
from playground.live import watch
from playground.run import Run
from playground.study import Study

__all__ = [
    "ActivationCurve",
    "Busy",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Ended",
    "Frame",
    "Images",
    "Invalid",
    "Layer",
    "NotFound",
    "PlaygroundError",
    "Prediction",
    "Refused",
    "Run",
    "SavedExperiment",
    "Snapshot",
    "State",
    "Study",
    "TimedOut",
    "Topology",
    "plane",
    "watch",
]
