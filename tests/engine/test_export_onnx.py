"""Models as ONNX, run by the reference evaluator of the package onnx."""

import sys

import numpy as np
import pytest
from onnx import load_from_string
from onnx.reference import ReferenceEvaluator

from engine import Input, Layer, Model, Sequential, config, layers
from engine.activations import ACTIVATIONS
from engine.errors import EngineError, UnknownChoice
from engine.layers import LAYERS
from engine.serialization import onnx
from tests.engine import maps

X = np.concatenate([np.random.default_rng(0).normal(size=(20, 5)) * 4, np.zeros((1, 5))])


def run(model, *inputs):
    """Return what another program makes of the exported model."""
    session = ReferenceEvaluator(onnx.packed(model))
    given = [np.asarray(one, model.dtype) for one in inputs]
    return session.run(None, dict(zip(session.input_names, given, strict=True)))


def agrees(model, *inputs):
    given = inputs[0] if len(inputs) == 1 else list(inputs)
    expected = model.predict(given)
    expected = expected if isinstance(expected, list) else [expected]
    for found, own in zip(run(model, *inputs), expected, strict=True):
        assert found.shape == own.shape
        assert found.dtype == own.dtype
        np.testing.assert_allclose(found, own, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_the_same_elsewhere(name, dtype):
    agrees(Sequential([Input((5,)), layers.Activation(name)], dtype=dtype), X)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_dense_layer_with_it_is_too(name):
    agrees(Sequential([Input((5,)), layers.Dense(4, name), layers.Dense(2)], seed=1), X)


def trained(layer, inputs=1):
    """Return a model of a layer whose kept and learned numbers are not those of the start."""
    ends = [Input((5,)) for _ in range(inputs)]
    hidden = layer(ends if inputs > 1 else ends[0])
    model = Model(ends, layers.Dense(1)(hidden), seed=2)
    model.compile("adam", "mse")
    model.fit([X] * inputs if inputs > 1 else X, X[:, :1], epochs=3, verbose=0)
    return model


def adapted():
    layer = layers.Normalization()
    layer.adapt(np.concatenate([X[:, :4], np.ones((len(X), 1))], axis=1))
    return layer


ALONE = {
    "Activation": lambda: layers.Activation("gelu"),
    "BatchNormalization": layers.BatchNormalization,
    "Columns": lambda: layers.Columns(1, 4),
    "Dense": lambda: layers.Dense(3, use_bias=False),
    "Dropout": lambda: layers.Dropout(0.5),
    "ELU": lambda: layers.ELU(0.4),
    "Flatten": layers.Flatten,
    "GaussianNoise": lambda: layers.GaussianNoise(0.5),
    "LeakyReLU": lambda: layers.LeakyReLU(0.06),
    "Normalization": adapted,
    "ReLU": layers.ReLU,
    "Rescaling": lambda: layers.Rescaling(0.5, -0.25),
    "Reshape": lambda: layers.Reshape((-1,)),
    "Softmax": layers.Softmax,
}
MERGING = {"Add": 3, "Average": 3, "Concatenate": 3, "Multiply": 3, "Subtract": 2}


def test_every_layer_is_exported():
    assert set(ALONE) | set(MERGING) | set(maps.SAMPLES) == set(LAYERS)
    assert all(one.onnx_nodes is not Layer.onnx_nodes for one in LAYERS.values())
    assert all(one.onnx is not None for one in ACTIVATIONS.values())


@pytest.mark.parametrize("name", ALONE)
def test_layer_is_the_same_elsewhere(name):
    agrees(trained(ALONE[name]()), X)


@pytest.mark.parametrize("name", MERGING)
def test_layer_of_several_inputs_is_too(name):
    count = MERGING[name]
    parts = [X + 0.5 * number for number in range(count)]
    agrees(trained(LAYERS[name](), count), *parts)


# What ONNX Runtime 1.32 was seen to run in float64, on a processor; the checker of ONNX passes more
RUN_IN_DOUBLE = {
    "Abs", "Add", "BatchNormalization", "Cast", "Clip", "Concat", "Div", "Exp", "Gemm",
    "GreaterOrEqual", "Identity", "Less", "Log", "MatMul", "Max", "Min", "Mul", "Neg", "Relu",
    "Reshape", "Sigmoid", "Sign", "Slice", "Softmax", "Sub", "Sum", "Tanh", "Where",
}  # fmt: skip


def operations(model):
    graph = load_from_string(onnx.packed(model)).graph
    return {node.op_type for node in graph.node}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_in_float64_is_made_of_what_programs_run(name):
    model = Sequential([Input((5,)), layers.Activation(name)], dtype="float64")
    assert operations(model) <= RUN_IN_DOUBLE
    (found,) = run(model, X)
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("name", [*ALONE, *MERGING])
def test_layer_in_float64_is_made_of_what_programs_run(name):
    before = config.floatx()
    config.set_floatx("float64")
    try:
        made = LAYERS[name]() if name in MERGING else ALONE[name]()
        assert operations(trained(made, MERGING.get(name, 1))) <= RUN_IN_DOUBLE
    finally:
        config.set_floatx(before)


def test_batch_normalization_without_scale_and_centre():
    agrees(trained(layers.BatchNormalization(center=False, scale=False, epsilon=0.1)), X)


def test_wide_and_deep_with_two_outputs():
    wide, deep = Input((3,), name="wide"), Input((4,), name="deep")
    hidden = layers.Dense(6, "relu")(layers.BatchNormalization()(deep))
    hidden = layers.Dense(5, layers.LeakyReLU(0.05))(layers.Dropout(0.2)(hidden))
    both = layers.concatenate([wide, hidden])
    model = Model([wide, deep], [layers.Dense(1, name="main")(both), layers.Dense(2)(hidden)])
    agrees(model, X[:, :3], X[:, 1:])


def test_pictures_are_made_flat_and_back():
    stack = [Input((2, 5)), layers.Activation("softmax"), layers.Flatten(), layers.Dense(3)]
    agrees(Sequential(stack), X[:20].reshape(10, 2, 5))
    agrees(Sequential(stack[:2]), X[:20].reshape(10, 2, 5))


def test_names_of_inputs_and_outputs_may_be_the_same():
    one = Input((5,), name="x")
    agrees(Model(one, layers.Dense(2, name="x")(one)), X)


def test_file_is_written(tmp_path):
    model = Sequential([Input((5,)), layers.Dense(2)])
    model.export(tmp_path / "model.onnx")
    found = ReferenceEvaluator(str(tmp_path / "model.onnx")).run(
        None, {"input_layer": X.astype("f4")}
    )
    np.testing.assert_allclose(found[0], model.predict(X), rtol=1e-5)


def test_unknown_format_lists_the_choices(tmp_path):
    model = Sequential([Input((5,)), layers.Dense(2)])
    with pytest.raises(UnknownChoice, match="one of onnx, keras, numpy, pytorch; got 'pmml'"):
        model.export(tmp_path / "x", format="pmml")


def test_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(EngineError, match=r"install neural-playground\[export\]"):
        onnx.packed(Sequential([Input((5,)), layers.Dense(2)]))


def test_program_cannot_be_exported():
    class Own(Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(EngineError, match="Own cannot be exported"):
        onnx.packed(Own())


def test_layer_of_ones_own_is_refused_by_name():
    class Own(layers.Dense):
        def forward_pass(self, place):
            return super().forward_pass(place)

    with pytest.raises(EngineError, match="ONNX knows no Own, the class of 'mine'"):
        onnx.packed(Sequential([Input((5,)), Own(2, name="mine")]))


def test_layer_that_is_always_in_training_is_refused():
    one = Input((5,))
    model = Model(one, layers.Dense(2)(layers.Dropout(0.5)(one, training=True)))
    with pytest.raises(EngineError, match="called with training=True"):
        onnx.packed(model)
