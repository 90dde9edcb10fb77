"""Searches as Keras Tuner's users know them: names, printed lines, failures, reloading."""

import re
from pathlib import Path

import numpy as np
import pytest

import engine as keras
import engine.tuners as kt
from engine.errors import EngineError, InvalidValue, UnknownChoice
from engine.notices import NotDone
from tests.engine.searches import DATA, X, Y, by_choice, by_rate, model, search

CLASSES = (X[:, 0] > X[:, 1]).astype(int)


def build_model(hp):
    """The textbook's builder, which leaves the shape of the input to the data."""
    n_hidden = hp.Int("n_hidden", min_value=0, max_value=2, default=1)
    n_neurons = hp.Int("n_neurons", min_value=4, max_value=8)
    learning_rate = hp.Float("learning_rate", min_value=1e-3, max_value=1e-1, sampling="log")
    optimizer = hp.Choice("optimizer", values=["sgd", "adam"])
    if optimizer == "sgd":
        optimizer = keras.optimizers.SGD(learning_rate=learning_rate)
    else:
        optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    network = keras.Sequential()
    network.add(keras.layers.Flatten())
    for _ in range(n_hidden):
        network.add(keras.layers.Dense(n_neurons, activation="relu"))
    network.add(keras.layers.Dense(2, activation="softmax"))
    network.compile(
        loss="sparse_categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"]
    )
    return network


class MyClassificationHyperModel(kt.HyperModel):
    """The textbook's, which asks for more in ``fit``."""

    def build(self, hp):
        return build_model(hp)

    def fit(self, hp, model, X, y, **kwargs):
        if hp.Boolean("normalize"):
            norm_layer = keras.layers.Normalization()
            X = norm_layer(X)
        return model.fit(X, y, **kwargs)


def test_program_of_the_chapter_runs(tmp_path, capsys):
    random_search_tuner = kt.RandomSearch(
        build_model, objective="val_accuracy", max_trials=3, overwrite=True,
        directory=tmp_path / "my_fashion_mnist", project_name="my_rnd_search", seed=42,
    )  # fmt: skip
    data = (X, CLASSES)
    random_search_tuner.search(*data, epochs=2, validation_data=data, verbose=0)
    best_model = random_search_tuner.get_best_models(num_models=3)[0]
    top3_params = random_search_tuner.get_best_hyperparameters(num_trials=3)
    best_trial = random_search_tuner.oracle.get_best_trials(num_trials=1)[0]
    assert top3_params[0].values == best_trial.hyperparameters.values
    accuracy = best_model.evaluate(*data, verbose=0)[1]
    assert best_trial.metrics.get_last_value("val_accuracy") == pytest.approx(accuracy)
    assert best_trial.score == pytest.approx(accuracy)
    best_trial.summary()
    told = capsys.readouterr().out
    assert re.match(r"Trial 000\d summary\nHyperparameters:\nn_hidden: \d\n", told)
    assert told.endswith(f"Score: {best_trial.score}\n")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (kt.Hyperband, {"max_epochs": 2, "factor": 2, "hyperband_iterations": 1}),
        (kt.BayesianOptimization, {"max_trials": 3}),
        (kt.GridSearch, {"max_trials": 3}),
    ],
)
def test_hypermodel_of_the_chapter_is_searched(kind, options, tmp_path):
    tuner = kind(
        MyClassificationHyperModel(), objective=kt.Objective("val_accuracy", direction="max"),
        seed=42, overwrite=True, directory=tmp_path, project_name="mine", **options,
    )  # fmt: skip
    root_logdir = Path(tuner.project_dir) / "tensorboard"
    watchers = [
        keras.callbacks.TensorBoard(root_logdir), keras.callbacks.EarlyStopping(patience=2)
    ]  # fmt: skip
    tuner.search(X, CLASSES, epochs=2, validation_data=(X, CLASSES), callbacks=watchers, verbose=0)
    assert sorted(one.name for one in root_logdir.iterdir()) == list(tuner.oracle.trials)
    assert {trial.values["normalize"] for trial in tuner.trials} <= {False, True}
    assert tuner.get_best_models()[0].built


def test_search_prints_each_trial_and_the_best_so_far(tmp_path, capsys):
    tuner = kt.RandomSearch(by_choice, max_trials=2, seed=3, directory=tmp_path)
    tuner.search(X, Y, epochs=2, verbose=2, **DATA)
    told = capsys.readouterr().out
    first, second = tuner.trials
    assert (
        f"""
Search: Running Trial #2

Value             |Best Value So Far |Hyperparameter
{second.values["rate"]:<18.5g}|{first.values["rate"]:<18.5g}|rate
"""
        in told
    )
    assert "|?                 |rate" in told
    assert re.search(rf"Trial 1 completed \[00h 00m \d\ds\]\nval_loss: {first.score}\n", told)
    best = min(first.score, second.score)
    assert re.search(rf"Best val_loss So Far: {best}\nTotal elapsed time: 00h 00m \d\ds\n$", told)
    assert told.count("Epoch 1/2") == 2


def test_search_without_words_prints_nothing(tmp_path, capsys):
    search(kt.RandomSearch, by_choice, tmp_path, max_trials=1)
    assert capsys.readouterr().out == ""


def test_summaries_are_those_of_keras_tuner(tmp_path, capsys):
    def build(hp):
        if hp.Choice("kind", ["plain", "deep"]) == "deep":
            with hp.conditional_scope("kind", ["deep"]):
                hp.Int("units", 2, 6, step=2)
        return by_rate(hp)

    tuner = search(kt.GridSearch, build, tmp_path, max_trials=2)
    tuner.search_space_summary()
    told = capsys.readouterr().out
    assert told.startswith("Search space summary\nDefault search space size: 2\nkind (Choice)\n")
    assert (
        "rate (Float)\n{'default': 1e-05, 'conditions': [], 'min_value': 1e-05, "
        "'max_value': 0.3, 'step': None, 'sampling': 'log'}\n"
    ) in told
    tuner.results_summary(1)
    told = capsys.readouterr().out
    assert f"Results summary\nResults in {tmp_path / 'search'}\nShowing 1 best trials\n" in told
    assert 'Objective(name="val_loss", direction="min")\n\nTrial 000' in told
    assert told.endswith("\n\n2 trials\n")
    assert told.isascii()


def test_conditions_of_a_hyperparameter_are_kept(tmp_path):
    def build(hp):
        hp.Choice("kind", ["plain", "deep"])
        with hp.conditional_scope("kind", ["deep"]):
            hp.Fixed("units", 5)
        return by_choice(hp)

    first = search(kt.GridSearch, build, tmp_path, max_trials=5)
    again = kt.GridSearch(build, directory=tmp_path)
    for tuner in (first, again):
        deep = tuner.trials[-1]
        assert deep.values["units"] == deep.hyperparameters["units"] == 5
        assert deep.space["units"].when == (("kind", ("deep",)),)
        assert "units" not in tuner.trials[0].hyperparameters


def test_search_that_goes_on_says_that_it_reloads(tmp_path, capsys):
    search(kt.RandomSearch, by_choice, tmp_path, max_trials=1)
    other = kt.RandomSearch(by_choice, directory=tmp_path)
    assert capsys.readouterr().out == f"Reloading Tuner from {tmp_path / 'search/trials.json'}\n"
    search(kt.RandomSearch, by_choice, tmp_path, max_trials=2)
    assert len(other.trials) == 1
    other.reload()
    assert len(other.trials) == 2
    kt.RandomSearch(by_choice, directory=tmp_path, overwrite=True)
    assert "Reloading" not in capsys.readouterr().out.partition("\n")[2]


def test_score_of_a_trial_is_the_mean_of_its_executions(tmp_path):
    built = []

    def build(hp):
        made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)], seed=len(built))
        made.compile(keras.optimizers.SGD(hp.Float("rate", 0.001, 0.01)), "mse")
        built.append(made)
        return made

    tuner = kt.RandomSearch(build, max_trials=2, executions_per_trial=3, directory=tmp_path)
    logs = keras.callbacks.TensorBoard(tmp_path / "logs")
    tuner.search(X, Y, epochs=2, callbacks=[logs], verbose=0, **DATA)
    runs = [one for one in built if one.history is not None]
    assert len(runs) == 6
    for number, trial in enumerate(tuner.trials):
        own = runs[3 * number : 3 * number + 3]
        scores = [min(one.history.history["val_loss"]) for one in own]
        assert len(set(scores)) == 3
        assert trial.score == pytest.approx(np.mean(scores))
        names = sorted(one.name for one in (tmp_path / "logs" / trial.trial_id).iterdir())
        assert names == ["execution0", "execution1", "execution2"]
    best = tuner.get_best_models()[0].evaluate(X, Y, verbose=0)
    own = runs[3 * tuner.ranked()[0].number :][:3]
    assert best == pytest.approx(min(min(one.history.history["val_loss"]) for one in own))


def some_fail(hp):
    units = hp.Choice("units", [1, 2, 3, 4])
    if units == 2:
        raise MemoryError("too many units")
    return model(units=units)


def test_trial_whose_model_cannot_be_built_fails_alone(tmp_path, capsys):
    tuner = kt.GridSearch(some_fail, directory=tmp_path)
    with pytest.warns(kt.TrialFailed, match="trial 0001 has failed by MemoryError: too many units"):
        tuner.search(X, Y, verbose=0, **DATA)
    assert [one.status for one in tuner.trials] == ["completed", "failed", "completed", "completed"]
    assert tuner.get_best_hyperparameters()[0]["units"] != 2
    tuner.oracle.get_trial("0001").summary()
    assert "Status: failed\nMemoryError: too many units" in capsys.readouterr().out
    assert kt.GridSearch(some_fail, directory=tmp_path).trials[1].message.startswith("MemoryError")


@pytest.mark.parametrize("most", [2, 3])
def test_search_ends_when_too_many_trials_in_a_row_fail(most, tmp_path):
    def build(hp):
        return model(units=hp.Int("units", 1, 100) / 2)

    tuner = kt.RandomSearch(build, max_consecutive_failed_trials=most, directory=tmp_path)
    with pytest.warns(kt.TrialFailed), pytest.raises(EngineError, match=f"{most} trials in a row"):
        tuner.search(X, Y, verbose=0, **DATA)
    assert len(tuner.trials) == most


@pytest.mark.parametrize("told", [lambda rate: {"val_loss": rate}, lambda rate: rate])
def test_training_may_return_its_figures(told, tmp_path):
    class Own(kt.HyperModel):
        def build(self, hp):
            return by_choice(hp)

        def fit(self, hp, model, *args, **options):
            return told(hp.get("rate"))

    tuner = search(kt.GridSearch, Own(), tmp_path)
    assert tuner.oracle.get_best_trials()[0].score == 1e-4
    assert tuner.oracle.get_best_trials()[0].metrics.exists("val_loss")


def test_search_without_a_seed_draws_others_each_time(tmp_path):
    found = [
        search(kt.RandomSearch, by_rate, tmp_path / str(n), max_trials=2, seed=None).trials
        for n in (0, 1)
    ]
    assert found[0][0].values != found[1][0].values


def test_answers_are_read_by_name():
    hp = kt.HyperParameters()
    hp.Fixed("units", 3)
    assert (hp["units"], hp.get("units"), "units" in hp, "rate" in hp) == (3, 3, True, False)
    with pytest.raises(UnknownChoice, match="one of units; got 'rate'"):
        hp["rate"]


def test_settings_of_keras_tuner_that_change_nothing_are_told(tmp_path):
    with pytest.warns(NotDone, match="beta=2.6 changes nothing"):
        kt.BayesianOptimization(by_rate, beta=2.6, directory=tmp_path)
    with pytest.warns(NotDone, match=r"hp.Choice\(ordered=…\) changes nothing"):
        kt.HyperParameters().Choice("units", [1, 2], ordered=True)


def test_what_training_cannot_return_is_refused(tmp_path):
    class Own(kt.HyperModel):
        def build(self, hp):
            return by_choice(hp)

        def fit(self, hp, model, *args, **options):
            return "good"

    with pytest.warns(kt.TrialFailed), pytest.raises(EngineError, match="must return what model"):
        search(kt.RandomSearch, Own(), tmp_path)
    with pytest.raises(UnknownChoice, match=r"trial must be one of 0000, .*; got '9'"):
        kt.RandomSearch(Own(), directory=tmp_path).oracle.get_trial("9")
    with pytest.raises(InvalidValue, match="executions_per_trial must be a whole number"):
        kt.RandomSearch(Own(), executions_per_trial=0, directory=tmp_path)
