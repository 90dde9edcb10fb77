import numpy as np
import pytest

from engine import Input, Sequential, config, layers, optimizers, regularizers, utils
from engine.divergence import DivergenceWarning
from engine.errors import EngineError, InvalidValue, NotReady, ShapeMismatch, UnknownChoice
from engine.gradient_check import backward_gradient
from tests.engine import parity
from tests.engine.networks import CIRCLE, LABELS, network, playground

RUNS = [name for name in parity.names("models") if name != "wide_and_deep"]


def keras_model(name):
    """Return a case's model with its initial weights, and the case's arrays and description."""
    told, case = parity.settings("models", name), parity.figures("models", name)
    adam = told["optimizer"].startswith("Adam")
    model = network(
        *told["shape"],
        activation=told["activation"],
        output=told["output_activation"] or "linear",
        kernel_regularizer=regularizers.L1L2(told["l1"], told["l2"]),
    )
    model.compile(
        (optimizers.Adam if adam else optimizers.SGD)(told["learning_rate"]), told["loss"]
    )
    model.set_weights(arrays(case, "w0"))
    return model, case, told


def arrays(case, prefix):
    return [case[f"{prefix}_{k}"] for k in range(len(case)) if f"{prefix}_{k}" in case]


@pytest.mark.parametrize("name", RUNS)
def test_first_gradient_agrees_with_keras(name):
    model, case, told = keras_model(name)
    rows = slice(told["batch_size"])
    found = backward_gradient(model, case["x_0"][rows], case["y_0"][rows])
    expected = np.concatenate([gradient.ravel() for gradient in arrays(case, "grad")])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", RUNS)
def test_training_agrees_with_keras(name):
    model, case, told = keras_model(name)
    weights = {int(label): weight for label, weight in (told["class_weight"] or {}).items()}
    options = {"class_weight": weights} if weights else {"sample_weight": case.get("sample_weight")}
    history = model.fit(
        case["x_0"], case["y_0"], told["batch_size"], told["epochs"], shuffle=False, **options
    )
    np.testing.assert_allclose(history.history["loss"], case["loss_history"], rtol=1e-6)
    np.testing.assert_allclose(model.predict(case["x_0"]), case["predict_0"], rtol=1e-6)
    for found, expected in zip(model.get_weights(), arrays(case, "w1"), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_history_tells_metrics_and_validation_by_name():
    model = network(2, 3, 1, output="sigmoid")
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "mae"])
    y = (LABELS > 0).astype(int)
    history = model.fit(CIRCLE, y, epochs=2, validation_data=(CIRCLE[:9], y[:9]))
    names = ["accuracy", "loss", "mae"]
    assert list(history.history) == [*names, *(f"val_{name}" for name in names)]
    assert history.epoch == [0, 1]
    last = {name: values[-1] for name, values in history.history.items()}
    assert model.evaluate(CIRCLE[:9], y[:9]) == [
        last["val_loss"],
        last["val_accuracy"],
        last["val_mae"],
    ]


def test_accuracy_of_an_epoch_is_that_of_its_outputs():
    model = network(2, 3, 3, output="softmax")
    model.compile(optimizers.SGD(1e-12), "sparse_categorical_crossentropy", metrics=["accuracy"])
    y = np.arange(len(CIRCLE)) % 3
    history = model.fit(CIRCLE, y, batch_size=10)
    assert history.history["accuracy"] == [np.mean(model.predict(CIRCLE).argmax(axis=1) == y)]


def test_evaluate_is_loss_and_penalty_of_the_weights_as_they_are():
    model = network(2, 3, 1, kernel_regularizer="l2")
    model.compile("sgd", "mse")
    mean = np.square(model.predict(CIRCLE)[:, 0] - LABELS).mean()
    assert model.evaluate(CIRCLE, LABELS) == pytest.approx(mean + model.penalty(), rel=1e-12)


def test_long_inputs_are_predicted_in_parts_alike():
    model = network(2, 3, 1)
    x = np.random.default_rng(1).normal(size=(40_000, 2))
    np.testing.assert_allclose(model.predict(x)[-100:], model.predict(x[-100:]), rtol=1e-12)


def test_train_on_batch_returns_the_loss_before_its_step():
    model = playground(dtype="float64")
    before = model.evaluate(CIRCLE, LABELS)
    assert model.train_on_batch(CIRCLE, LABELS) == pytest.approx(before)
    assert model.evaluate(CIRCLE, LABELS) < before


def test_layer_outputs_are_those_of_the_layers_one_by_one():
    model, a = playground(dtype="float64"), CIRCLE
    for layer, output in zip(model.layers, model.layer_outputs(CIRCLE), strict=True):
        a = np.tanh(a @ layer.kernel + layer.bias)
        np.testing.assert_allclose(output, a, rtol=1e-12)
    np.testing.assert_array_equal(model.predict(CIRCLE), output)


def test_inspect_lays_open_one_example():
    model = playground(dtype="float64")
    found = model.inspect(CIRCLE[:1], LABELS[:1])
    last, a = found.layers[-1], found.layers[-1].activations
    np.testing.assert_allclose(last.activations, np.tanh(last.pre_activations))
    np.testing.assert_allclose(last.deltas, (a - LABELS[0]) * (1 - a * a))
    np.testing.assert_allclose(last.kernel_gradient, found.layers[-2].activations.T @ last.deltas)
    np.testing.assert_allclose(last.bias_gradient, last.deltas[0])
    assert found.loss == pytest.approx(0.5 * (a[0, 0] - LABELS[0]) ** 2)


def test_inspect_changes_no_weight():
    model = playground()
    before = model.parameters.copy()
    model.inspect(CIRCLE, LABELS)
    np.testing.assert_array_equal(model.parameters, before)


def test_flat_vector_holds_kernel_then_bias_layer_by_layer():
    model = playground()
    expected = np.concatenate([weights.ravel() for weights in model.get_weights()])
    np.testing.assert_array_equal(model.parameters, expected)
    model.parameters[8] = 7
    assert model.layers[0].bias[0] == 7


def test_chapter_network_has_its_number_of_parameters(capsys):
    model = network(784, 300, 100, 10, activation="relu")
    assert [layer.count_params() for layer in model.layers] == [235_500, 30_100, 1_010]
    assert model.count_params() == 266_610
    model.summary()
    assert "Total params: 266,610 (" in capsys.readouterr().out


def test_layers_are_named_as_in_keras_and_found_again():
    model = network(2, 4, 1)
    assert [layer.name for layer in model.layers] == ["dense", "dense_1"]
    assert model.get_layer("dense_1") is model.get_layer(index=1) is model.layers[1]
    with pytest.raises(UnknownChoice, match=r"No such layer: dense_2. .* one of dense, dense_1"):
        model.get_layer("dense_2")


def test_model_without_an_input_takes_it_from_the_data():
    model = Sequential([layers.Dense(1)], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(NotReady, match="add an Input"):
        model.count_params()
    model.fit(CIRCLE, LABELS)
    assert model.count_params() == 3


def test_optimizer_memory_goes_on_in_a_second_fit():
    once, twice = playground("adam"), playground("adam")
    once.fit(CIRCLE, LABELS, 10, epochs=4)
    twice.fit(CIRCLE, LABELS, 10, epochs=1)
    twice.fit(CIRCLE, LABELS, 10, epochs=3)
    np.testing.assert_array_equal(once.parameters, twice.parameters)


def diverging(**options):
    model = network(2, 1, activation="linear")
    model.compile(optimizers.SGD(10), "mse", metrics=["mae"])
    with pytest.warns(DivergenceWarning, match=r"diverged in epoch \d+: .* rate \(10\)") as told:
        history = model.fit(1e3 * CIRCLE, LABELS, epochs=100, **options)
    return model, history, told


def test_diverging_fit_has_a_row_of_every_epoch_and_one_warning(capsys):
    model, history, told = diverging(validation_data=(CIRCLE, LABELS))
    begun = history.divergence.epoch
    assert (history.divergence.layer, len(told)) == (1, 1)
    assert history.epoch == list(range(100))
    for figures in history.history.values():
        assert np.isfinite(figures[:begun]).all()
        assert np.isnan(figures[begun:]).all()
    assert capsys.readouterr().out.count("loss: nan - mae: nan - val_loss: nan") == 100 - begun
    assert np.isfinite(model.parameters).all()


def test_model_that_has_diverged_tells_so_in_its_next_fit_too():
    model, _, _ = diverging(verbose=0)
    with pytest.warns(DivergenceWarning, match="train a new model"):
        again = model.fit(1e3 * CIRCLE, LABELS, epochs=3, verbose=0)
    assert np.isnan(again.history["loss"]).all()
    assert again.epoch == [0, 1, 2]


def test_step_that_diverges_is_told():
    model, _, _ = diverging(verbose=0)
    with pytest.warns(RuntimeWarning, match="diverged"):
        figures = [model.train_on_batch(1e3 * CIRCLE, LABELS) for _ in range(9)]
    assert np.isnan(figures[-1]).all()


def test_default_type_is_float32_and_can_be_changed():
    assert network(2, 1, dtype=None).parameters.dtype == config.floatx() == "float32"
    config.set_floatx("float64")
    try:
        assert network(2, 1, dtype=None).parameters.dtype == "float64"
    finally:
        config.set_floatx("float32")


def test_models_without_a_seed_follow_the_random_seed():
    def draw():
        utils.set_random_seed(42)
        return [network(2, 1, seed=None).get_weights()[0] for _ in range(2)]

    first, again = draw(), draw()
    np.testing.assert_array_equal(first, again)
    assert (first[0] != first[1]).any()


def test_to_categorical_makes_one_hot_rows():
    assert utils.to_categorical([2, 0]).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert utils.to_categorical([0], 2).tolist() == [[1, 0]]


@pytest.mark.parametrize("wrong", [[0.95], [-1], [2]])
def test_to_categorical_refuses_what_is_no_class(wrong):
    with pytest.raises(InvalidValue, match="classes must be class numbers, 0 … 1; got"):
        utils.to_categorical(wrong, 2)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: layers.Dense(0), InvalidValue, "units must be at least 1 and whole; got 0"),
        (
            lambda: layers.Dense(1, "soft"),
            UnknownChoice,
            "activation must be one of .*; got 'soft'",
        ),
        (lambda: Sequential(seed=-1), InvalidValue, "seed must be at least 0; got -1"),
        (lambda: Input(()), ShapeMismatch, r"\(inputs,\).*; got \(\)"),
        (lambda: Sequential([Input((2,))]).count_params(), NotReady, "at least one layer"),
        (lambda: Sequential([Input((2,)), Input((2,))]), EngineError, "an Input comes first"),
        (lambda: network(2, 1).fit(CIRCLE, LABELS), NotReady, "must be compiled first"),
        (lambda: playground().predict(CIRCLE.T), ShapeMismatch, r"\(rows, 2\); got \(2, 47\)"),
        (lambda: playground().predict(CIRCLE[:0]), ShapeMismatch, r"got \(0, 2\)"),
        (lambda: playground().fit(CIRCLE, LABELS[:9]), ShapeMismatch, "per row: 47; got 9"),
        (
            lambda: playground().set_weights([LABELS]),
            ShapeMismatch,
            r"shapes \[\(2, 4\), .*\(47,\)",
        ),
        (lambda: playground().fit(CIRCLE, LABELS, 0), InvalidValue, "at least 1; got 0"),
        (
            lambda: playground().fit(CIRCLE, LABELS, sample_weight=[1]),
            ShapeMismatch,
            r"\(47,\); got \(1,\)",
        ),
    ],
)
def test_refusal_says_what_is_allowed_and_what_came(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()
