"""What a run of images may be, and what is refused, with where and why."""

import pytest
from pydantic import ValidationError

from app.documents.field_errors import field_errors
from app.documents.image_document import Images
from app.documents.run_kinds import parse_document

DIGITS = {"data": {"name": "digits"}}
WIDE = [{"units": 512}] * 2


def refused(**about):
    """Return the place and the text of the first fault."""
    with pytest.raises(ValidationError) as fault:
        Images.model_validate(about)
    (first, *_) = field_errors(fault.value)
    return first["path"], first["detail"]


def convolution(*blocks, **more):
    return {"network": {"convolution": [*blocks]}, **more}


def test_kind_alone_is_the_default():
    assert parse_document({"kind": "images"}) == Images()


def test_document_reads_back():
    document = Images.model_validate({**DIGITS, "network": {"convolution": [{}]}})
    assert parse_document(document.model_dump(mode="json")) == document


@pytest.mark.parametrize(
    ("name", "rate"), [("sgd", 0.01), ("adam", 0.001), ("rmsprop", 0.001), ("nesterov", 0.01)]
)
def test_learning_rate_that_is_left_out_is_keras_s(name, rate):
    training = {"optimizer": {"name": name}}
    assert Images(training=training).training.optimizer.learning_rate == rate


@pytest.mark.parametrize(
    ("about", "path", "words"),
    [
        (convolution({"kernel": 7}, {"kernel": 7}, **DIGITS), "network.convolution.1.kernel", "1"),
        (convolution({"kernel": 6, "pool": 4}, **DIGITS), "network.convolution.0.pool", "most 3"),
        (convolution({}, {}, {}), "network.convolution", "at most 2 items"),
        ({"data": {"name": "cats"}}, "data.name", "one of fashion_mnist, digits"),
        ({"data": {"name": "digits", "validation": 1_500}}, "data.validation", "less than the"),
        ({"data": {"classes": [3]}}, "data.classes", "at least 2 items"),
        ({"data": {"classes": [3, 3]}}, "data.classes", "different numbers"),
        ({"data": {"classes": [3, 10]}}, "data.classes.1", "at most 9"),
        ({"network": {"hidden": WIDE}}, "network", "weights at most"),
        ({"training": {"batch_size": 1_000}}, "training.batch_size", "at most 751 here"),
        ({"training": {"loss": "hinge"}}, "training.loss", "must be one of"),
        ({"network": {"initializer": "playground"}}, "network.initializer", "must be one of"),
        ({"network": {"dropout": 1}}, "network.dropout", "at most 0.9"),
        ({"budget": {"epochs": 0}}, "budget.epochs", "at least 1"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(about, path, words):
    at, detail = refused(**about)
    assert at == path
    assert words in detail


def test_memory_of_the_optimizer_counts():
    hidden = {"hidden": [{"units": 400}, {"units": 200}]}
    assert Images(network=hidden).weights > 390_000
    path, words = refused(network=hidden, training={"optimizer": {"name": "adam"}})
    assert (path, "numbers in memory" in words) == ("network", True)


def test_budget_that_would_take_too_long_says_how_many_epochs_fit():
    blocks = [{"filters": 64, "kernel": 5, "pool": 2}, {"filters": 16, "kernel": 3, "pool": 2}]
    network = {"convolution": blocks, "hidden": [{"units": 50}]}
    path, words = refused(network=network, budget={"epochs": 1_000})
    assert path == "budget.epochs"
    most = int(words.split("at most ")[1].split()[0])
    assert Images(network=network, budget={"epochs": most}).budget.epochs == most
