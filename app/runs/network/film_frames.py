"""Makes the film of a run: its map at the epochs that the timeline has, as an animated GIF."""

from collections.abc import Collection
from math import isfinite

import numpy as np

from app.documents.commands import View
from app.encoding.film import CELLS, Film
from app.runs.blocks import Work
from app.runs.network.frames import draw
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, block_rows
from app.runs.training.event_log import spread
from app.runs.training.trainer import Trainer
from app.runs.training.training import Parameters

MOST_FRAMES, FEWEST_FRAMES = 60, 12
MOST_BLOCKS = 300  # of passes through the network, for all frames together: about a second
MOST_POINTS = 500  # of the training set; more would cover the map
HUNDREDTHS, HUNDREDTHS_AT_THE_END = 12, 200  # of a second that a frame is shown
VIEW = View(resolution=CELLS, thumbnails=0)
CHARACTERS = 5  # of a loss


def film(trainer: Trainer) -> Work[bytes]:
    """Return the film of a run, as it is at the first block."""
    training = trainer.training
    assert isinstance(training, NetworkTraining)
    losses = {int(row[0]): (float(row[1]), float(row[2])) for row in trainer.history.rows}
    states = _states(trainer, losses.keys(), frames_of(training))
    train, made = training.data.train, Film(training.topology.channels)
    yield from made.mark(train.points[:MOST_POINTS], train.labels[:MOST_POINTS].tolist())
    for epoch, parameters in states.items():
        look = ModelSnapshot(training.model, training.topology, parameters)
        drawn = yield from draw(look, training.data.plane, VIEW)
        yield
        lines = f"epoch {epoch}", "loss {} test {}".format(*map(short, losses[epoch]))
        shown = HUNDREDTHS if epoch < max(states) else HUNDREDTHS_AT_THE_END
        yield from made.add(drawn["boundary"], lines, shown)
    return made.content()


def _states(trainer: Trainer, measured: Collection[int], most: int) -> dict[int, Parameters]:
    """Return the parameters at no more than so many of the epochs that were measured.

    The timeline of a large network is lost with its worker: then there is the present, unless the
    run is over, and may have returned to the parameters of an earlier epoch.
    """
    stored, present = set(trainer.timeline.epochs), trainer.training.parameters.copy()
    known = stored if trainer.position or trainer.over else {*stored, trainer.epoch}
    return {
        epoch: trainer.timeline.at(epoch).arrays["parameters"] if epoch in stored else present
        for epoch in spread(sorted(known.intersection(measured)), most)
    }


def frames_of(training: NetworkTraining) -> int:
    """Return how many frames a film of this network may have."""
    rows = block_rows(training.topology, training.data.plane.cost)
    blocks = -(-(CELLS**2) // rows)
    return int(np.clip(MOST_BLOCKS // blocks, FEWEST_FRAMES, MOST_FRAMES))


def short(loss: float) -> str:
    """Return a loss in five characters, or a few more where it is tiny or huge."""
    if not isfinite(loss):
        return "-"
    if loss == 0 or abs(loss) >= 0.001:
        for places in (3, 2, 1, 0):
            if len(text := f"{loss:.{places}f}") <= CHARACTERS:
                return text
    return f"{loss:.0e}"
