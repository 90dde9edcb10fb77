"""A live cell of a notebook: what a fit has come to, shown anew while it runs."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, cast

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Callback, Logs
from engine.colours import CLASSES
from engine.errors import ShapeMismatch
from engine.notebook.cell import Cell
from engine.notebook.maps import map_svg
from engine.notebook.place import Place, execution

SIDE = 40  # cells of the map on each side
EDGE = 6.0  # of the plane, where no examples say how far it goes
MARGIN = 0.05  # of the examples' range, around them
CURVES = "loss", "val_loss"
FRACTIONS = "sigmoid", "softmax"  # activations whose values lie between 0 and 1

Ends = tuple[float, float, float, float]


class LiveCell(Callback):
    """Shows a fit in its notebook's cell: losses by epoch, the figures, and a map of two inputs.

    ``x`` ``[rows, 2]`` and ``y`` are examples, which are drawn on the map; it reaches as far as
    they do, or from −6 to 6.  A cell changes at most four times a second.  Without IPython, the
    figures are printed once a second.  Raises ShapeMismatch.
    """

    watches_batches = False

    def __init__(
        self, x: Any = None, y: Any = None, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._x = None if x is None else np.asarray(x, float)
        self._y = None if y is None else np.asarray(y, float)
        self._check()
        self._clock = clock
        self._place: Place | None = None
        self._shown_in: int | None = None  # the notebook's cell, by its number
        self._begin()

    def _check(self) -> None:
        if self._x is not None and (self._x.ndim != 2 or self._x.shape[1] != 2):
            raise ShapeMismatch(f"x must be [rows, 2], for a map; got {self._x.shape}")
        if self._y is not None and (self._x is None or len(self._y) != len(self._x)):
            rows = "no x" if self._x is None else f"{len(self._x)} rows of x"
            raise ShapeMismatch(f"y must have a row for each of x; got {len(self._y)} and {rows}")

    def _begin(self) -> None:
        self._epochs: list[float] = []
        self._curves: dict[str, list[float]] = {}
        self._figures: Logs = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies hold: a trial's copy has a place of its own."""
        return {**super().__getstate__(), "_place": None, "_shown_in": None}

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Begin with empty curves, at the place that was shown before, or at a new one."""
        self._begin()
        self._place = self._place or Place(self._clock)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Note an epoch's figures, and show them if it is time."""
        self._figures = dict(logs or {})
        self._epochs.append(epoch + 1)
        for name in CURVES:
            if name in self._figures:
                self._curves.setdefault(name, []).append(float(self._figures[name]))
        if self._place and self._place.due:
            self._place.show(self.cell())

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Show what it has come to; another fit has a place of its own."""
        self.show()
        self._place = None

    def show(self) -> None:
        """Show the model as it is now."""
        self._place, self._shown_in = self._place or Place(self._clock), execution()
        self._place.show(self.cell())

    def _ipython_display_(self) -> None:
        """Show the model where a notebook shows this object, unless it is there already."""
        if getattr(self, "model", None) is None:
            raise NotImplementedError("without a model there is only a repr")
        if self._shown_in != execution():
            self._place = None
            self.show()

    def cell(self) -> Cell:
        """Return what is shown: it has ``_repr_html_``."""
        figures = {name: f"{float(value):.4g}" for name, value in self._figures.items()}
        facts = {"epoch": self._progress(), **figures}
        curves = {name: self._whole(curve) for name, curve in self._curves.items()}
        return Cell(self.model.name, facts, self._epochs, curves, self._picture())

    def _progress(self) -> str:
        done = f"{self._epochs[-1]:.0f}" if self._epochs else "0"
        params: Mapping[str, Any] = getattr(self, "params", {})
        return f"{done} of {params['epochs']}" if "epochs" in params else done

    def _whole(self, curve: list[float]) -> list[float]:
        """Return a curve with a value for each epoch: a fit may validate now and then only."""
        return [float("nan")] * (len(self._epochs) - len(curve)) + curve

    # --- the map --------------------------------------------------------------------------------

    def _picture(self) -> str:
        """Return the map of a model with two inputs and a few outputs; "" of any other."""
        model = cast(Any, self.model)
        if not model.built or list(model.input_shapes) != [(2,)] or len(model.output_shapes) != 1:
            return ""
        (shape,) = model.output_shapes
        if len(shape) != 1 or not 1 <= shape[0] <= len(CLASSES):
            return ""
        ends = self._ends()
        (outputs,) = model.outputs_of([_grid(ends).astype(model.dtype)])
        shares = self._shares(outputs.astype(float))
        return map_svg(shares.T.reshape(-1, SIDE, SIDE), self._points(shape[0]), ends)

    def _ends(self) -> Ends:
        if self._x is None or not len(self._x):
            return -EDGE, EDGE, -EDGE, EDGE
        low, high = self._x.min(axis=0), self._x.max(axis=0)
        room = MARGIN * np.where(high > low, high - low, 1)
        (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
        return left, right, bottom, top

    def _span(self) -> tuple[float, float]:
        """Return the values of an output that have the first and the last colour."""
        if self._y is not None and len(self._y) and self._y.min() < self._y.max():
            return float(self._y.min()), float(self._y.max())
        activation = getattr(self.model.layers[-1], "activation", None)
        return (0.0, 1.0) if getattr(activation, "name", "") in FRACTIONS else (-1.0, 1.0)

    def _shares(self, outputs: Array) -> Array:
        """Return outputs ``[rows, channels]`` as shares of the colours, from 0 to 1."""
        if outputs.shape[1] == 1:
            low, high = self._span()
            return np.clip((outputs - low) / (high - low), 0, 1)
        if (outputs < 0).any() or (outputs > 1).any():  # logits: the softmax of them
            powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        return outputs

    def _points(self, channels: int) -> Array | None:
        """Return the examples as a map wants them, ``[n, 3]``; None without labels."""
        if self._x is None or self._y is None:
            return None
        columns = self._y.reshape(len(self._y), -1)
        if channels == 1:
            low, high = self._span()
            labels = (columns[:, 0] - low) / (high - low)
        else:
            labels = columns[:, 0] if columns.shape[1] == 1 else columns.argmax(axis=1)
            labels = np.clip(labels, 0, channels - 1)
        return np.column_stack([self._x, labels])


def _grid(ends: Ends) -> Array:
    """Return the cells of the map ``[side², 2]``, row by row from the highest x2 down."""
    left, right, bottom, top = ends
    x1, x2 = np.meshgrid(np.linspace(left, right, SIDE), np.linspace(top, bottom, SIDE))
    return np.column_stack([x1.ravel(), x2.ravel()])
