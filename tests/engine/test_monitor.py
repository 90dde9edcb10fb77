"""What callbacks watch: which way is better, and what cannot be watched."""

from functools import partial

import numpy as np
import pytest

from engine import Input, Model, callbacks, layers, metrics
from engine.errors import UnknownChoice
from tests.engine.networks import CIRCLE, LABELS, network, playground

RISING = {
    "accuracy": "accuracy",
    "sensitivity": metrics.Recall(name="sensitivity"),
    "auc_1": metrics.AUC(name="auc_1"),
    "precision_at_80": metrics.Precision(0.8, name="precision_at_80"),
    "f1_score": metrics.F1Score(),
    "r2": "r2",
}
FALLING = {"loss": None, "mae": "mae", "accuracy_gap": metrics.MeanSquaredError("accuracy_gap")}


@pytest.mark.parametrize("part", ["", "val_"])
@pytest.mark.parametrize("name", [*RISING, *FALLING])
def test_metric_says_which_way_is_better(name, part):
    model = network(2, 3, 1)
    model.compile("sgd", "mse", metrics=[one for one in ({**RISING, **FALLING}[name],) if one])
    callback = callbacks.EarlyStopping(part + name, restore_best_weights=True)
    options = {"validation_data": (CIRCLE, LABELS), "callbacks": callback, "verbose": 0}
    model.fit(CIRCLE, LABELS, epochs=1, **options)
    callback.monitor.forget()
    assert callback.monitor.saw(0.5)
    assert callback.monitor.improves(0.6 if name in RISING else 0.4)


def test_metric_of_one_of_several_outputs_says_so_too():
    x = Input((2,))
    outputs = [layers.Dense(1, "sigmoid", name=name)(x) for name in ("a", "b")]
    model = Model(x, outputs)
    model.compile("sgd", ["mse", "mse"], metrics=[["accuracy"], ["mae"]])
    up, down = callbacks.EarlyStopping("a_accuracy"), callbacks.EarlyStopping("b_mae")
    model.fit(CIRCLE, [LABELS, LABELS], callbacks=[up, down], verbose=0)
    assert (up.monitor.direction, down.monitor.direction) == ("max", "min")


class Own(metrics.MeanAbsoluteError):
    direction = ""


@pytest.mark.parametrize(
    "watcher",
    [
        callbacks.EarlyStopping,
        callbacks.ReduceLROnPlateau,
        lambda name, **options: callbacks.ModelCheckpoint("x.keras", name, **options),
    ],
)
def test_figure_that_cannot_be_watched_is_told_before_training(watcher):
    model = playground()
    model.compile("sgd", "mse", metrics=[Own("own")])
    before = model.parameters.copy()
    fit = partial(model.fit, CIRCLE, LABELS, verbose=0)
    best = {} if isinstance(watcher, type) else {"save_best_only": True}
    with pytest.raises(UnknownChoice, match="one of loss, own; got 'val_recall'"):
        fit(callbacks=watcher("val_recall", **best))
    with pytest.raises(UnknownChoice, match="must be 'min' or 'max', since 'own' is no"):
        fit(callbacks=watcher("own", **best))
    np.testing.assert_array_equal(model.parameters, before)
    with pytest.warns(UserWarning, match=r"'val_loss' is not available .* figures are: loss, own"):
        fit(callbacks=watcher("val_loss", **best), epochs=3)


def test_figure_that_another_callback_adds_may_be_watched():
    def add(epoch, logs):
        logs["val_own"] = [3, 5, 4, 6][epoch]

    adds = callbacks.LambdaCallback(on_epoch_end=add)
    stop = callbacks.EarlyStopping("val_own", mode="max")
    history = playground().fit(CIRCLE, LABELS, epochs=4, callbacks=[adds, stop], verbose=0)
    assert (stop.best, history.epoch) == (5, [0, 1, 2])
