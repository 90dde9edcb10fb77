"""Hyperparameters that training asks for."""

import itertools

import pytest

from engine import tuners
from tests.engine.searches import DATA, SEARCHES, InFit, X, Y, search

WITHIN = [
    {"rate": rate, "scaled": scaled, **scale}
    for rate in (0.01, 0.1)
    for scaled, scales in ((False, [{}]), (True, [{"scale": s} for s in (1.0, 2.0, 4.0)]))
    for scale in scales
]


@pytest.mark.parametrize("kind", SEARCHES)
def test_what_training_asks_for_is_searched_from_the_second_trial_on(kind, tmp_path):
    tuner = search(kind, InFit(), tmp_path, max_trials=50)
    found = [trial.values for trial in tuner.trials]
    assert found[0]["scaled"] is False
    assert len(found) == len(WITHIN)
    assert all(values in found for values in WITHIN)
    best = tuner.get_best_hyperparameters()[0]
    assert best.values == tuner.ranked()[0].values
    assert best.get("rate") == 0.1
    again = search(kind, InFit(), tmp_path, max_trials=50)
    assert len(again.trials) == len(WITHIN)


def test_hyperband_searches_what_training_asks_for_and_goes_on_where_it_was(tmp_path):
    def band(folder):
        return tuners.Hyperband(InFit(), max_epochs=4, factor=2, seed=0, directory=folder)

    whole, part = band(tmp_path / "whole"), band(tmp_path / "part")
    whole.search(X, Y, **DATA)
    assert {trial.values["scaled"] for trial in whole.trials} == {False, True}
    for values, epochs in itertools.islice(part.proposals(), 5):
        part._try(values, epochs, (X, Y), {"verbose": 0, **DATA})
    again = band(tmp_path / "part")
    again.search(X, Y, **DATA)
    assert [(t.key, t.epochs) for t in again.trials] == [(t.key, t.epochs) for t in whole.trials]


def test_summary_of_the_space_has_what_training_asks_for(tmp_path, capsys):
    search(tuners.RandomSearch, InFit(), tmp_path, max_trials=1).search_space_summary()
    told = capsys.readouterr().out
    assert "scaled (Choice)\n{'default': False, 'conditions': [], 'values': [False, True]}" in told
