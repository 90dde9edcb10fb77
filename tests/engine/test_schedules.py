"""Learning rates that change with the steps, against Keras's formulas worked out here."""

import math

import numpy as np
import pytest

from engine import optimizers, schedules
from engine.errors import EngineError, InvalidValue, UnknownChoice
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, network

STEPS = [0, 1, 7, 10, 25, 99, 100, 101, 250]


def trained(optimizer, epochs=2):
    """Return a model trained on 47 points in batches of 10: five steps an epoch."""
    model = network(2, 3, 1)
    model.compile(optimizer, "mse")
    model.fit(CIRCLE, LABELS, 10, epochs=epochs, verbose=0)
    return model


@pytest.mark.parametrize(
    ("schedule", "formula"),
    [
        (schedules.ExponentialDecay(0.1, 10, 0.5), lambda t: 0.1 * 0.5 ** (t / 10)),
        (schedules.ExponentialDecay(0.1, 10, 0.5, True), lambda t: 0.1 * 0.5 ** (t // 10)),
        (schedules.InverseTimeDecay(0.1, 10, 0.5), lambda t: 0.1 / (1 + 0.5 * t / 10)),
        (schedules.InverseTimeDecay(0.1, 10, 0.5, True), lambda t: 0.1 / (1 + 0.5 * (t // 10))),
        (
            schedules.PolynomialDecay(0.1, 100, 0.01, 2),
            lambda t: 0.09 * (1 - min(t, 100) / 100) ** 2 + 0.01,
        ),
        (
            schedules.PolynomialDecay(0.1, 100, 0.01, 1, cycle=True),
            lambda t: 0.09 * (1 - t / (100 * max(1, math.ceil(t / 100)))) + 0.01,
        ),
        (
            schedules.CosineDecay(0.1, 100, 0.2),
            lambda t: 0.1 * (0.8 * (1 + math.cos(math.pi * min(t, 100) / 100)) / 2 + 0.2),
        ),
        (
            schedules.CosineDecay(0.0001, 100, 0, 0.1, 20),
            lambda t: (
                0.0001 + 0.0999 * t / 20
                if t < 20
                else 0.1 * (1 + math.cos(math.pi * min(t - 20, 100) / 100)) / 2
            ),
        ),
        (
            schedules.PiecewiseConstantDecay([10, 100], [0.3, 0.2, 0.1]),
            lambda t: 0.3 if t <= 10 else 0.2 if t <= 100 else 0.1,
        ),
        (
            schedules.CosineDecay(0.0, 100, warmup_target=0.1, warmup_steps=10),
            lambda t: (
                0.01 * t if t < 10 else 0.05 * (1 + math.cos(math.pi * min(t / 100 - 0.1, 1)))
            ),
        ),
        (
            schedules.CosineDecayRestarts(0.1, 10, 1.0, 1.0, 0.2),
            lambda t: 0.1 * (0.8 * (1 + math.cos(math.pi * (t % 10) / 10)) / 2 + 0.2),
        ),
        (schedules.WarmUp(0.1, 20), lambda t: 0.1 * min(1, (t + 1) / 20)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_rate_is_its_formula(schedule, formula):
    assert [schedule(step) for step in STEPS] == pytest.approx([formula(step) for step in STEPS])


def test_restarts_come_later_each_time_and_lower():
    decay = schedules.CosineDecayRestarts(0.1, 10, t_mul=2.0, m_mul=0.5)
    starts = {0: 0.1, 10: 0.05, 30: 0.025, 70: 0.0125}
    assert {step: decay(step) for step in starts} == pytest.approx(starts)
    assert [decay(5), decay(20), decay(50)] == pytest.approx([0.05, 0.025, 0.0125])
    assert max(decay(step) for step in (9, 29, 69)) < 0.003


def test_one_cycle_rises_to_its_top_and_falls_to_nearly_nothing():
    cycle = schedules.OneCycle(1.0, 100)
    rates = [cycle(step) for step in range(101)]
    assert rates[0] == pytest.approx(1 / 25)
    assert max(rates) == rates[30] == pytest.approx(1)
    assert rates[100] == pytest.approx(1e-4)
    assert np.all(np.diff(rates[:31]) > 0)
    assert np.all(np.diff(rates[30:]) < 0)


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_schedule_that_never_changes_is_the_rate_itself(name):
    constant = schedules.PiecewiseConstantDecay([], [0.02])
    scheduled, plain = (trained(optimizers.get(name, learning_rate=r)) for r in (constant, 0.02))
    np.testing.assert_array_equal(scheduled.parameters, plain.parameters)


def test_every_step_is_taken_at_its_own_rate():
    decay = schedules.ExponentialDecay(0.1, 5, 0.5, staircase=True)
    scheduled, by_hand = trained(optimizers.SGD(decay)), network(2, 3, 1)
    by_hand.compile(optimizers.SGD(0.1), "mse")
    by_hand.fit(CIRCLE, LABELS, 10, verbose=0)
    by_hand.optimizer.learning_rate = 0.05
    by_hand.fit(CIRCLE, LABELS, 10, verbose=0)
    np.testing.assert_array_equal(scheduled.parameters, by_hand.parameters)
    assert scheduled.optimizer.learning_rate == pytest.approx(0.1 * 0.5**2)


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_nothing_is_learned_once_the_rate_has_fallen_to_nothing(name):
    decays = [schedules.CosineDecay(0.1, 5), schedules.PolynomialDecay(0.1, 5, 0.0)]
    for decay in decays:
        short, long = (
            trained(optimizers.get(name, learning_rate=decay, weight_decay=0.1), epochs)
            for epochs in (1, 3)
        )
        if name not in ("momentum", "nesterov"):  # their velocity goes on
            np.testing.assert_array_equal(short.parameters, long.parameters)
        assert long.optimizer.learning_rate == 0


def test_schedule_may_be_one_of_ones_own():
    class Halves(optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1 / 2**step

    model = trained(optimizers.SGD(Halves()), epochs=1)
    assert model.optimizer.learning_rate == 0.1 / 2**5
    with pytest.raises(EngineError, match="Halves cannot be saved: give it a get_config"):
        Halves().get_config()


@pytest.mark.parametrize("kind", schedules.SCHEDULES.values())
def test_schedule_is_what_its_configuration_says(kind):
    given = {
        schedules.PiecewiseConstantDecay: ([5, 9], [0.3, 0.2, 0.1]),
        schedules.ExponentialDecay: (0.1, 30, 0.5),
        schedules.InverseTimeDecay: (0.1, 30, 0.5),
    }
    schedule = kind(*given.get(kind, (0.1, 30)))
    described = {"class_name": kind.__name__, "config": schedule.get_config()}
    again = optimizers.get({"class_name": "SGD", "config": {"learning_rate": described}}).schedule
    assert [again(step) for step in STEPS] == [schedule(step) for step in STEPS]


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_schedule_goes_on_from_a_snapshot(name):
    decay = schedules.ExponentialDecay(0.1, 3, 0.7)
    models = [network(2, 3, 1) for _ in range(2)]
    for model in models:
        model.compile(optimizers.get(name, learning_rate=decay), "mse")
    first, second = (Stepper(model, CIRCLE, LABELS, batch_size=10) for model in models)
    first.run_batches(7)
    second.restore(first.snapshot())
    for stepper in (first, second):
        stepper.run_batches(6)
    np.testing.assert_array_equal(models[0].parameters, models[1].parameters)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: schedules.ExponentialDecay(-1, 5, 1), InvalidValue, "at least 0; got -1"),
        (lambda: schedules.get({"class_name": "Up"}), UnknownChoice, "one of CosineDecay.*'Up'"),
        (lambda: schedules.CosineDecay(1, 0), InvalidValue, "decay steps must be positive; got 0"),
        (lambda: schedules.PiecewiseConstantDecay([5], [1]), InvalidValue, "2; got 1"),
        (lambda: schedules.PiecewiseConstantDecay([5, 2], [1, 2, 3]), InvalidValue, "must rise"),
        (
            lambda: setattr(optimizers.SGD(schedules.WarmUp(1, 2)), "learning_rate", 1),
            EngineError,
            "follows a schedule",
        ),
    ],
)
def test_wrong_schedule_is_refused(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


@pytest.mark.parametrize("rate", [0.01, schedules.ExponentialDecay(0.1, 3, 0.7)])
@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_steps_are_counted_whatever_the_optimizer(name, rate):
    model = network(2, 3, 1)
    model.compile(optimizers.get(name, learning_rate=rate), "mse")
    stepper = Stepper(model, CIRCLE, LABELS, batch_size=10)
    stepper.run_batches(7)
    assert model.optimizer.iterations == stepper.snapshot()["iterations"] == 7
