"""Every preset does what its title says."""

import pytest

from app.documents.presets import presets
from app.runs.training.trainer import Trainer


def test_there_are_enough_of_both_kinds():
    works = [preset.works for preset in presets()]
    assert len(works) >= 16
    assert min(works.count(True), works.count(False)) >= 8


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.experiment["title"])
def test_preset_works_or_fails_as_it_says(preset):
    trainer = Trainer(preset.document)
    while trainer.epoch < preset.epochs and not trainer.over:
        trainer.train_batches(trainer.training.samples)
    assert (trainer.metrics.exact().test_loss < preset.bound) == preset.works
    assert preset.experiment["title"].startswith("Why it works" if preset.works else "Why it fails")


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.experiment["title"])
def test_preset_says_what_to_look_at_in_a_sentence_or_two(preset):
    look = preset.experiment["description"]
    assert 40 < len(look) < 250
    assert look.endswith(".")


def test_learning_by_heart_is_a_low_training_loss_and_a_high_test_loss():
    (preset,) = (p for p in presets() if "by heart" in p.experiment["title"])
    trainer = Trainer(preset.document)
    while trainer.epoch < preset.epochs:
        trainer.train_batches(trainer.training.samples)
    figures = trainer.metrics.exact()
    assert figures.loss < 0.1 < 0.5 < figures.test_loss


def test_dead_neurons_are_dead():
    (preset,) = (p for p in presets() if "dead" in p.experiment["title"])
    trainer = Trainer(preset.document)
    while trainer.epoch < preset.epochs:
        trainer.train_batches(trainer.training.samples)
    second = trainer.training.model.layer_outputs(trainer.training.data.train.inputs)[1]
    assert (second <= 0).all(axis=0).sum() >= 2
