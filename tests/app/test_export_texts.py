"""No text of a document or a table becomes more than a text in what is taken away."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import onnx
import pytest
from safetensors import safe_open

from app.documents.features import UnfitFormula, known_feature
from app.encoding.qr_code import qr_svg
from app.runs.blocks import finish
from app.runs.network import exports
from engine.features import feature_of
from tests.app.kept_names import SLOTS, run_of, unmended
from tests.hostile_texts import TEXTS

HELD = {what: text for what, text in TEXTS.items() if "\ud800" not in text}  # in a document
PROGRAMS = "keras", "numpy", "pytorch", "keras_predict", "numpy_predict", "pytorch_predict"
CHART = """
import {{ chartSvg }} from "{place}/views/chart_svg.js";
import {{ embedCode }} from "{place}/views/files.js";
const inks = {{ ground: "#fff", ink: "#000", soft: "#333", hairline: "#ccc" }};
const rest = {{ log: false, logEpochs: false, inks }};
const curve = {{ epochs: [0, 1], colour: "#00f", scale: "loss", values: [1, 0.5] }};
const drawn = JSON.parse(process.argv[1]).map((text) => [
  chartSvg({{ ...rest, title: text, caption: text, curves: [{{ ...curve, label: text }}] }}),
  embedCode("https://a.example/embed/x", {{ title: text, network: {{ hidden: [] }} }}),
]);
console.log(JSON.stringify(drawn));
"""


def export(run, form):
    return finish(exports.export(run.training, form))


@pytest.fixture(autouse=True)
def _names_are_what_they_are():
    with unmended():
        yield


def shape(program):
    """Return a program's syntax without its texts."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


@pytest.mark.parametrize("form", PROGRAMS)
@pytest.mark.parametrize("slot", SLOTS)
def test_program_is_the_same_whatever_things_are_called(slot, form):
    expected = shape(export(run_of(), form))
    for what, text in HELD.items():
        program = export(run_of(text, slot), form).decode()
        assert shape(program) == expected, what
        assert all(line.isprintable() for line in program.split("\n")), what


@pytest.mark.parametrize("what", HELD)
def test_program_runs_and_runs_nothing_else(tmp_path, what):
    program = export(run_of(TEXTS[what], *SLOTS), "numpy")
    (tmp_path / "program.py").write_bytes(program)
    command = [sys.executable, "-I", "-W", "error", "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 100
    assert [path.name for path in tmp_path.iterdir()] == ["program.py"]


@pytest.mark.parametrize("what", HELD)
def test_program_that_predicts_runs_and_runs_nothing_else(tmp_path, what):
    program = export(run_of(TEXTS[what], *SLOTS), "numpy_predict")
    (tmp_path / "program.py").write_bytes(program)
    command = [sys.executable, "-I", "-W", "error", "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["program.py"]


@pytest.mark.parametrize("slot", SLOTS)
def test_json_and_tensors_hold_the_same_whatever_things_are_called(tmp_path, slot):
    expected = json.loads(export(run_of(), "json"))["weights"]
    for what, text in HELD.items():
        run = run_of(text, slot)
        assert json.loads(export(run, "json"))["weights"] == expected, what
        assert json.loads(export(run, "json"))["experiment"] == told(run), what
        (tmp_path / "file").write_bytes(export(run, "safetensors"))
        with safe_open(tmp_path / "file", "numpy") as file:
            assert json.loads(file.metadata()["experiment"]) == told(run), what
            assert set(file.keys()) == set(expected), what


def told(run):
    return run.document.model_dump(mode="json")


@pytest.mark.parametrize("slot", SLOTS)
def test_onnx_is_the_same_whatever_things_are_called(slot):
    expected = onnx.load_from_string(export(run_of(), "onnx"))
    for what, text in HELD.items():
        document = onnx.load_from_string(export(run_of(text, slot), "onnx"))
        onnx.checker.check_model(document, full_check=True)
        assert document.graph.node == expected.graph.node, what


@pytest.mark.parametrize("what", TEXTS)
def test_formula_is_refused_or_printable(what):
    try:
        name = known_feature(f"x1{TEXTS[what]}")
    except UnfitFormula:
        return
    assert name.isprintable()
    assert feature_of(name).label.isprintable()


def elements(drawing):
    return [(one.tag, sorted(one.keys())) for one in ElementTree.fromstring(drawing).iter()]


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_drawing_of_the_chart_has_the_same_elements_whatever_things_are_called():
    script = CHART.format(place=(Path(__file__).parents[2] / "static/js").as_uri())
    texts = ["plain", *TEXTS.values()]
    command = ["node", "--input-type=module", "-e", script, json.dumps(texts)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    plain, *others = [list(map(elements, drawn)) for drawn in json.loads(done.stdout)]
    for what, drawn in zip(TEXTS, others, strict=True):
        assert drawn == plain, what


def test_qr_code_has_the_same_elements_whatever_it_says():
    for what, text in TEXTS.items():
        if text.isascii() and text.isprintable():
            assert elements(qr_svg(text)) == elements(qr_svg("plain")), what
