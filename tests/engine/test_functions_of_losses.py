"""Losses, metrics and the rest by the functions and short names that Keras has for them."""

import numpy as np
import pytest

import engine as keras
from engine.notices import OldSpelling
from tests.engine.networks import network

Y = np.array([[0.2, 0.8], [0.5, 0.5], [0, 1.0]])
P = np.array([[0.3, 0.7], [0.9, 0.1], [0.4, 0.6]])
OF_KERAS = {  # figures of Keras 3.15, in float32
    "mean_absolute_percentage_error": [31.2500057220459, 79.99999237060547, 200000032.0],
    "mean_squared_logarithmic_error": [0.004836950916796, 0.076037853956223, 0.08150323],
    "kl_divergence": [0.02573211491107, 0.51082563400268, 0.51082408428192],
    "poisson": [0.76306718587875, 1.10198616981506, 0.75541269779205],
    "huber": [0.00500000175088, 0.07999999821186, 0.07999999821186],
    "log_cosh": [0.00499171018600, 0.07795345783233, 0.07795345783233],
}


@pytest.mark.parametrize("name", OF_KERAS)
def test_function_gives_the_loss_of_each_row_as_keras_does(name):
    assert getattr(keras.losses, name)(Y, P) == pytest.approx(OF_KERAS[name], rel=5e-6)


def test_function_of_one_row_gives_a_number():
    assert keras.losses.mean_squared_error([1, 1, 1], [0, 0, 0]) == 1.0
    assert keras.losses.huber([0.0], [3.0], delta=2) == 4.0


def test_classes_by_their_numbers_do_as_well():
    found = keras.losses.sparse_categorical_crossentropy([0, 1], [[0.5, 0.5], [0.2, 0.8]])
    assert found == pytest.approx([0.6931472, 0.22314353])


@pytest.mark.parametrize(
    "loss",
    [keras.losses.mean_squared_error, "mse", "MSE", keras.losses.MeanSquaredError],
)
def test_model_is_compiled_with_any_form_of_a_loss(loss):
    model = network(2, 1, output="linear")
    model.compile("sgd", loss)
    assert type(model.objective.loss) is keras.losses.MeanSquaredError


@pytest.mark.parametrize("short", ["mape", "MAPE", "msle", "MSLE", "kld", "KLD", "logcosh"])
def test_short_names_of_losses_are_known(short):
    assert keras.losses.get(short).name.startswith(("mean_", "kl_", "log_"))


def test_regularizers_and_activations_have_their_other_names():
    assert keras.regularizers.l2(0.5).l2 == 0.5
    assert keras.regularizers.l1_l2(l1=0.1, l2=0.2).l1 == 0.1
    assert keras.activations.get("swish") is keras.activations.swish is keras.activations.silu


def test_classes_are_predicted_as_older_programs_ask():
    model = network(2, 3, output="softmax")
    x = np.random.default_rng(1).normal(size=(9, 2))
    with pytest.warns(OldSpelling, match=r"write model.predict\(x\).argmax\(axis=-1\)"):
        assert model.predict_classes(x).tolist() == model.predict(x).argmax(axis=-1).tolist()
    with pytest.warns(OldSpelling, match=r"write model.predict\(x\)"):
        assert np.array_equal(model.predict_proba(x), model.predict(x))


def test_one_output_is_a_class_above_a_half():
    model = network(2, 1, output="sigmoid")
    x = np.random.default_rng(1).normal(size=(9, 2))
    with pytest.warns(OldSpelling, match=r"write \(model.predict\(x\) > 0.5\).astype\(int\)"):
        found = model.predict_classes(x)
    assert found.tolist() == (model.predict(x) > 0.5).astype(int).tolist()


@pytest.mark.parametrize("of", ["function", "class"])
def test_model_that_was_compiled_with_functions_or_classes_is_saved(tmp_path, of):
    loss, metric = (
        (keras.losses.mean_squared_error, keras.metrics.mean_absolute_error)
        if of == "function"
        else (keras.losses.MeanSquaredError, keras.metrics.MeanAbsoluteError)
    )
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", loss, metrics=[metric])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    found = again.evaluate(x, y, verbose=0, return_dict=True)
    assert list(found) == ["loss", "mean_absolute_error"]
    assert found == model.evaluate(x, y, verbose=0, return_dict=True)
