"""A light stepper trains to the bits of a stepper, also on rows that are made when wanted."""

import numpy as np
import pytest

from engine import Input, Sequential, layers
from engine.batches import Examples
from engine.light_training import LightStepper
from engine.training import Stepper

X = np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32)
Y = np.eye(3, dtype=np.float32)[np.arange(50) % 3]


class Made:
    """Rows that are computed whenever some are asked for."""

    shape = X.shape

    def __len__(self):
        return len(X)

    def __getitem__(self, rows):
        return X[rows] * np.float32(1)


def model(rate=0.1):
    made = Sequential(
        [Input((4,)), layers.Dense(6, "relu"), layers.Dropout(0.2), layers.Dense(3, "softmax")],
        seed=2,
    )
    made.compile("adam", "categorical_crossentropy")
    made.optimizer.learning_rate = rate
    return made


def light(made, x=X):
    examples = Examples([x], [np.ascontiguousarray(Y.T)], [None])
    return LightStepper(made, examples, None, batch_size=8, seed=5)


def trained():
    made = model()
    stepper = Stepper(made, X, Y, batch_size=8, seed=5)
    for _ in range(3):
        stepper.step_epoch()
    return made, stepper


@pytest.mark.parametrize("rows", [X, Made()], ids=["array", "made"])
def test_light_stepper_has_the_bits_of_a_stepper_however_it_is_cut(rows):
    made, (known, stepper) = model(), trained()
    other = light(made, rows)
    for count in 1, 2, 4, 3, 4, 7:
        other.run_batches(count)
    assert (other.epoch, other.position) == (3, 0)
    assert made.parameters.tobytes() == known.parameters.tobytes()
    assert other.epoch_loss() == stepper.epoch_loss()


def test_light_stepper_goes_on_from_a_snapshot_to_the_same_bits():
    made, (known, _) = model(), trained()
    first = light(made)
    first.run_batches(7)
    snapshot = first.snapshot()
    first.run_batches(9)
    first.restore(snapshot)
    first.run_batches(14)
    assert made.parameters.tobytes() == known.parameters.tobytes()


def test_divergence_is_located_and_a_snapshot_leads_back():
    made = model()
    stepper = light(made)
    stepper.run_batches(7)
    sound = stepper.snapshot()
    made.parameters[:] = np.float32(3e38)
    stepper.run_batches(2)
    assert stepper.divergence.layer == 1
    before = made.parameters.copy()
    stepper.run_batches(5)
    assert (made.parameters == before).all() or not np.isfinite(before).all()
    stepper.restore(sound)
    assert stepper.divergence is None
    assert np.isfinite(made.parameters).all()
