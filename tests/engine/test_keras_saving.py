"""What ``save`` writes is what Keras 3.15.1 wrote of the same models, and comes back here."""

import io
import json
import sys
import zipfile

import h5py
import numpy as np
import pytest

from engine import Input, Model, Sequential, layers, models, optimizers, schedules
from engine.errors import DamagedModel, EngineError
from engine.serialization import archive, keras_archive
from engine.serialization.keras_plans import OWN
from tests.engine.keras_models import FILES, MODELS, figures, predictions
from tests.engine.saving import for_the_engine_alone

X = np.random.default_rng(0).normal(size=(5, 3))


def parts_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("config.json")), file.read("model.weights.h5")


def arrays(data):
    """Return all arrays of an HDF5 file by their paths, and the names noted."""
    found = {}

    def visit(path, thing):
        if isinstance(thing, h5py.Dataset):
            found[path] = thing[()]
        elif "name" in thing.attrs:
            found[path] = thing.attrs["name"]

    with h5py.File(io.BytesIO(data)) as file:
        file.visititems(visit)
    return found


def agree(ours, keras, where=""):
    """Check that all we say to Keras is what it says itself, at the same place."""
    if isinstance(ours, dict) and isinstance(keras, dict):
        for key in set(ours) & set(keras) - {"build_config", "compile_config", "registered_name"}:
            agree(ours[key], keras[key], f"{where}/{key}")
        missing = set(ours) - set(keras) - {OWN, "build_config"}
        assert not missing, where
    elif isinstance(ours, list) and isinstance(keras, list):
        assert len(ours) == len(keras), where
        for number, (one, other) in enumerate(zip(ours, keras, strict=True)):
            agree(one, other, f"{where}/{number}")
    elif where == "/module":  # that of an optimizer; Keras on PyTorch has its own
        assert ours == keras or ".torch." in keras
    elif where.endswith("/axis"):
        assert [ours] == keras or ours == keras, where
    elif isinstance(ours, float):
        assert ours == pytest.approx(keras), where
    else:
        assert ours == keras, where


@pytest.mark.parametrize("name", MODELS)
def test_architecture_is_written_in_keras_s_words(tmp_path, name):
    models.load_model(FILES / f"{name}.keras").save(tmp_path / "x.keras")
    ours, keras = parts_of(tmp_path / "x.keras")[0], parts_of(FILES / f"{name}.keras")[0]
    agree(ours, keras)
    agree(ours["compile_config"]["optimizer"], keras["compile_config"]["optimizer"])


@pytest.mark.parametrize("name", MODELS)
def test_weights_and_memory_are_written_where_keras_writes_them(tmp_path, name):
    models.load_model(FILES / f"{name}.keras").save(tmp_path / "x.keras")
    ours, keras = (
        arrays(parts_of(path)[1]) for path in (tmp_path / "x.keras", FILES / f"{name}.keras")
    )
    ours.pop("optimizer/vars"), keras.pop("optimizer/vars")  # names that mean nothing
    assert set(ours) == set(keras)
    for path, one in ours.items():
        if isinstance(one, str):
            assert one == keras[path]
        else:
            np.testing.assert_allclose(one, keras[path], rtol=1e-6, err_msg=path)


@pytest.mark.parametrize("name", MODELS)
def test_file_without_our_own_part_is_the_same_model(tmp_path, name):
    """So Keras sees it, which passes over that part."""
    models.load_model(FILES / f"{name}.keras").save(tmp_path / "x.keras")
    config, weights = parts_of(tmp_path / "x.keras")

    def without(plan):
        if isinstance(plan, dict):
            return {key: without(one) for key, one in plan.items() if key != OWN}
        return [without(one) for one in plan] if isinstance(plan, list) else plan

    with zipfile.ZipFile(tmp_path / "y.keras", "w") as file:
        file.writestr("metadata.json", "{}")
        file.writestr("config.json", json.dumps(without(config)))
        file.writestr("model.weights.h5", weights)
    model, expected = models.load_model(tmp_path / "y.keras"), figures(name)
    for found, one in zip(predictions(model, expected), expected["before"], strict=True):
        np.testing.assert_allclose(found, one, rtol=1e-6, atol=1e-6)
    assert model.optimizer.iterations == 3


def test_models_within_a_model_come_back_as_such(tmp_path):
    a = Input((3,), name="a")
    pair = Model(a, [layers.Dense(2)(a), layers.Dense(4)(a)], name="pair")
    b = Input((3,), name="b")
    two, four = pair(b)
    model = Model({"b": b}, {"sum": layers.Dense(1)(four), "two": layers.Dense(1)(two)})
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras")
    assert [one.name for one in again.get_layer("pair").layers[:1]] == ["a"]
    expected, found = model.predict({"b": X}, verbose=0), again.predict({"b": X}, verbose=0)
    np.testing.assert_array_equal(found["sum"], expected["sum"])
    np.testing.assert_array_equal(found["two"], expected["two"])


@pytest.mark.parametrize("name", [
    "SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam", "Lion",
    "Ftrl",
])  # fmt: skip
def test_training_goes_on_to_the_same_bits(tmp_path, name):
    model = Sequential([Input((3,)), layers.Dense(4, "tanh"), layers.Dropout(0.5), layers.Dense(1)])
    model.compile(getattr(optimizers, name)(), "mse")
    model.fit(X, X[:, :1], epochs=2, verbose=0)
    keras_archive.packed(model)  # Keras has words for all of it
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras")
    for one in (model, again):
        one.fit(X, X[:, :1], epochs=2, verbose=0)
    np.testing.assert_array_equal(again.parameters, model.parameters)


def columns():
    x = Input((3,))
    return Model(x, layers.Dense(1)(x[:, 0:2])), "Columns"


def rising():
    model = Sequential([Input((3,)), layers.Dense(1)])
    model.compile(optimizers.SGD(schedules.WarmUp(0.1, 10)), "mse")
    return model, "WarmUp"


def stepping():
    return Sequential([Input((3,)), layers.Dense(1, "step")]), "step"


class Tower(Model):
    """A class of its own, which Keras would need the code of."""

    def __init__(self):
        super().__init__(seed=1)
        self.head = layers.Dense(1)

    def call(self, inputs):
        return self.head(inputs)

    def get_config(self):
        return {}


def subclassed():
    model = Tower()
    model.build((None, 3))
    return model, "Tower"


@pytest.mark.parametrize("make", [columns, rising, stepping, subclassed])
def test_what_keras_has_not_is_saved_for_the_engine_alone(tmp_path, monkeypatch, make):
    model, what = make()
    with pytest.raises(EngineError, match=what):
        keras_archive.packed(model)
    monkeypatch.setitem(sys.modules, "h5py", None)  # nothing of the file needs it
    with for_the_engine_alone(what):
        model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras", custom_objects={"Tower": Tower})
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


def test_files_of_the_older_form_load(tmp_path):
    model = Sequential([Input((3,)), layers.Dense(1)])
    (tmp_path / "x.keras").write_bytes(archive.packed(model))
    again = models.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("key", ["arranged", "calls", "compile", "generators", "seed"])
@pytest.mark.parametrize("value", [None, 1, "x", [["x", 0]], {"x": 1}])
def test_forged_part_of_our_own_is_refused(tmp_path, key, value):
    x = Input((3,))
    model = Model(x, layers.Dense(1)(layers.Dense(2)(x)))
    model.compile("sgd", "mse")
    model.save(tmp_path / "x.keras")
    config, weights = parts_of(tmp_path / "x.keras")
    if (key, value) in (("compile", None), ("seed", 1)):
        return  # that may be so
    config[OWN][key] = value
    with zipfile.ZipFile(tmp_path / "y.keras", "w") as file:
        file.writestr("metadata.json", "{}")
        file.writestr("config.json", json.dumps(config))
        file.writestr("model.weights.h5", weights)
    with pytest.raises(DamagedModel):
        models.load_model(tmp_path / "y.keras")


def test_saving_without_the_package_says_what_to_install(tmp_path, monkeypatch):
    model = Sequential([Input((3,)), layers.Dense(1)])
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(EngineError, match=r"install neural-playground\[export\]"):
        model.save(tmp_path / "x.keras")
    assert not list(tmp_path.iterdir())
