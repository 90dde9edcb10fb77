"""Hyperparameters that a search is given, in place of those that its builder asks for."""

import pytest

from engine import tuners
from engine.tuners.hyperparameters import NotGiven
from tests.engine.searches import X, Y, model

KINDS = {"random": tuners.RandomSearch, "grid": tuners.GridSearch,
         "bayesian": tuners.BayesianOptimization}  # fmt: skip


def build(hp):
    rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    return model(rate, hp.Int("units", 4, 8, step=2))


def given(**values):
    hp = tuners.HyperParameters()
    for name, choices in values.items():
        hp.Choice(name, choices)
    return hp


def values_of(tuner, name):
    return {trial.values[name] for trial in tuner.trials}


@pytest.mark.parametrize("kind", KINDS)
def test_given_values_take_the_place_of_the_builders(tmp_path, kind):
    tuner = KINDS[kind](
        build, "loss", max_trials=6, hyperparameters=given(learning_rate=[0.01, 0.1]), seed=1,
        directory=tmp_path,
    )  # fmt: skip
    tuner.search(X, Y, verbose=0)
    assert len(tuner.trials) == 6
    assert values_of(tuner, "learning_rate") <= {0.01, 0.1}
    assert len(values_of(tuner, "units")) > 1
    assert tuner.get_best_hyperparameters()[0]["learning_rate"] in (0.01, 0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_others_have_their_defaults_where_they_are_not_to_be_tuned(tmp_path, kind):
    tuner = KINDS[kind](
        build, "loss", max_trials=4, hyperparameters=given(learning_rate=[0.01, 0.1]),
        tune_new_entries=False, directory=tmp_path,
    )  # fmt: skip
    tuner.search(X, Y, verbose=0)
    assert values_of(tuner, "units") == {4}
    assert values_of(tuner, "learning_rate") == {0.01, 0.1}
    assert len(tuner.trials) == 2


def test_hyperband_takes_them_too(tmp_path):
    tuner = tuners.Hyperband(
        build, "loss", max_epochs=2, factor=2, hyperparameters=given(units=[5]), seed=1,
        directory=tmp_path,
    )  # fmt: skip
    tuner.search(X, Y, verbose=0)
    assert values_of(tuner, "units") == {5}
    assert len(values_of(tuner, "learning_rate")) > 1


def test_others_are_refused_where_they_are_not_allowed(tmp_path):
    tuner = tuners.RandomSearch(
        build, "loss", hyperparameters=given(learning_rate=[0.1]), allow_new_entries=False,
        directory=tmp_path,
    )  # fmt: skip
    with pytest.raises(NotGiven, match=r"one of learning_rate, .*allow_new_entries=False; got 'un"):
        tuner.search(X, Y, verbose=0)


def test_summary_of_the_space_shows_what_was_given(tmp_path, capsys):
    tuners.RandomSearch(
        build, "loss", hyperparameters=given(units=[5, 6]), directory=tmp_path
    ).search_space_summary()
    assert "[5, 6]" in capsys.readouterr().out


def test_search_compiles_with_what_it_was_given(tmp_path):
    tuner = tuners.RandomSearch(
        build, "val_mae", max_trials=1, metrics=["mae"], loss="huber", optimizer="adam",
        directory=tmp_path,
    )  # fmt: skip
    tuner.search(X, Y, validation_data=(X, Y), verbose=0)
    assert "val_mae" in tuner.trials[0].figures
    built = tuner.hypermodel.build(tuner.get_best_hyperparameters()[0])
    assert type(built.optimizer).__name__ == "SGD"
