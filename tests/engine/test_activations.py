import math

import numpy as np
import pytest

from engine import Input, Sequential, activations, layers
from engine.activations import ACTIVATIONS
from engine.activations.error_function import erfc
from engine.errors import UnknownChoice
from tests.engine import parity

Z = np.array([[-30.0, -2.0, -0.5], [0.5, 2.0, 30.0]])  # clear of all kinks
HUGE = [0, 1e-8, 1, 88, 710, 1e4, 1e30]
KINKS = [0, 3, -3, 6]
ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
SINGLE = {"leaky_relu": 0.2, "gelu": math.sqrt(0.5)}  # Keras rounds these constants to float32


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slope_is_the_derivative_by_complex_step(name):
    entry = ACTIVATIONS[name]
    numeric = entry.value(Z + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(entry.derivative(Z, entry.value(Z)), numeric, rtol=1e-12, atol=1e-12)


def test_softmax_pulls_a_gradient_through_its_whole_jacobian():
    z, delta = np.array([[0.3], [-1.0], [2.0]]), np.array([[0.2], [0.7], [-0.4]])
    entry = ACTIVATIONS["softmax"]
    columns = [entry.value(z + 1e-20j * np.eye(3)[:, [k]]).imag / 1e-20 for k in range(3)]
    pulled = delta.copy()
    entry.vjp(z, entry.value(z), pulled)
    np.testing.assert_allclose(pulled, np.hstack(columns).T @ delta, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_shape_and_dtype_and_leaves_its_input_alone(name, dtype):
    entry, z = ACTIVATIONS[name], Z.astype(dtype)
    a = entry.value(z)
    s = entry.derivative(z, a)
    assert (a.shape, a.dtype) == (s.shape, s.dtype) == (z.shape, np.dtype(dtype))
    assert not np.shares_memory(a, z)
    np.testing.assert_array_equal(z, Z.astype(dtype))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_writes_to_out_the_same_values(name):
    entry, out = ACTIVATIONS[name], np.empty_like(Z)
    a = entry.value(Z)
    assert entry.value(Z, out) is out
    np.testing.assert_array_equal(out, a)
    assert entry.derivative(Z, a, out) is out
    np.testing.assert_array_equal(out, entry.derivative(Z, a))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(("dtype", "largest"), [(np.float32, 1e38), (np.float64, 1e300)])
def test_huge_inputs_stay_finite(name, dtype, largest):
    z = np.array([[*HUGE, largest]], dtype)
    entry = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        for signed in (z, -z, np.vstack([z, -z])):
            a = entry.value(signed)
            assert np.isfinite([a, entry.derivative(signed, a)]).all()


@pytest.mark.parametrize("name", [n for n in parity.names("activations") if n not in SINGLE])
def test_agrees_with_keras(name):
    case, entry = parity.figures("activations", name), ACTIVATIONS[name]
    z = case["z"]
    np.testing.assert_allclose(entry(z), case["value"], rtol=1e-9, atol=1e-300)
    if "derivative" in case:
        away, slope = ~np.isin(z, KINKS), entry.derivative(z, entry(z))
        np.testing.assert_allclose(slope[away], case["derivative"][away], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", SINGLE)
def test_agrees_with_keras_once_a_constant_is_rounded_as_keras_does(name):
    case, single = parity.figures("activations", name), float(np.float32(SINGLE[name]))
    z = case["z"]
    same = np.maximum(z, single * z) if name == "leaky_relu" else 0.5 * z * erfc(-single * z)
    np.testing.assert_allclose(same, case["value"], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(ACTIVATIONS[name](z), case["value"], rtol=2e-8, atol=1e-8)


def test_erfc_is_that_of_the_standard_library():
    x = np.linspace(-9, 9, 1801)
    exact = np.array([math.erfc(value) for value in x])
    np.testing.assert_allclose(erfc(x), exact, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(erfc(x.astype(np.float32)), exact, atol=3e-7)


def test_called_directly_softmax_takes_rows():
    np.testing.assert_allclose(
        activations.softmax(np.array([[0.0, 0.0], [0.0, 800.0]])), [[0.5, 0.5], [0, 1]]
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_says_what_it_is(name):
    entry = ACTIVATIONS[name]
    assert entry.name == name
    assert entry.label
    assert entry.formula
    assert entry.derivative_formula


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of linear, step, .*; got 'swisch'"):
        activations.get("swisch")


@pytest.mark.parametrize("kind", [np.uint8, np.int64, bool])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_takes_whole_numbers(name, kind):
    z = np.array([[0, 1, 3], [2, 0, 120]], kind)
    np.testing.assert_array_equal(ACTIVATIONS[name](z), ACTIVATIONS[name](z.astype(float)))


def test_activation_is_called_with_its_number_as_in_keras():
    z = np.array([[-1.0, 2.0]])
    assert activations.leaky_relu(z, negative_slope=0.3).tolist() == [[-0.3, 2.0]]
    below = 2 * math.expm1(-1.0)
    assert activations.elu(z, alpha=2.0).tolist() == [[pytest.approx(below), 2.0]]


def test_number_that_an_activation_has_not_is_refused():
    with pytest.raises(TypeError, match=r"relu\(\) got an unexpected .* 'negative_slope'"):
        activations.relu(Z, negative_slope=0.3)


def test_function_that_calls_it_with_its_number_trains_like_the_layer():
    def leaky(z):
        return activations.leaky_relu(z, negative_slope=0.3)

    def trained(activation):
        model = Sequential([Input((3,)), layers.Dense(2), activation], seed=1, dtype="float64")
        model.compile("sgd", "mse")
        model.fit(Z.T @ Z / 900, Z.T, epochs=2, verbose=0)
        return model.parameters

    ours = trained(layers.Activation(leaky))
    np.testing.assert_allclose(ours, trained(layers.LeakyReLU(0.3)), rtol=1e-12)
