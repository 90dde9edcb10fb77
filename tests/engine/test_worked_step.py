"""A worked step: its gradient against complex steps, its update against training itself."""

import numpy as np
import pytest

from engine import Input, Sequential, layers, optimizers, regularizers
from engine.activations import ACTIVATIONS
from engine.gradient_check import complex_step_gradient
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.random import generator_state
from engine.worked_step import work_step
from tests.engine.networks import network, targets_for

ROWS = 4
REGULARIZERS = {
    "none": None,
    "l1": regularizers.L1(0.03),
    "l2": regularizers.L2(0.02),
    "l1_l2": regularizers.L1L2(0.01, 0.02),
    "truncated_l1": regularizers.TruncatedL1(0.03),
}
CHOICES = {
    **OPTIMIZERS,
    "nesterov_sgd": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "centered": lambda: optimizers.RMSprop(0.05, momentum=0.5, centered=True),
    "amsgrad": lambda: optimizers.Adam(0.05, beta_2=0.5, amsgrad=True),
    "clipped": lambda: optimizers.Adam(0.05, global_clipnorm=0.1),
    "decayed": lambda: optimizers.SGD(0.05, weight_decay=0.1),
    "scheduled": lambda: optimizers.Adam(optimizers.schedules.InverseTimeDecay(0.1, 2, 0.5)),
}


def data(loss, seed=3):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(ROWS, 2)), targets_for(loss, generator, ROWS)


def small(output="tanh", regularizer=None, dtype="float64"):
    return network(2, 2, 2, output=output, kernel_regularizer=regularizer, dtype=dtype)


@pytest.mark.parametrize("regularizer", REGULARIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_the_derivative_for_every_output_and_optimizer(loss, regularizer):
    x, y = data(loss)
    for output in ACTIVATIONS:
        model = small(output, REGULARIZERS[regularizer])
        model.compile("sgd", loss)
        exact = complex_step_gradient(model, x, y)
        for name in OPTIMIZERS:
            model.compile(name, loss)
            update = work_step(model, x, y).update
            assert np.allclose(update.gradient, exact, rtol=1e-10, atol=1e-10), (output, name)


def trained(choice, regularizer, dtype, steps=3):
    model = small("tanh", REGULARIZERS[regularizer], dtype)
    model.compile(CHOICES[choice](), "half_squared_error")
    for seed in range(steps):
        model.train_on_batch(*data("half_squared_error", seed))
    return model


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("regularizer", REGULARIZERS)
@pytest.mark.parametrize("choice", CHOICES)
def test_new_parameters_are_those_of_training_to_the_bit(choice, regularizer, dtype):
    model = trained(choice, regularizer, dtype)
    x, y = data("half_squared_error", 9)
    update = work_step(model, x, y).update
    model.train_on_batch(x, y)
    assert update.new_parameters.tobytes() == model.parameters.tobytes()
    assert update.iteration == model.optimizer.iterations
    after = [row.after for row in update.memory.values()]
    assert [row.tobytes() for row in after] == [row.tobytes() for row in model.optimizer.state]


def everything(model):
    return (
        model.parameters.tobytes(),
        model.network.non_trainable.tobytes(),
        model.optimizer.state.tobytes(),
        model.optimizer.iterations,
        model.optimizer.rate,
        generator_state(model.noise),
    )


def test_asking_changes_nothing_of_model_optimizer_and_noise():
    stack = [Input((2,)), layers.Dense(3), layers.BatchNormalization(), layers.Dropout(0.5)]
    model = Sequential([*stack, layers.Dense(2, "tanh")], seed=1)
    model.compile("adam", "mse")
    x, y = data("mse")
    model.train_on_batch(x, y)
    before = everything(model)
    work_step(model, x, y)
    assert everything(model) == before


def test_noise_of_the_worked_step_is_that_of_the_step_itself():
    stack = [Input((2,)), layers.Dense(8), layers.Dropout(0.5), layers.Dense(2, "tanh")]
    model = Sequential(stack, seed=1)
    model.compile("adam", "mse")
    x, y = data("mse")
    told = work_step(model, x, y).update.new_parameters
    model.train_on_batch(x, y)
    assert told.tobytes() == model.parameters.tobytes()


def test_gradients_of_rows_add_up_to_the_gradient():
    model = small()
    model.compile("sgd", "mse")
    passes = work_step(model, *data("mse")).passes
    first, last = passes.layers
    np.testing.assert_allclose(last.kernel_gradient, first.activations.T @ last.deltas)
    np.testing.assert_allclose(last.bias_gradient, last.deltas.sum(axis=0))


def test_delta_of_the_output_is_its_error_times_its_slope():
    model = small("sigmoid")
    model.compile("sgd", "mse")
    passes = work_step(model, *data("mse")).passes
    (error,), last = passes.errors, passes.layers[-1]
    np.testing.assert_allclose(last.deltas, error * last.slopes)
    np.testing.assert_allclose(error, (passes.outputs[0] - passes.targets[0]) / ROWS)


def test_delta_of_a_hidden_layer_is_what_comes_back_times_its_slope():
    model = small()
    model.compile("sgd", "mse")
    first, last = work_step(model, *data("mse")).passes.layers
    back = last.deltas @ model.get_weights()[2].T
    np.testing.assert_allclose(first.deltas, back * first.slopes)


@pytest.mark.parametrize(
    ("output", "loss"),
    [("softmax", "categorical_crossentropy"), ("sigmoid", "binary_crossentropy")],
)
def test_loss_that_undoes_its_output_gives_delta_itself(output, loss):
    model = small(output)
    model.compile("sgd", loss)
    passes = work_step(model, *data(loss)).passes
    share = 1 / ROWS if loss.startswith("cat") else 1 / (2 * ROWS)
    assert passes.errors == [None]
    delta = (passes.outputs[0] - passes.targets[0]) * share
    np.testing.assert_allclose(passes.layers[-1].deltas, delta, atol=1e-15)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "softmax"])
def test_slope_is_the_derivative_of_the_activation(activation):
    model = small(activation)
    model.compile("sgd", "mse")
    last = work_step(model, *data("mse")).passes.layers[-1]
    stepped = ACTIVATIONS[activation].value(last.pre_activations + 1e-20j)
    np.testing.assert_allclose(last.slopes, stepped.imag / 1e-20, rtol=1e-12, atol=1e-15)


def test_softmax_has_no_slope_of_its_own():
    model = small("softmax")
    model.compile("sgd", "mse")
    assert work_step(model, *data("mse")).passes.layers[-1].slopes is None


def test_loss_and_penalty_are_told_apart():
    model = small(regularizer=regularizers.L2(0.1))
    model.compile("sgd", "mse")
    x, y = data("mse")
    step = work_step(model, x, y)
    kernels = model.get_weights()[::2]
    assert step.penalty == pytest.approx(0.1 * sum(np.square(w).sum() for w in kernels))
    assert step.passes.loss + step.penalty == pytest.approx(model.evaluate(x, y, verbose=0))
    assert step.passes.losses.mean() == pytest.approx(step.passes.loss)


def test_part_of_the_penalty_is_its_derivative():
    model = small(regularizer=regularizers.L2(0.1))
    model.compile("sgd", "mse")
    update = work_step(model, *data("mse")).update
    inner = np.concatenate([w.ravel() if w.ndim == 2 else 0 * w for w in model.get_weights()])
    np.testing.assert_allclose(update.penalty_gradient, 0.2 * inner)


def test_truncating_penalty_acts_after_the_optimizer():
    model = small(regularizer=regularizers.TruncatedL1(0.5))
    model.compile(optimizers.SGD(0.1), "mse")
    update = work_step(model, *data("mse")).update
    assert not update.penalty_gradient.any()
    stepped = update.parameters - 0.1 * update.gradient
    np.testing.assert_allclose(update.new_parameters, stepped + update.truncation, atol=1e-15)
    reach = np.array([0.05] * 4 + [0] * 2 + [0.05] * 4 + [0] * 2)  # kernels, and biases between
    np.testing.assert_allclose(np.abs(update.truncation), np.minimum(reach, np.abs(stepped)))


def test_gradient_as_the_step_used_it_is_told_where_it_was_clipped():
    model = small()
    model.compile(optimizers.SGD(0.1, clipvalue=0.01), "mse")
    update = work_step(model, *data("mse")).update
    np.testing.assert_array_equal(update.clipped, np.clip(update.gradient, -0.01, 0.01))
    assert np.abs(update.gradient).max() > 0.01


RATE = 0.05
FORMULAS = {  # p' of p, g, the memory before (b), after (m) and corrected (c), constants (k)
    "sgd": lambda p, g, b, m, c, k: p - RATE * g,
    "momentum": lambda p, g, b, m, c, k: p + k["momentum"] * b["v"] - RATE * g,
    "nesterov": lambda p, g, b, m, c, k: p + k["momentum"] * m["v"] - RATE * g,
    "rmsprop": lambda p, g, b, m, c, k: p - RATE * g / np.sqrt(m["v"] + k["epsilon"]),
    "adagrad": lambda p, g, b, m, c, k: p - RATE * g / np.sqrt(b["v"] + g**2 + k["epsilon"]),
    "adam": lambda p, g, b, m, c, k: p - RATE * c["m"] / (np.sqrt(c["v"]) + k["epsilon"]),
    "adamw": lambda p, g, b, m, c, k: (
        p * (1 - RATE * k["weight_decay"]) - RATE * c["m"] / (np.sqrt(c["v"]) + k["epsilon"])
    ),
    "nadam": lambda p, g, b, m, c, k: p - RATE * c["m"] / (np.sqrt(c["v"]) + k["epsilon"]),
    "adamax": lambda p, g, b, m, c, k: p - RATE * c["m"] / (m["u"] + k["epsilon"]),
    "adadelta": lambda p, g, b, m, c, k: (
        p - RATE * g * np.sqrt(b["u"] + k["epsilon"]) / np.sqrt(m["v"] + k["epsilon"])
    ),
    "ftrl": lambda p, g, b, m, c, k: -m["z"] / (np.sqrt(m["n"]) / RATE),
    "lion": lambda p, g, b, m, c, k: (
        p - RATE * np.sign(k["beta_1"] * b["m"] + (1 - k["beta_1"]) * g)
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_numbers_of_the_memory_fit_the_formula(name):
    model = small()
    model.compile(OPTIMIZERS[name](RATE), "mse")
    for seed in range(3):
        model.train_on_batch(*data("mse", seed))
    u = work_step(model, *data("mse", 9)).update
    rows = u.memory.items()
    before, after, corrected = (
        {symbol: getattr(row, kind) for symbol, row in rows}
        for kind in ("before", "after", "corrected")
    )
    told = FORMULAS[name](u.parameters, u.gradient, before, after, corrected, u.constants)
    np.testing.assert_allclose(u.new_parameters, told, rtol=1e-5)
