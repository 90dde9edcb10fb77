"""A population's snapshots, members that diverge, and what it refuses."""

import numpy as np
import pytest

from engine import Input, Sequential, layers
from engine.errors import EngineError, InvalidValue, NotReady, ShapeMismatch
from engine.population import Population
from engine.schedules import CosineDecay
from engine.training import Stepper
from tests.engine.networks import CIRCLE, network
from tests.engine.populations import BATCH, LARGE, SMALL, both, model, targets


def test_member_trains_on_by_itself_with_the_optimizers_memory():
    population, alone, _ = both(lambda seed: model(seed, optimizer="adam"), targets())
    member = population.member(1)
    for one in (member, alone[1]):
        Stepper(one, CIRCLE, targets(), batch_size=BATCH, seed=9).step_epoch()
    np.testing.assert_allclose(member.parameters, alone[1].parameters, atol=1e-10)


def test_population_goes_on_from_a_snapshot_to_the_bit():
    first, second = (
        Population([model(s, optimizer="adam") for s in range(3)], CIRCLE, targets(), batch_size=9)
        for _ in range(2)
    )
    first.step_epoch()
    second.restore(first.snapshot())
    assert (second.losses() == first.losses()).all()
    for population in (first, second):
        population.step_epoch()
    assert (second.parameters == first.parameters).all()
    assert second.epoch == 2


def test_snapshot_of_another_shape_is_refused():
    small, large = (Population([model(1, s)], CIRCLE, targets()) for s in (SMALL, LARGE))
    with pytest.raises(ShapeMismatch, match=r"shape \(1, 125\); got \(1, 28\)"):
        large.restore(small.snapshot())


def diverging(optimizer, epochs=4, shape=SMALL):
    """Return what ``both`` does where the second member's learning rate is far too large."""
    rates = [0.02, 1e60, 0.03]
    return both(
        lambda s: model(s, shape, activation="linear", rate=rates[s], optimizer=optimizer),
        targets(), epochs=epochs,
    )  # fmt: skip


@pytest.mark.parametrize("shape", [SMALL, LARGE])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_member_that_diverges_stays_where_a_single_model_does(optimizer, shape):
    population, alone, losses = diverging(optimizer, shape=shape)
    assert list(population.divergences) == [1]
    np.testing.assert_allclose(population.parameters[1], alone[1].parameters, rtol=1e-6)
    others = [0, 2]
    np.testing.assert_allclose(
        population.parameters[others], [alone[k].parameters for k in others], atol=1e-10
    )
    np.testing.assert_allclose(population.losses(), np.array(losses) * [1, np.nan, 1])


def test_rate_set_while_training_may_make_a_member_diverge():
    population, alone, _ = both(lambda s: model(s, activation="linear"), targets(), epochs=0)
    population.learning_rates = [0.05, 1e60, 0.05]
    alone[1].optimizer.learning_rate = 1e60
    population.step_epoch()
    Stepper(alone[1], CIRCLE, targets(), batch_size=BATCH).step_epoch()
    assert list(population.divergences) == [1]
    np.testing.assert_allclose(population.parameters[1], alone[1].parameters, rtol=1e-6)


def test_divergence_says_when_and_where():
    population, _, _ = diverging("sgd")
    found = population.divergences[1]
    assert found.epoch == 0
    assert "overflowed" in found.reason


def test_member_that_diverged_stays_so_after_a_snapshot():
    population, _, _ = diverging("sgd")
    other = Population([model(s, activation="linear") for s in range(3)], CIRCLE, targets())
    other.restore(population.snapshot())
    other.step_epoch()
    assert other.divergences == population.divergences
    assert (other.parameters[1] == population.parameters[1]).all()
    assert np.isnan(other.losses()[1])


def test_first_loss_that_overflows_leaves_the_state_of_the_batch_before():
    """The parameters after a single model's last epoch are finite, but their loss is not."""
    population, alone, _ = both(
        lambda s: model(s, (2, 2), activation="linear", rate=(0.01, 1e33)[s]),
        targets(), epochs=2, members=2,
    )  # fmt: skip
    assert population.divergences[1].epoch == 1
    np.testing.assert_allclose(population.parameters[1], alone[1].parameters, rtol=1e-6)


def test_members_of_different_shape_are_refused():
    with pytest.raises(ShapeMismatch, match="members must be of one shape"):
        Population([model(1), model(1, LARGE)], CIRCLE, targets())


def test_members_of_different_rules_are_refused():
    with pytest.raises(EngineError, match="may differ in the learning rate alone"):
        Population([model(1), model(1, optimizer="adam")], CIRCLE, targets())


def test_models_that_are_not_ready_are_refused():
    compiled = Sequential([layers.Dense(2)])
    compiled.compile("sgd", "mse")
    for made in (network(*SMALL), compiled):
        with pytest.raises(NotReady, match=r"must (be compiled|know its inputs)"):
            Population([made], CIRCLE, targets())


def test_other_layers_are_refused():
    made = Sequential([Input((2,)), layers.Dense(3), layers.Dropout(0.5), layers.Dense(2)], seed=1)
    made.compile("sgd", "mse")
    with pytest.raises(EngineError, match="trainable Dense layers; got Dropout"):
        Population([made], CIRCLE, targets())


@pytest.mark.parametrize(
    ("options", "message"),
    [({"batch_size": 0}, "batch size must be at least 1; got 0"), ({"models": []}, "at least one")],
)
def test_what_cannot_be_trained_is_refused(options, message):
    with pytest.raises((InvalidValue, ShapeMismatch), match=message):
        Population(**{"models": [model(1)], "x": CIRCLE, "y": targets(), **options})


def test_data_must_be_as_many_as_members():
    with pytest.raises(ShapeMismatch, match="as many as there are members: 1; got 2 and 2"):
        Population([model(1)], np.zeros((2, 5, 2)), np.zeros((2, 5, 2)))


@pytest.mark.parametrize(
    ("rate", "rule"),
    [(0.1, {"clipnorm": 1.0}), (CosineDecay(0.1, 100), {})],
    ids=["clip", "cosine"],
)
def test_schedules_and_clipping_are_refused(rate, rule):
    with pytest.raises(EngineError, match=r"must be plain; got (clipping|a schedule)"):
        Population([model(1, rate=rate, rule=rule)], CIRCLE, targets())


def test_optimizer_whose_steps_are_not_in_proportion_to_the_rate_is_refused():
    with pytest.raises(EngineError, match="in proportion to the learning rate; got Ftrl"):
        Population([model(seed, optimizer="ftrl") for seed in range(2)], CIRCLE, targets())
