"""Metrics as Keras has them: what they keep, by function, and a program's own."""

import numpy as np
import pytest

import engine as keras
from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from tests.engine.networks import network

X = np.random.default_rng(1).normal(size=(40, 3))
CLASSES = (X[:, 0] > 0).astype(int)


def test_metric_measures_all_that_it_was_shown():
    precision = keras.metrics.Precision()
    first = precision([0, 1, 1, 1, 0, 1, 0, 1], [1, 1, 0, 1, 0, 1, 0, 1])
    second = precision([0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 0, 0, 0])
    assert (first, second, precision.result()) == (0.8, 0.5, 0.5)
    precision.reset_state()
    assert precision.result() == 0.0
    precision.update_state([1, 1], [1, 0])
    assert precision.result() == 1.0


def test_mean_is_that_of_all_values():
    mean = keras.metrics.Mean()
    assert (mean(3.0), mean([1, 5]), mean.result()) == (3.0, 3.0, 3.0)
    mean.reset_state()
    assert mean.result() == 0.0
    assert mean([1, 5], sample_weight=[3, 1]) == 2.0


def test_functions_give_a_figure_for_each_row():
    found = keras.metrics.sparse_categorical_accuracy([0, 1, 0], [[0.6, 0.4], [0.2, 0.8], [0, 1]])
    assert found.tolist() == [1, 1, 0]
    assert keras.metrics.binary_accuracy([[1, 0]], [[0.7, 0.6]]).tolist() == [0.5]
    assert keras.metrics.categorical_accuracy([[0, 1]], [[0.3, 0.7]]).tolist() == [1]
    assert keras.metrics.mean_squared_error([[1, 0]], [[0, 0]]).tolist() == [0.5]


def classifier(*metrics):
    model = network(3, 4, 2, output="softmax")
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=list(metrics))
    return model


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (keras.metrics.sparse_categorical_accuracy, "sparse_categorical_accuracy"),
        ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
        (keras.losses.sparse_categorical_crossentropy, "sparse_categorical_crossentropy"),
    ],
)
def test_models_are_compiled_with_functions_and_names_of_losses(given, name):
    model = classifier(given, "accuracy")
    figures = model.evaluate(X, CLASSES, verbose=0, return_dict=True)
    expected = figures["loss" if "cross" in name else "accuracy"]
    assert figures[name] == pytest.approx(expected)


def test_function_of_ones_own_is_a_metric():
    def spread(y_true, y_pred):
        return y_pred.max(axis=1) - y_pred.min(axis=1)

    model = classifier(spread)
    history = model.fit(X, CLASSES, verbose=0).history
    assert list(history) == ["loss", "spread"]
    outputs = model.predict(X, verbose=0)
    expected = float((outputs.max(axis=1) - outputs.min(axis=1)).mean())
    assert model.evaluate(X, CLASSES, verbose=0)[1] == pytest.approx(expected)


def test_percentage_is_known_by_its_short_name():
    model = network(3, 1, output="linear")
    model.compile("sgd", "mse", metrics=["mape"])
    y = np.full((40, 1), 2.0)
    expected = np.abs(model.predict(X, verbose=0) - y).mean() * 50
    assert model.evaluate(X, y, verbose=0)[1] == pytest.approx(expected)


def test_unknown_metric_is_refused_when_it_is_given():
    with pytest.raises(UnknownChoice, match="metric must be one of"):
        classifier("accuracies")


def test_metric_keeps_what_it_was_shown_when_the_arrays_change():
    metric = keras.metrics.MeanSquaredError()
    y, p = np.zeros((2, 1)), np.ones((2, 1))
    metric.update_state(y, p)
    p[...] = 5
    metric.update_state(y, p)
    assert metric.result() == 13.0


def test_rows_count_by_their_weights_where_the_figure_is_a_mean():
    metric = keras.metrics.MeanSquaredError()
    metric.update_state([0], [1])
    metric.update_state([0, 0], [2, 3], sample_weight=[3, 4])
    assert metric.result() == (1 + 3 * 4 + 4 * 9) / (1 + 3 + 4)
    assert keras.metrics.Mean()([1, 5], [3, 1]) == 2.0
    with pytest.raises(InvalidValue, match="auc takes no weights of rows"):
        keras.metrics.AUC()([0, 1], [0.2, 0.7], sample_weight=[1, 2])
    with pytest.raises(ShapeMismatch, match="a weight for each of 2 rows; got 3"):
        metric.update_state([0, 0], [1, 1], sample_weight=[1, 2, 3])
