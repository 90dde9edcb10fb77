"""Weights alone, in files of our own and in those that Keras writes.

There is no Keras here.  Its files are built by h5py after its published layout: a group
``layers/{class in snake case, numbered}/vars`` with the weights ``0, 1, …`` of each layer, an
``optimizer`` group beside it, and around it, in a ``.keras`` file, an archive with ``config.json``,
``metadata.json`` and ``model.weights.h5``.
"""

import io
import json
import sys
import zipfile

import h5py
import numpy as np
import pytest

from engine import Input, Model, Sequential, layers, models
from engine.errors import DamagedModel, EngineError, ShapeMismatch
from tests.engine.test_serialization import X


def stack(*units, seed=1):
    names = [f"hidden{number}" for number in range(len(units) - 1)]
    dense = [layers.Dense(n, "tanh", name=name) for n, name in zip(units, names, strict=False)]
    parts = [Input((4,)), *dense, layers.BatchNormalization(), layers.Dense(units[-1])]
    return Sequential(parts, seed=seed)


def h5(path, groups, noted=None):
    """Write weights as Keras does; ``noted``: the layers' names beside them."""
    with h5py.File(path, "w") as file:
        for name, arrays in groups.items():
            group = file.create_group(f"layers/{name}/vars")
            if noted:
                group.attrs["name"] = noted[name]
            for number, array in enumerate(arrays):
                group[str(number)] = array
        file.create_group("optimizer/vars")["0"] = np.array(7)


def groups_of(model, names):
    return {name: layer.get_weights() for name, layer in zip(names, model.layers, strict=True)}


CLASSES = ("dense", "dense_1", "batch_normalization", "dense_2")


def test_weights_come_back_by_the_layers_names(tmp_path):
    model, other = stack(3, 2, 1), stack(3, 2, 1, seed=2)
    model.save_weights(tmp_path / "x.weights.safetensors")
    other.load_weights(tmp_path / "x.weights.safetensors")
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


def test_file_opens_in_any_reader_of_safetensors(tmp_path):
    from safetensors.numpy import load_file

    model = stack(3, 1)
    model.save_weights(tmp_path / "x.safetensors")
    found = load_file(tmp_path / "x.safetensors")
    np.testing.assert_array_equal(found["hidden0/kernel"], model.layers[0].kernel)


def test_misfit_names_layer_and_both_shapes(tmp_path):
    stack(3, 1).save_weights(tmp_path / "x.safetensors")
    told = r"layer 'hidden0': kernel must have shape \(4, 5\); got \(4, 3\)"
    with pytest.raises(ShapeMismatch, match=told):
        stack(5, 1).load_weights(tmp_path / "x.safetensors")


def test_missing_and_surplus_layers_are_named(tmp_path):
    stack(3, 1).save_weights(tmp_path / "x.safetensors")
    model = Sequential([Input((4,)), layers.Dense(3, name="other")])
    with pytest.raises(ShapeMismatch, match=r"'other': kernel .* got none; .* has no place"):
        model.load_weights(tmp_path / "x.safetensors")


def test_failed_loading_changes_nothing(tmp_path):
    stack(3, 1).save_weights(tmp_path / "x.safetensors")
    model = stack(5, 1)
    before = model.parameters.copy()
    with pytest.raises(ShapeMismatch):
        model.load_weights(tmp_path / "x.safetensors")
    np.testing.assert_array_equal(model.parameters, before)


def test_misfits_may_be_skipped(tmp_path):
    model, other = stack(3, 3, 1), stack(3, 4, 1)
    model.save_weights(tmp_path / "x.safetensors")
    other.load_weights(tmp_path / "x.safetensors", skip_mismatch=True)
    np.testing.assert_array_equal(other.layers[0].kernel, model.layers[0].kernel)


def test_numbers_are_converted_to_the_models_type(tmp_path):
    model = Sequential([Input((4,)), layers.Dense(2)], dtype="float64", seed=1)
    other = Sequential([Input((4,)), layers.Dense(2)], dtype="float32")
    model.save_weights(tmp_path / "x.safetensors")
    other.load_weights(tmp_path / "x.safetensors")
    np.testing.assert_array_equal(other.parameters, model.parameters.astype(np.float32))


def test_weights_have_one_format(tmp_path):
    with pytest.raises(EngineError, match=r"must end in \.safetensors"):
        stack(1).save_weights(tmp_path / "x.npz")


@pytest.mark.parametrize(
    ("names", "noted"),
    [
        (CLASSES, None),
        (("hidden0", "hidden1", "batch_normalization", "dense"), None),
        (("a", "b", "c", "d"), ("hidden0", "hidden1", "batch_normalization", "dense")),
    ],
)
def test_weights_of_keras_are_found_by_class_by_name_and_by_note(tmp_path, names, noted):
    model, other = stack(3, 3, 1), stack(3, 3, 1, seed=2)
    notes = dict(zip(names, noted, strict=True)) if noted else None
    h5(tmp_path / "x.weights.h5", groups_of(model, names), notes)
    other.load_weights(tmp_path / "x.weights.h5")
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


def archive(path, groups, config, weights="model.weights.h5"):
    room = io.BytesIO()
    h5(room, groups)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", json.dumps({"keras_version": "3.15.0"}))
        file.writestr("config.json", json.dumps(config))
        file.writestr(weights, room.getvalue())


def test_archive_of_keras_tells_the_layers_order(tmp_path):
    model, other = stack(3, 3, 1), stack(3, 3, 1, seed=2)
    order = [("Dense", "hidden1"), ("Dense", "hidden0"), ("BatchNormalization", "bn")]
    order = [*order[:2], ("BatchNormalization", "batch_normalization"), ("Dense", "dense")]
    listed = [{"class_name": kind, "config": {"name": name}} for kind, name in order]
    first, second, *rest = groups_of(model, CLASSES).values()
    turned = dict(zip(CLASSES, [second, first, *rest], strict=True))
    archive(
        tmp_path / "x.keras", turned, {"class_name": "Sequential", "config": {"layers": listed}}
    )
    other.load_weights(tmp_path / "x.keras")
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


def test_branches_are_numbered_as_keras_does():
    """Keras lists the layers farthest from the outputs first, then as the outputs meet them."""
    x = Input((4,))
    last, short = layers.Dense(3, name="last"), layers.Dense(3, name="short")
    a = short(x)
    b = last(layers.Dense(3, name="first")(x))
    model = Model(x, layers.Concatenate(name="joint")([b, a]))
    order = [layer.name for layer in model.layers[1:]]
    assert order == ["first", "last", "short", "joint"]


def test_misfit_in_a_file_of_keras_names_layer_and_shapes(tmp_path):
    h5(tmp_path / "x.weights.h5", groups_of(stack(3, 3, 1), CLASSES))
    with pytest.raises(ShapeMismatch, match=r"'hidden1': kernel must have shape \(3, 2\); got \(3"):
        stack(3, 2, 1).load_weights(tmp_path / "x.weights.h5")


@pytest.mark.parametrize("ending", [".weights.h5", ".keras", ".safetensors"])
def test_rubbish_is_refused(tmp_path, ending):
    (tmp_path / f"x{ending}").write_bytes(b"rubbish, and more of it")
    with pytest.raises(DamagedModel, match="must be"):
        stack(1).load_weights(tmp_path / f"x{ending}")


def test_weights_outside_of_the_file_are_refused(tmp_path):
    h5(tmp_path / "other.h5", {"dense": [np.zeros((4, 1)), np.zeros(1)]})
    with h5py.File(tmp_path / "x.weights.h5", "w") as file:
        group = file.create_group("layers/dense/vars")
        group["0"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "layers/dense/vars/0")
        group["1"] = np.zeros(1)
    with pytest.raises(DamagedModel, match="in this very file"):
        Sequential([Input((4,)), layers.Dense(1)]).load_weights(tmp_path / "x.weights.h5")


def test_missing_package_names_the_extra(tmp_path, monkeypatch):
    h5(tmp_path / "x.weights.h5", groups_of(stack(3, 1), CLASSES[:1] + CLASSES[2:]))
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(EngineError, match=r"install neural-playground\[export\]"):
        stack(3, 1).load_weights(tmp_path / "x.weights.h5")


def test_file_of_an_older_keras_says_what_it_is_and_what_to_do(tmp_path):
    with h5py.File(tmp_path / "m.h5", "w") as file:  # as Keras's model.save("m.h5") makes it
        file.create_group("model_weights")
        file.create_group("optimizer_weights")
    with pytest.raises(DamagedModel, match=r"m\.h5 is an HDF5 file.*save_weights\('model\.weights"):
        models.load_model(tmp_path / "m.h5")
    with pytest.raises(DamagedModel, match=r"whole model, in an older form: have Keras write"):
        stack(3, 1).load_weights(tmp_path / "m.h5")
    stack(3, 1).save_weights(tmp_path / "m.safetensors")
    with pytest.raises(DamagedModel, match=r"m\.safetensors holds weights alone"):
        models.load_model(tmp_path / "m.safetensors")
