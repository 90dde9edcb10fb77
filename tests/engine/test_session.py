"""A session: names of layers and models, as Keras 3 gives them, and what begins a new one."""

import re

import numpy as np
import pytest

import engine as keras
from engine.errors import InvalidValue
from engine.notices import OldSpelling


def make():
    return keras.Sequential(
        [keras.layers.Input((8,)), keras.layers.Dense(30), keras.layers.Dense(1)]
    )


def test_layers_have_their_names_before_any_model():
    named = [keras.layers.Dense(1), keras.layers.Dense(1), keras.layers.BatchNormalization()]
    assert [layer.name for layer in named] == ["dense", "dense_1", "batch_normalization"]


def test_names_are_counted_over_all_models():
    first, second = make(), make()
    assert (first.name, second.name) == ("sequential", "sequential_1")
    assert [layer.name for layer in second.layers] == ["dense_2", "dense_3"]
    assert second.get_layer("dense_3") is second.layers[1]


def test_functional_models_and_subclasses_are_named_as_in_keras():
    class WideAndDeepModel(keras.Model):
        pass

    x = keras.Input((2,))
    assert [keras.Model(x, keras.layers.Dense(1)(x)).name for _ in range(2)] == [
        "functional",
        "functional_1",
    ]
    assert WideAndDeepModel().name == "wide_and_deep_model"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("LeakyReLU", "leaky_re_lu"), ("MLPBlock", "mlp_block"), ("Conv2D", "conv2d")],
)
def test_stem_of_a_name_is_the_class_in_snake_case(kind, name):
    assert type(kind, (keras.Layer,), {})().name == name


@pytest.mark.parametrize("clear", [keras.backend.clear_session, keras.utils.clear_session])
def test_clear_session_counts_anew(clear):
    make()
    clear()
    model = make()
    assert [model.name, *(layer.name for layer in model.layers)] == [
        "sequential",
        "dense",
        "dense_1",
    ]


def test_inputs_are_named_as_in_keras():
    first, second = keras.Input((5,)), keras.Input((6,))
    out = keras.layers.Dense(1)(keras.layers.concatenate([first, second]))
    model = keras.Model(inputs=[first, second], outputs=[out])
    assert model.input_structure.names == ("input_layer", "input_layer_1")


def test_version_is_one():
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", keras.__version__)


def test_other_names_of_the_package_are_missed_as_usual():
    with pytest.raises(AttributeError, match="no attribute 'hub'"):
        keras.hub  # noqa: B018


def test_weights_are_read_and_set_by_the_backend():
    dense = keras.layers.Dense(2)
    dense.build((None, 3))
    kernel = dense.weights[0]
    dense.get_weights()
    with pytest.warns(OldSpelling, match=r"write x.assign\(value\)"):
        keras.backend.set_value(kernel, np.ones((3, 2)))
    with pytest.warns(OldSpelling, match=r"x.numpy\(\) for weights"):
        assert keras.backend.get_value(kernel).tolist() == kernel.numpy().tolist() == [[1, 1]] * 3
    with pytest.raises(InvalidValue, match="can be set; got float"):
        keras.backend.set_value(0.1, 0.2)


def test_weights_of_a_model_are_read_by_one_that_was_made_later(tmp_path):
    first = make()
    first.save_weights(tmp_path / "w.safetensors")
    later = make()
    later.load_weights(tmp_path / "w.safetensors")
    x = np.ones((3, 8))
    assert np.array_equal(later.predict(x), first.predict(x))
