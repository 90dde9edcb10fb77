"""Dense layers on rows of several axes, which Keras multiplies along the last one."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import EngineError, ShapeMismatch
from engine.serialization import numpy_code, numpy_training
from tests.engine.graphs import assert_exact

SAME = {"seed": 1, "dtype": "float64"}
GENERATOR = np.random.default_rng(3)
X, Y = GENERATOR.normal(size=(6, 2, 4)), GENERATOR.normal(size=(6, 2, 3))


def stack(activation="tanh", use_bias=True, **options):
    parts = [
        keras.Input((2, 4)),
        layers.Dense(5, activation, use_bias=use_bias, **options),
        layers.Dense(3, use_bias=use_bias),
    ]
    model = keras.Sequential(parts, **SAME)
    model.compile("sgd", "mse")
    return model


def shared():
    x, one = keras.Input((2, 4)), layers.Dense(4, "softmax")
    model = keras.Model(x, layers.Dense(3)(one(one(x))), **SAME)
    model.compile("sgd", "mse")
    return model


def flattened():
    model = keras.Sequential(
        [keras.Input((2, 4)), layers.Dense(3, "elu"), layers.Flatten(), layers.Dense(2)], **SAME
    )
    model.compile("sgd", "mse")
    return model


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(("name", "function"), [("tanh", np.tanh), ("softmax", softmax)])
@pytest.mark.parametrize("use_bias", [True, False])
def test_each_place_is_multiplied_by_the_same_kernel(name, function, use_bias):
    model = stack(name, use_bias, bias_initializer="random_normal")
    first, *rest = model.get_weights()[: 1 + use_bias]
    z = np.einsum("rpi,iu->rpu", X, first) + (rest[0] if rest else 0)
    np.testing.assert_allclose(model.layers[0](X), function(z), rtol=1e-5)
    assert model.predict(X, verbose=0).shape == (6, 2, 3)
    assert model.output_shape == (None, 2, 3)
    assert model.layers[0].count_params() == 4 * 5 + 5 * use_bias


@pytest.mark.parametrize("activation", ["tanh", "softmax", None, "relu"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_gradient_is_exact(activation, use_bias):
    assert_exact(stack(activation, use_bias), X, Y)


@pytest.mark.parametrize(("make", "y"), [(shared, Y), (flattened, Y[:, 0, :2])])
def test_gradient_is_exact_in_other_models(make, y):
    assert_exact(make(), X, y)


def test_rows_of_one_place_train_like_plain_rows():
    along = keras.Sequential([keras.Input((1, 4)), layers.Dense(3, "tanh"), layers.Dense(2)],
                             **SAME)  # fmt: skip
    plain = keras.Sequential([keras.Input((4,)), layers.Dense(3, "tanh"), layers.Dense(2)], **SAME)
    for model, places in ((along, 1), (plain, 0)):
        model.compile("adam", "mse")
        x, y = (one[:, :places] if places else one[:, 0] for one in (X, Y[:, :, :2]))
        model.fit(x, y, epochs=5, batch_size=4, shuffle=False, verbose=0)
    np.testing.assert_allclose(along.parameters, plain.parameters, rtol=1e-10)


def test_probabilities_at_places_are_learned():
    model = keras.Sequential([keras.Input((2, 4)), layers.Dense(3, "sigmoid")], **SAME)
    model.compile("sgd", "binary_crossentropy")
    assert_exact(model, X, (Y > 0).astype(float))


def test_model_comes_back_from_keras_s_form(tmp_path):
    model = stack("softmax")
    model.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda model: numpy_code.source(model), EngineError, "export of 'dense' is for rows of"),
        (lambda model: numpy_training.source(model), EngineError, "put a Flatten before it"),
        (lambda model: keras.population.Population([model], X, Y), EngineError,
         r"a population takes rows of numbers; got \(2, 4\)"),
        (lambda model: model.compile("sgd", "categorical_crossentropy"), ShapeMismatch,
         r"one choice of a class to a row.* got \(2, 3\)"),
    ],
)  # fmt: skip
def test_what_is_for_plain_rows_is_told(ask, error, words):
    with pytest.raises(error, match=words):
        ask(stack())
