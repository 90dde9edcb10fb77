"""Classes of losses and metrics of one's own, as readers of the textbook write them."""

import numpy as np
import pytest

import engine as keras
from engine import layers, losses, metrics, ops
from engine.errors import EngineError, InvalidValue, ShapeMismatch
from engine.notices import NotDone, OldSpelling
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import own_saved_and_loaded

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)


class HuberLoss(keras.losses.Loss):
    """The textbook's loss with a threshold."""

    def __init__(self, threshold=1.0, **kwargs):
        self.threshold = threshold
        super().__init__(**kwargs)

    def call(self, y_true, y_pred):
        error = y_true - y_pred
        is_small_error = ops.abs(error) < self.threshold
        squared_loss = ops.square(error) / 2
        linear_loss = self.threshold * ops.abs(error) - self.threshold**2 / 2
        return ops.where(is_small_error, squared_loss, linear_loss)

    def get_config(self):
        base_config = super().get_config()
        return {**base_config, "threshold": self.threshold}


class Quartic(keras.losses.Loss):
    """Says nothing of its settings."""

    def __init__(self, power=4):
        super().__init__(name="quartic_of_mine")
        self.power = power

    def call(self, y_true, y_pred):
        return ops.mean((y_true - y_pred) ** self.power)


class HuberMetric(keras.metrics.Metric):
    """The textbook's streaming metric: the mean of all losses that it was shown."""

    def __init__(self, threshold=1.0, **kwargs):
        super().__init__(**kwargs)
        self.threshold = threshold
        self.total = self.add_weight(name="total", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        sample_metrics = losses.huber(y_true, y_pred, delta=self.threshold)
        self.total.assign_add(ops.sum(sample_metrics))
        self.count.assign_add(ops.shape(y_true)[0])

    def result(self):
        return self.total / self.count

    def get_config(self):
        return {**super().get_config(), "threshold": self.threshold}


class MeanHuber(keras.metrics.Mean):
    """The same, by the running mean that there is."""

    def __init__(self, threshold=1.0, name="huber_of_mine", dtype=None):
        self.threshold = threshold
        super().__init__(name=name, dtype=dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(losses.huber(y_true, y_pred, delta=self.threshold), sample_weight)


class Right(keras.metrics.Metric):
    """Counts the rows whose likeliest class is the true one."""

    direction = "max"

    def __init__(self):
        super().__init__(name="right")
        self.hits = self.add_variable(shape=(), initializer="zeros", name="hits")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.hits.assign(self.hits + (y_true[:, 0] == y_pred.argmax(axis=1)).sum())

    def result(self):
        return self.hits


def stack(*last, loss="mse", **options):
    head = last or (layers.Dense(2),)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4, "tanh"), *head], **SAME)
    model.compile("sgd", loss, **options)
    return model


@pytest.mark.parametrize("loss", [HuberLoss(0.5), HuberLoss, Quartic()])
def test_loss_of_ones_own_has_an_exact_gradient(loss):
    assert_exact(stack(loss=loss), X, Y)


def test_loss_of_ones_own_trains_like_the_built_in_one():
    own, built_in = stack(loss=HuberLoss(0.7)), stack(loss=losses.Huber(0.7))
    weights = np.arange(6.0)
    for model in (own, built_in):
        model.fit(X, Y, epochs=3, batch_size=4, shuffle=False, sample_weight=weights, verbose=0)
    np.testing.assert_allclose(own.parameters, built_in.parameters, rtol=1e-12)
    found, expected = (one.evaluate(X, Y, verbose=0) for one in (own, built_in))
    assert found == pytest.approx(expected, rel=1e-12)


def test_loss_of_ones_own_is_called_on_arrays():
    assert HuberLoss(1.0)([0, 0], np.array([0.5, 3])) == pytest.approx(1.3125)
    assert Quartic()([[1.0]], np.array([[3.0]])) == 16


def test_loss_of_ones_own_is_known_by_its_name():
    assert HuberLoss().name == "huber_loss"
    assert HuberLoss(name="mine").get_config() == {
        "name": "mine", "reduction": "sum_over_batch_size", "threshold": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(("loss", "kept"), [(HuberLoss(0.5), "threshold"), (Quartic(6), "power")])
def test_loss_of_ones_own_comes_back_with_its_settings(tmp_path, loss, kept):
    model, kind = stack(loss=loss), type(loss)
    again = own_saved_and_loaded(model, tmp_path, custom_objects={kind.__name__: kind})
    assert getattr(again.settings.loss, kept) == getattr(loss, kept)
    assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


def expected(model, threshold):
    error = np.abs(model.predict(X, verbose=0) - Y)
    small = np.minimum(error, threshold)
    return (small * (error - small / 2)).mean()


@pytest.mark.parametrize("metric", [HuberMetric(0.5), MeanHuber(0.5)])
def test_metric_of_ones_own_measures_an_epoch(metric):
    model = stack(metrics=[metric])
    history = model.fit(X, Y, epochs=2, batch_size=2, verbose=0, validation_data=(X, Y)).history
    assert history[f"val_{metric.name}"][-1] == pytest.approx(expected(model, 0.5), rel=1e-12)
    assert model.evaluate(X, Y, verbose=0, return_dict=True)[metric.name] == pytest.approx(
        expected(model, 0.5), rel=1e-12
    )


def test_metric_of_ones_own_keeps_what_it_is_shown():
    metric = HuberMetric()
    assert metric([[0.0]], [[2.0]]) == 1.5
    assert metric(np.array([[0.0]]), np.array([[4.0]])) == 2.5
    assert [variable.name for variable in metric.variables] == ["total", "count"]
    metric.reset_state()
    assert metric([[0.0]], [[1.0]]) == 0.5


def test_metric_of_ones_own_is_shown_the_numbers_of_classes():
    model = stack(layers.Dense(3, "softmax"), loss="sparse_categorical_crossentropy",
                  metrics=[Right()])  # fmt: skip
    classes = np.array([0, 1, 2, 0, 1, 2])
    hits = (model.predict(X, verbose=0).argmax(axis=1) == classes).sum()
    assert model.evaluate(X, classes, verbose=0)[1] == hits
    assert model.directions()["right"] == "max"


def test_metric_of_ones_own_comes_back_with_its_settings(tmp_path):
    model = stack(metrics=[HuberMetric(0.3)])
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"HuberMetric": HuberMetric})
    assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


class Doubled(keras.metrics.MeanSquaredError):
    """A metric of the engine that is shown something else."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(2 * y_true, 2 * y_pred, sample_weight)


def test_metric_of_the_engine_may_be_shown_something_else():
    model = stack(metrics=[Doubled(), "mse"])
    _, doubled, mse = model.evaluate(X, Y, verbose=0)
    assert doubled == pytest.approx(4 * mse)


def test_old_way_to_name_a_variable_works_and_is_told():
    metric = metrics.Mean()
    with pytest.warns(OldSpelling, match=r"write add_weight\(name='total'\)"):
        variable = metric.add_weight("total", initializer="ones")
    variable.assign_sub(0.25)
    assert (variable.name, float(variable)) == ("total", 0.75)


def test_type_of_a_loss_and_of_a_metric_is_not_heeded_and_that_is_told():
    for kind in (HuberLoss, HuberMetric):
        with pytest.warns(NotDone, match=f"dtype of {kind.__name__} is not heeded"):
            kind(dtype="float64")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: HuberLoss(reduction="sum"), InvalidValue, "reduction must be .* got 'sum'"),
        (lambda: HuberLoss(colour="red"), InvalidValue, "HuberLoss has no argument 'colour'"),
        (lambda: losses.MeanSquaredError(name="m"), InvalidValue, "has no argument 'name'"),
        (lambda: HuberMetric(colour="red"), InvalidValue, "HuberMetric has no argument 'colour'"),
        (lambda: losses.Loss()([1], [1]), NotImplementedError, r"must define call\(self, y_true"),
        (lambda: metrics.Metric("m").measured([1], [1]), NotImplementedError, "update_state"),
        (lambda: stack(loss=type("L", (losses.Loss,), {"call": lambda s, y, p: ops.sum(
            p, axis=0)})()).evaluate(X, Y), ShapeMismatch, "one for each of the 6 rows"),
        (lambda: stack(loss=type("L", (losses.Loss,), {"call": lambda s, y, p: 5.0})()).fit(
            X, Y, verbose=0), EngineError, "must return a tensor"),
    ],
)  # fmt: skip
def test_class_that_makes_no_sense_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


def test_variable_of_a_metric_is_read_as_in_keras():
    class Count(metrics.Metric):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.total = self.add_variable(shape=(), name="total", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.total.assign_add(np.sum(np.asarray(y_true) == np.asarray(y_pred)))

        def result(self):
            return self.total.value

    count = Count()
    count.update_state([0, 1, 1], [0, 1, 0])
    assert count.result().numpy() == 2
