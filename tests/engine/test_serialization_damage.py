"""Damaged and forged files: each gives one DamagedModel, before anything large is made."""

import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest
from safetensors.numpy import load, save

from engine import Input, Sequential, layers
from engine.errors import DamagedModel
from engine.serialization import archive
from engine.serialization.objects import MissingClass
from engine.serialization.text import parsed


def whole():
    model = Sequential([Input((4,)), layers.Dense(3, "relu"), layers.Dense(1)], seed=1)
    model.compile("adam", "mse")
    return archive.packed(model)


WHOLE = whole()
PARTS = {name: zipfile.ZipFile(io.BytesIO(WHOLE)).read(name) for name in archive.NAMES}


def with_parts(parts=None, compression=zipfile.ZIP_STORED, **changes):
    """Return the whole file with some parts changed, added, or (None) left out."""
    parts, room = {**PARTS, **(parts or {})}, io.BytesIO()
    with zipfile.ZipFile(room, "w", compression) as file:
        for name, data in parts.items():
            if data is not None:
                file.writestr(name, data)
    return room.getvalue()


def with_config(change):
    """Return the whole file with its configuration changed in place."""
    config = json.loads(PARTS["config.json"])
    change(config)
    return with_parts({"config.json": json.dumps(config)})


def with_weights(**changes):
    given = {**load(PARTS["weights.safetensors"]), **changes}
    kept = {name: array for name, array in given.items() if array is not None}
    return with_parts({"weights.safetensors": save(kept)})


def refused(data, match):
    with pytest.raises(DamagedModel, match=match):
        archive.unpacked(data)


def test_whole_file_is_fine():
    assert archive.unpacked(WHOLE).count_params() == 19


@pytest.mark.parametrize("length", range(0, len(WHOLE), 211))
def test_truncated_file_is_refused_wherever_it_ends(length):
    refused(WHOLE[:length], "zip archive")


@pytest.mark.parametrize("at", range(0, len(WHOLE), 97))
def test_flipped_byte_is_refused_or_harmless(at):
    data = bytearray(WHOLE)
    data[at] ^= 0xFF
    try:
        model = archive.unpacked(bytes(data))
    except DamagedModel:
        return
    np.testing.assert_array_equal(model.parameters, archive.unpacked(WHOLE).parameters)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "config.json/x", "extra.bin", "C:\\x"])
def test_names_that_lead_elsewhere_are_refused(name):
    refused(with_parts({name: b"x"}), "it must hold metadata.json")


@pytest.mark.parametrize("name", archive.NAMES)
def test_missing_part_is_refused(name):
    refused(with_parts({name: None}), f"{name}")


def test_compressed_bomb_is_refused_unopened():
    bomb = with_parts({"config.json": b" " * 10_000_000}, zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    refused(bomb, "must be stored as it is")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_part_of_another_packing_is_refused_whatever_its_size():
    data = bytearray(WHOLE)  # LZMA asks for memory by its header alone
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + at] = zipfile.ZIP_LZMA
    refused(bytes(data), "must be stored as it is")


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_part_that_is_there_twice_is_refused():
    room = io.BytesIO(WHOLE)
    with zipfile.ZipFile(room, "a") as file:
        file.writestr("config.json", "{}")
    refused(room.getvalue(), "it must hold")


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ('{"format": "neural-playground model", "version": 2}', "version 1; got"),
        ('{"format": "other", "version": 1}', "got 'other'"),
        ('{"format": "neural-playground model", "version": true}', "'version' must be int"),
        ("[]", "'format' is missing"),
    ],
)
def test_other_kinds_and_versions_are_refused(metadata, told):
    refused(with_parts({"metadata.json": metadata}), told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": NaN}', "numbers must be finite; got NaN"),
        ('{"a": -Infinity}', "numbers must be finite"),
        ('{"a": 1, "a": 2}', "a name stands twice"),
        ("[" * 100_000, "must be JSON"),
        ("[" * 60 + "]" * 60, "must not nest deeper than 50"),
        ("9" * 5000, "must be JSON"),
        (b"\xff\xfe", "must be JSON"),
        ("{", "must be JSON"),
    ],
)
def test_json_is_strict(text, told):
    with pytest.raises(DamagedModel, match=told):
        parsed(text, "it")


def change_units(units):
    def change(config):
        config["model"]["config"]["layers"][0]["config"]["units"] = units

    return change


@pytest.mark.parametrize("units", [10**12, 10**30])
def test_huge_layer_is_refused_before_there_is_room_for_it(units):
    tracemalloc.start()
    refused(with_config(change_units(units)), rf"kernel must have shape \(4, {units}\)")
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("units", [0, -1, 2.5, "3", None, [], True, {}])
def test_units_that_are_none_are_refused(units):
    refused(with_config(change_units(units)), "no whole model")


def test_huge_shape_of_weights_is_refused():
    header = {"dense/kernel": {"dtype": "F32", "shape": [1 << 40, 1 << 20], "data_offsets": [0, 4]}}
    text = json.dumps(header).encode()
    forged = len(text).to_bytes(8, "little") + text + b"0000"
    refused(with_parts({"weights.safetensors": forged}), "must be a safetensors file")


@pytest.mark.parametrize("length", [1 << 62, 1 << 20, 0])
def test_header_of_false_length_is_refused(length):
    forged = length.to_bytes(8, "little") + PARTS["weights.safetensors"][8:]
    refused(with_parts({"weights.safetensors": forged}), "must be a safetensors file")


def test_missing_weights_are_named():
    refused(with_weights(**{"dense_1/bias": None}), r"'dense_1': bias .* shape \(1,\); got none")


def test_surplus_weights_are_named():
    refused(with_weights(**{"x/y": np.zeros(3, np.float32)}), "'x': y, shape .* has no place")


@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.float16])
def test_weights_of_another_type_are_refused(dtype):
    refused(with_weights(**{"dense/bias": np.zeros(3, dtype)}), "dense/bias must be ")


def test_memory_of_another_optimizer_is_refused():
    def change(config):
        config["compile"]["optimizer"] = {
            "module": "optimizers", "class_name": "SGD", "config": {"learning_rate": 0.1},
        }  # fmt: skip

    refused(with_config(change), "optimizer must have shape")


def set_at(path, value):
    def change(config):
        *way, last = path
        for key in way:
            config = config[key]
        config[last] = value

    return change


INNER = ("model", "config")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*INNER, "stack"), [0, 7]),
        ((*INNER, "stack"), [0, -1]),
        ((*INNER, "stack"), "01"),
        ((*INNER, "seed"), -4),
        ((*INNER, "dtype"), "float16"),
        ((*INNER, "input", "shape"), [0]),
        ((*INNER, "input", "shape"), [5]),
        ((*INNER, "input"), None),
        ((*INNER, "layers", 0, "class_name"), {}),
        ((*INNER, "layers", 0, "module"), "losses"),
        ((*INNER, "layers", 0, "config", "activation"), "no such"),
        ((*INNER, "layers", 0, "config", "activation", "config"), {"x": 1}),
        ((*INNER, "layers", 0, "config", "surprise"), 1),
        ((*INNER, "layers", 0, "trainable"), "yes"),
        (("arranged",), [True]),
        (("generators", "noise"), "{}"),
        (("generators", "noise"), '{"bit_generator": "MT19937"}'),
        (("generators",), None),
        (("memory", "iterations"), -1),
        (("memory", "iterations"), "many"),
        (("compile", "loss"), "no such"),
        (("compile", "surprise"), 1),
        (("compile", "optimizer"), "no such"),
        (("model",), []),
    ],
)
def test_configuration_that_makes_no_sense_is_refused(path, value):
    with pytest.raises((DamagedModel, MissingClass)):
        archive.unpacked(with_config(set_at(path, value)))


def test_classes_are_never_imported_by_name():
    def change(config):
        config["model"]["config"]["layers"][0].update(module="os", class_name="system")

    with pytest.raises(MissingClass, match="'system' is none of the engine's os"):
        archive.unpacked(with_config(change))


def test_error_names_the_file(tmp_path):
    (tmp_path / "mine.keras").write_bytes(b"")
    with pytest.raises(DamagedModel, match=r"mine\.keras is empty"):
        archive.load(tmp_path / "mine.keras")
