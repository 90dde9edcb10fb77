"""The Python client of a Neural Playground: runs by program, for a notebook or a script.

Needs a running server and `pip install 'neural-playground[client]'`.  docs/client.md is an example
from end to end.  Knows the server by its documented wire alone.
"""

try:
    import httpx as _httpx  # noqa: F401
except ImportError as missing:
    raise ImportError("the client needs `pip install 'neural-playground[client]'`") from missing

from playground.answers import Prediction, State
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
from playground.run import Run

__all__ = [
    "Busy",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Ended",
    "Frame",
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
    "TimedOut",
    "Topology",
    "plane",
]
