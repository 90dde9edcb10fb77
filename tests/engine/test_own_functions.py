"""Functions of one's own wherever Keras takes them, as readers of the textbook write them."""

import numpy as np
import pytest

import engine as keras
from engine import layers, losses, ops
from engine.errors import EngineError
from engine.serialization import numpy_training
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import for_the_engine_alone

SAME = {"seed": 1, "dtype": "float64"}
X, Y = rows(3, 2)
MASKED = np.where(np.arange(12).reshape(6, 2) % 5 == 0, 0.0, Y)


def huber_fn(y_true, y_pred):
    error = y_true - y_pred
    is_small_error = ops.abs(error) < 1
    squared_loss = ops.square(error) / 2
    linear_loss = ops.abs(error) - 0.5
    return ops.where(is_small_error, squared_loss, linear_loss)


def masked_mse(y_true, y_pred):
    mask = ops.cast(ops.not_equal(y_true, 0), "float32")
    return ops.sum(mask * ops.square(y_true - y_pred)) / ops.sum(mask)


def mse_of_rows(y_true, y_pred):
    return ops.mean(np.square(y_pred - y_true), axis=-1)


def mse_and_more(y_true, y_pred):
    return losses.mean_squared_error(y_true, y_pred) + 0.1 * ops.sum(y_pred**2, axis=1)


def my_softplus(z):
    return ops.log(ops.exp(z) + 1.0)


def my_softmax(z):
    e = np.exp(z - ops.max(z, axis=-1, keepdims=True))
    return e / ops.sum(e, axis=-1, keepdims=True)


def relu(z):
    return ops.where(z < 0, 0.0, z)


def my_l1(weights):
    return ops.sum(ops.abs(0.01 * weights))


class MyL2(keras.regularizers.Regularizer):
    """The textbook's regularizer with a factor."""

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, weights):
        return self.factor * ops.sum(weights**2)

    def get_config(self):
        return {"factor": self.factor}


def my_glorot(shape, dtype=None):
    return ops.sqrt(2.0 / (shape[0] + shape[1])) * np.random.default_rng(4).normal(size=shape)


def stack(activation="tanh", **options):
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, activation, **options), layers.Dense(2)], **SAME
    )


def trained(model, loss, y=Y, **options):
    model.compile("sgd", loss)
    history = model.fit(X, y, epochs=5, batch_size=4, shuffle=False, verbose=0, **options).history
    return history["loss"], model.parameters


@pytest.mark.parametrize(
    ("own", "built_in"), [(huber_fn, "huber"), (mse_of_rows, "mse"), (lambda y, p: ops.mean(
        ops.abs(y - p)), "mae")],
)  # fmt: skip
def test_loss_of_ones_own_trains_like_the_built_in_one(own, built_in):
    for found, expected in zip(trained(stack(), own), trained(stack(), built_in), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("own", "built_in"),
    [(my_softplus, "softplus"), (my_softmax, "softmax"), (relu, "relu"), (np.tanh, "tanh")],
)
def test_activation_of_ones_own_trains_like_the_built_in_one(own, built_in):
    for found, expected in zip(
        trained(stack(own), "mse"), trained(stack(built_in), "mse"), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-11)


@pytest.mark.parametrize("make", [
    lambda one: layers.Dense(2, one), lambda one: layers.Activation(one),
])  # fmt: skip
def test_activation_of_ones_own_at_the_output_has_an_exact_gradient(make):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2), make(my_softmax)], **SAME)
    model.compile("sgd", "categorical_crossentropy")
    assert_exact(model, X, np.eye(2)[[0, 1, 1, 0, 0, 1]])


def test_activation_of_ones_own_is_called_on_arrays_and_read_again(tmp_path):
    model = stack(my_softplus)
    assert keras.activations.get(my_softplus)([[0.0]]) == pytest.approx(np.log(2))
    with for_the_engine_alone():
        model.save(tmp_path / "model.keras")
    known = {"my_softplus": my_softplus}
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects=known)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_activation_that_changes_the_shape_is_refused():
    with pytest.raises(EngineError, match=r"must keep the shape \(6, 4\); got \(6, 1\)"):
        stack(lambda z: ops.sum(z, axis=1, keepdims=True)).predict(X)


@pytest.mark.parametrize(
    ("own", "built_in"),
    [(my_l1, keras.regularizers.l1(0.01)), (MyL2(0.1), keras.regularizers.l2(0.1))],
)
def test_regularizer_of_ones_own_trains_like_the_built_in_one(own, built_in):
    made = [stack(kernel_regularizer=one) for one in (own, built_in)]
    for found, expected in zip(*(trained(model, "mse") for model in made), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_regularizer_that_sees_the_shape_of_a_kernel_has_an_exact_gradient():
    model = stack(kernel_regularizer=lambda w: ops.sum(ops.square(ops.sum(w, axis=0))))
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_initializer_of_ones_own_gives_the_weights():
    (kernel, _) = stack(kernel_initializer=my_glorot).layers[0].get_weights()
    np.testing.assert_array_equal(kernel, my_glorot((3, 4)))


def test_functions_of_layers_are_saved_and_loaded(tmp_path):
    model = stack(kernel_regularizer=my_l1, kernel_initializer=my_glorot)
    model.add(layers.Dense(2, kernel_regularizer=MyL2(0.5)))
    model.compile("sgd", "mse")
    with for_the_engine_alone():
        model.save(tmp_path / "model.keras")
    known = {"my_l1": my_l1, "MyL2": MyL2, "my_glorot": my_glorot}
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects=known)
    assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    assert again.layers[-1].kernel_regularizer.function.factor == 0.5


def test_regularizer_of_ones_own_is_not_lost_in_a_population_or_a_program():
    model = stack(kernel_regularizer=my_l1)
    model.compile("sgd", "mse")
    with pytest.raises(EngineError, match="a population takes the engine's regularizers"):
        keras.population.Population([model], X, Y)
    with pytest.raises(EngineError, match="function of your own cannot be exported"):
        numpy_training.source(model)


def test_regularizer_of_several_numbers_is_refused():
    model = stack(kernel_regularizer=ops.abs)
    model.compile("sgd", "mse")
    with pytest.raises(EngineError, match="must return one number; got shape"):
        model.fit(X, Y, verbose=0)


def test_masked_loss_leaves_out_what_is_masked():
    model = stack()
    model.compile("sgd", masked_mse)
    assert_exact(model, X, MASKED)
    error = (model.predict(X) - MASKED)[MASKED != 0]
    assert model.evaluate(X, MASKED, verbose=0) == pytest.approx(np.square(error).mean())


def test_rows_are_weighted_in_a_loss_that_is_given_for_each():
    weights = np.arange(6.0)
    own, built_in = (trained(stack(), one, sample_weight=weights) for one in (huber_fn, "huber"))
    np.testing.assert_allclose(own[1], built_in[1], rtol=1e-12)


def test_loss_of_all_rows_at_once_is_weighted_by_what_each_row_moves():
    weights = np.arange(6.0)
    model = stack()
    model.compile("sgd", lambda y, p: ops.mean(ops.square(y - p)))
    other = trained(stack(), "mse", sample_weight=weights)
    model.fit(X, Y, epochs=5, batch_size=4, shuffle=False, verbose=0, sample_weight=weights)
    np.testing.assert_allclose(model.parameters, other[1], rtol=1e-12)


def test_loss_of_ones_own_goes_with_several_outputs_and_a_program():
    class Two(keras.Model):
        def __init__(self):
            super().__init__(**SAME)
            self.a, self.b = layers.Dense(2), layers.Dense(2, "sigmoid")

        def call(self, inputs):
            return self.a(inputs), self.b(inputs)

    model = Two()
    model.compile("sgd", [huber_fn, masked_mse], loss_weights=[0.3, 2])
    assert_exact(model, X, [Y, MASKED])


def test_losses_of_keras_are_parts_of_ones_own():
    model = stack()
    model.compile("sgd", mse_and_more)
    assert_exact(model, X, Y)


def test_model_is_saved_and_loaded_with_its_function(tmp_path):
    model = stack()
    model.compile("sgd", huber_fn)
    model.fit(X, Y, verbose=0)
    with for_the_engine_alone():
        model.save(tmp_path / "model.keras")
    known = {"huber_fn": huber_fn}
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects=known)
    assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    with pytest.raises(EngineError, match=r"load with custom_objects=.*'huber_fn'"):
        keras.models.load_model(tmp_path / "model.keras")


def test_loss_of_ones_own_binds_its_tape_once():
    calls = []

    def counted(y_true, y_pred):
        calls.append(y_pred)
        return ops.square(y_true - y_pred)

    loss = losses.get(counted)
    for _ in range(3):
        loss.derivative(Y.T, X[:, :2].T)
    assert len(set(map(id, calls))) == 1


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda y, p: 5.0, "must return a tensor"),
        (lambda y, p: ops.abs(y - p)[:, 0].numpy(), "must return a tensor"),
        (lambda y, p: np.linalg.norm(y - p), "write a function of ops"),
    ],
)
def test_loss_without_a_gradient_is_refused(function, words):
    model = stack()
    model.compile("sgd", function)
    with pytest.raises(EngineError, match=words):
        model.fit(X, Y, verbose=0)
