"""``run_trial`` of a tuner of one's own, as the guides of Keras Tuner have it."""

import numpy as np
import pytest

from engine import callbacks, tuners
from engine.errors import EngineError, InvalidValue
from engine.tuners import TrialFailed
from tests.engine.searches import DATA, SEARCHES, X, Y, by_choice, model


class BatchSizes(tuners.RandomSearch):
    """Searches the size of batches, too, and trains as the base class does."""

    def run_trial(self, trial, *args, **kwargs):
        kwargs["batch_size"] = trial.hyperparameters.Int("batch_size", 20, 60, step=20)
        return super().run_trial(trial, *args, **kwargs)


class Steps(callbacks.Callback):
    """Counts the batches of an epoch."""

    seen: list[int]

    def on_train_begin(self, logs=None):
        Steps.seen.append(self.params["steps"])


def parabola(kind):
    class Plain(kind):
        def run_trial(self, trial, *args, **kwargs):
            x = trial.hyperparameters.Choice("x", [-1.0, -0.5, 0.25, 2.0])
            return x**2

    return Plain


def test_what_is_asked_for_in_run_trial_is_searched(tmp_path):
    Steps.seen = []
    tuner = BatchSizes(by_choice, max_trials=8, seed=2, directory=tmp_path)
    tuner.search(X, Y, epochs=2, verbose=0, callbacks=[Steps()], **DATA)
    sizes = [trial.values["batch_size"] for trial in tuner.trials]
    assert sizes[0] == 20
    assert {20} < set(sizes) <= {20, 40, 60}
    assert Steps.seen == [-(-60 // size) for size in sizes]
    best = tuner.ranked()[0].values["batch_size"]
    assert tuner.get_best_hyperparameters()[0]["batch_size"] == best


def test_best_model_of_the_base_class_has_its_best_epoch(tmp_path):
    tuner = BatchSizes(by_choice, max_trials=3, seed=2, directory=tmp_path)
    tuner.search(X, Y, epochs=4, verbose=0, **DATA)
    best = tuner.get_best_models()[0]
    assert best.evaluate(X, Y, verbose=0) == pytest.approx(tuner.ranked()[0].score, rel=1e-6)


@pytest.mark.parametrize("kind", SEARCHES)
def test_function_without_a_model_is_searched(kind, tmp_path):
    tuner = parabola(kind)(max_trials=30, overwrite=True, directory=tmp_path)
    tuner.search(verbose=0)
    found = sorted(trial.values["x"] for trial in tuner.trials)
    assert found == [-1.0, -0.5, 0.25, 2.0]
    assert tuner.get_best_hyperparameters()[0].get("x") == 0.25
    with pytest.raises(EngineError, match="has no weights: run_trial returned its figures alone"):
        tuner.get_best_models()


def test_search_without_a_model_goes_on_where_it_was(tmp_path):
    parabola(tuners.RandomSearch)(max_trials=2, seed=1, directory=tmp_path).search(verbose=0)
    again = parabola(tuners.RandomSearch)(max_trials=4, seed=1, directory=tmp_path)
    again.search(verbose=0)
    assert len({trial.values["x"] for trial in again.trials}) == 4


def own(returned):
    class Own(tuners.GridSearch):
        def run_trial(self, trial, x, y, epochs=1, **kwargs):
            built = self.hypermodel.build(trial.hyperparameters)
            history = built.fit(x, y, epochs=epochs, validation_data=(x, y), verbose=0)
            return returned(history)

    return Own


@pytest.mark.parametrize(
    "returned",
    [
        lambda history: history,
        lambda history: min(history.history["val_loss"]),
        lambda history: {"val_loss": np.float32(min(history.history["val_loss"]))},
        lambda history: [history, history],
    ],
    ids=["history", "number", "by name", "several"],
)
def test_trial_may_return_what_keras_tuner_takes(returned, tmp_path):
    tuner = own(returned)(by_choice, directory=tmp_path)
    tuner.search(X, Y, epochs=3, verbose=0)
    scores = {trial.values["rate"]: trial.score for trial in tuner.trials}
    for rate, score in scores.items():
        history = model(rate).fit(X, Y, epochs=3, validation_data=(X, Y), verbose=0).history
        assert score == pytest.approx(min(history["val_loss"]), rel=1e-6)
    assert tuner.get_best_hyperparameters()[0]["rate"] == 0.1


def test_model_of_a_history_is_kept(tmp_path):
    tuner = own(lambda history: history)(by_choice, directory=tmp_path)
    tuner.search(X, Y, epochs=3, verbose=0)
    best = tuner.get_best_models()[0]
    last = tuner.ranked()[0].figures["val_loss"][-1]
    assert best.evaluate(X, Y, verbose=0) == pytest.approx(last, rel=1e-6)


def test_trial_that_returns_something_else_fails(tmp_path):
    tuner = own(lambda history: None)(by_choice, max_trials=1, directory=tmp_path)
    with pytest.raises(TrialFailed, match=r"run_trial of a tuner, must return .* got NoneType"):
        tuner.search(X, Y, verbose=0)


def test_search_of_nothing_is_refused(tmp_path):
    with pytest.raises(InvalidValue, match="without it a tuner needs a run_trial of its own"):
        tuners.RandomSearch(directory=tmp_path)
