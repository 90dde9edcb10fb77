"""What there is to say of a run that learns by the perceptron's rule, which has no gradients."""

from app.runs.answers import Diagnosis, Finding
from app.runs.blocks import Work
from app.runs.network.perceptron_training import PerceptronTraining

PATIENCE = 3  # epochs before it is told that no line will do


def diagnose_perceptron(training: PerceptronTraining) -> Work[Diagnosis]:
    """Return why a perceptron will never stop making mistakes, if it will not."""
    yield
    finding = _cycle(training) or _inseparable(training)
    findings = [finding] if finding else []
    return {"epoch": training.epoch, "findings": findings, "layers": []}


def _cycle(training: PerceptronTraining) -> Finding | None:
    """The weights have come back: all that follows was there before."""
    rule = training.rule
    if (earlier := rule.repeats) is None:
        return None
    return {
        "code": "cycle",
        "gist": f"The weights of update {rule.updates} are those of update {earlier} again.",
        "text": f"After update {rule.updates} the weights are the same as after update {earlier}, "
        "before the same point: the rule goes round in a circle for ever, as no weights get every "
        "point right. A hidden layer, which gradients train, or another feature helps.",
        "remedies": [],
    }


def _inseparable(training: PerceptronTraining) -> Finding | None:
    """No weights get every point right, so the rule finds none."""
    if training.epoch < PATIENCE or training.separation.is_possible is not False:
        return None
    best, samples = training.rule.pocket.right, training.samples
    return {
        "code": "inseparable",
        "gist": f"No weights get all {samples} training points right.",
        "text": "No weights get every training point right, so the rule never comes to rest. The "
        f"best so far get {best} of {samples} right. Another feature helps, or a hidden "
        "layer, which gradients train.",
        "remedies": [],
    }
