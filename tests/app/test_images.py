"""Runs of images train to the bits of a plain loop, however they are cut, and come back to them."""

import numpy as np
import pytest

from app.documents.commands import View
from app.documents.cost import steps_of
from app.documents.image_document import Images
from app.errors import Unprocessable
from app.runs.blocks import finish
from app.runs.training.checkpoints import fork, save
from app.runs.training.training_session import TrainingSession
from engine import Input, Sequential, layers, optimizers
from tests.app.images import FIRST, images, parts, pictured
from tests.app.sessions import SLICE, execute, go, put, refusal, restored, saved, shown, step

BLOCKS = [{"filters": 4, "kernel": 3, "pool": 2}, {"filters": 3, "kernel": 2, "pool": 1}]
CASES = {
    "default": {},
    "adam": {"training": {"optimizer": {"name": "adam"}, "batch_size": 30, "seed": 7}},
    "squares": {"training": {"loss": "mse", "optimizer": {"name": "momentum"}}},
    "noisy": {"network": {"hidden": [{"units": 9}] * 2, "dropout": 0.2}},
    "normalized": {"network": {"hidden": [{"units": 9}] * 2, "batch_normalization": True}},
    "convolution": {"network": {"convolution": BLOCKS, "hidden": [{"units": 7}]}},
}
LOSSES = {"mse": "mean_squared_error"}


def stack(network):
    """Return the layers of a document's network, as a program would write them."""
    found = [Input((8, 8, 1))]
    for block in network.convolution:
        found.append(layers.Conv2D(block.filters, block.kernel, activation="relu"))
        if block.pool > 1:
            found.append(layers.MaxPooling2D(block.pool))
    found.append(layers.Flatten())
    for layer in network.hidden:
        if network.batch_normalization:
            found += [layers.Dense(layer.units, use_bias=False), layers.BatchNormalization()]
            found.append(layers.Activation("relu"))
        else:
            found.append(layers.Dense(layer.units, "relu"))
        if network.dropout:
            found.append(layers.Dropout(network.dropout))
    return [*found, layers.Dense(10, "softmax")]


def fitted(document, epochs):
    """Return a model that `fit` has trained, and its history."""
    training = document.training
    model = Sequential(stack(document.network), seed=training.seed)
    rate = training.optimizer.learning_rate
    optimizer = optimizers.get(training.optimizer.name, learning_rate=rate)
    loss = LOSSES.get(training.loss, training.loss)
    model.compile(optimizer, loss, metrics=["accuracy"])
    train, validation = parts()
    about = {"batch_size": training.batch_size, "validation_data": validation, "verbose": 0}
    return model, model.fit(*train, epochs=epochs, **about).history


@pytest.mark.parametrize("name", CASES)
def test_run_learns_to_the_bit_what_a_plain_fit_learns(name):
    run = pictured(3, **CASES[name])
    model, history = fitted(run.document, 3)
    assert run.training.parameters.tobytes() == model.parameters.tobytes()
    fixed = run.training.model.network.non_trainable
    assert fixed.tobytes() == model.network.non_trainable.tobytes()
    rows = run.trainer.history.rows[1:]
    assert rows[:, 1].tolist() == history["loss"]
    assert rows[:, 3].tolist() == history["accuracy"]
    assert rows[:, 2] == pytest.approx(history["val_loss"], rel=1e-6)
    assert rows[:, 4] == pytest.approx(history["val_accuracy"], abs=1e-12)


def test_default_has_the_books_parameters_and_batches():
    document = Images()
    assert document.weights == 266_610
    assert (document.data.most, document.data.kept_back) == (55_000, 5_000)
    assert steps_of(document.data.most, document.training.batch_size) == 1_719
    assert document.training.optimizer.learning_rate == 0.01


@pytest.mark.parametrize("name", CASES)
def test_weights_are_counted_beforehand_as_the_network_has_them(name):
    run = pictured(**CASES[name])
    assert run.training.parameters.size == run.document.weights


def test_epoch_is_its_batches_and_then_the_validation():
    run = pictured()
    topology = execute(run, {"type": "describe"})["topology"]
    assert (topology["batches"], topology["steps"]) == (7, 8)
    before = run.training.parameters.copy()
    step(run, "batch", 7)
    after = run.training.parameters.copy()
    assert (run.epoch, run.position) == (0, 7)
    step(run, "sample")
    assert (run.epoch, run.position) == (1, 0)
    assert (run.training.parameters == after).all()
    assert not (after == before).all()


def test_how_an_epoch_is_cut_changes_no_bit():
    whole, cut = pictured(2), pictured()
    for count in 1, 3, 2, 1, 8, 1:
        step(cut, "batch", count)
    assert saved(cut) == saved(whole)


def test_frame_shows_the_epoch_in_progress_beside_the_last_complete_one():
    run = pictured(1)
    at_end = shown(run, View()).meta
    assert at_end["metrics"]["running_loss"] is None
    step(run, "batch", 3)
    within = shown(run, View()).meta
    assert within["position"] == 3
    assert within["view"] == {"steps": 8}
    assert within["loss"] == at_end["loss"]
    assert 0 < within["metrics"]["running_loss"] < at_end["loss"]
    assert 0 < within["metrics"]["running_accuracy"] <= 1
    assert sum(map(sum, within["confusion"])) == 60
    assert "history" not in shown(run, View()).tensors


def test_description_has_neither_weights_nor_pictures():
    told = execute(pictured(), {"type": "describe"})
    assert len(told["parameters"]) == 0
    assert told["points"] == {}
    assert told["history"]["columns"][:5] == [
        "epoch", "loss", "test_loss", "accuracy", "val_accuracy"
    ]  # fmt: skip
    assert told["topology"]["classes"] == [*"0123456789"]
    assert told["topology"]["first_layer"] == {"units": 16, "height": 8, "width": 8}
    assert [layer["units"] for layer in told["topology"]["layers"]] == [16, 10]


@pytest.mark.parametrize("name", ["noisy", "normalized", "adam", "convolution"])
def test_run_that_comes_back_within_an_epoch_does_it_again_to_the_same_bits(name):
    run = step(pictured(2, **CASES[name]), "batch", 3)
    back = restored(save(run), seq=0)
    assert (back.epoch, back.position) == (2, 0)
    step(back, "epoch", 2)
    assert saved(back) == saved(pictured(4, **CASES[name]))


@pytest.mark.parametrize("unit", ["batch", "sample"])
def test_step_that_comes_back_within_an_epoch_ends_where_it_was_to(unit):
    run = step(pictured(), unit, 3)
    run.resume({**run.facts(), "status": "running", "goal": (unit, 6)})  # of nine steps
    back = restored(save(run), seq=0)
    while back.status == "running":
        back.advance(0.0, SLICE)
    assert (back.epoch, back.position) == (1, 1)  # an epoch has eight


def test_sought_epoch_is_gone_on_from_to_the_same_bits():
    run, twin = pictured(3), pictured(3)
    execute(run, {"type": "seek", "epoch": 1})
    assert shown(run, View()).meta["loss"] == run.trainer.history.rows[1, 1]
    step(run, "epoch", 2)
    assert run.training.parameters.tobytes() == twin.training.parameters.tobytes()
    assert run.trainer.history.rows.tolist() == twin.trainer.history.rows.tolist()


def test_fork_within_an_epoch_stands_at_its_beginning():
    run = step(pictured(2), "batch", 3)
    other = restored(fork(run, None)[0], seq=0)
    assert (other.epoch, other.position) == (2, 0)
    assert (
        other.training.parameters.tobytes()
        == run.training.state.arrays["parameters"].tobytes()
        != run.training.parameters.tobytes()
    )


def test_checkpoint_has_the_first_the_best_and_the_last_epoch():
    rates = {"optimizer": {"learning_rate": 0.5}}
    run = pictured(12, network={"hidden": [{"units": 300}]}, training=rates)
    back = restored(save(run), seq=0)
    best = shown(run, View()).meta["metrics"]["best_epoch"]
    assert {0, best, 12} <= set(back.trainer.timeline.epochs)


def test_patience_ends_training_so_many_epochs_after_the_best():
    run = pictured(
        data={"name": "digits", "count": 40, "validation": 60},
        network={"hidden": [{"units": 40}]},
        training={"optimizer": {"name": "adam", "learning_rate": 0.05}, "patience": 3},
        budget={"epochs": 500},
    )
    step(run, "epoch", 500)
    assert (run.status, run.reason) == ("finished", "patience")
    losses = run.trainer.history.rows[:, 2]
    best = shown(run, View()).meta["metrics"]["best_epoch"]
    assert best == run.epoch - 3 == np.argmin(losses)
    execute(run, {"type": "seek", "epoch": best})
    assert run.epoch == best


def test_more_budget_lets_a_finished_run_go_on():
    run = pictured(9, budget={"epochs": 2})
    assert (run.status, run.reason, run.epoch) == ("finished", "max_epochs", 2)
    put(run, "budget.epochs", 3)
    assert step(run, "epoch", 9).epoch == 3


def test_learning_rate_changes_while_the_run_trains():
    run, twin = pictured(1), pictured(1)
    put(run, "training.optimizer.learning_rate", 0.2)
    step(run, "epoch")
    assert not (run.training.parameters == step(twin, "epoch").training.parameters).all()
    assert run.trainer.marks[0]["values"] == {"training.optimizer.learning_rate": 0.2}


def test_run_that_diverges_stands_at_its_last_sound_epoch():
    training = {"optimizer": {"name": "momentum", "learning_rate": 10.0}}
    network = {"hidden": [{"units": 32, "activation": "linear"}] * 5, "initializer": "he_normal"}
    run = pictured(30, training=training, network=network)
    assert run.status == "diverged"
    assert np.isfinite(run.training.parameters).all()
    assert run.trainer.failure["epoch"] == run.epoch
    assert "learning rate from 10 to" in run.trainer.failure["advice"]
    assert refusal(run, type="start").status == 409
    assert restored(save(run), seq=0).status == "diverged"


def test_weight_is_not_set_by_hand():
    refused = refusal(pictured(), type="set_bias", layer=1, unit=0, value=1.0)
    assert refused.status == 422


def test_slices_stay_short_at_full_speed():
    run = pictured(view={"speed": "max"}, budget={"epochs": 3})
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE / 1000)
    assert run.position < run.training.samples  # it looked at the clock within the epoch
    assert go(run, 10.0).status == "finished"


def test_pictures_that_validate_are_the_last_and_those_of_other_classes_are_left_out():
    run = pictured(data={"name": "digits", "classes": [3, 8], "validation": 50})
    split, labels = run.training.split, parts(1_500)[0][1].argmax(axis=1)
    of_both = np.flatnonzero((labels == 3) | (labels == 8))
    assert split.train.ids.tolist() == of_both[:-50].tolist()
    assert split.validation.ids.tolist() == of_both[-50:].tolist()
    assert run.training.model.layers[-1].units == 2
    assert set(split.labels(split.train.ids)) == {0, 1}
    assert pictured().training.split.validation.ids[0] == FIRST


def test_seed_of_the_data_splits_them_in_another_order():
    first, second, again = (
        pictured(data={"name": "digits", "seed": seed}).training.split for seed in (1, 2, 1)
    )
    assert first.train.ids.tolist() == again.train.ids.tolist() != second.train.ids.tolist()
    assert len({*first.train.ids, *first.validation.ids}) == 1_500


def test_too_few_pictures_of_the_classes_are_refused_with_the_field():
    few = images(data={"name": "digits", "classes": [1, 2], "validation": 400})
    with pytest.raises(Unprocessable, match=r"data\.validation must be less than"):
        finish(TrainingSession.beginning(few, seq=0))
