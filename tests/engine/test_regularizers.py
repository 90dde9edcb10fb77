import numpy as np
import pytest

from engine import optimizers, regularizers
from engine.errors import InvalidValue, UnknownChoice
from engine.regularizers import L1, L1L2, L2, TruncatedL1
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, network, playground


def still(regularizer, optimizer="sgd"):
    """Return a model whose loss has no slope, so that only the penalty moves it, and a stepper."""
    model = network(1, 2, activation="linear", kernel_regularizer=regularizer)
    chosen = optimizers.get(optimizer, learning_rate=0.1)
    model.compile(chosen, "mse")
    model.set_weights([np.array([[1.0, -0.25]]), np.array([0.5, 0.5])])
    return model, Stepper(model, np.zeros((4, 1)), np.full((4, 2), 0.5), batch_size=4)


@pytest.mark.parametrize(
    ("regularizer", "after"),
    [
        (L1(1), [0.9, -0.15]),
        (L2(1), [0.8, -0.2]),
        (L1L2(1, 1), [0.7, -0.1]),
        (TruncatedL1(1), [0.9, -0.15]),
    ],
)
def test_penalty_moves_kernels_and_leaves_biases(regularizer, after):
    model, stepper = still(regularizer)
    stepper.step_epoch()
    np.testing.assert_allclose(model.parameters, [*after, 0.5, 0.5])


def test_truncating_penalty_stops_at_exactly_zero():
    model, stepper = still(TruncatedL1(1))
    for _ in range(3):
        stepper.step_epoch()
    assert model.parameters[1] == 0
    assert model.parameters[0] == pytest.approx(0.7)


def test_plain_penalty_swings_about_zero():
    model, stepper = still(L1(1))
    for _ in range(4):
        stepper.step_epoch()
    assert abs(model.parameters[1]) == pytest.approx(0.05)


def test_strong_truncation_empties_a_network_and_its_links_stay_away():
    model = playground(kernel_regularizer=TruncatedL1(3))
    model.fit(CIRCLE, LABELS, epochs=30, batch_size=10)
    kernels = model.get_weights()[::2]
    assert all((kernel == 0).all() for kernel in kernels)
    assert all((bias != 0).any() for bias in model.get_weights()[1::2])


def test_rate_may_change_while_training():
    model, stepper = still(L2(0))
    stepper.step_epoch()
    model.layers[0].kernel_regularizer.l2 = 1
    stepper.step_epoch()
    np.testing.assert_allclose(model.parameters[:2], [0.8, -0.2])


def test_kind_may_change_while_training():
    model, stepper = still(None)
    model.layers[0].kernel_regularizer = L1(1)
    stepper.step_epoch()
    np.testing.assert_allclose(model.parameters[:2], [0.9, -0.15])


@pytest.mark.parametrize("regularizer", [L1(0.5), L2(0.5), L1L2(0.1, 0.7), TruncatedL1(0.5)])
def test_model_adds_up_what_its_layers_say(regularizer):
    model, _ = still(regularizer)
    assert model.penalty() == pytest.approx(regularizer(model.layers[0].kernel))


def test_penalty_of_hand_picked_weights():
    assert L1L2(0.1, 0.01)(np.array([[3.0, -4.0]])) == pytest.approx(0.7 + 0.25)


def test_negative_rate_is_refused_at_any_time():
    regularizer = L1(0.1)
    with pytest.raises(InvalidValue, match="l1 must be at least 0; got -1"):
        regularizer.l1 = -1


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match="one of l1, l2, l1_l2, truncated_l1; got 'l3'"):
        regularizers.get("l3")
