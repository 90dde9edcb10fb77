"""The rule of a document, what it needs, and what a change of it takes along."""

import pytest

from app.documents.commands import Experiment
from app.documents.rules import NEEDS
from app.store.content_ids import content_id
from tests.app.refusing import refusals

RULE = {"training": {"rule": "perceptron"}}
LAYER = {"units": 3, "activation": "tanh"}


def document(**more):
    return Experiment.model_validate(RULE | more)


def refusal(raw):
    (fault,) = refusals(Experiment.model_validate, raw)
    return fault


def test_document_without_a_rule_learns_by_gradients_and_keeps_its_id():
    told = Experiment().model_dump(mode="json")
    assert Experiment().training.rule == "gradient"
    assert "rule" not in told["training"]
    named = Experiment.model_validate({"training": {"rule": "gradient"}})
    assert content_id(named.model_dump(mode="json")) == content_id(told)


@pytest.mark.parametrize(
    ("problem", "output"), [("classification", "sign"), ("multiclass", "linear")]
)
def test_rule_alone_is_a_whole_document(problem, output):
    made = document(problem=problem)
    assert made.network.hidden == ()
    assert made.training.loss == "perceptron"
    assert (made.training.batch_size, made.training.optimizer.learning_rate) == (1, 1.0)
    assert made.network.initializer == "zeros"
    assert made.output_activation == output
    assert Experiment.model_validate(made.model_dump(mode="json")) == made


MISFITS = [  # what a document says besides the rule, and how that is refused
    ({"network": {"hidden": [LAYER]}}, "a network without hidden layers; got [3]"),
    ({"network": {"initializer": "he_normal"}}, "initial weights of zero"),
    ({"network": {"output_activation": "tanh"}}, "network.output_activation auto"),
    ({"training": {"loss": "hinge"}}, "training.loss perceptron"),
    ({"training": {"optimizer": {"name": "adam"}}}, "training.optimizer.name sgd"),
    ({"training": {"batch_size": 10}}, "training.batch_size 1"),
    ({"training": {"regularization": {"kind": "l2", "rate": 0.1}}}, "no regularization"),
]


@pytest.mark.parametrize(("more", "why"), MISFITS)
def test_what_the_rule_has_no_place_for_is_refused_with_what_it_needs(more, why):
    training = RULE["training"] | more.get("training", {})
    path, detail = refusal(more | {"training": training})
    assert path == "training.rule"
    assert detail.startswith(f"must be gradient here: perceptron needs {why}")


@pytest.mark.parametrize("problem", ["regression", "multilabel"])
def test_rule_is_for_classes(problem):
    path, detail = refusal({"problem": problem, **RULE})
    assert (path, detail) == (
        "training.rule",
        f"must be gradient here: perceptron is for classification and multiclass; got '{problem}'",
    )  # fmt: skip


def test_unknown_rule_is_refused_with_those_that_there_are():
    path, detail = refusal({"training": {"rule": "hebb"}})
    assert (path, detail) == (
        "training.rule", "must be one of gradient, perceptron; got 'hebb'",
    )  # fmt: skip


def test_perceptrons_loss_is_no_gradients():
    path, detail = refusal({"training": {"loss": "perceptron"}})
    assert path == "training.loss"
    assert detail.startswith("must be one of mse")


def test_another_rule_takes_what_it_needs_with_it():
    rich = Experiment.model_validate(
        {"training": {"optimizer": {"name": "adam"}, "regularization": {"kind": "l1", "rate": 1}}}
    )
    plain = rich.with_value("training.rule", "perceptron")
    assert plain == Experiment.model_validate(RULE)
    back = plain.with_value("training.rule", "gradient")
    assert back == Experiment.model_validate({"network": {"hidden": []}})


def test_same_rule_changes_nothing():
    slow = document().with_value("training.optimizer.learning_rate", 0.5)
    assert slow.with_value("training.rule", "perceptron") == slow


def test_another_problem_keeps_the_rule_where_that_fits():
    several = document().with_value("problem", "multiclass")
    assert several == document(problem="multiclass")
    assert several.with_value("problem", "classification") == document()


@pytest.mark.parametrize("problem", ["regression", "multilabel"])
def test_another_problem_ends_the_rule_where_that_does_not_fit(problem):
    left = document().with_value("problem", problem)
    assert left == Experiment.model_validate({"problem": problem, "network": {"hidden": []}})


@pytest.mark.parametrize("value", [5, None, ["perceptron"], "hebb"])
def test_odd_rules_are_refused_by_their_path(value):
    (fault,) = refusals(lambda rule: Experiment().with_value("training.rule", rule), value)
    assert fault[0] == "training.rule"


def test_needs_are_those_of_the_document_that_the_rule_makes():
    told = document().model_dump(mode="json")
    for path, needed in NEEDS.items():
        value = told
        for key in path.split("."):
            value = value[key]
        assert value == needed, path
