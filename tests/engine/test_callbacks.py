"""Callbacks are told what happens, and some of them act on it; figures are fed by hand."""

import numpy as np
import pytest

from engine import callbacks, optimizers, schedules
from engine.divergence import DivergenceWarning
from engine.errors import EngineError, InvalidValue, UnknownChoice
from tests.engine.doubles import feed
from tests.engine.networks import CIRCLE, LABELS, network, playground

# the playground's initializer is none of Keras's, which saving says
pytestmark = pytest.mark.filterwarnings("ignore:this .keras file is for the engine")


def test_hooks_are_called_in_order():
    heard = []

    class Listener(callbacks.Callback):
        def on_train_begin(self, logs=None):
            heard.append("begin")

        def on_epoch_begin(self, epoch, logs=None):
            heard.append(f"epoch {epoch}")

        def on_train_batch_end(self, batch, logs=None):
            heard.append(f"batch {batch}")

        def on_test_end(self, logs=None):
            heard.append("test")

        def on_train_end(self, logs=None):
            heard.append("end")

    data = {"validation_data": (CIRCLE, LABELS), "verbose": 0}
    playground().fit(CIRCLE, LABELS, 20, epochs=2, callbacks=[Listener()], **data)
    epoch = ["batch 0", "batch 1", "batch 2", "test"]
    assert heard == ["begin", "epoch 0", *epoch, "epoch 1", *epoch, "end"]


def test_figures_of_the_last_batch_are_those_of_the_epoch():
    seen = []
    listener = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(logs))
    history = playground().fit(CIRCLE, LABELS, 10, epochs=1, callbacks=[listener], verbose=0)
    assert len(seen) == 5
    assert seen[-1]["loss"] == pytest.approx(history.history["loss"][0])


def test_watching_batches_changes_no_bit():
    watched, plain = playground("adam"), playground("adam")
    listener = callbacks.LambdaCallback(on_train_batch_begin=lambda batch, logs: None)
    watched.fit(CIRCLE, LABELS, 10, epochs=3, callbacks=[listener], verbose=0)
    plain.fit(CIRCLE, LABELS, 10, epochs=3, verbose=0)
    np.testing.assert_array_equal(watched.parameters, plain.parameters)


def test_hook_called_on_batch_end_is_heard_too():
    heard = []
    listener = callbacks.LambdaCallback(on_batch_end=lambda batch, logs: heard.append(batch))
    playground().fit(CIRCLE, LABELS, 20, verbose=0, callbacks=listener)
    assert heard == [0, 1, 2]


def test_figures_are_not_computed_for_batches_at_which_nobody_looks():
    told = []

    class EveryOther(callbacks.Callback):
        def wants_figures(self, batch):
            return batch % 2 == 1

        def on_train_batch_end(self, batch, logs=None):
            told.append(bool(logs))

    playground().fit(CIRCLE, LABELS, 10, verbose=0, callbacks=[EveryOther()])
    assert told == [False, True, False, True, False]


def test_model_that_is_told_to_stop_stops_after_the_epoch():
    model = playground()

    def stop(epoch, logs):
        model.stop_training = epoch == 2

    watcher = callbacks.LambdaCallback(on_epoch_end=stop)
    history = model.fit(CIRCLE, LABELS, epochs=10, callbacks=[watcher], verbose=0)
    assert history.epoch == [0, 1, 2]


@pytest.mark.parametrize(
    ("options", "losses", "ends"),
    [
        ({"patience": 2}, [5, 4, 4.5, 4.2, 3], 3),
        ({"patience": 0}, [5, 4, 4.5, 3], 2),
        ({"patience": 2, "min_delta": 0.5}, [5, 4.8, 4.6, 1], 2),
        ({"patience": 2, "baseline": 3}, [5, 4, 3.5, 3.2], None),
        ({"patience": 1, "start_from_epoch": 3}, [1, 2, 3, 4, 5], 4),
        ({"patience": 1, "mode": "max"}, [1, 2, 3, 2], 3),
        ({"patience": 3}, [5, 4, 3, 2], None),
    ],
)
def test_early_stopping_waits_as_long_as_it_is_told(options, losses, ends):
    callback = callbacks.EarlyStopping(**options)
    model = feed(callback, losses)
    assert callback.stopped_epoch == (ends or 0)
    assert model.stop_training == (ends is not None)


@pytest.mark.parametrize("losses", [[5, 1, 2, 3], [5, 1, 2, 3, 4, 5, 6]])
def test_early_stopping_gives_the_best_weights_back_whether_or_not_it_stopped(losses):
    model = feed(callbacks.EarlyStopping(patience=5, restore_best_weights=True), losses)
    assert model.weights[0] == 1


def test_early_stopping_gives_the_first_weights_back_where_none_were_better():
    callback = callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    assert feed(callback, [float("nan")] * 5).weights[0] == 0


@pytest.mark.parametrize(("remember", "best"), [(True, 1), (False, 2)])
def test_early_stopping_remembers_across_fits_only_when_asked(remember, best):
    callback = callbacks.EarlyStopping(patience=3, remember=remember)
    feed(callback, [5, 1])
    feed(callback, [4, 2])
    assert callback.best == best


def test_figure_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UnknownChoice, match="one of loss; got 'val_loss'"):
        feed(callbacks.EarlyStopping(), [1], name="loss")


def test_rate_is_reduced_on_a_plateau_and_rests():
    callback = callbacks.ReduceLROnPlateau(factor=0.5, patience=2, cooldown=2)
    model = feed(callback, [1] * 5)
    assert model.optimizer.learning_rate == pytest.approx(0.05)
    model = feed(callback, [1] * 6)
    assert model.optimizer.learning_rate == pytest.approx(0.025)


def test_rate_is_never_reduced_below_its_floor():
    callback = callbacks.ReduceLROnPlateau(factor=0.1, patience=1, min_lr=0.03)
    assert feed(callback, [1] * 9).optimizer.learning_rate == pytest.approx(0.03)


def test_rate_that_follows_a_schedule_is_left_to_it():
    model = playground()
    model.compile(optimizers.SGD(schedules.WarmUp(0.1, 5)), "mse")
    watcher = callbacks.ReduceLROnPlateau("loss", min_delta=9, patience=1)
    with pytest.raises(EngineError, match="follows a schedule"):
        model.fit(CIRCLE, LABELS, epochs=5, verbose=0, callbacks=[watcher])


def test_schedule_of_steps_serves_as_one_of_epochs():
    model, decay = playground(), schedules.ExponentialDecay(0.1, 1, 0.5)
    scheduler = callbacks.LearningRateScheduler(decay)
    history = model.fit(CIRCLE, LABELS, epochs=3, callbacks=[scheduler], verbose=0)
    assert history.history["learning_rate"] == pytest.approx([0.1, 0.05, 0.025])


@pytest.mark.parametrize(
    "schedule", [lambda epoch: 0.1 / (epoch + 1), lambda epoch, rate: rate / 2]
)
def test_schedule_sets_the_rate_of_each_epoch_and_tells_it(schedule):
    model, rates = playground(), []
    scheduler = callbacks.LearningRateScheduler(schedule)
    history = model.fit(CIRCLE, LABELS, epochs=3, callbacks=[scheduler], verbose=0)
    rate = 0.03
    for epoch in range(3):
        rate = schedule(epoch) if schedule.__code__.co_argcount == 1 else schedule(epoch, rate)
        rates.append(rate)
    assert history.history["learning_rate"] == pytest.approx(rates)


def test_rate_may_be_0_for_an_epoch():
    scheduler = callbacks.LearningRateScheduler(lambda epoch: 0.01 * epoch / 5)
    history = playground().fit(CIRCLE, LABELS, epochs=3, callbacks=[scheduler], verbose=0)
    assert history.history["learning_rate"] == pytest.approx([0, 0.002, 0.004])  # Keras 3.15's


def test_loss_that_is_no_number_ends_training():
    assert feed(callbacks.TerminateOnNaN(), [1, float("nan"), 1], "loss").stop_training
    assert not feed(callbacks.TerminateOnNaN(), [1, 2, 1], "loss").stop_training


def test_training_that_diverges_goes_on_until_a_callback_ends_it():
    seen = []

    def note(batch, logs):
        seen.append(logs["loss"])

    listener = callbacks.LambdaCallback(on_train_batch_end=note)

    def fit(*more):
        model = network(2, 3, 1, activation="linear")
        model.compile(optimizers.SGD(1e9), "mse")
        with pytest.warns(DivergenceWarning):
            return model.fit(CIRCLE, LABELS, 10, epochs=20, callbacks=[listener, *more], verbose=0)

    begun = fit().divergence.epoch
    assert len(seen) == 20 * 5
    assert np.isnan(seen[-1])
    assert fit(callbacks.TerminateOnNaN()).epoch == list(range(begun + 1))
    assert fit(callbacks.EarlyStopping("loss", patience=2)).epoch[-1] < 19
    with pytest.raises(RuntimeError, match="the loss is nan in epoch"):
        fit(callbacks.TerminateOnNaN(raise_error=True))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: callbacks.EarlyStopping(patience=-1), "patience must be at least 0; got -1"),
        (lambda: callbacks.EarlyStopping(mode="up"), "mode must be one of auto, min, max"),
        (lambda: callbacks.ReduceLROnPlateau(factor=2), "between 0 and 1; got 2"),
        (lambda: callbacks.ModelCheckpoint("x.keras", save_freq=0), "number of batches; got 0"),
        (lambda: callbacks.TensorBoard(update_freq="never"), "got 'never'"),
        (lambda: callbacks.TensorBoard(update_freq=0), "got 0"),
        (lambda: callbacks.LambdaCallback(on_lunch=print), "a hook must be one of"),
        (
            lambda: playground().fit(CIRCLE, LABELS, callbacks=[print]),
            "must be objects of Callback",
        ),
        (
            lambda: feed(callbacks.ModelCheckpoint("{acc}.keras"), [1]),
            "filepath may hold epoch, val_loss; got {acc}",
        ),
        (lambda: playground().fit(CIRCLE, LABELS, verbose=9), "verbose must be one of"),
    ],
)
def test_wrong_option_is_refused(wrong, words):
    with pytest.raises((InvalidValue, UnknownChoice), match=words):
        wrong()


@pytest.mark.parametrize("others", [[], [callbacks.LambdaCallback()]])
def test_epochs_without_validation_are_passed_over(tmp_path, others):
    stop = callbacks.EarlyStopping(patience=1, min_delta=1e9, restore_best_weights=True)
    plateau = callbacks.ReduceLROnPlateau(patience=1, min_delta=1e9)
    best = callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras", save_best_only=True)
    data = {"validation_data": (CIRCLE, LABELS), "validation_freq": 2, "verbose": 0}
    model = playground()
    watching = [stop, plateau, best, *others]
    found = model.fit(CIRCLE, LABELS, epochs=8, callbacks=watching, **data).history
    assert [len(found["loss"]), len(found["val_loss"])] == [4, 2]
    rate = found["learning_rate"][0]
    assert model.optimizer.learning_rate == pytest.approx(rate * 0.1)
    assert (tmp_path / "2.keras").exists()
    assert not (tmp_path / "1.keras").exists()
