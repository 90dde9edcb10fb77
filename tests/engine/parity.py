"""Figures of a real Keras 3.15 in float64, see `meta` in the file."""

import json
from pathlib import Path

import numpy as np

FILE = np.load(Path(__file__).parent.parent / "data" / "keras_parity.npz")
CASES = json.loads(str(FILE["meta"]))["cases"]


def names(kind):
    """Return the cases of a kind, as in `losses/huber`, without the kind."""
    return [name.partition("/")[2] for name in CASES if name.startswith(kind + "/")]


def figures(kind, name):
    """Return a case's arrays by their names."""
    prefix = f"{kind}/{name}/"
    return {key.removeprefix(prefix): FILE[key] for key in FILE.files if key.startswith(prefix)}


def settings(kind, name):
    """Return a case's description."""
    return CASES[f"{kind}/{name}"]
