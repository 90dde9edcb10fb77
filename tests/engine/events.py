"""What TensorBoard's own reader finds in a folder of event files."""

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData


def read(folder):
    """Return all events."""
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0})
    events.Reload()
    return events


def points(folder):
    """Return the steps of the loss."""
    return [event.step for event in read(folder).Scalars("epoch_loss")]


def settings(folder):
    """Return the settings by name."""
    data = read(folder).SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    told = HParamsPluginData.FromString(data).session_start_info.hparams
    return {name: getattr(value, value.WhichOneof("kind")) for name, value in told.items()}
