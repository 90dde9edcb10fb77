"""The figures that the lesson on searching tells are those of its searches."""

import re

import pytest

from app.lessons.shelf import lessons
from tests.app.sessions import execute
from tests.app.studies import RATE, studied, trials

PENALTY = "training.regularization.rate"
RATES, PENALTIES = [0.001, 0.0074, 0.055, 0.41, 3], [0.00001, 0.000032, 0.0001, 0.00032, 0.001]
GRID = [{"path": RATE, "choice": RATES}, {"path": PENALTY, "choice": PENALTIES}]
WIDE = [
    {"path": RATE, "float": {"from": 0.001, "to": 3, "log": True}},
    {"path": PENALTY, "float": {"from": 0.00001, "to": 0.001, "log": True}},
]
HIGH = [{"path": RATE, "float": {"from": 3, "to": 10, "log": True}}]
LESSON = lessons()["searching"]
TEXT = " ".join(part.html for part in LESSON.parts if hasattr(part, "html"))


def searched(method, space, seed=1):
    vary = {"kind": "search", "method": method, "trials": 25, "seed": seed, "space": space}
    return studied(vary, LESSON.labs[0].experiment, epochs=25, budget={"epochs": 60})


def least(run):
    return min(row["best"] for row in trials(run) if row["best"] is not None)


@pytest.mark.parametrize(
    ("method", "space", "seed", "told"),
    [
        ("random", WIDE, 2, "came to {}"),
        ("random", WIDE, 3, ", {} and"),
        ("random", WIDE, 4, "and {}"),
        ("random", HIGH, 1, "trials, {}"),
    ],
)
def test_least_loss_of_each_search_is_told(method, space, seed, told):
    figure = f"{least(searched(method, space, seed)):.2g}"
    assert told.format(figure) in re.sub(r"\s+", " ", TEXT)


def test_grid_tries_five_rates_and_chance_twenty_five():
    tried = [
        {row[RATE] for row in trials(searched(*way))} for way in (("grid", GRID), ("random", WIDE))
    ]
    assert [*map(len, tried)] == [5, 25]


def test_rate_decides_and_the_penalty_does_not():
    found = execute(searched("random", WIDE), {"type": "importance"})["importance"]
    shares = {one["path"]: one["share"] for one in found}
    assert shares[RATE] > 0.5 > 0.2 > shares[PENALTY]
