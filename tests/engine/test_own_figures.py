"""``compute_metrics`` of a model of one's own, and the figures of such models."""

import numpy as np
import pytest

import engine as keras
from engine import layers, metrics
from tests.engine.graphs import rows

X, Y = rows(3, 2, count=22)
CLASSES = (np.arange(22) % 2).astype(int)


class Plain(keras.Model):
    """Overrides a method and leaves all of it to the base class."""

    def compute_loss(self, *args, **kwargs):
        return super().compute_loss(*args, **kwargs)


def graph(kind, last=None):
    x = keras.Input((3,))
    tensor = layers.Dense(4, "tanh")(x)
    return kind(x, layers.Dense(2, last)(tensor), seed=1, dtype="float64")


class Measured(keras.Model):
    """The guide's: a metric that is an attribute, and figures that are added."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.custom_metric = metrics.MeanAbsoluteError(name="custom_metric")

    def compute_metrics(self, x, y, y_pred, sample_weight):
        figures = super().compute_metrics(x, y, y_pred, sample_weight)
        self.custom_metric.update_state(y, y_pred)
        figures["custom_metric"] = self.custom_metric.result()
        figures["rows"] = len(x)
        return figures


def test_figures_are_those_that_compute_metrics_returns():
    model, other = graph(Measured), graph(keras.Model)
    for one in (model, other):
        one.compile(keras.optimizers.SGD(0.0), "mse", metrics=["mae"])
    own, built_in = (
        one.fit(X, Y, batch_size=5, verbose=0, validation_data=(X, Y)).history
        for one in (model, other)
    )
    assert list(own) == ["custom_metric", "loss", "mae", "rows", "val_custom_metric", "val_loss",
                         "val_mae", "val_rows"]  # fmt: skip
    for name in ("loss", "mae", "val_loss", "val_mae"):
        assert own[name] == pytest.approx(built_in[name], rel=1e-12)
    assert own["custom_metric"] == pytest.approx(built_in["mae"], rel=1e-12)
    assert own["rows"] == [2.0]  # of the last batch
    assert model.metrics == [model.compiled.metrics[0][0][1], model.custom_metric]


def test_figures_of_the_model_can_be_monitored():
    model = graph(Measured)
    model.compile("sgd", "mse")
    stop = keras.callbacks.EarlyStopping("val_custom_metric", mode="min", patience=5)
    history = model.fit(X, Y, validation_data=(X, Y), epochs=3, verbose=0, callbacks=[stop])
    assert len(history.history["val_custom_metric"]) == 3


def test_metrics_of_compile_are_measured_over_all_batches():
    model = graph(Plain, last="softmax")
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(X, CLASSES, batch_size=5, verbose=0)
    p = model.predict(X, verbose=0)
    assert accuracy == pytest.approx((p.argmax(axis=1) == CLASSES).mean())
    assert loss == pytest.approx(-np.log(p[np.arange(22), CLASSES]).mean())
