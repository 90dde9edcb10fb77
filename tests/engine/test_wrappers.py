"""Models inside scikit-learn's own tools."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from engine import Sequential, layers, optimizers
from engine.errors import UnknownChoice
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


def test_same_random_state_gives_the_same_model():
    first, again = (
        KerasRegressor(regression, model__units=4, epochs=3, random_state=5).fit(X, Y)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.predict(X), again.predict(X))


def test_unknown_setting_is_refused():
    with pytest.raises(UnknownChoice, match="model__…; got 'epoch'"):
        KerasRegressor(regression, epoch=3)
