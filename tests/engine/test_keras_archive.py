"""Whole models in files that a real Keras 3.15.1 has written, and forged ones like them."""

import io
import json
import sys
import tracemalloc
import zipfile

import h5py
import numpy as np
import pytest

from engine import layers, models
from engine.errors import DamagedModel, EngineError
from engine.serialization.objects import MissingClass
from tests.engine.keras_models import FILES, MODELS, figures, predictions, rows


def agree(model, expected, which):
    for found, one in zip(predictions(model, expected), expected[which], strict=True):
        np.testing.assert_allclose(found, one, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_model_that_keras_saved_predicts_what_keras_predicts(name):
    agree(models.load_model(FILES / f"{name}.keras"), figures(name), "before")


@pytest.mark.parametrize("name", MODELS)
def test_one_more_step_of_training_is_that_of_keras(name):
    model, expected = models.load_model(FILES / f"{name}.keras"), figures(name)
    x, y = rows(expected, "x"), rows(expected, "y")
    history = model.fit(x, y, epochs=1, batch_size=len(expected["y"][0]), verbose=0).history
    assert history["loss"][0] == pytest.approx(expected["loss"], rel=1e-6)
    agree(model, expected, "after")


def test_model_comes_back_with_its_kind_its_parts_and_its_names():
    model = models.load_model(FILES / "nested.keras")
    assert type(model) is models.Sequential
    assert [layer.name for layer in model.layers] == ["dense_6", "functional_4", "dense_7"]
    inner = [layer.name for layer in model.layers[1].layers]
    assert inner == ["input_layer_3", "functional_3", "leaky_re_lu", "dense_5"]
    assert not model.layers[0].trainable


def test_settings_of_compile_come_back():
    model = models.load_model(FILES / "stack.keras")
    assert model.optimizer.iterations == 3
    assert model.optimizer.schedule.decay_rate == 0.9
    assert model.optimizer.nesterov
    assert model.loss == "sparse_categorical_crossentropy"
    assert model.layers[1].adapted
    assert model.layers[-1].kernel_regularizer.l2 == pytest.approx(0.01)


def test_model_of_keras_may_be_left_uncompiled():
    model = models.load_model(FILES / "stack.keras", compile=False)
    assert model._settings is None
    agree(model, figures("stack"), "before")


# Forged files

PARTS = {
    name: {one: zipfile.ZipFile(FILES / f"{name}.keras").read(one) for one in (
        "metadata.json", "config.json", "model.weights.h5"
    )}
    for name in MODELS
}  # fmt: skip


def load(tmp_path, name="stack", parts=None, packing=zipfile.ZIP_STORED, **options):
    """Load one of the files with some parts changed, added, or (None) left out."""
    with zipfile.ZipFile(tmp_path / "x.keras", "w", packing) as file:
        for one, data in {**PARTS[name], **(parts or {})}.items():
            if data is not None:
                file.writestr(one, data)
    return models.load_model(tmp_path / "x.keras", **options)


def with_config(tmp_path, change, name="stack", **options):
    """Load one of the files after a function has changed its configuration."""
    config = json.loads(PARTS[name]["config.json"])
    change(config)
    return load(tmp_path, name, {"config.json": json.dumps(config)}, **options)


def with_weights(tmp_path, change, name="stack"):
    """Load one of the files after a function has changed its weights."""
    room = io.BytesIO(PARTS[name]["model.weights.h5"])
    with h5py.File(room, "r+") as file:
        change(file)
    return load(tmp_path, name, {"model.weights.h5": room.getvalue()})


def layer(config, number):
    return config["config"]["layers"][number]


def test_copy_of_the_file_is_fine(tmp_path):
    agree(load(tmp_path), figures("stack"), "before")


def test_unknown_layer_is_named(tmp_path):
    def change(config):
        layer(config, 3).update(class_name="Conv3D")

    with pytest.raises(MissingClass, match="'Conv3D' is none of the engine's layers"):
        with_config(tmp_path, change)


class Own(layers.Dense):
    pass


def test_class_of_ones_own_is_made_if_it_is_given(tmp_path):
    room = io.BytesIO(PARTS["stack"]["model.weights.h5"])
    with h5py.File(room, "r+") as file:
        file.move("layers/dense", "layers/own")
        file.move("layers/dense_1", "layers/dense")
    config = json.loads(PARTS["stack"]["config.json"])
    own = {"units": 5, "activation": "linear", "name": "mine", "dtype": "float32"}
    layer(config, 3).update(class_name="Own", module="mine", config=own)
    parts = {"config.json": json.dumps(config), "model.weights.h5": room.getvalue()}
    with pytest.raises(MissingClass, match=r"custom_objects=\{'Own'"):
        load(tmp_path, parts=parts)
    model = load(tmp_path, parts=parts, custom_objects={"Own": Own})
    assert type(model.get_layer("mine")) is Own
    agree(model, figures("stack"), "before")


def test_lambda_is_refused(tmp_path):
    def change(config):
        code = {"class_name": "__lambda__", "config": {"value": "4wEAAAA="}}
        layer(config, 3)["config"]["activation"] = code

    with pytest.raises(DamagedModel, match="they may be code"):
        with_config(tmp_path, change)


def test_classes_are_never_imported_by_name(tmp_path):
    def change(config):
        layer(config, 3).update(module="os", class_name="system", config={"command": "true"})

    with pytest.raises(MissingClass, match="'system' is none of the engine's os"):
        with_config(tmp_path, change)


@pytest.mark.parametrize(
    ("number", "key", "value"),
    [(3, "lora_rank", 4), (4, "synchronized", True), (2, "invert", True)],
)
def test_setting_that_the_engine_has_not_is_refused(tmp_path, number, key, value):
    def change(config):
        layer(config, number)["config"][key] = value

    with pytest.raises(DamagedModel, match=f"has no {key} here"):
        with_config(tmp_path, change)


@pytest.mark.parametrize("dtype", ["float16", "mixed_float16", 7])
def test_other_types_of_numbers_are_refused(tmp_path, dtype):
    def change(config):
        layer(config, 3)["config"]["dtype"] = dtype

    with pytest.raises(DamagedModel, match="float32 or float64"):
        with_config(tmp_path, change)


def test_calls_that_lead_nowhere_are_refused(tmp_path):
    def change(config):
        node = layer(config, 1)["inbound_nodes"][0]
        node["args"][0]["config"]["keras_history"] = ["twice", 1, 0]

    with pytest.raises(DamagedModel, match="must lead from the inputs to the outputs"):
        with_config(tmp_path, change, "graph")


@pytest.mark.parametrize("key", ["class_name", "config", "compile_config"])
@pytest.mark.parametrize("value", [None, [], 1, "x", {"class_name": 1}])
def test_configuration_that_makes_no_sense_is_refused(tmp_path, key, value):
    if key == "compile_config" and not value:
        return  # it was never compiled

    def change(config):
        config[key] = value

    with pytest.raises((DamagedModel, MissingClass)):
        with_config(tmp_path, change, "graph")


def test_huge_layer_is_refused_before_there_is_room_for_it(tmp_path):
    def change(config):
        layer(config, 3)["config"]["units"] = 1 << 40

    tracemalloc.start()
    with pytest.raises(DamagedModel, match="weights must have shapes"):
        with_config(tmp_path, change)
    assert tracemalloc.get_traced_memory()[1] < 1 << 23
    tracemalloc.stop()


def test_array_that_is_only_a_shape_is_refused(tmp_path):
    def change(file):
        del file["layers/dense/vars/0"]
        file["layers/dense/vars"].create_dataset("0", (6, 1 << 40), "f4")

    with pytest.raises(DamagedModel, match="must lie in the file as it is"):
        with_weights(tmp_path, change)


def test_one_array_cannot_be_that_of_many_layers(tmp_path):
    def change(file):
        file["big"] = np.zeros(10_000)
        for number in range(3):
            file[f"more/layer_{number}/vars/0"] = file["big"]

    with pytest.raises(DamagedModel, match="must hold its arrays"):
        with_weights(tmp_path, change)


def test_memory_of_another_optimizer_is_refused(tmp_path):
    def change(file):
        del file["optimizer/vars/4"]

    with pytest.raises(DamagedModel, match="memory of SGD must have shapes"):
        with_weights(tmp_path, change)


@pytest.mark.parametrize("steps", [-1, 0.5, np.nan])
def test_steps_that_are_no_number_are_refused(tmp_path, steps):
    def change(file):
        del file["optimizer/vars/0"]
        file["optimizer/vars/0"] = np.float64(steps)

    with pytest.raises(DamagedModel, match="number of steps must be whole"):
        with_weights(tmp_path, change)


def test_optimizer_that_has_done_nothing_remembers_nothing(tmp_path):
    def change(file):
        for number in range(1, 7):
            del file[f"optimizer/vars/{number}"]

    assert not with_weights(tmp_path, change).optimizer.state.any()


def test_weights_in_another_file_are_refused(tmp_path):
    def change(file):
        del file["layers/dense/vars/0"]
        file["layers/dense/vars/0"] = h5py.ExternalLink("other.h5", "/x")

    with pytest.raises(DamagedModel, match="in this very file"):
        with_weights(tmp_path, change)


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil", "assets/x", "model.weights.h5/../x"])
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(DamagedModel, match="it must hold metadata"):
        load(tmp_path, parts={name: b"x"})


def test_bomb_is_refused_unopened(tmp_path):
    with pytest.raises(DamagedModel, match="must be stored as it is"):
        load(tmp_path, parts={"config.json": b" " * 10_000_000}, packing=zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize("part", [0.0, 0.05, 0.2, 0.5, 0.8, 0.99])
def test_truncated_file_is_refused(tmp_path, part):
    whole = (FILES / "graph.keras").read_bytes()
    (tmp_path / "x.keras").write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(DamagedModel, match=r"x\.keras is"):
        models.load_model(tmp_path / "x.keras")


@pytest.mark.parametrize("part", [0.0, 0.05, 0.2, 0.5, 0.8, 0.99])
def test_truncated_weights_are_refused(tmp_path, part):
    whole = PARTS["graph"]["model.weights.h5"]
    with pytest.raises(DamagedModel, match=r"x\.keras is"):
        load(tmp_path, "graph", {"model.weights.h5": whole[: int(part * len(whole))]})


def test_loading_without_the_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(EngineError, match=r"install neural-playground\[export\]"):
        models.load_model(FILES / "stack.keras")
