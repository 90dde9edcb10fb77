import numpy as np
import pytest

from engine import losses
from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from engine.losses import LOSSES
from tests.engine import parity
from tests.engine.networks import network, targets_for

LOGITS = "_from_logits"
SINGLE_LN2 = float(np.float32(np.log(2.0)))  # Keras rounds it to float32
PROBABILITIES = {
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
}


def keras_loss(name):
    kind = LOSSES[name.removesuffix(LOGITS)]
    options = {key: parity.settings("losses", name)[key] for key in parity.settings("losses", name)}
    return kind(**options)


@pytest.mark.parametrize("name", parity.names("losses"))
def test_agrees_with_keras(name):
    case, loss = parity.figures("losses", name), keras_loss(name)
    rounded = np.log(2) - SINGLE_LN2 if name == "log_cosh" else 0
    value = loss(case["y_true"], case["y_pred"]) + rounded
    np.testing.assert_allclose(value, case["value"], rtol=1e-9)
    gradient = loss.gradient(case["y_true"], case["y_pred"])
    np.testing.assert_allclose(gradient, case["gradient"], rtol=1e-9, atol=1e-16)


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_is_the_derivative_by_complex_step(name):
    generator, loss = np.random.default_rng(5), losses.get(name)
    y, p = targets_for(name, generator, 6), generator.uniform(0.05, 0.95, (6, 2))
    numeric = np.empty_like(p)
    for place in np.ndindex(p.shape):
        moved = p.astype(complex)
        moved[place] += 1e-20j
        numeric[place] = loss(y, moved).imag / 1e-20
    np.testing.assert_allclose(loss.gradient(y, p), numeric, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_predictions_stay_finite(name, dtype):
    y = targets_for(name, np.random.default_rng(5), 4)
    forms = [losses.get(name)] if name not in PROBABILITIES else [LOSSES[name](from_logits=True)]
    p = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [0, -1e4]], dtype)
    with np.errstate(all="raise", under="ignore"):
        for loss in forms:
            assert np.isfinite(loss(y, p))
            assert np.isfinite(loss.gradient(y, p)).all()


@pytest.mark.parametrize("name", sorted(PROBABILITIES))
def test_certain_and_wrong_probabilities_stay_finite(name):
    loss, p = losses.get(name), np.array([[1.0, 0.0], [0.0, 1.0]])
    y = np.array([1, 0]) if name.startswith("sparse") else np.array([[0.0, 1.0], [1.0, 0.0]])
    with np.errstate(all="raise"):
        assert loss(y, p) == pytest.approx(-np.log(losses.EPSILON), rel=1e-6)
        assert np.isfinite(loss.gradient(y, p)).all()


@pytest.mark.parametrize(
    ("output", "loss", "worst"),
    [("sigmoid", "binary_crossentropy", 1e4), ("softmax", "categorical_crossentropy", 2e4)],
)
def test_model_uses_the_fused_form_by_itself(output, loss, worst):
    model = network(2, 2, output=output, kernel_initializer="ones")
    model.compile("sgd", loss)
    model.set_weights([np.diag([1e4, -1e4]), np.zeros(2)])
    with np.errstate(all="raise", under="ignore"):
        found = model.evaluate(np.ones((1, 2)), np.array([[0.0, 1.0]]))
    assert found == pytest.approx(worst)


def test_hinge_takes_zeros_and_ones_for_signs():
    p = np.array([[0.3], [-2.0]])
    assert losses.Hinge()([0, 1], p) == losses.Hinge()([-1, 1], p) == pytest.approx((1.3 + 3) / 2)


def test_half_squared_error_is_half_the_mean_squared_error():
    y, p = np.array([[1.0, 2.0]]), np.array([[0.5, 4.0]])
    assert losses.HalfSquaredError()(y, p) == losses.MeanSquaredError()(y, p) / 2 == 1.0625


def test_sample_weights_multiply_the_rows():
    y, p = np.array([1.0, 2.0]), np.array([0.0, 0.0])
    assert losses.MeanSquaredError()(y, p, sample_weight=[2, 0.5]) == 2.0


def test_class_that_the_outputs_do_not_have_is_refused():
    with pytest.raises(ShapeMismatch, match=r"classes 0 … 2; got 3"):
        losses.SparseCategoricalCrossentropy().prepare([0, 3], 3)


def test_targets_of_another_width_are_refused():
    with pytest.raises(ShapeMismatch, match=r"\(rows, 3\); got \(5, 2\)"):
        losses.MeanSquaredError().prepare(np.zeros((5, 2)), 3)


def test_short_names_and_unknown_names():
    assert losses.get("mse").name == "mean_squared_error"
    with pytest.raises(UnknownChoice, match=r"loss must be one of mean_squared_error, .*; got 'l'"):
        losses.get("l")


def test_huber_without_a_width_is_refused():
    with pytest.raises(InvalidValue, match="delta must be positive; got 0"):
        losses.Huber(delta=0)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_is_found_by_name_by_class_and_by_the_name_of_its_class(name):
    kind = LOSSES[name]
    for choice in (name, kind.__name__, kind, kind()):
        assert type(losses.get(choice)) is kind


@pytest.mark.parametrize("choice", [None, [], 5, "squared", str])
def test_what_is_no_loss_is_refused_with_the_choices(choice):
    with pytest.raises(UnknownChoice, match=r"loss must be one of mean_squared_error, .*; got"):
        losses.get(choice)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, bool])
@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_whole_numbers_is_that_of_the_same_numbers(name, kind):
    y, p = np.array([[0, 1], [120, 3], [1, 0]], kind), np.array([[100, 0], [7, 3], [1, 1]], kind)
    y, loss = np.array([0, 1, 1]) if "sparse" in name else y, losses.get(name)
    assert loss(y, p) == loss(y.astype(float), p.astype(float))
    np.testing.assert_array_equal(loss.gradient(y, p), loss.gradient(y, p.astype(float)))


def test_error_of_bytes_is_not_cut_to_a_byte():
    zero, many = np.array([0], np.uint8), np.array([200], np.uint8)
    assert losses.MeanSquaredError()(zero, many) == 40_000  # Keras 3.15's
    assert losses.MeanSquaredError()([True, False], np.array([False, False])) == 0.5


def test_sum_of_squares_adds_up_half_the_squares_of_all_outputs():
    y, p = np.array([[0.01, 0.99], [0.0, 2.0]]), np.array([[0.75, 0.77], [1.0, 2.0]])
    of_rows = losses.sum_of_squares(y, p)
    np.testing.assert_allclose(of_rows, 0.5 * np.square(p - y).sum(axis=1))
    assert losses.SumOfSquares()(y, p) == pytest.approx(2 * losses.HalfSquaredError()(y, p))
