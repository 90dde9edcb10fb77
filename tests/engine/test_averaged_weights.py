"""``use_ema``: a running mean of the weights, and when a model has it."""

import numpy as np
import pytest

import engine as keras
from engine import callbacks, layers, optimizers, population
from engine.errors import EngineError, InvalidValue
from engine.serialization import numpy_training
from tests.engine.graphs import rows

X, Y = rows(3, 1, count=40)
GRADIENTS = [4.0, -2.0, 1.0, 3.0, -1.0]
RATE, SHARE = 0.25, 0.75


def line(rate=0.1, **options):
    """Return a straight line of float64, trained by gradient descent."""
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)], seed=1, dtype="float64")
    model.compile(optimizers.SGD(rate, **options), "mse")
    return model


def trained(model, epochs=1, **options):
    model.fit(X, Y, batch_size=10, epochs=epochs, shuffle=False, verbose=0, **options)
    return model


def seen(model):
    """Return the weights after each step of an epoch, trained without a mean."""
    found = []
    for start in range(0, 40, 10):
        model.train_on_batch(X[start : start + 10], Y[start : start + 10])
        found.append(model.parameters.copy())
    return found


def mean_of(weights):
    """Return Σ μᵗ⁻ˢ (1 − μ) pₛ, where the first step counts without its (1 − μ)."""
    later = len(weights) - 1
    total = SHARE**later * weights[0]
    for number, one in enumerate(weights[1:], 1):
        total = total + SHARE ** (later - number) * (1 - SHARE) * one
    return total


@pytest.mark.parametrize("kind", [optimizers.SGD, optimizers.Adam, optimizers.RMSprop])
def test_mean_is_the_weighted_sum_of_all_weights_so_far(kind):
    p, g, plain = np.array([1.0]), np.empty(1), np.array([1.0])
    optimizer = kind(RATE, use_ema=True, ema_momentum=SHARE)
    step, other = optimizer.bind(p, g), kind(RATE).bind(plain, g)
    passed = []
    for gradient in GRADIENTS:
        g[...] = gradient
        step()
        other()
        passed.append(plain.copy())
        assert p == plain
        np.testing.assert_allclose(optimizer.mean, mean_of(passed), rtol=1e-12)


def test_weights_become_their_mean_as_often_as_asked():
    p, g = np.array([1.0]), np.array([2.0])
    step = optimizers.SGD(RATE, use_ema=True, ema_momentum=SHARE, ema_overwrite_frequency=2).bind(
        p, g
    )
    step()
    assert p == 0.5
    step()  # 0.5 − 0.5 = 0, and the mean of 0.5 and 0 takes its place
    assert p == 0.5 * SHARE
    step()
    assert p == 0.5 * SHARE - 0.5


def test_model_ends_with_the_mean_of_its_weights():
    model = trained(line(use_ema=True, ema_momentum=SHARE))
    np.testing.assert_allclose(model.parameters, mean_of(seen(line())), rtol=1e-12)


def test_later_training_goes_on_from_the_mean():
    model = trained(line(use_ema=True, ema_momentum=SHARE))
    first, mean = model.get_weights(), model.optimizer.mean.copy()
    other = line()
    other.set_weights(first)
    last = seen(other)
    trained(model)
    for weights in last:
        mean = SHARE * mean + (1 - SHARE) * weights
    np.testing.assert_allclose(model.parameters, mean, rtol=1e-12)


@pytest.mark.parametrize("on_epoch", [False, True])
def test_mean_is_measured_and_training_goes_on_from_the_weights(on_epoch):
    class Keeps(callbacks.Callback):
        def __init__(self):
            self.found = []

        def on_epoch_end(self, epoch, logs=None):
            self.found.append(self.model.get_weights()[0].copy())

    model, keeps = line(use_ema=True, ema_momentum=SHARE), Keeps()
    swap = callbacks.SwapEMAWeights(swap_on_epoch=on_epoch)
    trained(model, 2, validation_data=(X, Y), callbacks=[swap, keeps])
    plain = line()
    passed = seen(plain) + seen(plain)
    losses = []
    for weights in (mean_of(passed[:4]), mean_of(passed)):
        plain.parameters[...] = weights
        losses.append(plain.evaluate(X, Y, verbose=0))
    assert model.history.history["val_loss"] == pytest.approx(losses, rel=1e-12)
    expected = mean_of(passed[:4]) if on_epoch else passed[3]
    np.testing.assert_allclose(keeps.found[0].ravel(), expected[:3], rtol=1e-12)
    np.testing.assert_allclose(model.parameters, mean_of(passed), rtol=1e-12)


def test_mean_predicts_while_the_callback_is_there():
    model = line(use_ema=True, ema_momentum=SHARE)
    model.train_on_batch(X[:10], Y[:10])
    model.train_on_batch(X[10:20], Y[10:20])
    own, swap = model.get_weights(), callbacks.SwapEMAWeights()
    mean = model.predict(X, verbose=0, callbacks=[swap])
    assert (model.get_weights()[0] == own[0]).all()
    model.optimizer.finalize_variable_values()
    np.testing.assert_array_equal(model.predict(X, verbose=0), mean)


def test_callback_without_a_mean_is_refused_before_training():
    with pytest.raises(EngineError, match=r"must be used when `use_ema=True` .* SGD keeps no mean"):
        trained(line(), callbacks=[callbacks.SwapEMAWeights()])


def test_saved_training_goes_on_to_the_same_bits(tmp_path):
    model = trained(line(use_ema=True, ema_momentum=SHARE, momentum=0.9))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.optimizer.averaging == model.optimizer.averaging
    for one in (model, again):
        trained(one)
    np.testing.assert_array_equal(again.parameters, model.parameters)


def test_settings_are_part_of_the_configuration():
    adam = optimizers.Adam(use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=3)
    again = optimizers.Adam.from_config(adam.get_config())
    assert again.averaging == adam.averaging
    assert "use_ema" not in optimizers.Adam(ema_momentum=0.5).get_config()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ema_momentum": 1.5}, r"ema_momentum must lie in \[0, 1\]; got 1.5"),
        ({"ema_overwrite_frequency": 0}, "ema_overwrite_frequency must be a whole number"),
        ({"ema_overwrite_frequency": 2.5}, "ema_overwrite_frequency must be a whole number"),
    ],
)
def test_wrong_settings_say_what_is_allowed(settings, words):
    with pytest.raises(InvalidValue, match=words):
        optimizers.Adam(use_ema=True, **settings)


def test_mean_is_not_lost_in_a_program_or_a_population():
    model = line(use_ema=True)
    with pytest.raises(EngineError, match="without clipping or a mean of weights"):
        numpy_training.source(model)
    with pytest.raises(EngineError, match="must be plain; got a mean of weights"):
        population.Population([model], X, Y)
