"""Figures of a real Keras 3.15 in float64, see `meta` in the files."""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent.parent / "data"


class Figures:
    """The figures of one file."""

    def __init__(self, name):
        self._file = np.load(FOLDER / name)
        self._cases = json.loads(str(self._file["meta"]))["cases"]

    def names(self, kind):
        """Return the cases of a kind, as in `losses/huber`, without the kind."""
        prefix = kind + "/"
        return [name.removeprefix(prefix) for name in self._cases if name.startswith(prefix)]

    def figures(self, kind, name):
        """Return a case's arrays by their names."""
        prefix, file = f"{kind}/{name}/", self._file
        return {key.removeprefix(prefix): file[key] for key in file.files if key.startswith(prefix)}

    def settings(self, kind, name):
        """Return a case's description."""
        return self._cases[f"{kind}/{name}"]


DENSE, MAPS = Figures("keras_parity.npz"), Figures("keras_conv_parity.npz")
names, figures, settings = DENSE.names, DENSE.figures, DENSE.settings
