"""Files of weights that a real Keras 3.15.1 has written, and files like them."""

import io
import sys

import h5py
import numpy as np
import pytest

import engine
from engine import Input, Sequential, layers
from engine.errors import DamagedModel, EngineError
from tests.engine import keras_models
from tests.engine.keras_models import FILES, MODELS, predictions


@pytest.fixture
def made():
    """Make one of the models, of the type of numbers that Keras made it of."""

    def make(name):
        engine.config.set_floatx("float64" if name == "double" else "float32")
        return MODELS[name](engine)

    yield make
    engine.config.set_floatx("float32")


def contents(data):
    """Return all arrays of a file by their paths, and the names noted, but of the optimizer."""
    found = {}

    def visit(path, thing):
        if path.startswith("optimizer"):
            return
        if isinstance(thing, h5py.Dataset):
            found[path] = thing[()].tolist()
        elif "name" in thing.attrs:
            found[path] = None

    with h5py.File(io.BytesIO(data)) as file:
        file.visititems(visit)
    return found


@pytest.mark.parametrize("name", MODELS)
def test_weights_that_keras_wrote_predict_what_keras_predicts(made, name):
    model, figures = made(name), keras_models.figures(name)
    model.load_weights(FILES / f"{name}.weights.h5")
    for found, expected in zip(predictions(model, figures), figures["before"], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_weights_of_a_whole_file_are_those_of_its_file_of_weights(made, name):
    model, other = made(name), made(name)
    model.load_weights(FILES / f"{name}.weights.h5")
    other.load_weights(FILES / f"{name}.keras")
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("name", MODELS)
def test_weights_are_written_where_keras_writes_them(made, tmp_path, name):
    model = made(name)
    model.load_weights(FILES / f"{name}.weights.h5")
    model.save_weights(tmp_path / "x.weights.h5")
    written = contents((tmp_path / "x.weights.h5").read_bytes())
    assert written == contents((FILES / f"{name}.weights.h5").read_bytes())


def test_places_do_not_depend_on_names(tmp_path):
    first = Sequential([Input((3,)), layers.Dense(3, name="a"), layers.Dense(3, name="b")])
    second = Sequential([Input((3,)), layers.Dense(3, name="b"), layers.Dense(3, name="a")])
    first.save_weights(tmp_path / "x.weights.h5")
    second.load_weights(tmp_path / "x.weights.h5")
    for one, two in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


class Own(engine.Model):
    def __init__(self):
        super().__init__()
        self.out = layers.Dense(1)
        self.hidden = [layers.Dense(3, "tanh"), layers.Dense(2)]

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)


def test_class_of_its_own_has_its_weights_by_its_attributes(tmp_path):
    model = Own()
    model.build((None, 4))
    model.save_weights(tmp_path / "x.weights.h5")
    places = {path.rpartition("/vars")[0] for path in contents(
        (tmp_path / "x.weights.h5").read_bytes()
    )}  # fmt: skip
    assert places == {"", "hidden/dense", "hidden/dense_1", "out"}
    other = Own()
    other.build((None, 4))
    other.load_weights(tmp_path / "x.weights.h5")
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_given_mean_of_a_normalization_is_no_weight(tmp_path):
    parts = [Input((2,)), layers.Normalization(mean=[1.0, 2.0], variance=[4.0, 1.0])]
    model = Sequential(parts)
    model.save_weights(tmp_path / "x.weights.h5")
    assert "layers/normalization/vars/0" not in contents((tmp_path / "x.weights.h5").read_bytes())
    model.load_weights(tmp_path / "x.weights.h5")
    np.testing.assert_array_equal(model.predict([[3.0, 3.0]], verbose=0), [[1.0, 1.0]])


@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_truncated_file_is_refused(made, tmp_path, part):
    whole = (FILES / "graph.weights.h5").read_bytes()
    (tmp_path / "x.weights.h5").write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(DamagedModel):
        made("graph").load_weights(tmp_path / "x.weights.h5")


def dense(tmp_path, fill):
    """Load a layer of 4 x 1 from a file whose group for it was filled by a function."""
    with h5py.File(tmp_path / "x.weights.h5", "w") as file:
        fill(file.create_group("layers/dense/vars"))
    Sequential([Input((4,)), layers.Dense(1)]).load_weights(tmp_path / "x.weights.h5")


def test_array_that_is_larger_than_its_file_is_refused(tmp_path):
    def fill(group):
        group.create_dataset("0", (1 << 40, 1), "f4")  # nothing but a shape is stored
        group["1"] = np.zeros(1)

    with pytest.raises(DamagedModel, match="must lie in the file as it is"):
        dense(tmp_path, fill)


def test_compressed_array_is_refused(tmp_path):
    def fill(group):
        group.create_dataset("0", data=np.zeros((4, 1)), chunks=(4, 1), compression="gzip")
        group["1"] = np.zeros(1)

    with pytest.raises(DamagedModel, match="must lie in the file as it is"):
        dense(tmp_path, fill)


def test_circle_of_groups_ends(tmp_path):
    def fill(group):
        group["0"], group["1"] = np.ones((4, 1)), np.zeros(1)
        group.file["layers/dense/again"] = group.file["layers"]

    dense(tmp_path, fill)


@pytest.mark.parametrize("link", [h5py.SoftLink("/layers"), h5py.ExternalLink("other.h5", "/")])
def test_links_are_refused(tmp_path, link):
    def fill(group):
        group.parent["more"] = link

    with pytest.raises(DamagedModel, match="in this very file"):
        dense(tmp_path, fill)


def test_text_for_numbers_is_refused(tmp_path):
    def fill(group):
        group["0"], group["1"] = "gibberish", np.zeros(1)

    with pytest.raises(DamagedModel, match="must be plain numbers"):
        dense(tmp_path, fill)


def test_writing_without_the_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(EngineError, match=r"install neural-playground\[export\]"):
        Sequential([Input((4,)), layers.Dense(1)]).save_weights(tmp_path / "x.weights.h5")
