import numpy as np
import pytest

from engine import optimizers
from engine.errors import InvalidValue, NotReady, UnknownChoice
from engine.optimizers import OPTIMIZERS
from tests.engine import parity

KINDS = {"sgd_momentum": "sgd", "sgd_nesterov": "sgd"}


def steps(optimizer, start, gradients):
    """Return the parameters after each step."""
    p, g = start.copy(), np.empty_like(start)
    step, path = optimizer.bind(p, g), []
    for gradient in gradients:
        g[...] = gradient
        step()
        path.append(p.copy())
    return np.array(path)


@pytest.mark.parametrize("name", parity.names("optimizers"))
def test_agrees_with_keras(name):
    case, settings = parity.figures("optimizers", name), parity.settings("optimizers", name)
    optimizer = optimizers.get(KINDS.get(name, name), **settings["kwargs"])
    path = steps(optimizer, case["start"], case["gradients"])
    np.testing.assert_allclose(path, case["path"], rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "options"),
    [("momentum", {"momentum": 0.9}), ("nesterov", {"momentum": 0.9, "nesterov": True})],
)
def test_momentum_and_nesterov_are_forms_of_sgd(name, options):
    case = parity.figures("optimizers", "sgd")
    given = case["start"], case["gradients"]
    np.testing.assert_array_equal(
        steps(optimizers.get(name), *given), steps(optimizers.SGD(**options), *given)
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_the_type_and_writes_in_place(name, dtype):
    p, g = np.ones(3, dtype), np.full(3, 0.5, dtype)
    optimizer = optimizers.get(name)
    optimizer.bind(p, g)()
    assert p.dtype == optimizer.state.dtype == dtype
    assert (p < 1).all()
    assert (g == 0.5).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_learning_rate_may_change_between_steps(name):
    gradients = np.random.default_rng(1).normal(size=(2, 5))
    p, g = np.zeros(5), gradients[0].copy()
    slow, fast = optimizers.get(name, learning_rate=1e-6), optimizers.get(name, learning_rate=1e-6)
    step = fast.bind(p, g)
    step()
    fast.learning_rate, g[...] = 0.5, gradients[1]
    step()
    assert np.abs(p).max() > 1e3 * np.abs(steps(slow, np.zeros(5), gradients)[-1]).max()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_goes_on_alike_from_a_copy_of_its_memory(name):
    gradients = np.random.default_rng(1).normal(size=(20, 5))
    whole = steps(optimizers.get(name), np.ones(5), gradients)
    first, second = optimizers.get(name), optimizers.get(name)
    p, g = steps(first, np.ones(5), gradients[:12])[-1], np.empty(5)
    step = second.bind(p, g)
    second.state[...], second.iterations = first.state, first.iterations
    for gradient in gradients[12:]:
        g[...] = gradient
        step()
    np.testing.assert_array_equal(p, whole[-1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_minimises_a_bowl(name):
    p = np.array([1.0, -2.0])
    g = np.empty(2)
    rate = 1.0 if name == "adadelta" else 0.05  # its steps begin with √ε, as its paper has it
    step = optimizers.get(name, learning_rate=rate).bind(p, g)
    for _ in range(2000):
        g[...] = 2 * p
        step()
    assert np.abs(p).max() < 0.1


@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_impossible_learning_rate_is_refused(rate):
    with pytest.raises(InvalidValue, match=f"learning rate must be at least 0; got {rate}"):
        optimizers.SGD(learning_rate=rate)


def test_memory_is_not_there_before_binding():
    with pytest.raises(NotReady, match="must be bound"):
        _ = optimizers.Adam().state


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of sgd, momentum, .*; got 'adamm'"):
        optimizers.get("adamm")


# With the gradient 2 twice, ρ ½ and η 1: v is 2, then 3; the mean of g is 1, then 3/2.
CENTERED = 2 / np.sqrt(2 - 1), 2 / np.sqrt(3 - 9 / 4)
PLAIN = 2 / np.sqrt(2), 2 / np.sqrt(3)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"centered": True}, [-CENTERED[0], -CENTERED[0] - CENTERED[1]]),
        ({"momentum": 0.5}, [-PLAIN[0], -1.5 * PLAIN[0] - PLAIN[1]]),
        ({"centered": True, "momentum": 0.5}, [-CENTERED[0], -1.5 * CENTERED[0] - CENTERED[1]]),
    ],
)
def test_rmsprop_with_variance_and_momentum_is_as_by_hand(options, path):
    optimizer = optimizers.RMSprop(1.0, rho=0.5, epsilon=1e-300, **options)
    assert steps(optimizer, np.zeros(1), np.full((2, 1), 2.0))[:, 0] == pytest.approx(path)
    again = optimizers.RMSprop.from_config(optimizer.get_config())
    assert steps(again, np.zeros(1), np.full((2, 1), 2.0))[:, 0] == pytest.approx(path)
