"""What another problem takes of a document: values that do not fit it give way to its defaults."""

from typing import Any

from app.documents import choices, rules


def forget_misfits(raw: dict[str, Any], problem: Any) -> None:
    """Remove defaults of the old problem, and values that do not fit the new one."""
    if not isinstance(problem, str) or problem not in choices.PROBLEMS:
        return
    data, training, old = raw["data"], raw["training"], choices.PROBLEMS[raw["problem"]]
    if data["samples"] == old.samples:
        del data["samples"]
    if data["name"] not in choices.data_sets(problem):
        del data["name"]
    if training["loss"] == old.loss or training["loss"] not in choices.losses(problem):
        del training["loss"]
    loss = training.get("loss", choices.PROBLEMS[problem].loss)
    if raw["network"]["output_activation"] not in choices.output_activations(problem, loss):
        del raw["network"]["output_activation"]
    rules.leave(raw, problem)
