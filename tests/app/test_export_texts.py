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
RUN_ALL = """
import contextlib, io, json, os, pathlib, runpy, sys
told = []
for folder in sorted(pathlib.Path.cwd().iterdir()):
    os.chdir(folder)
    print(folder.name, file=sys.stderr)  # so that an error is known by its text
    with contextlib.redirect_stdout(io.StringIO()) as said:
        runpy.run_path(str(folder / "program.py"), run_name="__main__")
    told.append(said.getvalue())
print(json.dumps(told))
"""
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


@pytest.mark.parametrize("slot", SLOTS)
def test_programs_are_the_same_whatever_things_are_called(slot):
    plain = run_of()
    expected = {form: shape(export(plain, form)) for form in PROGRAMS}
    for what, text in HELD.items():
        run = run_of(text, slot)
        for form in PROGRAMS:
            program = export(run, form).decode()
            assert shape(program) == expected[form], (form, what)
            assert all(line.isprintable() for line in program.split("\n")), (form, what)


def outputs(place, form):
    """Return what each text's program prints; all run in one process, each in its own folder."""
    for what, text in HELD.items():
        (place / what).mkdir()
        (place / what / "program.py").write_bytes(export(run_of(text, *SLOTS), form))
    command = [sys.executable, "-I", "-W", "error", "-c", RUN_ALL]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in place.iterdir()) == sorted(HELD)
    for what in HELD:
        assert [path.name for path in (place / what).iterdir()] == ["program.py"], what
    return json.loads(done.stdout)


def test_programs_run_and_run_nothing_else(tmp_path):
    losses = outputs(tmp_path, "numpy")
    assert [len(json.loads(one)) for one in losses] == [100] * len(HELD)


def test_programs_that_predict_run_and_run_nothing_else(tmp_path):
    assert len(outputs(tmp_path, "numpy_predict")) == len(HELD)


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
