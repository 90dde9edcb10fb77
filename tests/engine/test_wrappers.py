"""Models inside scikit-learn's own tools."""

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import engine
from engine import Sequential, callbacks, layers, optimizers
from engine.errors import ShapeMismatch, UnknownChoice
from engine.wrappers import KerasClassifier, KerasRegressor

X = np.random.default_rng(1).normal(size=(80, 3)).astype(np.float32)
Y = X @ np.array([1.0, -2.0, 0.5])
IRIS = load_iris(return_X_y=True)


def regression(rate=0.1, units=None):
    hidden = [] if units is None else [layers.Dense(units, "relu")]
    model = Sequential([*hidden, layers.Dense(1)])
    model.compile(optimizers.SGD(rate), "mse")
    return model


def classifier(units=10):
    model = Sequential([layers.Dense(units, "relu"), layers.Dense(3, "softmax")])
    model.compile(optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    return model


def test_regression_is_scored_as_scikit_learn_scores():
    wrapped = KerasRegressor(regression, epochs=20, random_state=1).fit(X, Y)
    assert wrapped.predict(X).shape == (80,)
    assert wrapped.score(X, Y) > 0.99


def test_cross_validation_trains_a_new_model_for_each_fold():
    wrapped = KerasRegressor(regression, epochs=20, random_state=1)
    scores = cross_val_score(wrapped, X, Y, cv=4)
    assert scores.shape == (4,)
    assert scores.min() > 0.95
    assert not hasattr(wrapped, "model_")


@pytest.mark.parametrize("search", [GridSearchCV, RandomizedSearchCV])
def test_search_finds_the_rate_that_learns(search):
    wrapped = KerasRegressor(regression, epochs=5, random_state=1)
    options = {"n_iter": 2, "random_state": 0} if search is RandomizedSearchCV else {}
    found = search(wrapped, {"model__rate": [1e-6, 0.1]}, cv=3, **options).fit(X, Y)
    assert found.best_params_ == {"model__rate": 0.1}


def test_settings_of_the_model_and_of_training_are_searched_together():
    wrapped = KerasRegressor(regression, model__rate=0.05, random_state=1)
    grid = {"model__units": [2, 8], "epochs": [1, 15], "batch_size": [8]}
    found = GridSearchCV(wrapped, grid, cv=3).fit(X, Y)
    assert found.best_params_["epochs"] == 15


def test_copy_has_the_same_settings():
    wrapped = KerasRegressor(regression, model__rate=0.05, epochs=7)
    assert clone(wrapped).get_params() == wrapped.get_params()
    assert clone(wrapped).set_params(model__rate=0.3).get_params()["model__rate"] == 0.3


def test_labels_may_be_words():
    x, y = IRIS
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    wrapped = make_pipeline(
        StandardScaler(), KerasClassifier(classifier, epochs=40, random_state=1)
    ).fit(x, names)
    assert wrapped.score(x, names) > 0.93
    assert set(wrapped.predict(x)) == set(names)
    np.testing.assert_allclose(wrapped.predict_proba(x).sum(axis=1), 1, rtol=1e-5)


def test_two_classes_need_one_output():
    def build():
        model = Sequential([layers.Dense(1, "sigmoid")])
        model.compile(optimizers.Adam(0.1), "binary_crossentropy")
        return model

    labels = np.where(Y > 0, "up", "down")
    wrapped = KerasClassifier(build, epochs=20, random_state=1).fit(X, labels)
    assert wrapped.score(X, labels) > 0.9
    assert wrapped.predict_proba(X).shape == (80, 2)


def test_fold_without_a_class_has_an_answer():
    x, y = IRIS
    x, y = x[y != 1], y[y != 1]  # labels 0 and 2, and a model of three outputs
    scaled = StandardScaler().fit_transform(x)
    wrapped = KerasClassifier(classifier, epochs=20, random_state=1).fit(scaled, y)
    assert wrapped.score(scaled, y) == 1
    assert set(wrapped.predict(scaled)) == {0, 2}
    shares = wrapped.predict_proba(scaled)
    assert shares.shape == (100, 2)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)


def test_model_with_too_few_outputs_is_refused():
    def build():
        model = Sequential([layers.Dense(1, "sigmoid")])
        model.compile("sgd", "binary_crossentropy")
        return model

    with pytest.raises(ShapeMismatch, match="an output for each of 3 classes; it has 1"):
        KerasClassifier(build).fit(*IRIS)


def test_fitted_wrapper_is_kept_by_joblib(tmp_path):
    x, y = IRIS
    stop = callbacks.EarlyStopping("loss", patience=9)
    wrapped = KerasClassifier(classifier, epochs=3, callbacks=[stop], model__units=5).fit(x, y)
    joblib.dump(wrapped, tmp_path / "wrapper.joblib")
    again = joblib.load(tmp_path / "wrapper.joblib")
    np.testing.assert_array_equal(again.predict_proba(x), wrapped.predict_proba(x))
    settings = again.get_params(deep=False)
    assert {**settings, "callbacks": 0} == {**wrapped.get_params(deep=False), "callbacks": 0}
    assert again.history_ == wrapped.history_
    assert again.model_.optimizer.iterations == wrapped.model_.optimizer.iterations


def test_same_random_state_gives_the_same_model():
    first, again = (
        KerasRegressor(regression, model__units=4, epochs=3, random_state=5).fit(X, Y)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.predict(X), again.predict(X))


def test_unknown_setting_is_refused():
    with pytest.raises(UnknownChoice, match="model__…; got 'epoch'"):
        KerasRegressor(regression, epoch=3)


def test_wrappers_come_with_the_engine_when_they_are_asked_for():
    assert engine.wrappers.KerasRegressor is KerasRegressor


@pytest.mark.parametrize("verbose", [0, 1])
def test_predictions_print_a_bar_only_if_asked(capsys, verbose):
    wrapped = KerasRegressor(regression, verbose=verbose).fit(X, Y)
    capsys.readouterr()
    wrapped.predict(X)
    assert len(capsys.readouterr().out.splitlines()) == verbose
