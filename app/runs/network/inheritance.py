"""What a new network in training takes over from the one before it: weights, memory, epoch."""

from app.runs.network.network_training import NetworkTraining
from app.runs.network.weight_transfer import weight_transfer
from app.runs.training.training import State, Training


def inherit(after: Training, before: Training) -> bool:
    """Let a network take over what another has learned of the same problem; say whether it did."""
    assert isinstance(after, NetworkTraining)
    if not isinstance(before, NetworkTraining):
        return False
    here, there = after.document, before.document
    if here.problem != there.problem:
        return False
    state, past = after.snapshot(), before.snapshot()
    transfer = weight_transfer(before.topology, after.topology)
    arrays, values = {**state.arrays}, {**state.values, "epoch": past.epoch}
    arrays["parameters"] = transfer.parameters(past.arrays["parameters"], arrays["parameters"])
    if here.training.optimizer.name == there.training.optimizer.name:
        arrays["optimizer"] = transfer.memory(past.arrays["optimizer"], arrays["optimizer"])
        values["iterations"] = past.values["iterations"]
    if here.training.seed == there.training.seed:
        values["generator"] = past.values["generator"]
    after.restore(State(arrays, values))
    return True
