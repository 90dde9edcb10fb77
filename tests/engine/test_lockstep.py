"""Members of a lock step train as their models do alone, to the bit."""

from itertools import product

import numpy as np
import pytest

from engine import Input, Sequential, layers, optimizers, regularizers
from engine.errors import EngineError, InvalidValue, ShapeMismatch
from engine.population import Lockstep, MemberLosses
from engine.random import streams
from engine.training import Stepper

MEMBERS, ROWS, EPOCHS = 5, 52, 3
LOSSES = {  # -> outputs and their activation
    "half_squared_error": (1, "tanh"),
    "binary_crossentropy": (1, "sigmoid"),
    "categorical_crossentropy": (10, "softmax"),
    "mse": (3, "linear"),
    "hinge": (1, "linear"),
}
PENALTIES = {
    "none": lambda rate: None,
    "l1": regularizers.L1,
    "truncated l1": regularizers.TruncatedL1,
    "l2": regularizers.L2,
}
OPTIMIZERS = {
    "sgd": lambda rate: optimizers.SGD(rate),
    "momentum": lambda rate: optimizers.SGD(rate, momentum=0.9),
    "nesterov": lambda rate: optimizers.SGD(rate, momentum=0.9, nesterov=True),
    "adam": lambda rate: optimizers.Adam(0.01),
    "rmsprop": lambda rate: optimizers.RMSprop(0.01),
    "adagrad": lambda rate: optimizers.Adagrad(0.1),
    "adamw": lambda rate: optimizers.AdamW(0.01),
}
SHAPES = (2, (4, 2)), (7, (8,) * 3), (30, ()), (3, (1, 5)), (9, (33,))


def made(member, inputs, hidden, loss="mse", penalty="none", optimizer="sgd", activation="tanh"):
    """Return a member's model; rates and penalties differ where they may."""
    units, last = LOSSES[loss]
    rate = 0.01 * (member + 1)
    paid = {"kernel_regularizer": PENALTIES[penalty](rate)}
    dense = [layers.Dense(n, activation, **paid) for n in hidden]
    stack = [Input((inputs,)), *dense, layers.Dense(units, last, **paid)]
    model = Sequential(stack, seed=member)
    model.compile(OPTIMIZERS[optimizer](rate), loss)
    return model


def data(inputs, loss, rows=ROWS):
    rng = np.random.default_rng(3)
    units, _ = LOSSES[loss]
    x = rng.normal(size=(rows, inputs)).astype(np.float32)
    if loss == "categorical_crossentropy":
        return x, np.eye(units, dtype=np.float32)[rng.integers(units, size=rows)]
    return x, rng.choice([0.0, 1.0], size=(rows, units)).astype(np.float32)


def trained(shape, batch_size=10, own=False, **settings):
    """Return what a lock step and each model's own stepper have come to."""
    inputs, hidden = shape
    loss = settings.get("loss", "mse")
    x, y = data(inputs, loss)
    xs = [x + k / 8 if own else x for k in range(MEMBERS)]
    models = [made(k, inputs, hidden, **settings) for k in range(MEMBERS)]
    ys = [y] * MEMBERS
    given = (np.stack(xs), np.stack(ys)) if own else (x, y)
    together = Lockstep(models, *given, batch_size=batch_size)
    alone = [
        Stepper(m, *pair, batch_size=batch_size) for m, *pair in zip(models, xs, ys, strict=True)
    ]
    shuffles = [streams(k, "shuffles")[0] for k in range(MEMBERS)]
    for _ in range(EPOCHS):
        together.begin(np.stack([one.permutation(ROWS) for one in shuffles]))
        while together.position < together.batches:
            together.run(2)
        for one in alone:
            one.step_epoch()
    return together, [one.snapshot() for one in alone], models


CASES = [
    *(({"loss": loss, "penalty": penalty}) for loss, penalty in product(LOSSES, PENALTIES)),
    *({"optimizer": name, "penalty": penalty} for name in OPTIMIZERS for penalty in PENALTIES),
    *({"activation": name} for name in ("relu", "sigmoid", "linear", "elu", "gelu", "softplus")),
]


def named(case):
    return " ".join(case.values())


@pytest.mark.parametrize("case", CASES, ids=named)
def test_members_have_the_bits_of_their_models_alone(case):
    for shape in SHAPES:
        together, alone, _ = trained(shape, **case)
        assert together.finite().all()
        assert together.iterations == alone[0]["iterations"]
        for member, state in enumerate(alone):
            assert (together.parameters[member] == state["parameters"]).all(), shape
            assert (together.memory[member] == state["optimizer"]).all(), shape


@pytest.mark.parametrize("batch_size", [2, 4, 13, 26, 50, 52, 100])
def test_any_batch_of_two_rows_or_more_has_the_bits(batch_size):
    for shape in SHAPES:
        together, alone, _ = trained(shape, batch_size, loss="categorical_crossentropy")
        assert (together.parameters == [state["parameters"] for state in alone]).all(), shape


def test_members_may_have_data_of_their_own():
    together, alone, _ = trained((7, (8, 8)), own=True)
    assert (together.parameters == [state["parameters"] for state in alone]).all()


@pytest.mark.parametrize("own", [False, True], ids=["for all", "of one's own"])
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_those_of_the_models(loss, own):
    for shape in SHAPES:
        together, _, models = trained(shape, loss=loss)
        x, y = data(shape[0], loss, rows=501)
        given = (np.stack([x] * MEMBERS), np.stack([y] * MEMBERS)) if own else (x, y)
        losses = MemberLosses(models).measure(together.parameters, *given)
        for member, model in enumerate(models):
            rows = model.objectives[0].loss.rows(np.ascontiguousarray(y.T), model.scores([x])[0])
            assert (losses[member] == rows).all(), shape


def test_fewer_members_are_measured_as_exactly():
    together, _, models = trained((2, (4, 2)))
    x, y = data(2, "mse", rows=30)
    judge = MemberLosses(models)
    every = judge.measure(together.parameters, x, y)
    assert (judge.measure(together.parameters[3:], x, y) == every[3:]).all()
    assert (
        judge.measure(together.parameters[3:], np.stack([x, x]), np.stack([y, y])) == every[3:]
    ).all()


def test_lock_step_goes_on_from_a_state():
    one, _, models = trained((2, (4, 2)), optimizer="adam")
    other = Lockstep(models, *data(2, "mse"), batch_size=10)
    other.restore(one.parameters, one.memory, one.iterations)
    orders = np.stack([np.arange(ROWS)] * MEMBERS)
    for each in one, other:
        each.begin(orders)
        each.run(each.batches)
    assert (one.parameters == other.parameters).all()
    assert one.iterations == other.iterations


def test_member_that_overflows_is_told_and_the_others_go_on():
    models = [made(k, 2, (4,)) for k in range(MEMBERS)]
    models[1].optimizer.learning_rate = 1e30
    together = Lockstep(models, *data(2, "mse"), batch_size=10)
    together.begin(np.stack([np.arange(ROWS)] * MEMBERS))
    together.run(together.batches)
    assert together.finite().tolist() == [True, False, True, True, True]


def test_settings_that_cannot_be_in_lock_step_are_refused():
    x, y = data(2, "mse")
    with pytest.raises(InvalidValue, match="at least 2 rows"):
        Lockstep([made(0, 2, (4,))], x, y, batch_size=3)
    adams = [made(k, 2, (4,), optimizer="adam") for k in (0, 1)]
    adams[1].optimizer.learning_rate = 0.1
    with pytest.raises(EngineError, match="settings of Adam must be the same"):
        Lockstep(adams, x, y, batch_size=10)
    clipped = made(0, 2, (4,))
    clipped.compile(optimizers.Adam(global_clipnorm=1.0), "mse")
    with pytest.raises(EngineError, match="cannot be clipped"):
        Lockstep([clipped], x, y, batch_size=10)
    with pytest.raises(ShapeMismatch, match="of one shape"):
        Lockstep([made(0, 2, (4,)), made(1, 2, (5,))], x, y, batch_size=10)
