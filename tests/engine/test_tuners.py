"""Searches over spaces whose best is known, and what they keep."""

import itertools

import numpy as np
import pytest

from engine import callbacks, metrics, tuners
from engine.divergence import DivergenceWarning
from engine.errors import DamagedModel, EngineError, InvalidValue, UnknownChoice
from engine.tuners.sources import combinations
from tests.engine.events import points, settings
from tests.engine.searches import DATA, SEARCHES, InFit, X, Y, by_choice, by_rate, model, search


@pytest.mark.parametrize("kind", SEARCHES)
def test_search_of_a_small_space_tries_all_of_it_once_and_ends(kind, tmp_path):
    tuner = search(kind, by_choice, tmp_path, max_trials=50)
    assert sorted(trial.values["rate"] for trial in tuner.trials) == [1e-4, 1e-3, 1e-2, 1e-1]
    assert tuner.get_best_hyperparameters()[0].get("rate") == 0.1


@pytest.mark.parametrize("kind", SEARCHES)
def test_search_goes_on_where_it_was_and_comes_to_the_same(kind, tmp_path):
    once = search(kind, by_rate, tmp_path / "once", max_trials=6)
    for trials in (2, 4, 6):
        again = search(kind, by_rate, tmp_path / "again", max_trials=trials)
    assert [trial.values for trial in again.trials] == [trial.values for trial in once.trials]
    assert [trial.score for trial in again.trials] == [trial.score for trial in once.trials]


def test_other_seeds_try_other_values(tmp_path):
    found = [
        search(tuners.RandomSearch, by_rate, tmp_path / str(seed), max_trials=3, seed=seed).trials
        for seed in (0, 1)
    ]
    assert not {trial.key for trial in found[0]} & {trial.key for trial in found[1]}


def test_bayesian_search_finds_the_best_rate_more_closely_than_its_first_points(tmp_path):
    tuner = search(tuners.BayesianOptimization, by_rate, tmp_path, max_trials=20)
    first, rest = tuner.trials[:5], tuner.trials[5:]
    assert min(t.score for t in rest) <= min(t.score for t in first)
    assert np.median([t.score for t in rest]) < np.median([t.score for t in first])


def test_best_model_has_the_weights_of_its_best_epoch(tmp_path):
    half = (X, Y / 2)  # is passed on the way to Y
    tuner = tuners.RandomSearch(by_choice, max_trials=4, directory=tmp_path)
    tuner.search(X, Y, epochs=30, validation_data=half, verbose=0)
    (best,) = tuner.get_best_models()
    losses = tuner.ranked()[0].figures["val_loss"]
    assert losses[-1] > min(losses)  # it went on too far
    assert best.evaluate(*half, verbose=0) == pytest.approx(min(losses), rel=1e-5)
    assert tuner.ranked()[0].score == min(losses)


def test_diverged_trial_is_kept_and_marked_and_the_search_goes_on(tmp_path):
    def build(hp):
        return model(hp.Choice("rate", [1e4, 0.01]))

    def fit_long(tuner):
        with pytest.warns(DivergenceWarning):
            tuner.search(X, 1e3 * Y, epochs=60, validation_data=(X, Y))
        return tuner

    tuner = fit_long(tuners.GridSearch(build, directory=tmp_path))
    assert [trial.status for trial in tuner.trials] == ["diverged", "completed"]
    assert tuner.trials[0].score is None
    assert tuner.get_best_hyperparameters()[0].values == {"rate": 0.01}


def conditional(hp):
    kind = hp.Choice("kind", ["plain", "deep"])
    with hp.conditional_scope("kind", ["deep"]):
        units = hp.Int("units", 2, 6, step=2)
    hp.Boolean("flag")
    return model(units=units if kind == "deep" else None)


def test_grid_has_every_combination_and_no_value_where_it_makes_no_difference():
    found = list(combinations(conditional))
    plain = [{"kind": "plain", "flag": flag} for flag in (False, True)]
    deep = [
        {"kind": "deep", "units": units, "flag": flag}
        for units, flag in itertools.product((2, 4, 6), (False, True))
    ]
    assert found == plain + deep


def test_number_of_layers_may_ask_for_more():
    def build(hp):
        return [hp.Choice(f"units_{i}", [1, 2]) for i in range(hp.Int("layers", 0, 2))]

    assert len(list(combinations(build))) == 1 + 2 + 4


def test_hyperband_has_the_brackets_of_its_paper():
    band = tuners.Hyperband(by_rate, max_epochs=81, factor=3)
    counts = [[count for count, _ in rounds] for rounds in band.brackets()]
    epochs = [[epochs for _, epochs in rounds] for rounds in band.brackets()]
    assert counts == [[81, 27, 9, 3, 1], [34, 11, 3, 1], [15, 5, 1], [8, 2], [5]]
    assert epochs == [[1, 3, 9, 27, 81], [3, 9, 27, 81], [9, 27, 81], [27, 81], [81]]


def test_hyperband_trains_the_best_of_each_round_for_longer(tmp_path):
    tuner = tuners.Hyperband(by_rate, max_epochs=9, factor=3, directory=tmp_path)
    tuner.search(X, Y, **DATA)
    rounds = {n: [t for t in tuner.trials[:13] if t.epochs == n] for n in (1, 3, 9)}
    assert [len(trials) for trials in rounds.values()] == [9, 3, 1]
    best = sorted(rounds[1], key=lambda trial: trial.score)[:3]
    assert {trial.key for trial in rounds[3]} == {trial.key for trial in best}


def test_hyperband_goes_on_where_it_was(tmp_path):
    def band(folder):
        return tuners.Hyperband(by_rate, max_epochs=4, factor=2, seed=0, directory=folder)

    whole, part = band(tmp_path / "whole"), band(tmp_path / "part")
    whole.search(X, Y, **DATA)
    for values, epochs in itertools.islice(part.proposals(), 5):
        part._try(values, epochs, (X, Y), {"verbose": 0, **DATA})
    again = band(tmp_path / "part")
    again.search(X, Y, **DATA)
    assert [(t.key, t.epochs) for t in again.trials] == [(t.key, t.epochs) for t in whole.trials]


def test_hypermodel_may_train_in_its_own_way(tmp_path):
    class Own(tuners.HyperModel):
        def build(self, hp):
            return model(hp.Choice("rate", [0.01, 0.1]))

        def fit(self, hp, model, *args, **options):
            return model.fit(*args, batch_size=hp.Choice("batch", [5, 20]), **options)

    tuner = search(tuners.RandomSearch, Own(), tmp_path, max_trials=2)
    assert all(set(trial.values) == {"rate", "batch"} for trial in tuner.trials)


class Counting(callbacks.Callback):
    """Prints how many epochs it has seen."""

    seen = 0

    def on_epoch_end(self, epoch, logs=None):
        self.seen += 1
        print(f"seen {self.seen}")


def test_each_trial_has_callbacks_folders_and_settings_of_its_own(tmp_path, capsys):
    tuner = tuners.RandomSearch(InFit(), max_trials=3, directory=tmp_path)
    watchers = [
        Counting(),
        callbacks.TensorBoard(tmp_path / "logs"),
        callbacks.CSVLogger(tmp_path / "{trial}.csv"),
        callbacks.ModelCheckpoint(tmp_path / "{trial}.keras", save_best_only=True),
    ]
    tuner.search(X, Y, epochs=2, callbacks=watchers, verbose=0, **DATA)
    assert capsys.readouterr().out.split() == ["seen", "1", "seen", "2"] * 3
    for trial in tuner.trials:
        place = tmp_path / "logs" / f"{trial.number:04d}"
        found = points(place / "train"), settings(place / "train" / "hparams")
        assert found == ([0, 1], trial.values)
        assert (tmp_path / f"{trial.number:04d}.csv").read_text().count("\n") == 3
        assert (tmp_path / f"{trial.number:04d}.keras").exists()


@pytest.mark.parametrize("kind", [callbacks.CSVLogger, callbacks.ModelCheckpoint])
def test_file_that_each_trial_writes_anew_is_told(kind, tmp_path):
    tuner = tuners.RandomSearch(by_rate, max_trials=2, directory=tmp_path)
    with pytest.warns(UserWarning, match=r"file\.keras anew: put {trial} into the name"):
        tuner.search(X, Y, callbacks=kind(tmp_path / "file.keras"), **DATA)


def test_callback_that_cannot_be_copied_is_told(tmp_path):
    one = Counting()
    one.rows = (row for row in X)
    with pytest.raises(InvalidValue, match="copies callbacks for each trial; Counting: cannot"):
        tuners.RandomSearch(by_rate, directory=tmp_path).search(X, Y, callbacks=[one], **DATA)


@pytest.mark.parametrize("kind", SEARCHES)
def test_numbers_of_numpy_serve_as_pythons(kind, tmp_path):
    one = np.int64(1)

    def build(hp):
        hp.Float("share", np.float32(0.1), np.float32(0.5), step=np.float32(0.2))
        hp.Choice("size", np.array([8, 16]))
        return model(units=hp.Int("units", one, one + 3, step=one))

    tuner = kind(build, max_trials=one + 2, seed=one, directory=tmp_path)
    tuner.search(X, Y, epochs=one, **DATA)
    again = kind(build, max_trials=3, directory=tmp_path)
    assert [trial.values for trial in again.trials] == [trial.values for trial in tuner.trials]


@pytest.mark.parametrize("kind", SEARCHES)
def test_values_to_choose_from_may_differ_between_trials(kind, tmp_path):
    def build(hp):
        layers = hp.Int("layers", 0, 3)
        hp.Int("width", 1, 8, step=1 + layers % 2)
        return model(units=hp.Choice("units", [8, 16, 32, 64][: layers + 1]))

    for trials in (4, 8):  # the second time what was tried comes from the file
        tuner = search(kind, build, tmp_path, max_trials=trials)
    assert len(tuner.trials) == 8


def test_one_name_may_be_of_several_kinds(tmp_path):
    def build(hp):
        kinds = {
            "float": lambda: hp.Float("rate", 0.01, 0.1),
            "log": lambda: hp.Float("rate", 0.01, 0.1, sampling="log"),
            "choice": lambda: hp.Choice("rate", [0.01, 0.1]),
        }
        return model(kinds[hp.Choice("kind", list(kinds))]())

    tuner = search(tuners.BayesianOptimization, build, tmp_path, max_trials=9)
    assert {trial.values["kind"] for trial in tuner.trials} == {"float", "log", "choice"}


def test_log_range_is_drawn_evenly_over_its_powers(tmp_path):
    tuner = search(tuners.RandomSearch, by_rate, tmp_path, max_trials=40)
    powers = np.log10([trial.values["rate"] for trial in tuner.trials])
    counts = np.histogram(powers, [-5, -4, -3, -2, -1])[0]
    assert counts.min() >= 3


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda hp: hp.Int("n", 1.5, 4), InvalidValue, "bounds must be whole numbers; got 1.5"),
        (lambda hp: hp.Int("n", 5, 2), InvalidValue, "at most 2; got 5"),
        (lambda hp: hp.Float("n", 0, 1, sampling="log"), InvalidValue, "positive min_value; got 0"),
        (lambda hp: hp.Int("n", 0, 5, step=0), InvalidValue, "step must be positive; got 0"),
        (lambda hp: hp.Int("n", 1, 5, sampling="wild"), UnknownChoice, "linear, log; got 'wild'"),
        (lambda hp: hp.Choice("n", []), InvalidValue, "values to choose from"),
        (lambda hp: hp.get("n"), UnknownChoice, "one of none; got 'n'"),
    ],
)
def test_wrong_hyperparameter_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong(tuners.HyperParameters())


def test_objective_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(UnknownChoice, match="one of loss, val_loss; got 'val_accuracy'"):
        search(tuners.RandomSearch, by_rate, tmp_path, objective="val_accuracy")


def test_metric_of_the_objective_says_which_way_is_better(tmp_path):
    def build(hp):
        made = by_choice(hp)
        made.compile(made.optimizer, "mse", metrics=[metrics.R2Score(name="explained")])
        return made

    tuner = search(tuners.RandomSearch, build, tmp_path, objective="val_explained")
    again = tuners.RandomSearch(build, "val_explained", directory=tmp_path)
    for one in (tuner, again):  # the second one has read its trials from the file
        assert one.get_best_hyperparameters()[0].get("rate") == 0.1


def test_search_that_has_not_begun_has_no_best(tmp_path):
    with pytest.raises(EngineError, match="search first"):
        tuners.RandomSearch(by_rate, directory=tmp_path).get_best_models()


def test_damaged_table_of_trials_is_told(tmp_path):
    search(tuners.RandomSearch, by_rate, tmp_path, max_trials=1)
    (tmp_path / "search/trials.json").write_text('[{"number": 0')
    with pytest.raises(DamagedModel, match="overwrite=True"):
        tuners.RandomSearch(by_rate, directory=tmp_path)
    assert tuners.RandomSearch(by_rate, directory=tmp_path, overwrite=True).trials == []
