"""The settings of optimizers: momentum, and how slowly averages forget."""

import json

import numpy as np
import pytest

from app.documents.commands import Experiment
from app.documents.optimizer import LARGEST, SETTINGS, SETTINGS_OF, usual
from app.runs.blocks import finish
from app.runs.network.exports import export
from tests.app.refusing import refusals
from tests.app.sessions import execute, session, step

RATE = 0.01


def trained(unit="epoch", **optimizer):
    """Return the parameters before and after some training."""
    run = session(training={"optimizer": {"learning_rate": RATE, **optimizer}})
    before = run.training.parameters.copy()
    return before, step(run, unit, 3 if unit == "epoch" else 1).training.parameters.copy()


def test_descent_without_momentum_is_plain():
    plain = trained(name="sgd")[1]
    for name in ("momentum", "nesterov"):
        np.testing.assert_array_equal(trained(name=name, momentum=0)[1], plain)


@pytest.mark.parametrize(
    "settings", [{"name": "adam", "beta_1": 0, "beta_2": 0}, {"name": "rmsprop", "rho": 0}]
)
def test_first_step_without_memory_has_the_length_of_the_rate(settings):
    """η g / √g² is ±η."""
    before, after = trained("batch", **settings)
    moved = np.abs(after - before)
    assert np.mean(moved > 0.9 * RATE) > 0.9  # the others have hardly a gradient
    assert moved.max() <= RATE * (1 + 1e-6)


@pytest.mark.parametrize("name", SETTINGS_OF)
def test_usual_settings_may_be_said_and_others_train_otherwise(name):
    usually = trained(name=name)[1]
    for setting in SETTINGS_OF[name]:
        value = usual(name, setting)
        np.testing.assert_array_equal(trained(name=name, **{setting: value})[1], usually)
        assert (trained(name=name, **{setting: value / 2})[1] != usually).any()


def test_document_that_says_no_settings_is_as_it_was():
    optimizer = Experiment(training={"optimizer": {"name": "adam"}}).training.optimizer
    assert json.loads(optimizer.model_dump_json()) == {"name": "adam", "learning_rate": 0.03}


@pytest.mark.parametrize(
    ("optimizer", "fault"),
    [
        (
            {"name": "adam", "momentum": 0.5},
            "must be left out: adam has beta_1, beta_2; got 0.5",
        ),
        (
            {"name": "sgd", "beta_1": 0.5},
            "must be left out: sgd has no settings but its learning_rate; got 0.5",
        ),
        ({"name": "momentum", "momentum": 1}, f"must be at most {LARGEST}; got 1"),
        ({"name": "momentum", "momentum": -0.1}, "must be at least 0; got -0.1"),
        ({"name": "rmsprop", "rho": "0.9"}, "must be a number; got '0.9'"),
    ],
)
def test_setting_that_does_not_fit_is_refused(optimizer, fault):
    found = refusals(Experiment.model_validate, {"training": {"optimizer": optimizer}})
    assert found == [(f"training.optimizer.{list(optimizer)[1]}", fault)]


def test_another_optimizer_keeps_the_settings_that_it_has_too():
    adam = {"name": "adam", "learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9}
    document = Experiment(training={"optimizer": adam})
    nadam = document.with_value("training.optimizer.name", "nadam").training.optimizer
    assert (nadam.learning_rate, nadam.settings) == (0.1, {"beta_1": 0.5, "beta_2": 0.9})
    sgd = document.with_value("training.optimizer.name", "sgd").training.optimizer
    assert (sgd.learning_rate, sgd.settings) == (0.1, {})


def test_setting_stands_in_the_programs():
    run = session(training={"optimizer": {"name": "adam", "beta_1": 0.625}})
    assert "beta_1=0.625" in finish(export(run.training, "keras")).decode()


@pytest.mark.parametrize("momentum", [0, 0.5])
def test_kept_weights_go_on_with_another_momentum(momentum):
    """Without momentum there is no memory: none is taken over, and none is missed."""
    run = step(session(training={"optimizer": {"name": "momentum"}}))
    weights = run.training.parameters.copy()
    optimizer = {"name": "momentum", "momentum": momentum}
    document = {"training": {"optimizer": optimizer}}
    execute(run, {"type": "load", "experiment": document, "weights": "kept"})
    np.testing.assert_array_equal(run.training.parameters, weights)
    assert (step(run).training.parameters != weights).any()


def test_every_setting_belongs_to_an_optimizer():
    assert {name for names in SETTINGS_OF.values() for name in names} == set(SETTINGS)
