"""The figures that the lesson on losses tells of its line are those of ten starts each."""

from functools import cache

import numpy as np
import pytest

from app.lessons.shelf import lessons
from tests.app.sessions import session
from tests.app.starts import trained

LESSON = lessons()["losses-and-outliers"]
LABS = {lab.name: lab for lab in LESSON.labs}
TEXT = " ".join(part.html for part in LESSON.parts if hasattr(part, "html"))
STARTS = 10
WRONG, TRUE = 2, 3  # x of the wrong point, and what the line should be there
SHIFTS = {"mse": "1.41 down", "mae": "less than 0.1", "huber": "0.1 down"}


@cache
def shifts(loss, *, mended=False):
    """Return how far the lines of ten starts lie below the true one where one point is wrong."""
    experiment = LABS[loss].experiment
    if mended:
        points = [(x, y, 2 * x - 1) for x, y, _ in experiment.data.points]
        experiment = experiment.with_value("data.points", points)
    lines = [one.parameters for one in trained(experiment, STARTS, LABS[loss].epochs)]
    return np.array([TRUE - (slope * WRONG + bias) for slope, bias in lines])


def test_squared_error_comes_to_the_line_of_least_squares():
    train = session(**LABS["mse"].experiment.model_dump(mode="json")).training.data.train
    x, y = (values.astype(float).ravel() for values in (train.inputs, train.targets))
    slope, bias = np.polyfit(x, y, 1)
    np.testing.assert_allclose(shifts("mse"), TRUE - (slope * WRONG + bias), atol=0.01)
    assert f"comes to rest at {-bias / slope:.1f}" in " ".join(TEXT.split())


@pytest.mark.parametrize("loss", SHIFTS)
def test_shift_of_the_line_is_told(loss):
    assert f"<td>{SHIFTS[loss]}</td>" in TEXT
    if loss == "mae":
        assert abs(shifts(loss)).max() < 0.1
    else:
        np.testing.assert_allclose(shifts(loss), float(SHIFTS[loss].split()[0]), atol=0.01)


@pytest.mark.parametrize("loss", SHIFTS)
def test_without_the_wrong_point_all_losses_find_the_line(loss):
    assert abs(shifts(loss, mended=True)).max() < 0.1
