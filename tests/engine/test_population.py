"""A population's members must train as they would alone: single models are the oracle."""

import numpy as np
import pytest

from engine import optimizers
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.population import Population
from engine.population.stacked import Interleaved, PerMember
from engine.regularizers import L1, L2, TruncatedL1
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, playground
from tests.engine.populations import BATCH, LARGE, SMALL, assert_same, both, model, targets

SCALED = [name for name, kind in optimizers.OPTIMIZERS.items() if kind.scales]


@pytest.mark.parametrize("shape", [SMALL, LARGE, (2, 2)])
@pytest.mark.parametrize("optimizer", SCALED)
def test_members_train_as_they_would_alone(optimizer, shape):
    assert_same(*both(lambda seed: model(seed, shape, optimizer=optimizer), targets()))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_members_equal_single_models_with_every_activation(activation):
    assert_same(*both(lambda seed: model(seed, LARGE, activation=activation), targets()))


@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax"])
@pytest.mark.parametrize("loss", LOSSES)
def test_members_equal_single_models_with_every_loss_and_output(loss, output):
    if (loss, output) == ("poisson", "linear"):
        output = "exponential"  # a count is above 0: near it, rounding decides what comes next
    made = both(lambda seed: model(seed, loss=loss, output=output, rate=0.01), targets(loss))
    assert_same(*made)


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_layers_without_bias_train_as_they_would_alone(shape):
    assert_same(*both(lambda seed: model(seed, shape, use_bias=False), targets()))


def test_small_networks_lie_side_by_side_and_larger_ones_apart():
    kinds = [Population([model(1, s)], CIRCLE, targets(), batch_size=BATCH) for s in (SMALL, LARGE)]
    assert [type(one._stack.layers[0]) for one in kinds] == [Interleaved, PerMember]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_each_member_has_its_own_learning_rate(optimizer):
    rates = [0.01, 0.05, 0.2]
    assert_same(*both(lambda s: model(s, optimizer=optimizer, rate=rates[s]), targets()))


@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam", "adamw"])
def test_weights_decay_as_they_would_alone(optimizer):
    rule = {"weight_decay": 0.3}
    made = both(lambda s: model(s, optimizer=optimizer, rate=0.02 * (s + 1), rule=rule), targets())
    assert_same(*made)


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_learning_rates_may_change_while_training(optimizer):
    population, alone, _ = both(lambda s: model(s, optimizer=optimizer), targets(), epochs=0)
    steppers = [Stepper(one, CIRCLE, targets(), batch_size=BATCH) for one in alone]
    for rate in (0.1, 0.02):
        population.learning_rates = rate
        population.step_epoch()
        for one, stepper in zip(alone, steppers, strict=True):
            one.optimizer.learning_rate = rate
            stepper.step_epoch()
    assert_same(population, alone, [stepper.epoch_loss() for stepper in steppers])


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_each_member_has_its_own_penalty(shape):
    kinds = [L1(0.01), L2(0.02), TruncatedL1(0.05), None]

    def make(seed):
        penalties = {"kernel_regularizer": kinds[seed], "bias_regularizer": kinds[-seed]}
        return model(seed, shape, rate=0.02 * (seed + 1), **penalties)

    assert_same(*both(make, targets(), members=4))


def test_truncating_penalty_empties_its_own_member_alone():
    kinds = [TruncatedL1(3), None]
    made = [model(seed, kernel_regularizer=kinds[seed]) for seed in range(2)]
    population = Population(made, CIRCLE, targets(), batch_size=BATCH)
    for _ in range(30):
        population.step_epoch()
    emptied, other = (population.member(number).get_weights()[0] for number in range(2))
    assert (emptied == 0).all()
    assert (other != 0).all()


def test_rate_of_a_penalty_may_change_while_training():
    made = [model(seed, kernel_regularizer=L2(0)) for seed in range(2)]
    population = Population(made, CIRCLE, targets(), batch_size=BATCH)
    made[1].layers[0].kernel_regularizer.l2 = 1.0
    for _ in range(5):
        population.step_epoch()
    kernels = [population.member(number).get_weights()[0] for number in range(2)]
    assert np.abs(kernels[1]).max() < 0.1 < np.abs(kernels[0]).max()


def test_each_member_may_have_data_of_its_own():
    x = np.random.default_rng(5).normal(size=(3, 47, 2))
    y = np.random.default_rng(6).normal(size=(3, 47, 2))
    population = Population([model(seed) for seed in range(3)], x, y, batch_size=BATCH)
    alone = [model(seed) for seed in range(3)]
    steppers = [Stepper(one, x[k], y[k], batch_size=BATCH) for k, one in enumerate(alone)]
    for stepper in (population, *steppers):
        stepper.step_epoch()
    assert_same(population, alone, [stepper.epoch_loss() for stepper in steppers])


def test_windows_smaller_than_the_data_change_nothing(monkeypatch):
    monkeypatch.setattr("engine.population.rows.WINDOW", 2 * 3 * BATCH * 2)  # two batches
    assert_same(*both(model, targets()))


def test_order_of_the_data_is_kept_without_shuffle():
    y = targets()
    population = Population([model(1)], CIRCLE, y, batch_size=BATCH, shuffle=False)
    alone = model(1)
    stepper = Stepper(alone, CIRCLE, y, batch_size=BATCH, shuffle=False)
    population.step_epoch()
    stepper.step_epoch()
    assert_same(population, [alone], [stepper.epoch_loss()])


def test_seeds_make_the_members_of_a_template():
    template = playground()
    population = Population.of_seeds(template, [1, 2, 2], CIRCLE, LABELS, batch_size=BATCH)
    population.step_epoch()
    first, second, third = population.parameters
    template.fit(CIRCLE, LABELS, batch_size=BATCH, verbose=0)  # its own seed is 1
    np.testing.assert_allclose(first, template.parameters, atol=1e-6)
    assert (second == third).all()
    assert (first != second).any()


def test_float32_stays_float32_and_near_single_models():
    population, alone, _ = both(lambda seed: model(seed, dtype="float32"), targets())
    assert population.parameters.dtype == np.float32
    np.testing.assert_allclose(population.parameters, [one.parameters for one in alone], atol=1e-5)


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_outputs_and_losses_on_other_data_are_those_of_the_members(shape, monkeypatch):
    monkeypatch.setattr("engine.population.population.COLUMNS_AT_ONCE", 36)  # 12 rows of 3
    make = lambda seed: model(seed, shape, kernel_regularizer=L2(0.01))  # noqa: E731
    population, alone, _ = both(make, targets())
    outputs = [one.predict(CIRCLE) for one in alone]
    losses = [one.evaluate(CIRCLE, targets()) for one in alone]
    np.testing.assert_allclose(population.outputs(CIRCLE), outputs, atol=1e-10)
    np.testing.assert_allclose(population.evaluate(CIRCLE, targets()), losses, atol=1e-10)
