"""What a new network in training takes over from the one before it: weights, memory, epoch."""

from app.documents.choices import PERCEPTRON
from app.runs.network.network_training import NetworkTraining
from app.runs.network.weight_transfer import weight_transfer
from app.runs.training.training import State, Training


def inherit(after: Training, before: Training) -> bool:
    """Let a network take over what another has learned of the same problem by the same rule.

    Say whether it did.
    """
    assert isinstance(after, NetworkTraining)
    if not isinstance(before, NetworkTraining):
        return False
    here, there = after.document, before.document
    if (here.problem, here.training.rule) != (there.problem, there.training.rule):
        return False
    state, past = after.snapshot(), before.snapshot()
    transfer = weight_transfer(before.topology, after.topology)
    arrays, values = {**state.arrays}, {**state.values, "epoch": past.epoch}
    parameters = transfer.parameters(past.arrays["parameters"], arrays["parameters"])
    if here.training.rule == PERCEPTRON:
        after.restore(State(arrays, values))
        after.parameters[:] = parameters  # as if they were set by hand: no count is of them
        return True
    arrays["parameters"] = parameters
    memories = [one.arrays["optimizer"].shape[0] for one in (state, past)]  # one row for a slot
    same_name = here.training.optimizer.name == there.training.optimizer.name
    if same_name and memories[0] == memories[1]:
        arrays["optimizer"] = transfer.memory(past.arrays["optimizer"], arrays["optimizer"])
        values["iterations"] = past.values["iterations"]
    if here.training.shuffle_seed == there.training.shuffle_seed:
        values["generator"] = past.values["generator"]
    after.restore(State(arrays, values))
    return True
