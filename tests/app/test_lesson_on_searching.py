"""The figures that the lesson on searching tells are those of its searches.

No rate is above 0.5: losses jump there, and what comes of them differs from processor to processor.
"""

from functools import cache

import pytest

from app.lessons.shelf import lessons
from tests.app.sessions import execute
from tests.app.studies import RATE, studied, trials

PENALTY = "training.regularization.rate"
RATES, PENALTIES = [0.0005, 0.003, 0.016, 0.09, 0.5], [0.00001, 0.000032, 0.0001, 0.00032, 0.001]
GRID = [{"path": RATE, "choice": RATES}, {"path": PENALTY, "choice": PENALTIES}]
WIDE = [
    {"path": RATE, "float": {"from": 0.0005, "to": 0.5, "log": True}},
    {"path": PENALTY, "float": {"from": 0.00001, "to": 0.001, "log": True}},
]
LOW = [{"path": RATE, "float": {"from": 0.0001, "to": 0.001, "log": True}}]
SPACES = {"grid": GRID, "wide": WIDE, "low": LOW}
LESSON = lessons()["searching"]
TEXT = " ".join(" ".join(part.html for part in LESSON.parts if hasattr(part, "html")).split())


@cache
def searched(method, space, seed):
    vary = {"kind": "search", "method": method, "trials": 25, "seed": seed, "space": SPACES[space]}
    return studied(vary, LESSON.labs[0].experiment, epochs=25, budget={"epochs": 60})


def least(run):
    return min(row["best"] for row in trials(run) if row["best"] is not None)


@pytest.mark.parametrize(
    ("method", "space", "seed", "told"),
    [
        ("grid", "grid", 1, "the grid was {:.3f}"),
        ("random", "wide", 1, "chance {:.3f}"),
        ("random", "wide", 2, "came to {:.3f}"),
        ("random", "wide", 3, ", {:.3f} and"),
        ("random", "wide", 4, "and {:.3f}"),
        ("random", "low", 1, "test loss of {:.2f}"),
    ],
)
def test_least_loss_of_each_search_is_told(method, space, seed, told):
    assert told.format(least(searched(method, space, seed))) in TEXT


def test_best_rate_lies_between_two_of_the_grid():
    best = min(trials(searched("random", "wide", 1)), key=lambda row: row["best"])
    assert RATES[3] < best[RATE] < RATES[4]
    assert f"near {best[RATE]:.2f}" in TEXT


def test_grid_tries_five_rates_and_chance_twenty_five():
    ways = ("grid", "grid", 1), ("random", "wide", 1)
    tried = [{row[RATE] for row in trials(searched(*way))} for way in ways]
    assert [*map(len, tried)] == [5, 25]


def test_rate_decides_and_the_penalty_does_not():
    found = execute(searched("random", "wide", 1), {"type": "importance"})["importance"]
    shares = {one["path"]: one["share"] for one in found}
    assert shares[RATE] > 0.5 > 0.2 > shares[PENALTY]
