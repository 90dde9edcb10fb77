"""Models as NumPy source, run as files of their own."""

import runpy
import subprocess
import sys

import numpy as np
import pytest

from engine import (
    Input,
    Layer,
    Model,
    Sequential,
    layers,
    losses,
    optimizers,
    regularizers,
    schedules,
)
from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.serialization import keras_code, numpy_code, numpy_training
from tests.engine.networks import network, targets_for
from tests.engine.test_export_onnx import ALONE, MERGING, X, trained


def run(folder, text):
    """Return the names that a program defines."""
    (folder / "program.py").write_text(text, encoding="utf-8")
    return runpy.run_path(str(folder / "program.py"))


def agrees(folder, model, *inputs):
    given = inputs[0] if len(inputs) == 1 else list(inputs)
    own = model.predict(given)
    found = run(folder, numpy_code.source(model))["predict"](*inputs)
    pairs = zip(found, own, strict=True) if isinstance(own, list) else [(found, own)]
    for one, other in pairs:
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_the_same(tmp_path, name):
    agrees(tmp_path, Sequential([Input((5,)), layers.Activation(name)], dtype="float64"), X)


def test_everything_in_the_registries_has_words():
    assert all(one.numpy_line is not Layer.numpy_line for one in LAYERS.values())
    assert all(one.numpy is not None for one in ACTIVATIONS.values())
    assert all(one.numpy or one.numpy_of_logits for one in LOSSES.values())


@pytest.mark.parametrize("name", ALONE)
def test_layer_is_the_same(tmp_path, name):
    agrees(tmp_path, trained(ALONE[name]()), X)


@pytest.mark.parametrize("name", MERGING)
def test_layer_of_several_inputs_is_too(tmp_path, name):
    count = MERGING[name]
    agrees(tmp_path, trained(LAYERS[name](), count), *(X + number for number in range(count)))


def test_outputs_come_by_name_where_the_model_gives_them_so(tmp_path):
    one = Input((5,), name="for")
    model = Model(one, {"a b": layers.Dense(1)(one), "class": layers.Dense(2)(one)})
    found = run(tmp_path, numpy_code.source(model))["predict"](X)
    assert list(found) == ["a b", "class"]
    np.testing.assert_allclose(found["class"], model.predict(X)["class"], rtol=1e-6)


def test_several_leaks_are_kept_apart(tmp_path):
    stack = [Input((5,)), *(layers.LeakyReLU(leak) for leak in (0.1, 0.2, 0.5)), layers.ELU(0.3)]
    agrees(tmp_path, Sequential(stack, dtype="float64"), X)


def test_names_that_python_would_mix_up_are_kept_apart(tmp_path):
    stack = [Input((5,), name="np"), layers.Dense(2, name="a b"), layers.Dense(2, name="a_b")]
    agrees(tmp_path, Sequential(stack), X)


def test_names_cannot_become_code(tmp_path):
    name = 'x"""\nimport os; os.abort()\n"""'
    model = Sequential([Input((5,)), layers.Dense(2, name=name)], name=name)
    agrees(tmp_path, model, X)


def test_weights_may_lie_in_a_file(tmp_path):
    model = trained(layers.BatchNormalization())
    (tmp_path / "weights.npz").write_bytes(numpy_code.arrays_file(model))
    text = numpy_code.source(model, arrays=str(tmp_path / "weights.npz"))
    np.testing.assert_allclose(run(tmp_path, text)["predict"](X), model.predict(X), rtol=1e-6)


def test_program_needs_numpy_alone(tmp_path):
    trained(layers.Dense(3, "gelu")).export(tmp_path / "model.py", format="numpy")
    check = "import sys, model; sys.exit(any(name.startswith('engine') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", check], cwd=tmp_path, check=True, timeout=60)


# Training

G = np.random.default_rng(5)
ROWS = G.normal(size=(47, 5))


def trains_alike(folder, model, x, y, epochs=2):
    """Compare the losses of every epoch; the program is made first, training changes the model."""
    program = run(folder, numpy_training.source(model))
    found = program["train"](x, y, epochs, batch_size=10)
    own = model.fit(x, y, epochs=epochs, batch_size=10, verbose=0).history["loss"]
    np.testing.assert_allclose(found, own, rtol=1e-9)


def stack(*units, hidden="tanh", output="linear", **settings):
    *inner, outer = units
    dense = [layers.Dense(n, hidden, **settings) for n in inner]
    return Sequential([Input((5,)), *dense, layers.Dense(outer, output)], seed=4, dtype="float64")


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"exponential"}))
def test_training_is_the_same_with_every_activation(tmp_path, name):
    model = stack(4, 3, 2, hidden=name)
    model.compile("sgd", "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2])


@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax", "exponential"])
@pytest.mark.parametrize("name", [name for name in LOSSES if "crossentropy" not in name])
def test_training_is_the_same_with_every_plain_loss(tmp_path, name, output):
    model = stack(4, 2, output=output)
    model.compile("sgd", name)
    trains_alike(tmp_path, model, ROWS, targets_for(name, np.random.default_rng(1), 47))


PARTNERS = {"binary": "sigmoid", "categorical": "softmax", "sparse": "softmax"}


@pytest.mark.parametrize("name", [name for name in LOSSES if "crossentropy" in name])
def test_training_is_the_same_with_every_cross_entropy(tmp_path, name):
    model = stack(4, 2, output=PARTNERS[name.split("_")[0]])
    model.compile("sgd", name)
    trains_alike(tmp_path, model, ROWS, targets_for(name, np.random.default_rng(1), 47))


def test_training_is_the_same_on_logits(tmp_path):
    model = stack(4, 2)
    model.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
    trains_alike(tmp_path, model, ROWS, np.eye(2)[G.integers(0, 2, 47)])


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_training_is_the_same_with_every_optimizer(tmp_path, name):
    model = stack(4, 2, hidden="relu", use_bias=False)
    model.compile(optimizers.get(name, learning_rate=0.02), "mse", loss_weights=[0.5])
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2], epochs=5)


@pytest.mark.parametrize("regularizer", [None, "truncated_l1"])
@pytest.mark.parametrize("kind", [optimizers.Adam, optimizers.AdamW, optimizers.SGD])
def test_training_is_the_same_with_weights_that_decay(tmp_path, kind, regularizer):
    model = stack(4, 2, kernel_regularizer=regularizers.get(regularizer))
    model.compile(kind(0.02, weight_decay=0.1), "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2], epochs=5)


def test_training_is_the_same_with_nadam_from_where_its_momenta_have_vanished(tmp_path):
    model = stack(2)
    model.compile(optimizers.Nadam(0.02, beta_1=0.1), "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2], epochs=80)


@pytest.mark.parametrize("options", [{"centered": True}, {"momentum": 0.8, "centered": True}])
def test_training_is_the_same_with_every_form_of_rmsprop(tmp_path, options):
    model = stack(4, 2)
    model.compile(optimizers.RMSprop(0.02, **options), "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2], epochs=5)


def test_training_is_the_same_with_amsgrad(tmp_path):
    model = stack(4, 2)
    model.compile(optimizers.Adam(0.05, beta_2=0.5, amsgrad=True), "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2], epochs=5)


@pytest.mark.parametrize("kind", ["l1", "l2", "truncated_l1"])
def test_training_is_the_same_with_every_regularizer(tmp_path, kind):
    model = stack(4, 2, kernel_regularizer=regularizers.get(kind))
    model.compile("sgd", "mse")
    trains_alike(tmp_path, model, ROWS, ROWS[:, :2])


def test_training_goes_on_from_where_the_model_is(tmp_path):
    model = stack(4, 1)
    model.compile("sgd", "mse")
    model.fit(ROWS, ROWS[:, 0], epochs=3, verbose=0)
    trains_alike(tmp_path, model, ROWS, ROWS[:, 0])


class Own(optimizers.SGD):
    """An optimizer of somebody's own."""


@pytest.mark.parametrize(
    ("optimizer", "layer", "told"),
    [(Own(), layers.Dense(2), "knows the optimizers"), ("sgd", layers.Dropout(0.1), "Dropout")],
)
def test_what_has_no_words_is_refused(optimizer, layer, told):
    model = Sequential([Input((5,)), layer, layers.Dense(1)])
    model.compile(optimizer, "mse")
    with pytest.raises(EngineError, match=told):
        numpy_training.source(model)


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(schedules.ExponentialDecay(0.1, 5, 0.5)),
        optimizers.SGD(0.1, clipnorm=1),
        optimizers.Adam(weight_decay=0.1, clipvalue=1),
    ],
)
def test_training_that_the_code_could_not_repeat_is_refused(optimizer):
    model = network(2, 3, 1)
    model.compile(optimizer, "mse")
    with pytest.raises(EngineError, match="without clipping"):
        numpy_training.source(model)


@pytest.mark.parametrize("code", [numpy_training, keras_code])
def test_program_with_many_weights_is_written_in_small_parts(code):
    model = Sequential([Input((100,)), layers.Dense(90, "tanh"), layers.Dense(1)], seed=1)
    model.compile("sgd", "mse")
    parts = list(code.parts(model))
    assert "".join(parts) == code.source(model)
    assert len(parts) > 15
    assert max(map(len, parts)) < 12_000  # signs: some hundred numbers
