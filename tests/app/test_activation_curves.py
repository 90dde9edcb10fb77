"""The curve of each activation over HTTP, against its own differences and closed forms."""

import math
import re

import numpy as np
import pytest

from app.documents.activation_curves import activation_curve
from app.documents.choices import HIDDEN_ACTIVATIONS
from engine.activations import ACTIVATIONS
from tests.app.client import serving

KINKS = {"hard_sigmoid": (-3, 3), "relu": (0,), "leaky_relu": (0,), "relu6": (0, 6), "selu": (0,)}
JUMPS = {"step": (0,), "sign": (0,)}
BENDS = {"elu": (0,), "softsign": (0,)}  # of the slope
FAR = 99.0  # stands for infinity
NUMBER = re.compile(r"−?\d+(?:\.\d+)?|−?∞")


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def asked(client, name, **query):
    return client.get(f"/api/activations/{name}", params=query)


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_slope_is_that_of_the_values(name):
    curve = activation_curve(name, -6.0, 6.0, 601)
    z, values, slopes = (np.array(curve[key]) for key in ("z", "values", "slopes"))
    differences = (values[2:] - values[:-2]) / (z[2:] - z[:-2])
    smooth = np.ones(599, bool)
    for place in (KINKS | JUMPS | BENDS).get(name, ()):
        smooth &= np.abs(z[1:-1] - place) > 0.03
    scale = max(1.0, np.abs(slopes).max())
    np.testing.assert_allclose(differences[smooth], slopes[1:-1][smooth], atol=1e-3 * scale)


def test_tanh_is_the_closed_form_to_the_last_digits(client):
    curve = asked(client, "tanh").json()
    assert len(curve["z"]) == len(curve["values"]) == len(curve["slopes"]) == 241
    for z, value, slope in zip(curve["z"], curve["values"], curve["slopes"], strict=True):
        assert value == pytest.approx(math.tanh(z), abs=1e-15)
        assert slope == pytest.approx(1 - math.tanh(z) ** 2, abs=1e-15)


def test_ends_and_number_of_points_are_those_asked_for(client):
    assert asked(client, "relu", low=-1, high=3, points=5).json() == {
        "name": "relu",
        "z": [-1, 0, 1, 2, 3],
        "values": [0, 0, 1, 2, 3],
        "slopes": [0, 0, 1, 1, 1],
    }


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_largest_z_gives_finite_numbers(client, name):
    curve = asked(client, name, low=-1e6, high=1e6, points=601).json()
    assert None not in curve["values"] + curve["slopes"]


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_range_of_the_catalog_is_what_its_values_reach(name):
    ends = [float(text.replace("−", "-").replace("∞", "inf"))
            for text in NUMBER.findall(ACTIVATIONS[name].range)]  # fmt: skip
    values = ACTIVATIONS[name].value(np.linspace(-1e3, 1e3, 2_000_001))
    for end, reached in ((min(ends), values.min()), (max(ends), values.max())):
        assert reached == pytest.approx(np.clip(end, -FAR, FAR), abs=2e-3) or abs(reached) > FAR
    assert min(ends) - 1e-4 <= values.min()
    assert values.max() <= max(ends) + 1e-4


@pytest.mark.parametrize("name", ["softmax", "nothing", "Tanh"])
def test_name_without_a_curve_is_answered_by_those_that_have_one(client, name):
    answer = asked(client, name)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("activation must be one of linear, step, sign, ")


@pytest.mark.parametrize(
    "query",
    [
        {"low": 2, "high": 2},
        {"low": 3, "high": -3},
        {"low": "nan"},
        {"high": "inf"},
        {"high": 1e7},
        {"points": 1},
        {"points": 602},
        {"points": "many"},
    ],
    ids=str,
)
def test_query_that_does_not_fit_is_refused_by_name(client, query):
    answer = asked(client, "tanh", **query)
    assert answer.status_code == 422
    assert next(iter(query)) in answer.json()["detail"]


def test_browsers_may_keep_a_curve(client):
    assert asked(client, "tanh").headers["Cache-Control"] == "max-age=3600"
