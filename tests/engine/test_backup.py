"""Training that was interrupted and goes on, to the bit."""

import numpy as np
import pytest

import engine as keras
from engine import callbacks, layers
from engine.errors import DamagedModel, InvalidValue
from tests.engine.graphs import rows

X, Y = rows(3, 2, count=40)


class Interrupted(Exception):
    """What stops a program."""


class Stop(callbacks.Callback):
    """Stops the program when an epoch begins, or a batch of it."""

    def __init__(self, epoch, batch=None):
        self.where, self.epoch = (epoch, batch), 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        if self.where == (epoch, None):
            raise Interrupted

    def on_train_batch_begin(self, batch, logs=None):
        if self.where == (self.epoch, batch):
            raise Interrupted


def network(seed=1, units=4):
    model = keras.Sequential([
        keras.Input((3,)), layers.Dense(units, "relu"), layers.Dropout(0.3),
        layers.BatchNormalization(), layers.Dense(2),
    ], seed=seed)  # fmt: skip
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def fitted(model, *watchers, epochs=5):
    options = {"batch_size": 16, "verbose": 0, "validation_data": (X, Y)}
    return model.fit(X, Y, epochs=epochs, callbacks=list(watchers), **options)


def test_interrupted_training_goes_on_to_the_same_bits(tmp_path):
    whole = network()
    expected = fitted(whole)
    with pytest.raises(Interrupted):
        fitted(network(), callbacks.BackupAndRestore(tmp_path / "backup"), Stop(3))
    model = network(seed=9)
    history = fitted(model, callbacks.BackupAndRestore(tmp_path / "backup"))
    assert history.epoch == [3, 4]
    assert history.history == {name: one[3:] for name, one in expected.history.items()}
    np.testing.assert_array_equal(model.parameters, whole.parameters)
    np.testing.assert_array_equal(model.network.non_trainable, whole.network.non_trainable)
    assert not list((tmp_path / "backup").iterdir())


def test_epoch_that_was_interrupted_between_batches_begins_anew(tmp_path):
    keep = callbacks.BackupAndRestore(tmp_path, save_freq=2)
    model = network()
    with pytest.raises(Interrupted):
        fitted(model, keep, Stop(1, batch=2))
    again = network(seed=9)
    history = fitted(again, callbacks.BackupAndRestore(tmp_path, save_freq=2))
    assert history.epoch == [1, 2, 3, 4]
    assert again.optimizer.iterations == 4 + 4 * 3  # 3 batches to an epoch; 4 were kept


def test_finished_training_is_kept_if_asked(tmp_path):
    keep = callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
    model, again = network(), network(seed=2)
    fitted(model, keep, epochs=2)
    assert fitted(again, callbacks.BackupAndRestore(tmp_path), epochs=2).epoch == []
    np.testing.assert_array_equal(again.parameters, model.parameters)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_state_that_is_damaged_or_anothers_is_told(tmp_path, damage):
    fitted(network(), callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False), epochs=1)
    if damage is not None:
        (tmp_path / "latest.backup").write_bytes(damage)
    with pytest.raises(DamagedModel, match=r"latest\.backup"):
        fitted(network(units=5), callbacks.BackupAndRestore(tmp_path))


def test_impossible_frequency_is_refused(tmp_path):
    with pytest.raises(InvalidValue, match="'epoch' or a number of batches; got 0"):
        callbacks.BackupAndRestore(tmp_path, save_freq=0)
