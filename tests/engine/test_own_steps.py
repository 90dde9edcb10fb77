"""``compute_loss`` and ``compute_metrics`` of a model of one's own, as the guides have them."""

import warnings

import numpy as np
import pytest

import engine as keras
from engine import layers, losses, metrics, ops
from engine.divergence import DivergenceWarning
from engine.errors import EngineError, ShapeMismatch
from tests.engine.graphs import rows

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2, count=22)
CLASSES = (np.arange(22) % 2).astype(int)
WEIGHTS = np.linspace(0.5, 2, 22)
WHOLE = {"epochs": 4, "batch_size": 11, "shuffle": False, "verbose": 0}


class Squares(keras.Model):
    """The guide's model, whose loss is written out, with a tracker of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.loss_tracker = metrics.Mean(name="loss")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        loss = ops.mean(ops.square(y_pred - y))
        loss += ops.sum(self.losses)
        self.loss_tracker.update_state(loss)
        return loss

    def reset_metrics(self):
        self.loss_tracker.reset_state()

    @property
    def metrics(self):
        return [self.loss_tracker]


class Plain(keras.Model):
    """Overrides a method and leaves all of it to the base class."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return super().compute_loss(x, y, y_pred, sample_weight, training)


class Doubled(keras.Model):
    def compute_loss(self, *args, **kwargs):
        return 2 * super().compute_loss(*args, **kwargs)


class Unpaid(keras.Model):
    """Leaves out what regularizers and layers ask for."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        return ops.mean(ops.square(y_pred - y))


class Program(Plain):
    def __init__(self, **options):
        super().__init__(**SAME, **options)
        self.hidden, self.out = layers.Dense(4, "tanh"), layers.Dense(2)

    def call(self, inputs):
        return self.out(self.hidden(inputs))


class Activity(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(0.3 * ops.mean(ops.square(inputs)))
        return inputs


def graph(kind=keras.Model, *, last=None, between=(), **options):
    x = keras.Input((3,))
    tensor = layers.Dense(4, "tanh", **options)(x)
    for layer in between:
        tensor = layer(tensor)
    return kind(x, layers.Dense(2, last)(tensor), **SAME)


def compared(own, other, loss="mse", y=Y, optimizer="adam", **options):
    """Train two models of the same weights; return both histories."""
    other.build((None, 3))
    own.build((None, 3))
    own.set_weights(other.get_weights())
    histories = []
    for model in (own, other):
        model.compile(optimizer, loss)
        histories.append(model.fit(X, y, **{**WHOLE, **options}).history)
    np.testing.assert_allclose(own.parameters, other.parameters, rtol=1e-10)
    return histories


def slopes(loss, parameters, step=1e-5):
    """Return the derivative of a loss by each parameter, by central differences."""
    found = np.empty_like(parameters)
    for place in range(len(parameters)):
        ends = []
        for moved in (step, -2 * step):
            parameters[place] += moved
            ends.append(loss())
        parameters[place] += step
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def test_loss_that_is_written_out_trains_like_the_built_in_one():
    own, built_in = compared(graph(Squares), graph(), validation_data=(X, Y))
    assert list(own) == ["loss", "val_loss"]
    for name, values in own.items():
        np.testing.assert_allclose(values, built_in[name], rtol=1e-12)


@pytest.mark.parametrize("options", [
    {"kernel_regularizer": "l2"}, {"kernel_regularizer": keras.regularizers.TruncatedL1(0.01)},
    {"activity_regularizer": keras.regularizers.L2(0.1)}, {"between": [Activity()]},
])  # fmt: skip
@pytest.mark.parametrize("kind", [Squares, Plain])
def test_what_is_paid_beside_counts_as_often_as_it_is_added(kind, options):
    own, built_in = compared(graph(kind, **options), graph(**options))
    np.testing.assert_allclose(own["loss"], built_in["loss"], rtol=1e-12)


@pytest.mark.parametrize("options", [{"kernel_regularizer": "l2"}, {"between": [Activity()]}])
def test_what_is_not_added_is_not_paid(options):
    compared(graph(Unpaid, **options), graph())


def test_all_terms_are_doubled_together():
    options = {"kernel_regularizer": "l2", "between": [Activity()]}
    model = graph(Doubled, **options)
    other = graph(**options)
    model.compile(keras.optimizers.SGD(0.05), "mse")
    other.compile(keras.optimizers.SGD(0.1), "mse")
    first, second = (one.fit(X, Y, **WHOLE).history["loss"] for one in (model, other))
    np.testing.assert_allclose(first, 2 * np.array(second), rtol=1e-12)
    np.testing.assert_allclose(model.parameters, other.parameters, rtol=1e-10)


@pytest.mark.parametrize(
    ("loss", "last", "y"),
    [
        ("mse", None, Y),
        ("huber", None, Y),
        ("sparse_categorical_crossentropy", "softmax", CLASSES),
        (losses.SparseCategoricalCrossentropy(from_logits=True), None, CLASSES),
        ("categorical_crossentropy", "softmax", np.eye(2)[CLASSES]),
        (lambda y, p: ops.mean(abs(y - p)), None, Y),
    ],
    ids=["mse", "huber", "sparse", "logits", "one-hot", "own"],
)
def test_base_class_computes_the_losses_of_compile(loss, last, y):
    own, built_in = compared(graph(Plain, last=last), graph(last=last), loss, y)
    np.testing.assert_allclose(own["loss"], built_in["loss"], rtol=1e-6)


def test_rows_are_weighted():
    own, built_in = compared(
        graph(Plain), graph(), sample_weight=WEIGHTS, validation_data=(X, Y, WEIGHTS)
    )
    for name, values in own.items():
        np.testing.assert_allclose(values, built_in[name], rtol=1e-12)


def test_program_computes_its_loss():
    class Other(keras.Model):
        def __init__(self):
            super().__init__(**SAME)
            self.hidden, self.out = layers.Dense(4, "tanh"), layers.Dense(2)

        def call(self, inputs):
            return self.out(self.hidden(inputs))

    own, built_in = compared(Program(), Other())
    np.testing.assert_allclose(own["loss"], built_in["loss"], rtol=1e-12)


def test_loss_of_inputs_and_weights_has_an_exact_gradient():
    class Odd(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            kernel = self.layers[-1].kernel
            error = ops.mean(ops.square(y_pred - y) * ops.exp(x[:, :1]))
            return error + 0.1 * ops.sum(ops.square(kernel)) + 0.2 * ops.mean(self.layers[1](x))

    model = graph(Odd)
    model.compile(keras.optimizers.SGD(1.0))
    before = model.parameters.copy()
    expected = slopes(lambda: model.evaluate(X, Y, batch_size=22, verbose=0), model.parameters)
    model.train_on_batch(X, Y)
    np.testing.assert_allclose(before - model.parameters, expected, rtol=1e-5, atol=1e-8)


def test_several_outputs_are_handed_over_as_they_were_made():
    class Two(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            assert set(y) == set(y_pred) == {"a", "b"}
            return 0.3 * ops.mean(ops.square(y["a"] - y_pred["a"])) + ops.mean(
                ops.square(y["b"] - y_pred["b"])
            )

    def made(kind):
        x = keras.Input((3,))
        outputs = {name: layers.Dense(2, name=f"{name}_out")(x) for name in ("a", "b")}
        return kind(x, outputs, **SAME)

    own, other = made(Two), made(keras.Model)
    own.compile("sgd")
    other.compile("sgd", "mse", loss_weights={"a": 0.3, "b": 1.0})
    y = {"a": Y, "b": 2 * Y}
    found, expected = (one.fit(X, y, **WHOLE).history["loss"] for one in (own, other))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_loss_knows_whether_it_trains():
    seen = []

    class Knows(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            seen.append(training)
            return ops.mean(ops.square(y_pred - y))

    model = graph(Knows)
    model.compile("sgd")
    model.fit(X, Y, batch_size=22, validation_data=(X, Y), verbose=0, validation_batch_size=22)
    assert seen == [True, False]


def test_diverged_training_has_figures_of_nan():
    model = graph(Squares)
    model.compile(keras.optimizers.SGD(1e200))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        history = model.fit(X, Y, batch_size=5, epochs=2, verbose=0).history
    assert np.isnan(history["loss"]).all()
    assert np.isfinite(model.parameters).all()


@pytest.mark.parametrize(
    ("compute", "error", "words"),
    [
        (lambda self, x, y, p, w: ops.square(y - p), ShapeMismatch, "must return one number"),
        (lambda self, x, y, p, w: 1.0, EngineError, "compute_loss of Own must return a tensor"),
        (lambda self, x, y, p, w: float(ops.mean(p)), EngineError, "must return a tensor"),
    ],
)
def test_loss_without_a_gradient_is_refused(compute, error, words):
    model = graph(type("Own", (keras.Model,), {"compute_loss": compute}))
    model.compile("sgd")
    with pytest.raises(error, match=words):
        model.fit(X, Y, verbose=0)


def test_loss_object_is_called_on_tensors():
    class Own(keras.Model):
        loss_fn = losses.MeanSquaredError()

        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return self.loss_fn(y, y_pred, sample_weight)

    own, built_in = compared(graph(Own), graph(), sample_weight=WEIGHTS)
    np.testing.assert_allclose(own["loss"], built_in["loss"], rtol=1e-12)
