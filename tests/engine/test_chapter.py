"""The chapter's programs run as they stand, and print what they should."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.datasets import cache, california_housing, fashion_mnist

ROOT = Path(__file__).parents[2]
LIMIT = 240  # seconds


def run(*arguments):
    """Return what a program prints, by name."""
    command = [sys.executable, "-W", "error", ROOT / "docs/chapter.py", *arguments]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=LIMIT, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    pairs = re.findall(r"^(\w+): (.+)$", told.stdout, re.M)
    return {name: value(text) for name, text in pairs}


def value(text):
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text


def needs(*files):
    missing = [file.name for file in files if cache.found(file) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not on this machine: {', '.join(missing)}")


HOUSES = needs(california_housing.FILE)
PICTURES = needs(*fashion_mnist.FILES.values())


def test_neuron_learns_a_line():
    told = run("neuron")
    assert 18.9 < told["prediction_at_10"] < 19.1
    assert 1.99 < told["weight"] < 2.0
    assert -1.0 < told["bias"] < -0.97


def test_perceptron_tells_setosa_from_the_others():
    assert run("perceptron") == {"accuracy": 1.0, "predictions": [True, False]}


@PICTURES
def test_classifier_learns_clothes_in_three_epochs():
    told = run("images")
    assert told["parameters"] == 266_610
    assert told["val_accuracy"] > 0.82
    assert told["three"] == ["Boot", "Pullover", "Trouser"]


@pytest.mark.long
@PICTURES
def test_classifier_learns_clothes_as_well_as_the_chapters():
    told = run("--epochs", "30", "images")
    assert 0.885 <= told["val_accuracy"] <= 0.895
    assert 0.880 <= told["test_accuracy"] <= 0.890


@HOUSES
def test_houses_are_priced_as_well_as_in_the_chapter():
    told = run("small_housing", "housing")
    assert told["parameters"] == 3471
    assert 0.33 <= told["test_mse"] <= 0.40
    assert 0.50 <= told["rmse"] <= 0.54


@HOUSES
def test_wide_and_deep_is_the_same_built_either_way():
    told = run("wide_and_deep")
    assert told["graph_parameters"] == told["subclass_parameters"] == 3517
    assert told["graph_test_loss"] == pytest.approx(told["subclass_test_loss"], rel=0.05)


@HOUSES
def test_saved_model_goes_on_to_the_same_bits():
    assert run("saving") == {"same_bits": True}


@HOUSES
def test_callbacks_keep_the_best_model():
    told = run("callbacks")
    assert told["kept"] == pytest.approx(told["best"], abs=1e-4)
    assert told["restored"] == pytest.approx(told["best"], abs=1e-4)
    assert told["event_files"] == 2


def test_searches_find_a_good_model():
    told = run("tune")
    scores = [told[f"{name}_val_accuracy"] for name in ("random", "hyperband", "bayesian")]
    assert min(scores) > 0.7
