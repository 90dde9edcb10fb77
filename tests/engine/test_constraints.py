"""Constraints of weights: what they allow, and that training keeps to it."""

import json
import zipfile

import numpy as np
import pytest

import engine as keras
from engine import constraints, layers, ops
from engine.errors import EngineError, InvalidValue, ShapeMismatch, UnknownChoice
from engine.gradient_check import complex_step_gradient
from engine.serialization import keras_code, numpy_training
from tests.engine.graphs import rows
from tests.engine.saving import own_saved_and_loaded

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)
W = np.array([[3.0, -0.3], [4.0, 0.4]])  # columns of the norms 5 and 0.5


def my_positive_weights(weights):
    return ops.where(weights < 0.0, ops.zeros_like(weights), weights)


class Even(constraints.Constraint):
    """Rounds to steps, as few programs would want."""

    def __init__(self, size):
        self.size = size

    def __call__(self, w):
        return np.round(w / self.size) * self.size

    def get_config(self):
        return {"size": self.size}


def stack(constraint, **options):
    dense = layers.Dense(4, "tanh", kernel_constraint=constraint, **options)
    model = keras.Sequential([keras.Input((3,)), dense, layers.Dense(2)], **SAME)
    model.compile(keras.optimizers.SGD(0.5), "mse")
    return model


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.MaxNorm(1), W / [5, 0.5] * [1, 0.5]),
        (constraints.max_norm(4.0), W * [0.8, 1]),
        (constraints.MaxNorm(2, axis=1), W / np.sqrt([[9.09], [16.16]]) * 2),
        (constraints.MaxNorm(1, axis=[0, 1]), W / np.sqrt(25.25)),
        (constraints.NonNeg(), [[3, 0], [4, 0.4]]),
        (constraints.UnitNorm(), W / [5, 0.5]),
        (constraints.MinMaxNorm(1, 2), W / [5, 0.5] * [2, 1]),
        (constraints.MinMaxNorm(1, 2, rate=0.5), W / [5, 0.5] * [3.5, 0.75]),
        (constraints.get(my_positive_weights), [[3, 0], [4, 0.4]]),
    ],
)
def test_constraint_allows_what_its_formula_says(constraint, expected):
    np.testing.assert_allclose(constraint(W), expected, rtol=1e-6)


@pytest.mark.parametrize("name", ["max_norm", "MaxNorm", "non_neg", "unit_norm", "min_max_norm"])
def test_constraint_goes_by_its_names(name):
    assert type(layers.Dense(1, kernel_constraint=name).kernel_constraint) is type(
        constraints.get(name)
    )


@pytest.mark.parametrize("constraint", [constraints.MaxNorm(0.7), "non_neg", my_positive_weights])
def test_step_ends_with_what_the_constraint_allows(constraint):
    model = stack(constraint, bias_constraint="unit_norm")
    gradient = complex_step_gradient(model, X, Y)
    kernel, bias, *rest = model.get_weights()
    k, b = gradient[:12].reshape(3, 4), gradient[12:16]
    model.fit(X, Y, batch_size=6, verbose=0)
    found = model.get_weights()
    expected = constraints.get(constraint)(kernel - 0.5 * k)
    np.testing.assert_allclose(found[0], expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(found[1]), 1, rtol=1e-5)
    np.testing.assert_allclose(found[1] * np.linalg.norm(b), -b + 0 * bias, rtol=1e-5)
    moved = np.concatenate([one.ravel() for one in rest]) - 0.5 * gradient[16:]
    np.testing.assert_allclose(model.parameters[16:], moved, rtol=1e-9)


def test_weight_of_a_layer_of_ones_own_is_constrained():
    class Scaled(keras.layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight(
                name="scale", shape=(input_shape[-1],), constraint=keras.constraints.NonNeg()
            )

        def call(self, inputs):
            return inputs * self.scale

    model = keras.Sequential([keras.Input((3,)), Scaled()], **SAME)
    model.compile(keras.optimizers.SGD(0.3), "mse")
    model.fit(X, -X, epochs=20, verbose=0)
    np.testing.assert_array_equal(model.layers[0].scale.numpy(), 0)


@pytest.mark.parametrize("constraint", [Even(0.25), my_positive_weights])
def test_constraint_of_ones_own_comes_back(tmp_path, constraint):
    known = {"Even": Even, "my_positive_weights": my_positive_weights}
    model = stack(constraint)
    model.fit(X, Y, verbose=0)
    again = own_saved_and_loaded(model, tmp_path, custom_objects=known)
    for one in (model, again):
        one.fit(X, Y, epochs=2, verbose=0)
    np.testing.assert_array_equal(again.parameters, model.parameters)


def test_constraint_is_written_in_keras_s_words(tmp_path):
    model = stack(constraints.MaxNorm(0.7))
    model.save(tmp_path / "x.keras")
    with zipfile.ZipFile(tmp_path / "x.keras") as file:
        plan = json.loads(file.read("config.json"))
    config = plan["config"]["layers"][1]["config"]
    told = config["kernel_constraint"]
    assert (told["module"], told["class_name"]) == ("keras.constraints", "MaxNorm")
    assert told["config"] == {"max_value": 0.7, "axis": 0}
    assert config["bias_constraint"] is None
    again = keras.models.load_model(tmp_path / "x.keras")
    assert again.layers[0].kernel_constraint.max_value == 0.7
    assert "keras.constraints.MaxNorm(max_value=0.7)" in keras_code.source(model)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: constraints.get("huge_norm"), UnknownChoice, "one of max_norm, non_neg"),
        (lambda: constraints.MaxNorm(-1), InvalidValue, "max_value must be at least 0; got -1"),
        (lambda: stack(lambda w: w[0]).fit(X, Y, verbose=0), ShapeMismatch, "must keep the shape"),
        (lambda: constraints.Constraint()(W), NotImplementedError, "must define __call__"),
        (lambda: keras.population.Population([stack("non_neg")], X, Y), EngineError,
         "a population takes no constraints"),
        (lambda: numpy_training.source(stack("non_neg")), EngineError, "has no constraints"),
    ],
)  # fmt: skip
def test_constraint_that_cannot_be_kept_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()
