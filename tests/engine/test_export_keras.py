"""Models as Keras code, run with the engine in Keras's place."""

import ast
import runpy

import numpy as np
import pytest

import engine as keras
from engine import (
    Input,
    Model,
    Sequential,
    config,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
)
from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.serialization import keras_code, numpy_code
from tests.engine.networks import network
from tests.engine.test_export_onnx import ALONE, MERGING, X, trained
from tests.engine.test_serialization import X as ROWS
from tests.engine.test_serialization import Y, two_headed


@pytest.fixture(autouse=True)
def _float_type():
    before = config.floatx()
    yield
    config.set_floatx(before)


def run(folder, model, **options):
    """Return the model that the program makes."""
    text = keras_code.source(model, module="engine", **options)
    (folder / "program.py").write_text(text, encoding="utf-8")
    return runpy.run_path(str(folder / "program.py"))["model"]


def code(model):
    """Return the program for Keras itself, which must be Python at least."""
    text = keras_code.source(model)
    ast.parse(text)
    return text


@pytest.mark.parametrize("name", ALONE)
def test_layer_is_the_same(tmp_path, name):
    model = trained(ALONE[name]())
    np.testing.assert_array_equal(run(tmp_path, model).predict(X), model.predict(X))


@pytest.mark.parametrize("name", MERGING)
def test_layer_of_several_inputs_is_too(tmp_path, name):
    model = trained(LAYERS[name](), MERGING[name])
    given = [X + number for number in range(MERGING[name])]
    np.testing.assert_array_equal(run(tmp_path, model).predict(given), model.predict(given))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_stack_comes_back_as_one(tmp_path, name):
    model = Sequential([Input((5,)), layers.Dense(3, name), layers.Dense(1)], dtype="float64")
    again = run(tmp_path, model)
    assert type(again) is Sequential
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_two_outputs_are_compiled_alike(tmp_path):
    model = two_headed()
    model.fit(ROWS, Y, epochs=2, verbose=0)
    again = run(tmp_path, model)
    found, own = (one.evaluate(ROWS, Y, return_dict=True) for one in (again, model))
    assert found == pytest.approx(own)
    assert again.optimizer.beta_1 == model.optimizer.beta_1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_come_back(tmp_path, name):
    model = Sequential([Input((5,)), layers.Dense(1)])
    model.compile(optimizers.get(name, learning_rate=0.07), "mae", metrics=["mse", "r2"])
    again = run(tmp_path, model)
    assert (again.optimizer.name, again.optimizer.learning_rate) == (name, 0.07)
    assert again.evaluate(X, X[:, :1]) == pytest.approx(model.evaluate(X, X[:, :1]))


@pytest.mark.parametrize("name", LOSSES)
def test_losses_come_back(tmp_path, name):
    model = Sequential([Input((5,)), layers.Dense(1)])
    model.compile("sgd", name)
    assert run(tmp_path, model).compiled.losses[0].name == name


def test_settings_come_back(tmp_path):
    dense = layers.Dense(
        3, layers.LeakyReLU(0.1), False, "he_normal", kernel_regularizer=regularizers.L1L2(0.1, 0.2)
    )
    dense.trainable = False
    model = Sequential([Input((5,), name="five"), dense, layers.Dropout(0.4)], name="mine")
    again = run(tmp_path, model)
    first, second = again.layers
    assert (first.kernel_regularizer.l1, first.kernel_regularizer.l2) == (0.1, 0.2)
    assert (first.kernel_initializer.name, first.use_bias) == ("he_normal", False)
    assert (first.trainable, second.rate, again.name) == (False, 0.4, "mine")


METRICS = [
    (metrics.Precision(thresholds=0.8), "keras.metrics.Precision(thresholds=0.8)"),
    (metrics.BinaryAccuracy(threshold=0.3), "keras.metrics.BinaryAccuracy(threshold=0.3)"),
    (metrics.F1Score(average="micro", threshold=0.3),
     "keras.metrics.F1Score(average='micro', threshold=0.3)"),
    (metrics.F1Score(name="f1"),  # without these Keras gives a list, and takes all for true
     "keras.metrics.F1Score(average='macro', threshold=0.5, name='f1')"),
    (metrics.Recall(name="sensitivity"), "keras.metrics.Recall(name='sensitivity')"),
    ("mae", "keras.metrics.MeanAbsoluteError(name='mae')"),
    ("auc", "'auc'"),
    ("accuracy", "'accuracy'"),
    ("accuracy", "keras.metrics.BinaryAccuracy(name='accuracy_1')"),
]  # fmt: skip


def test_metrics_keep_their_settings_and_names(tmp_path):
    model = network(5, 1, output="sigmoid")
    model.compile("sgd", "mse", metrics=[metric for metric, _ in METRICS])
    assert f"metrics=[{', '.join(said for _, said in METRICS)}]" in code(model)
    y = (X[:, :1] > 0).astype(float)
    assert run(tmp_path, model).evaluate(X, y) == model.evaluate(X, y)


def test_weights_may_lie_in_a_file(tmp_path):
    model = trained(layers.BatchNormalization())
    (tmp_path / "weights.npz").write_bytes(numpy_code.arrays_file(model))
    again = run(tmp_path, model, arrays=str(tmp_path / "weights.npz"))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_names_cannot_become_code(tmp_path):
    name = 'x"""\nimport os; os.abort()\n"""'
    model = Sequential([Input((5,)), layers.Dense(2, name=name)], name=name)
    np.testing.assert_array_equal(run(tmp_path, model).predict(X), model.predict(X))


def test_file_is_written(tmp_path):
    model = Sequential([Input((5,)), layers.Dense(2)])
    model.export(tmp_path / "model.py", format="keras", module="engine")
    again = runpy.run_path(str(tmp_path / "model.py"))["model"]
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


# What is said to Keras itself, which is not here to listen


def test_keras_is_imported_by_its_name():
    assert "\nimport keras\n" in code(Sequential([Input((5,)), layers.Dense(2)]))


def test_momentum_is_an_argument_of_sgd():
    model = Sequential([Input((5,)), layers.Dense(1)])
    model.compile(optimizers.get("nesterov", momentum=0.8), "mse")
    told = "keras.optimizers.SGD(learning_rate=0.01, momentum=0.8, nesterov=True)"
    assert told in code(model)


def test_sum_of_squares_is_weighted_by_half_the_outputs():
    model = Sequential([Input((5,)), layers.Dense(3)])
    model.compile("sgd", "sum_of_squares")
    assert "loss=keras.losses.MeanSquaredError(),\n    loss_weights=[1.5]" in code(model)


def test_half_the_squared_error_is_half_the_weight():
    model = Sequential([Input((5,)), layers.Dense(1)])
    model.compile("sgd", "half_squared_error")
    assert "loss=keras.losses.MeanSquaredError(),\n    loss_weights=[0.5]" in code(model)


def test_functions_that_keras_has_no_names_for_are_defined():
    text = code(Sequential([Input((5,)), layers.Dense(2, "step"), layers.Dense(2, "sign")]))
    assert "def step(z):" in text
    assert "activation=step" in text
    assert "activation=keras.ops.sign" in text


def test_columns_are_cut_as_keras_cuts_them():
    one = Input((5,), name="x")
    text = code(Model(one, layers.Dense(1)(one[:, 1:3])))
    assert "x[:, 1:3]" in text
    assert "Columns" not in text


def test_stack_with_columns_is_a_graph_to_keras():
    assert "keras.Model(" in code(Sequential([Input((5,)), layers.Columns(0, 2), layers.Dense(1)]))


def test_class_that_adds_nothing_is_said_by_what_it_is_made_of():
    class Own(layers.Dense):
        pass

    assert "keras.layers.Dense(units=2" in code(Sequential([Input((5,)), Own(2)]))


def test_loss_of_ones_own_is_refused():
    class Own(losses.MeanSquaredError):
        name = "own"

    model = keras.Sequential([Input((5,)), layers.Dense(2)])
    model.compile("sgd", Own())
    with pytest.raises(EngineError, match="no words for Own"):
        code(model)
