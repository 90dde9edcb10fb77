"""Wrappers for scikit-learn as older programs have them, and SciKeras's freer names."""

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV

import engine as keras
from engine.errors import InvalidValue, UnknownChoice
from engine.notices import OldSpelling
from engine.wrappers import KerasClassifier, KerasRegressor

X = np.random.default_rng(1).normal(size=(80, 3)).astype(np.float32)
Y = X @ np.array([1.0, -2.0, 0.5])
OTHERS = ["medium"] * 80
WORDS = np.array(["low", "high"])[(Y > 0).astype(int)]


def build_model(n_hidden=1, n_neurons=30, learning_rate=3e-3, input_shape=(3,)):
    """The textbook's builder."""
    model = keras.models.Sequential()
    model.add(keras.layers.InputLayer(shape=input_shape))
    for _ in range(n_hidden):
        model.add(keras.layers.Dense(n_neurons, activation="relu"))
    model.add(keras.layers.Dense(1))
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=learning_rate))
    return model


def build_classifier(units=8):
    model = keras.models.Sequential([keras.layers.Dense(units, "relu"), keras.layers.Dense(2)])
    model.add(keras.layers.Softmax())
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def old(kind, *args, **options):
    with pytest.warns(OldSpelling, match=rf"write wrappers.{kind.__name__}\(build\), whose model_"):
        return kind(*args, **options)


def test_program_of_the_chapters_older_edition_runs():
    keras_reg = old(keras.wrappers.scikit_learn.KerasRegressor, build_model, verbose=0)
    stop = keras.callbacks.EarlyStopping(patience=10)
    history = keras_reg.fit(X, Y, epochs=3, validation_data=(X, Y), callbacks=[stop])
    assert len(history.history["val_loss"]) == 3
    assert keras_reg.model is keras_reg.model_
    error = np.square(keras_reg.predict(X) - Y).mean()
    assert keras_reg.score(X, Y) == pytest.approx(-error, rel=1e-5)


def test_search_of_the_chapters_older_edition_runs():
    keras_reg = old(keras.wrappers.scikit_learn.KerasRegressor, build_fn=build_model, verbose=0)
    param_distribs = {
        "n_hidden": [0, 1], "n_neurons": np.arange(1, 100).tolist(), "learning_rate": [1e-4, 0.1],
    }  # fmt: skip
    rnd_search_cv = RandomizedSearchCV(keras_reg, param_distribs, n_iter=4, cv=2, random_state=1)
    rnd_search_cv.fit(X, Y, epochs=8, validation_data=(X, Y))
    assert set(rnd_search_cv.best_params_) == set(param_distribs)
    assert rnd_search_cv.best_params_["learning_rate"] == 0.1
    model = rnd_search_cv.best_estimator_.model
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(-rnd_search_cv.score(X, Y))


def test_older_classifier_learns_words():
    keras.utils.set_random_seed(1)
    wrapped = old(keras.wrappers.scikit_learn.KerasClassifier, build_classifier, verbose=0)
    wrapped.fit(X, WORDS, epochs=30, batch_size=8, validation_data=(X, WORDS))
    assert wrapped.score(X, WORDS) > 0.9
    assert set(wrapped.predict(X)) == {"low", "high"}


def test_arguments_of_the_builder_need_no_prefix():
    wrapped = KerasRegressor(build_model, n_neurons=4, random_state=1)
    found = GridSearchCV(wrapped, {"learning_rate": [1e-6, 0.1], "epochs": [4]}, cv=2).fit(X, Y)
    assert found.best_params_ == {"epochs": 4, "learning_rate": 0.1}
    assert found.best_estimator_.model_.layers[0].units == 4


def test_builder_by_its_older_name_works_and_is_told():
    with pytest.warns(OldSpelling, match=r"write KerasRegressor\(model=build\)"):
        wrapped = KerasRegressor(build_fn=build_model)
    assert wrapped.get_params()["model"] is build_model


def test_fit_takes_what_the_fit_of_models_takes(capsys):
    wrapped = KerasClassifier(build_classifier, epochs=9)
    wrapped.fit(X, WORDS, epochs=2, validation_split=0.25, verbose=2)
    assert len(wrapped.history_["val_accuracy"]) == 2
    assert "Epoch 2/2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: KerasRegressor().fit(X, Y), InvalidValue, "must be a function .* got None"),
        (lambda: KerasRegressor(build_model, unit=3), UnknownChoice, "n_neurons, .* got 'unit'"),
        (lambda: KerasClassifier(build_classifier).fit(X, WORDS, validation_data=(X, OTHERS)),
         InvalidValue, "labels of validation_data must be among"),
    ],
)  # fmt: skip
def test_wrapper_that_makes_no_sense_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()
