"""Adadelta, Lion, Ftrl and amsgrad walk as Keras 3.15's: five steps, Ftrl's in float64."""

import numpy as np
import pytest

from engine import optimizers
from engine.errors import InvalidValue, UnknownChoice
from engine.models import load_model
from tests.engine.networks import CIRCLE, LABELS, network

ENDS = [  # settings, and where p = (1, -2, 0.5) ends with gradients (0.3, -0.7, 0.1 i)
    ("adadelta", {}, [0.9999927878379822, -1.999992847442627, 0.49999210238456726]),
    ("adadelta", {"learning_rate": 0.1}, [0.9992793798446655, -1.999279499, 0.4992099404335]),
    ("lion", {}, [0.9950000643730164, -1.9949997663497925, 0.4960000514984131]),
    ("lion", {"learning_rate": 0.1}, [0.4999999105930, -1.4999998807907, 0.1000000163912]),
    ("ftrl", {}, [0.27192851323100403, -1.1735434017835704, -0.002062737091801556]),
    ("ftrl", {"learning_rate": 0.3, "l1_regularization_strength": 0.1},
     [-0.4593460127338158, -0.21666776996971357, -0.5283677241671378]),
    ("ftrl", {"learning_rate": 0.3, "l2_regularization_strength": 0.4, "beta": 0.7},
     [-0.2069666016088974, -0.03311205323791832, -0.20805109130995092]),
    ("ftrl", {"learning_rate": 0.3, "l2_shrinkage_regularization_strength": 0.2,
              "learning_rate_power": -0.7},
     [-0.5965533816862854, -0.02386683873675247, -0.6119623902236946]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "settings", "end"), ENDS)
def test_five_steps_end_where_kerass_do(name, settings, end):
    p, g = np.array([1.0, -2.0, 0.5]), np.empty(3)
    step = optimizers.get(name, **settings).bind(p, g)
    for i in range(5):
        g[...] = 0.3, -0.7, 0.1 * i
        step()
    assert p == pytest.approx(end, rel=2e-5, abs=2e-7)


@pytest.mark.parametrize("kind", [optimizers.Adadelta, optimizers.Ftrl, optimizers.Lion])
def test_model_trains_with_it_by_class_and_by_name(kind):
    losses = []
    for chosen in (kind(), kind.name, kind.__name__):
        model = network(2, 3, 1)
        model.compile(chosen, "mse")
        losses.append(model.fit(CIRCLE, LABELS, epochs=2, verbose=0).history["loss"])
    assert losses[0] == losses[1] == losses[2]


LEADERS = [
    {},
    {"learning_rate": 0.3, "l1_regularization_strength": 0.6},
    {"learning_rate": 0.3, "l2_regularization_strength": 0.4, "beta": 0.7},
    {"learning_rate": 0.3, "learning_rate_power": -0.7, "initial_accumulator_value": 0.02},
    {"learning_rate": 0.3, "l2_shrinkage_regularization_strength": 0.2,
     "l1_regularization_strength": 0.1},
]  # fmt: skip


@pytest.mark.parametrize("settings", LEADERS)
def test_ftrl_follows_the_regularized_leader(settings):
    """Each p minimises Σ gₛ p + ½ Σ σₛ (p − pₛ)² and its penalties (McMahan et al., 2013)."""
    optimizer = optimizers.Ftrl(**settings)
    rate, power = optimizer.learning_rate, -optimizer.learning_rate_power
    l1, l2 = optimizer.l1_regularization_strength, optimizer.l2_regularization_strength
    start = float(np.float32(optimizer.initial_accumulator_value))
    p, g = np.random.default_rng(3).normal(size=8), np.empty(8)
    step, squares = optimizer.bind(p, g), np.full(8, start)
    slope, weight = np.zeros(8), np.full(8, (start**power + optimizer.beta) / rate + 2 * l2)
    zeros = 0
    for gradient in np.random.default_rng(4).normal(size=(12, 8)):
        g[...] = gradient
        sigma = ((squares + g**2) ** power - squares**power) / rate
        squares += g**2
        slope += g + 2 * optimizer.l2_shrinkage_regularization_strength * p - sigma * p
        weight += sigma  # slope + weight p is the derivative of all but the absolute values
        step()
        zeros += (p == 0).sum()
        assert (np.abs(slope[p == 0]) <= l1 + 1e-12).all()
        rest = (slope + weight * p + l1 * np.sign(p))[p != 0]
        np.testing.assert_allclose(rest, 0, atol=1e-9)
    assert (zeros > 0) == (l1 > 0)


def test_ftrl_refuses_a_power_above_0():
    with pytest.raises(InvalidValue, match="learning_rate_power must be at most 0"):
        optimizers.Ftrl(learning_rate_power=0.5)


@pytest.mark.parametrize("kind", [optimizers.Adam, optimizers.AdamW])
def test_amsgrad_divides_by_the_largest_mean_of_squares(kind):
    """After one gradient and then none only m decays, which gives each step in closed form."""
    rate, beta, gamma, gradient = 0.1, 0.75, 0.5, 3.0  # β₁, β₂ exact in float32
    optimizer = kind(rate, beta_1=beta, beta_2=gamma, amsgrad=True, weight_decay=0)
    p, g = np.array([1.0]), np.array([gradient])
    step, expected, path = optimizer.bind(p, g), [1.0], []
    for t in range(1, 7):
        step()
        path.append(p[0])
        g[...] = 0
        mean = beta ** (t - 1) * (1 - beta) * gradient
        corrected = rate * (1 - gamma**t) ** 0.5 / (1 - beta**t)
        expected.append(expected[-1] - corrected * mean / ((1 - gamma) ** 0.5 * gradient + 1e-7))
    assert path == pytest.approx(expected[1:], rel=1e-12)


def test_training_with_amsgrad_goes_on_from_its_file(tmp_path):
    model = network(2, 3, 1)
    model.compile(optimizers.Adam(0.1, beta_2=0.5, amsgrad=True), "mse")
    model.fit(CIRCLE, LABELS, epochs=2, verbose=0)
    model.save(tmp_path / "x.keras")
    again = load_model(tmp_path / "x.keras")
    assert again.optimizer.amsgrad
    for one in (model, again):
        one.fit(CIRCLE, LABELS, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_array_equal(again.parameters, model.parameters)


@pytest.mark.parametrize("kind", [optimizers.Nadam, optimizers.Adamax, optimizers.SGD])
def test_other_rules_have_no_amsgrad(kind):
    with pytest.raises(UnknownChoice, match="got amsgrad"):
        kind(amsgrad=True)
