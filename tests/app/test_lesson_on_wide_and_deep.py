"""The figures that the lesson on wide and deep networks tells are those of its experiments."""

from functools import cache

import pytest

from app.lessons.shelf import lessons
from tests.app.sessions import execute, put, session, step

LESSON = lessons()["wide-and-deep"]
LABS = {lab.name: lab for lab in LESSON.labs}
TEXT = " ".join(part.html for part in LESSON.parts if hasattr(part, "html"))
STARTS = 10
ROWS = {"both": "two paths", "auxiliary": "with an auxiliary output"}


def main_loss(run):
    """Return the training loss of the main output alone."""
    exact = run.trainer.metrics.exact()
    return exact.losses.get("main_loss", exact.loss)


@cache
def lived(name):
    """Return of ten starts the wide path's share, and the loss at the cut and ten epochs later."""
    found = []
    for seed in range(1, STARTS + 1):
        document = LABS[name].experiment.with_value("training.seed", seed)
        run = step(session(**document.model_dump(mode="json")), count=90)
        share = execute(run, {"type": "paths"})["output"]["wide"]
        put(run, "network.wide", False, reset=True, weights="kept")
        at_cut = main_loss(run)
        found.append((share, at_cut, main_loss(step(run, count=10))))
    return list(zip(*found, strict=True))


def span(values):
    return f"{min(values):.1f} to {max(values):.1f}"


@pytest.mark.parametrize("name", ROWS)
def test_row_of_the_cut_is_that_of_ten_starts(name):
    _, at_cut, later = lived(name)
    learned = f"{sum(loss < 0.3 for loss in later)} of {STARTS}"
    cells = [ROWS[name], span(at_cut), span(later), learned]
    assert "\n".join(f"<td>{cell}</td>" for cell in cells) in TEXT


@pytest.mark.parametrize(("name", "low", "high"), [("both", 98, 100), ("auxiliary", 97, 99)])
def test_share_of_the_wide_path_is_told(name, low, high):
    shares = lived(name)[0]
    assert [round(100 * share) for share in (min(shares), max(shares))] == [low, high]
    assert f"between {low} % and {high} %" in " ".join(TEXT.split())
