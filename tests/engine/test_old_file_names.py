"""Names of files as older programs have them: they work, and what to write today is told."""

import numpy as np
import pytest

import engine as keras
from engine import callbacks, layers
from engine.errors import EngineError
from engine.notices import OldSpelling
from tests.engine.graphs import rows

X, Y = rows(3, 2)


def trained(seed=1):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)], seed=seed)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    return model


@pytest.mark.parametrize("name", ["my_model.h5", "my_model.hdf5", "my_model", "a/b/my_model/"])
def test_model_is_saved_under_an_old_name_and_loaded_by_it(tmp_path, name):
    model = trained()
    with pytest.warns(OldSpelling, match=r"write save\('.*my_model\.keras'\)"):
        model.save(f"{tmp_path}/{name}")
    again = keras.models.load_model(f"{tmp_path}/{name}")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


@pytest.mark.parametrize("name", ["my_weights.h5", "my_weights.hdf5", "my_weights", "w.ckpt"])
def test_weights_are_saved_under_an_old_name_and_loaded_by_it(tmp_path, name):
    model, other = trained(1), trained(2)
    with pytest.warns(OldSpelling, match=r"write save_weights\('.*\.weights\.h5'\)"):
        model.save_weights(tmp_path / name)
    other.load_weights(tmp_path / name)
    np.testing.assert_array_equal(other.parameters, model.parameters)


def test_folder_that_is_there_holds_the_file(tmp_path):
    model = trained()
    with pytest.warns(OldSpelling):
        model.save(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["model.keras"]
    np.testing.assert_array_equal(keras.models.load_model(tmp_path).predict(X), model.predict(X))


@pytest.mark.parametrize("alone", [False, True])
def test_checkpoint_of_an_old_name_is_told_once_when_it_is_made(tmp_path, alone):
    path = tmp_path / "my_checkpoints" / "best.h5"
    with pytest.warns(OldSpelling, match=r"ModelCheckpoint\('.*best\.(keras|weights\.h5)'\)"):
        checkpoint = callbacks.ModelCheckpoint(path, save_weights_only=alone)
    model = trained()
    model.fit(X, Y, epochs=2, callbacks=[checkpoint], verbose=0)
    if alone:
        other = trained(2)
        other.load_weights(path)
        np.testing.assert_array_equal(other.parameters, model.parameters)
    else:
        again = keras.models.load_model(path)
        np.testing.assert_array_equal(again.predict(X), model.predict(X))


@pytest.mark.parametrize("method", ["save", "save_weights"])
def test_format_by_its_older_argument_is_told(tmp_path, method):
    name = "m.keras" if method == "save" else "m.weights.h5"
    with pytest.warns(OldSpelling, match=rf"{method}\(save_format=…\) is an old spelling"):
        getattr(trained(), method)(tmp_path / name, save_format="h5")
    assert (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["best.model", "best.weights.h5", "best.tf"])
def test_checkpoint_that_keras_refuses_is_refused_when_it_is_made(name):
    with pytest.raises(EngineError, match=r"the file's name must end in \.keras; got"):
        callbacks.ModelCheckpoint(name, save_best_only=True)


def test_model_is_not_saved_under_the_name_of_weights(tmp_path):
    with pytest.raises(EngineError, match=r"must end in \.keras"):
        trained().save(tmp_path / "x.weights.h5")
