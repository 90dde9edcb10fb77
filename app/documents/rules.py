"""What a rule of learning needs of an experiment besides its problem, and what is changed for it.

The perceptron's rule goes example by example from weights of 0: it has no hidden layers to pass an
error back to, no loss, optimizer, penalty or batches to choose.  What does not fit is refused, and
what a document leaves out is filled in to fit.
"""

import reprlib
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from pydantic_core import PydanticCustomError

from app.documents import choices
from app.documents.choices import GRADIENT, PERCEPTRON, RULES
from app.documents.network_spec import PLAIN

RATE = 1.0  # scales the weights of a perceptron, and nothing else
NEEDS: Final[dict[str, Any]] = {  # of the perceptron's rule: values of the document, by their paths
    "network.hidden": [],
    "network.initializer": "zeros",
    "network.output_activation": "auto",
    "training.loss": "perceptron",
    "training.optimizer.name": "sgd",
    "training.batch_size": 1,
    "training.regularization.kind": "none",
}
USUAL: Final = {"network.parameters": None, "network.dtype": "float32"}  # it needs these too
WORDS: Final = {
    "network.hidden": "a network without hidden layers",
    "network.initializer": "initial weights of zero: network.initializer zeros",
    "network.output_activation": "network.output_activation auto: it answers with a hard edge",
    "training.loss": "training.loss perceptron: the share of mistakes",
    "training.optimizer.name": "training.optimizer.name sgd: the rule is its own optimizer",
    "training.batch_size": "training.batch_size 1: it learns from one example at a time",
    "training.regularization.kind": "no regularization: it would void the bound on mistakes",
    "network.parameters": "initial weights of zero: no network.parameters",
    "network.dtype": "network.dtype float32: its steps are exact in either",
}


def check(experiment: Any) -> None:
    """Refuse an experiment that its rule does not fit."""
    name = experiment.training.rule
    if name != PERCEPTRON:
        return
    fit = RULES[name].problems
    if experiment.problem not in fit:
        raise _misfit(f"is for {' and '.join(fit)}", experiment.problem)
    for path, needed in {**NEEDS, **USUAL}.items():
        value = attrgetter(path)(experiment)
        if path == "network.hidden":
            value = [layer.units for layer in value]
        if value != needed:
            raise _misfit(f"needs {WORDS[path]}", value)


def _misfit(why: str, got: object) -> PydanticCustomError:
    facts = {"path": "training.rule", "why": why, "got": reprlib.repr(got)}
    return PydanticCustomError("does_not_fit", "must be gradient here: perceptron {why}", facts)


def fill(natural: dict[str, dict[str, Any]], raw: Mapping[str, Any]) -> None:
    """Add what fits the rule of a raw document to what is filled in where it says nothing."""
    training = raw.get("training")
    if not isinstance(training, Mapping) or training.get("rule") != PERCEPTRON:
        return
    natural.setdefault("network", {})
    natural["training"]["optimizer"] = {"name": "sgd", "learning_rate": RATE}
    for path, value in NEEDS.items():
        part, key, *rest = path.split(".")
        if not rest:
            natural[part][key] = value


def switch(raw: dict[str, Any], rule: object) -> None:
    """Give the plain data of a document another rule, with all that it needs or leaves behind."""
    training, network = raw["training"], raw["network"]
    if rule == training.get("rule", GRADIENT):
        return
    training["rule"] = rule
    if rule == PERCEPTRON:
        for name in ("hidden", "initializer", "output_activation", "parameters", "dtype", *PLAIN):
            network.pop(name, None)
        for name in ("loss", "batch_size", "optimizer"):
            training.pop(name, None)
        training["regularization"] = {"kind": "none", "rate": 0.0}
    elif rule == GRADIENT:
        for name in ("loss", "optimizer", "batch_size"):
            training.pop(name, None)
        network.pop("initializer", None)


def leave(raw: dict[str, Any], problem: str) -> None:
    """Go back to gradients where a problem does not fit the rule."""
    if problem not in choices.RULES[raw["training"].get("rule", GRADIENT)].problems:
        switch(raw, GRADIENT)
