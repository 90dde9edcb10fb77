"""Models with convolutions as files and programs: they come back, or are run by others."""

import ast
import io
import runpy

import h5py
import numpy as np
import pytest

import engine as keras
from engine import Input, Model, Sequential, layers, models
from engine.errors import EngineError
from engine.serialization import keras_code, keras_weights, numpy_code, onnx, torch_code
from tests.engine.maps import MAPS, SAMPLES, normal, sample
from tests.engine.test_export_onnx import RUN_IN_DOUBLE, operations
from tests.engine.test_export_onnx import run as run_onnx

ON_MAPS = {"Flatten", "MaxPool", "ReduceMax", "ReduceMean", "Transpose"}  # by ONNX Runtime too


def trained(name, dtype="float64"):
    """Return a model around a layer that has learned, its inputs, and what it makes of them."""
    parts = [Input(SAMPLES[name][0]), sample(name), layers.Flatten(), layers.Dense(2)]
    model = Sequential(parts, seed=1, dtype=dtype)
    model.compile("sgd", "mse")
    x = normal(8, *SAMPLES[name][0])
    model.fit(x, normal(8, 2), epochs=2, verbose=0)
    return model, x, model.predict(x, verbose=0)


def settings(model):
    """Return what the layer in the midst was made with, its name and initializers left out."""
    config = model.layers[0].get_config()
    return {key: value for key, value in config.items() if key != "name" and "initial" not in key}


@pytest.mark.parametrize("name", SAMPLES)
def test_layer_comes_back_from_keras_s_form_from_json_and_as_a_copy(tmp_path, name):
    model, x, expected = trained(name)
    model.save(tmp_path / "x.keras")
    loaded = models.load_model(tmp_path / "x.keras")
    made, copied = models.model_from_json(model.to_json()), models.clone_model(model)
    for again in (loaded, made, copied):
        if again is not loaded:
            again.set_weights(model.get_weights())
        np.testing.assert_array_equal(again.predict(x, verbose=0), expected)
        assert settings(again) == settings(model)


@pytest.mark.parametrize("name", SAMPLES)
def test_program_for_keras_makes_the_same_layer(tmp_path, name):
    model, x, expected = trained(name, "float32")
    ast.parse(keras_code.source(model))
    (tmp_path / "program.py").write_text(keras_code.source(model, module="engine"))
    again = runpy.run_path(str(tmp_path / "program.py"))["model"]
    np.testing.assert_array_equal(again.predict(x, verbose=0), expected)
    assert settings(again) == settings(model)


@pytest.mark.parametrize("name", SAMPLES)
def test_program_in_numpy_predicts_the_same(tmp_path, name):
    model, x, expected = trained(name)
    (tmp_path / "program.py").write_text(numpy_code.source(model))
    found = runpy.run_path(str(tmp_path / "program.py"))["predict"](x)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_onnx_predicts_the_same(name):
    model, x, expected = trained(name, "float32")
    np.testing.assert_allclose(run_onnx(model, x)[0], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", SAMPLES)
def test_onnx_in_float64_is_refused_or_made_of_what_programs_run(name):
    model, x, expected = trained(name)
    if name.startswith(("Conv", "Average")):
        with pytest.raises(EngineError, match="in float32 alone; got float64"):
            onnx.packed(model)
        return
    assert operations(model) <= RUN_IN_DOUBLE | ON_MAPS
    np.testing.assert_allclose(run_onnx(model, x)[0], expected, rtol=1e-12)


def mixed():
    """Return a model whose activations and norms are those of places, and dilated windows."""
    parts = [
        layers.Conv2D(3, 2, dilation_rate=(2, 1), activation="softmax", name="first"),
        layers.BatchNormalization(momentum=0.5),
        layers.Softmax(),
        layers.Dropout(0.2),
        layers.Reshape((3, -1)),
        layers.Conv1D(2, 2, padding="causal", dilation_rate=2, activation="elu"),
        layers.Flatten(),
    ]
    model = Sequential([Input(MAPS), *parts], seed=1)
    model.compile("sgd", "mse")
    x = normal(6, *MAPS)
    model.fit(x, normal(6, *model.output_shapes[0]), epochs=2, verbose=0)
    return model, x, model.predict(x, verbose=0)


def test_places_are_kept_apart_in_every_form(tmp_path):
    model, x, expected = mixed()
    np.testing.assert_allclose(run_onnx(model, x)[0], expected, rtol=1e-5, atol=1e-6)
    (tmp_path / "program.py").write_text(numpy_code.source(model))
    found = runpy.run_path(str(tmp_path / "program.py"))["predict"](x)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(again.predict(x, verbose=0), expected)


def test_weights_stand_where_keras_has_them(tmp_path):
    model, *_ = mixed()
    with h5py.File(io.BytesIO(keras_weights.packed(model))) as file:
        kernel, bias = (file[f"layers/conv2d/vars/{number}"] for number in (0, 1))
        assert (kernel.shape, bias.shape) == ((2, 2, 2, 3), (3,))
        assert file["layers/conv1d/vars/0"].shape == (2, 15, 2)
    model.save_weights(tmp_path / "x.weights.h5")
    other, x, _ = mixed()
    other.load_weights(tmp_path / "x.weights.h5")
    np.testing.assert_array_equal(other.predict(x, verbose=0), model.predict(x, verbose=0))


def test_file_says_the_settings_in_keras_s_words(tmp_path):
    model, *_ = trained("Conv2D")
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras")
    config = again.layers[0].get_config()
    known = {"kernel_size": (3, 2), "strides": (2, 1), "padding": "same", "groups": 1}
    assert {key: config[key] for key in known} == known
    assert (config["data_format"], config["dilation_rate"]) == ("channels_last", (1, 1))


def test_pool_that_serves_two_sizes_is_exported_for_both(tmp_path):
    one, two, pool = Input((4, 4, 1)), Input((6, 2, 1)), layers.GlobalMaxPooling2D()
    half = layers.MaxPooling2D()
    model = Model([one, two], [pool(half(one)), pool(half(two))])
    given = [normal(2, 4, 4, 1), normal(2, 6, 2, 1)]
    expected = model.predict(given, verbose=0)
    (tmp_path / "program.py").write_text(numpy_code.source(model))
    found = runpy.run_path(str(tmp_path / "program.py"))["predict"](*given)
    for numpys, onnxs, own in zip(found, run_onnx(model, *given), expected, strict=True):
        np.testing.assert_allclose(numpys, own, rtol=1e-6)
        np.testing.assert_allclose(onnxs, own, rtol=1e-6)


def test_joined_channels_are_the_same_in_every_form(tmp_path):
    x = Input(MAPS)
    parts = [layers.Conv2D(n, 2, activation="relu")(x) for n in (2, 3)]
    model = Model(x, layers.Conv2D(1, 2)(layers.concatenate(parts)), seed=1)
    given = normal(4, *MAPS)
    expected = model.predict(given, verbose=0)
    (tmp_path / "program.py").write_text(numpy_code.source(model))
    found = runpy.run_path(str(tmp_path / "program.py"))["predict"](given)
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras").predict(given, verbose=0)
    for one in (found, run_onnx(model, given)[0], again):
        np.testing.assert_allclose(one, expected, rtol=1e-5, atol=1e-6)


def test_program_that_has_no_words_for_a_convolution_says_so():
    model = Sequential([Input(MAPS), layers.Conv2D(2, 2), layers.Flatten(), layers.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(EngineError, match="stacks of trainable Dense layers; got Conv2D 'conv2d"):
        torch_code.source(model)
    with pytest.raises(EngineError, match="a population"):
        keras.population.Population([model], normal(2, *MAPS), normal(2, 2))
