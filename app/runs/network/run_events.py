"""Writes a run of a network as an event file of TensorBoard's, with histograms of its weights."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.network.network_training import NetworkTraining
from app.runs.network.topology import Topology
from app.runs.training.event_log import EventOrder, event_log
from app.runs.training.trainer import Trainer
from app.runs.training.training import State


def event_files(trainer: Trainer, order: EventOrder) -> Work[bytes]:
    """Return a zip with the event file of a run."""
    assert isinstance(trainer.training, NetworkTraining)
    return event_log(trainer, order, partial(named_weights, trainer.training.topology))


def named_weights(topology: Topology, state: State) -> Mapping[str, NDArray[Any]]:
    """Return the kernel and the biases of each layer, flat, as they are in a state."""
    parameters, named = state.arrays["parameters"], {}
    for layer in topology.layers:
        named[f"{layer.name}/kernel"] = parameters[layer.kernel : layer.bias]
        named[f"{layer.name}/bias"] = parameters[layer.bias : layer.bias + layer.units]
    return named
