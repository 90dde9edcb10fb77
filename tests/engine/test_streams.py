"""Data that come batch by batch, and epochs of so many steps."""

import numpy as np
import pytest

import engine as keras
from engine.divergence import DivergenceWarning
from engine.errors import EngineError, InvalidValue
from engine.notices import NotDone
from tests.engine.networks import network

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(64, 2)), RNG.normal(size=(64, 1))


def compiled():
    model = network(2, 3, 1)
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def batches():
    while True:
        for start in range(0, 64, 16):
            yield X[start : start + 16], Y[start : start + 16]


class Rows(keras.utils.PyDataset):
    ended = 0

    def __init__(self):
        self.asked = []

    def __len__(self):
        return 4

    def __getitem__(self, index):
        self.asked.append(index)
        rows = slice(16 * index, 16 * index + 16)
        return X[rows], Y[rows]

    def on_epoch_end(self):
        self.ended += 1


def test_generator_trains_like_the_same_rows_in_order():
    ours, same = compiled(), compiled()
    found = ours.fit(batches(), epochs=3, steps_per_epoch=4, verbose=0)
    expected = same.fit(X, Y, batch_size=16, epochs=3, shuffle=False, verbose=0)
    assert found.history == expected.history
    assert found.params["steps"] == 4


def test_dataset_trains_all_its_batches_and_is_told_of_each_epochs_end():
    rows, same = Rows(), compiled()
    found = compiled().fit(rows, epochs=2, shuffle=False, validation_data=rows, verbose=0)
    expected = same.fit(
        X, Y, batch_size=16, epochs=2, shuffle=False, validation_data=(X, Y), verbose=0
    )
    assert found.history == expected.history
    assert rows.ended == 3
    assert keras.utils.Sequence is keras.utils.PyDataset


def test_batches_of_a_dataset_come_in_another_order_in_each_epoch():
    first, second = Rows(), Rows()
    for rows in (first, second):
        compiled().fit(rows, epochs=6, verbose=0)
    epochs = [tuple(first.asked[at : at + 4]) for at in range(0, 24, 4)]
    assert {tuple(sorted(one)) for one in epochs} == {(0, 1, 2, 3)}
    assert len(set(epochs)) > 1
    assert first.asked == second.asked


def test_dataset_says_that_no_workers_make_its_batches():
    keras.utils.PyDataset(workers=1, use_multiprocessing=False, max_queue_size=10)
    for asked in ({"workers": 2}, {"use_multiprocessing": True}, {"max_queue_size": 5}):
        with pytest.warns(NotDone, match="batches are made one by one"):
            keras.utils.PyDataset(**asked)


@pytest.mark.parametrize("beside", [{"y": Y}, {"sample_weight": Y}, {"validation_split": 0.5}])
def test_what_batches_cannot_use_is_refused_beside_them(beside):
    told = f"{next(iter(beside))} must not be given beside data that come batch by batch"
    with pytest.raises(InvalidValue, match=told):
        compiled().fit(Rows(), **beside, verbose=0)
    if "validation_split" not in beside:
        with pytest.raises(InvalidValue, match=told):
            compiled().evaluate(Rows(), **beside, verbose=0)


def test_iterator_that_ends_serves_every_epoch():
    found = compiled().fit(iter([(X, Y)]), epochs=3, verbose=0)
    assert len(found.history["loss"]) == 3


def test_evaluate_and_predict_take_batches():
    model = compiled()
    assert model.evaluate(batches(), steps=4, verbose=0) == model.evaluate(X, Y, verbose=0)
    parts = (x for x in np.split(X, 4))
    np.testing.assert_allclose(model.predict(parts, verbose=0), model.predict(X, verbose=0))


def test_epoch_of_some_steps_goes_on_where_the_last_one_ended():
    ours, same, rows = compiled(), compiled(), Rows()
    found = ours.fit(
        X[:40], Y[:40], batch_size=16, epochs=3, steps_per_epoch=2, shuffle=False, verbose=0
    )
    for _ in range(2):
        for part in (slice(0, 16), slice(16, 32), slice(32, 40)):
            same.train_on_batch(X[part], Y[part])
    np.testing.assert_array_equal(ours.predict(X, verbose=0), same.predict(X, verbose=0))
    assert found.params["steps"] == 2
    compiled().fit(rows, epochs=3, steps_per_epoch=2, shuffle=False, verbose=0)
    compiled().fit(rows, epochs=1, steps_per_epoch=6, shuffle=False, verbose=0)
    assert rows.asked == [0, 1, 2, 3, 0, 1] * 2


STEPS = [{"steps_per_epoch": 3}, {"validation_steps": 1, "validation_batch_size": 16}]


@pytest.mark.parametrize("steps", STEPS)
def test_steps_take_data_that_are_cut_for_validation(steps):
    rest = {"batch_size": 16, "shuffle": False, "verbose": 0}
    cut = compiled().fit(X, Y, validation_split=0.25, **steps, **rest)
    apart = compiled().fit(X[:48], Y[:48], validation_data=(X[48:], Y[48:]), **rest)
    assert cut.history == apart.history


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("rows", [2, 16, 48])
def test_steps_take_lists_of_rows(steps, rows):
    x, y = X[:rows], Y[:rows]
    lists, arrays = (
        compiled().fit(*data, validation_data=data, shuffle=False, verbose=0, **steps).history
        for data in ((x.tolist(), y.tolist()), (x, y))
    )
    assert lists == arrays


def test_steps_take_weights_of_some_outputs():
    def trained(**steps):
        rows = keras.Input((2,))
        outputs = [keras.layers.Dense(1, name=name)(rows) for name in ("plain", "weighed")]
        model = keras.Model(rows, outputs, seed=1)
        model.compile("sgd", "mse")
        weights = {"weighed": np.arange(64) / 32}
        rest = {"batch_size": 16, "shuffle": False, "verbose": 0}
        return model.fit(X, [Y, Y], sample_weight=weights, **steps, **rest).history

    assert trained(steps_per_epoch=4) == trained()


def test_validation_comes_as_often_and_is_as_long_as_asked():
    found = compiled().fit(X, Y, epochs=4, validation_data=(X, Y), validation_freq=2, verbose=0)
    assert (len(found.history["loss"]), len(found.history["val_loss"])) == (4, 2)
    some = {"validation_data": (X, Y), "validation_steps": 1, "validation_batch_size": 16}
    all_of = {"validation_data": (X[:16], Y[:16])}
    first, second = (
        compiled().fit(X, Y, shuffle=False, verbose=0, **one).history["val_loss"]
        for one in (some, all_of)
    )
    assert first == second


def test_data_that_end_too_soon_are_told():
    with pytest.raises(EngineError, match="ended before the last epoch"):
        compiled().fit(iter([(X, Y)]), epochs=2, steps_per_epoch=1, verbose=0)


def test_data_that_end_within_an_epoch_are_told():
    with pytest.warns(NotDone, match="the data ended after 2 of 3 batches"):
        found = compiled().fit(iter([(X, Y)] * 5), epochs=2, steps_per_epoch=3, verbose=0)
    assert len(found.history["loss"]) == 2


def test_divergence_knows_the_epochs_before_it():
    batches = [(X, Y)] * 4 + [(X, Y * 1e200)] * 2
    with pytest.warns(DivergenceWarning, match="diverged in epoch 3"):
        found = compiled().fit(iter(batches), epochs=3, steps_per_epoch=2, verbose=0)
    assert found.divergence.epoch == 2


def test_batches_of_changing_size_train_as_they_are():
    ours, same = compiled(), compiled()
    ours.fit(iter([(X[:3], Y[:3]), (X[3:8], Y[3:8]), (X[8:9], Y[8:9])]), verbose=0)
    for part in (slice(3), slice(3, 8), slice(8, 9)):
        same.train_on_batch(X[part], Y[part])
    np.testing.assert_array_equal(ours.predict(X, verbose=0), same.predict(X, verbose=0))
