"""Writes a run as an event file of TensorBoard's: its settings, its history, and its weights.

A history does not say when its epochs were: the times in the file are those of the download.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.encoding.event_zip import EventZip
from app.runs.blocks import Work
from app.runs.training.trainer import Trainer
from app.runs.training.training import State

HISTOGRAMS = 50  # epochs of the timeline whose weights are shown, at most
TOGETHER = 50  # events in a block: one or two milliseconds
NO_SETTINGS = {"kind", "version", "title", "description", "view"}  # they change nothing learned
MOST_ENTRIES, MOST_CHARACTERS = 16, 200  # of a list, and of a text, that is a setting

Weights = Callable[[State], Mapping[str, NDArray[Any]]]  # of a state, by their names


@dataclass(frozen=True)
class EventOrder:
    """What the folder of the files is called, and when they were asked for."""

    name: str
    time: float  # seconds since 1970


def _nothing(_: State) -> Mapping[str, NDArray[Any]]:
    return {}


def event_log(trainer: Trainer, order: EventOrder, weights: Weights = _nothing) -> Work[bytes]:
    """Return a zip with the event file of a run, as it is at the first block."""
    names, timeline = trainer.history.metrics, trainer.timeline
    rows = {int(row[0]): row[1 : 1 + len(names)].tolist() for row in trainer.history.rows}
    states = {epoch: timeline.at(epoch) for epoch in spread(timeline.epochs, HISTOGRAMS)}
    settings = settings_of(trainer.document.model_dump(mode="json"))
    archive = EventZip(order.time)
    records = archive.records
    yield
    with archive.file(order.name) as file:
        file.write(records.settings(settings))
        for number, epoch in enumerate(sorted({*rows, *states})):
            if epoch in rows:
                values = dict(zip(names, rows[epoch], strict=True))
                file.write(records.scalars(values, epoch))
            if epoch in states:
                for tag, array in weights(states[epoch]).items():
                    file.write(records.histogram(tag, array, epoch))
                    yield
            if number % TOGETHER == 0:
                yield
    return archive.content()


def spread(epochs: Sequence[int], most: int) -> list[int]:
    """Return at most so many of some epochs, ascending: evenly spread, with the first and last."""
    if len(epochs) <= most:
        return [*epochs]
    wanted = np.linspace(epochs[0], epochs[-1], most)
    places = np.unique(np.searchsorted(epochs, wanted))
    return [epochs[place] for place in places]


def settings_of(document: Mapping[str, object]) -> dict[str, object]:
    """Return the settings of a document by their paths, as numbers, yes or no, and texts.

    What is long is no setting to compare runs by: points, and given weights.
    """
    found: dict[str, object] = {}
    for key, value in document.items():
        if key not in NO_SETTINGS:
            _collect(key, value, found)
    return found


def _collect(path: str, value: object, found: dict[str, object]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _collect(f"{path}.{key}", inner, found)
    elif isinstance(value, list | tuple):
        if len(value) <= MOST_ENTRIES:
            _collect_list(path, value, found)
    elif isinstance(value, str):
        found[path] = value[:MOST_CHARACTERS]
    elif value is not None:
        found[path] = value


def _collect_list(path: str, values: Sequence[object], found: dict[str, object]) -> None:
    """Collect a list of parts part by part, and one of plain values as one text."""
    if all(isinstance(value, Mapping) for value in values):
        for at, value in enumerate(values):
            _collect(f"{path}.{at}", value, found)
    elif not any(isinstance(value, list | tuple | Mapping) for value in values):
        _collect(path, ", ".join(map(str, values)), found)
