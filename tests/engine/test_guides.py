"""Lines of Keras's guides that readers type, each as the guide has it."""

import json

import numpy as np
import pytest

import engine as keras
from engine import layers, losses, metrics, ops, optimizers
from engine.errors import InvalidValue, ShapeMismatch
from tests.engine.graphs import rows

X, Y = rows(3, 1, count=40)
CLASSES = (np.arange(40) % 3).astype(int)


def classifier():
    return keras.Sequential([keras.Input((3,)), layers.Dense(4, "relu"), layers.Dense(3)], seed=1)


def test_arrays_that_keras_would_give_as_tensors_have_numpy():
    model, loss_fn = classifier(), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    predictions = model(X[:2]).numpy()
    assert type(predictions) is np.ndarray
    assert type(ops.softmax(predictions).numpy()) is np.ndarray
    assert loss_fn(CLASSES[:2], predictions).numpy() == loss_fn(CLASSES[:2], predictions)
    for metric in (metrics.Mean(), metrics.MeanSquaredError()):
        assert metric.result().numpy() == 0
    norm = layers.Normalization(axis=-1)
    norm.adapt(X)
    np.testing.assert_allclose(norm.mean.numpy(), X.mean(axis=0, keepdims=True))
    np.testing.assert_allclose(norm(X).numpy().std(axis=0), 1, rtol=1e-5)


def test_probabilities_of_a_model_of_logits():
    model = classifier()
    probability_model = keras.Sequential([model, layers.Softmax()])
    np.testing.assert_allclose(probability_model(X), ops.softmax(model(X)), rtol=1e-5)


def test_one_column_is_normalized_by_itself():
    norm = layers.Normalization(axis=None)
    norm.adapt(X[:, 0])
    model = keras.Sequential([keras.Input((1,)), norm, layers.Dense(1)])
    assert model.predict(X[:10, 0], verbose=0).shape == (10, 1)
    assert norm.mean.item() == pytest.approx(X[:, 0].mean())


def test_tensors_say_their_shape_with_the_rows_and_their_type():
    x = keras.Input((4, 3))
    assert (x.shape, x.ndim, x.dtype) == ((None, 4, 3), 3, "float32")
    assert layers.Dense(2)(x).shape == (None, 4, 2)

    class Seen(keras.layers.Layer):
        def call(self, inputs):
            self.seen = inputs.shape, inputs.dtype
            return ops.reshape(inputs, (inputs.shape[0], inputs.shape[1] * inputs.shape[2]))

    layer = Seen()
    assert layer(np.ones((5, 4, 3))).shape == (5, 12)
    assert layer.seen == ((5, 4, 3), "float32")


def test_bias_of_the_last_layer_is_set():
    model = classifier()
    model.layers[-1].bias.assign([1.0, 2.0, 3.0])
    model.layers[-1].bias.assign_add(np.ones(3))
    model.layers[-1].kernel.assign_sub(model.layers[-1].kernel)
    assert model.predict(X[:1], verbose=0).tolist() == [[2.0, 3.0, 4.0]]
    with pytest.raises(ShapeMismatch, match=r"must have shape \(3,\); got \(1,\)"):
        model.layers[-1].bias.assign([0.0])


def test_initial_bias_may_be_an_array_or_none():
    first = keras.initializers.Constant(np.array([0.7]))
    layer = layers.Dense(2, bias_initializer=first)
    layer.build((None, 3))
    assert layer.bias.tolist() == [pytest.approx(0.7)] * 2
    layers.Dense(2, bias_initializer=None).build((None, 3))


def test_losses_are_what_weights_pay_and_what_was_added():
    dense = layers.Dense(2, kernel_regularizer="l2", bias_regularizer=keras.regularizers.l1(0.1))
    model = keras.Sequential([keras.Input((3,)), dense])
    expected = 0.01 * np.square(dense.kernel).sum()
    assert [float(one) for one in model.losses] == pytest.approx([expected, 0])

    class Activity(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(0.1 * ops.mean(inputs))
            return inputs

    layer = Activity()
    assert layer.losses == []
    for _ in range(2):  # those of the last call alone
        layer(np.full((1, 1), 3.0))
    assert layer.losses == [pytest.approx(0.3)]


def test_schedule_of_ops_is_a_rate():
    class Noam(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self, width, warmup_steps=4):
            self.width, self.warmup_steps = ops.cast(width, "float32"), warmup_steps

        def __call__(self, step):
            step = ops.cast(step, dtype="float32")
            rising = step * self.warmup_steps**-1.5
            return ops.rsqrt(self.width) * ops.minimum(ops.rsqrt(step + 1), rising)

    model = classifier()
    model.compile(keras.optimizers.Adam(Noam(16)), "mse")
    model.fit(X, np.eye(3)[CLASSES], batch_size=20, verbose=0)
    assert model.optimizer.rate == pytest.approx(0.25 * 2 / 8)


def test_imbalanced_classes_are_counted():
    metrics = [
        keras.metrics.BinaryCrossentropy(name="cross entropy"),
        keras.metrics.TruePositives(name="tp"), keras.metrics.FalsePositives(name="fp"),
        keras.metrics.TrueNegatives(name="tn"), keras.metrics.FalseNegatives(name="fn"),
        keras.metrics.AUC(name="prc", curve="PR"),
    ]  # fmt: skip
    y = (CLASSES == 0).astype(float)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1, "sigmoid")], seed=1)
    model.compile("sgd", "binary_crossentropy", metrics=metrics)
    found = model.evaluate(X, y, verbose=0, return_dict=True)
    said = model.predict(X, verbose=0)[:, 0] > 0.5
    counts = {"tp": said & (y == 1), "fp": said & (y == 0), "tn": ~said & (y == 0),
              "fn": ~said & (y == 1)}  # fmt: skip
    assert {name: found[name] for name in counts} == {n: one.sum() for n, one in counts.items()}
    assert found["cross entropy"] == pytest.approx(found["loss"], rel=1e-6)


def test_objects_are_written_as_plain_values_and_made_again():
    layer = layers.Dense(3, activation="relu", kernel_regularizer="l2")
    plain = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(plain)
    assert (again.units, again.activation.name, again.name) == (3, "relu", layer.name)


@pytest.mark.parametrize(
    ("module", "thing", "number"),
    [
        (layers, layers.Dense(3, "relu"), "units"),
        (losses, losses.Huber(2.5), "delta"),
        (metrics, metrics.Recall(0.3), "thresholds"),
        (optimizers, optimizers.Adam(0.25, amsgrad=True), "rate"),
        (optimizers.schedules, optimizers.schedules.CosineDecay(0.1, 9), "decay_steps"),
        (keras.regularizers, keras.regularizers.L2(0.25), "l2"),
        (keras.constraints, keras.constraints.MaxNorm(2.5), "max_value"),
        (keras.initializers, keras.initializers.Constant(2.5), "value"),
        (keras.activations, keras.activations.leaky_relu, "number"),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_modules_serialize_and_deserialize_what_is_theirs(module, thing, number):
    again = module.deserialize(json.loads(json.dumps(module.serialize(thing))))
    assert type(again) is type(thing)
    assert getattr(again, number) == getattr(thing, number)


def test_what_was_not_serialized_is_refused():
    with pytest.raises(InvalidValue, match="deserialize takes what serialize returns"):
        losses.deserialize("mse")
    assert not hasattr(losses, "serialise")


def test_bases_stand_in_the_package_itself():
    assert isinstance(losses.Huber(), keras.Loss)
    assert isinstance(metrics.Recall(), keras.Metric)
    assert isinstance(optimizers.Adam(), keras.Optimizer)
    assert isinstance(keras.regularizers.L2(), keras.Regularizer)
    assert isinstance(keras.initializers.HeNormal(), keras.Initializer)


def test_functions_that_join_tensors_take_a_name():
    a, b = keras.Input((3,)), keras.Input((3,))
    named = [
        layers.add([a, b], name="added"), layers.concatenate([a, b], axis=-1, name="joined"),
        layers.multiply([a, b], name="multiplied"), layers.average([a, b], name="averaged"),
    ]  # fmt: skip
    names = ["added", "joined", "multiplied", "averaged"]
    assert keras.Model([a, b], named).output_names == names
