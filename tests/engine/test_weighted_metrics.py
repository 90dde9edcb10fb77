"""Metrics whose rows count by their weights, and one list of metrics for several outputs."""

import re

import numpy as np
import pytest
from sklearn import metrics as reference

import engine as keras
from engine import layers
from engine.errors import InvalidValue, ShapeMismatch
from engine.notices import OldSpelling
from engine.serialization import keras_code
from tests.engine.graphs import rows

X, Y = rows(3, 1, count=30)
LABELS = (Y[:, 0] > 0).astype(int)
WEIGHTS = np.random.default_rng(5).uniform(0.1, 3, size=30)
SAME = {"seed": 1, "dtype": "float64"}


def stack(last=None, loss="mse", **options):
    head = last or layers.Dense(1)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4, "tanh"), head], **SAME)
    model.compile("sgd", loss, **options)
    return model


def two(**options):
    x = keras.Input((3,))
    outputs = [layers.Dense(1, name="a")(x), layers.Dense(1, name="b")(x)]
    model = keras.Model(x, outputs, **SAME)
    model.compile("sgd", ["mse", "mse"], **options)
    return model


def measured(model, y, metric):
    found = model.evaluate(X, y, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    return found[metric]


def huber_of_mine(y_true, y_pred):
    return keras.losses.huber(y_true, y_pred)


class Total(keras.metrics.Metric):
    """The sum of all weights."""

    def __init__(self):
        super().__init__(name="total")
        self.total = self.add_weight(name="total")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(len(y_true) if sample_weight is None else sample_weight.sum())

    def result(self):
        return self.total


@pytest.mark.parametrize(
    ("metric", "of"),
    [
        ("mae", reference.mean_absolute_error),
        ("mse", reference.mean_squared_error),
        ("RootMeanSquaredError", reference.root_mean_squared_error),
    ],
)
def test_errors_are_weighted_as_scikit_learn_weights_them(metric, of):
    model = stack(weighted_metrics=[metric], metrics=[metric])
    plain, weighted = model.metrics_names[1:]
    assert weighted == f"weighted_{plain}"  # as in Keras
    p = model.predict(X, verbose=0)
    assert measured(model, Y, weighted) == pytest.approx(of(Y, p, sample_weight=WEIGHTS))
    assert measured(model, Y, plain) == pytest.approx(of(Y, p))


@pytest.mark.parametrize(
    ("metric", "of"),
    [
        ("accuracy", reference.accuracy_score),
        ("Precision", reference.precision_score),
        ("Recall", reference.recall_score),
    ],
)
def test_counts_are_weighted_as_scikit_learn_weights_them(metric, of):
    model = stack(layers.Dense(1, "sigmoid"), "binary_crossentropy", weighted_metrics=[metric])
    p = model.predict(X, verbose=0)[:, 0] > 0.5
    expected = of(LABELS, p, sample_weight=WEIGHTS)
    assert measured(model, LABELS, model.metrics_names[1]) == pytest.approx(expected)


def test_accuracy_of_classes_is_weighted():
    loss = "sparse_categorical_crossentropy"
    model = stack(layers.Dense(3, "softmax"), loss, weighted_metrics=["accuracy"])
    classes = np.arange(30) % 3
    p = model.predict(X, verbose=0).argmax(axis=1)
    expected = reference.accuracy_score(classes, p, sample_weight=WEIGHTS)
    assert measured(model, classes, "accuracy") == pytest.approx(expected)


def test_metrics_of_ones_own_are_weighted():
    model = stack(weighted_metrics=[huber_of_mine, Total(), "huber"])
    losses = keras.losses.huber(Y, model.predict(X, verbose=0))
    expected = np.average(losses, weights=WEIGHTS)
    assert measured(model, Y, "huber_of_mine") == pytest.approx(expected)
    assert measured(model, Y, "huber") == pytest.approx(expected)
    assert measured(model, Y, "total") == pytest.approx(WEIGHTS.sum())
    assert model.evaluate(X, Y, verbose=0, return_dict=True)["total"] == 30


def test_training_weighs_by_classes_and_rows():
    model = stack(layers.Dense(1, "sigmoid"), "binary_crossentropy", weighted_metrics=["accuracy"])
    model.optimizer.learning_rate = 0.0
    p = model.predict(X, verbose=0)[:, 0] > 0.5
    options = {"class_weight": {0: 1.0, 1: 5.0}, "sample_weight": WEIGHTS, "verbose": 0}
    found = model.fit(X, LABELS, batch_size=7, **options).history["accuracy"][0]
    weights = WEIGHTS * np.where(LABELS, 5.0, 1.0)
    assert found == pytest.approx(reference.accuracy_score(LABELS, p, sample_weight=weights))


def test_weighted_metrics_are_saved_and_exported(tmp_path):
    model = stack(metrics=["mae"], weighted_metrics=["mse"])
    model.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    assert again.metrics_names == ["loss", "mae", "mse"]
    assert measured(again, Y, "mse") == measured(model, Y, "mse")
    code = keras_code.source(model)
    assert re.search(r"^    metrics=\[keras.metrics.MeanAbsoluteError\(", code, re.M)
    assert re.search(r"^    weighted_metrics=\[keras.metrics.MeanSquaredError\(", code, re.M)


def test_metric_that_takes_no_weights_is_refused():
    model = stack(weighted_metrics=["R2Score"])
    with pytest.raises(InvalidValue, match="r2_score takes no weights of rows: list it among met"):
        measured(model, Y, "r2_score")


@pytest.mark.parametrize("given", [["RootMeanSquaredError"], "RootMeanSquaredError"])
def test_one_list_of_metrics_serves_all_outputs_and_is_told(given):
    with pytest.warns(OldSpelling, match=r"metrics for 2 outputs is .* write metrics=\[\[…\], \[…"):
        model = two(metrics=given)
    name = "RootMeanSquaredError"
    assert model.metrics_names[-2:] == [f"a_{name}", f"b_{name}"]


def test_metrics_of_ones_own_are_not_shared_by_outputs():
    with pytest.warns(OldSpelling):
        model = two(metrics=[Total()])
    first, second = model.metrics
    assert first is not second


def test_list_of_as_many_metrics_as_outputs_has_one_for_each():
    assert two(metrics=["mae", "mse"]).metrics_names[-2:] == ["a_mae", "b_mse"]
    with pytest.raises(ShapeMismatch, match="metrics must be 2"):
        two(metrics=[["mae"], ["mae"], ["mae"]])
