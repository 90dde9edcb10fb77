"""No name becomes code, in any program that the engine writes."""

import ast
import runpy

import numpy as np
import onnx
import pytest

import engine
from engine import Input, Model, Sequential, layers, source_text, summary_table
from engine.errors import InvalidValue
from engine.serialization import formats, keras_code, numpy_code, numpy_training, torch_code
from tests.hostile_texts import TEXTS

X = np.random.default_rng(0).normal(size=(6, 3))
PLAIN = {"model": "m", "input": "i", "layer": "l", "last": "e", "key": "k", "output": "o"}


def stack(**names):
    told = PLAIN | names
    model = Sequential(
        [
            Input((3,), name=told["input"]),
            layers.Dense(2, "tanh", name=told["layer"]),
            layers.Dense(1, name=told["last"]),
        ],
        name=told["model"],
        seed=1,
    )
    model.compile("sgd", "mse")
    return model


def graph(**names):
    told = PLAIN | names
    one, two = Input((3,), name=told["input"]), Input((3,), name="two")
    hidden = layers.Dense(2, name=told["layer"])(one)
    added = layers.Add(name=told["last"])([hidden, layers.Dense(2, name="other")(two)])
    ends = {told["key"]: one, "two": two}, {told["output"]: added, "hidden": hidden}
    model = Model(*ends, name=told["model"], seed=1)
    model.compile("sgd", "mse")
    return model


MODELS = [(stack, slot) for slot in PLAIN if slot not in ("key", "output")]
MODELS += [(graph, slot) for slot in PLAIN]
FORMS = {
    "keras": keras_code.source,
    "keras of ours": lambda model: keras_code.source(model, module="engine"),
    "keras with a file": lambda model: keras_code.source(model, arrays="weights.npz"),
    "numpy": numpy_code.source,
    "numpy with a file": lambda model: numpy_code.source(model, arrays="weights.npz"),
}


def shape(program):
    """Return a program's syntax without its texts and without what it calls its variables."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
        if isinstance(node, ast.Name | ast.arg):
            setattr(node, "id" if isinstance(node, ast.Name) else "arg", "")
    return ast.dump(tree)


def is_printable(text):
    return all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("build", "slot"), MODELS)
def test_program_is_the_same_whatever_things_are_called(build, slot, form):
    expected = shape(FORMS[form](build()))
    for what, text in TEXTS.items():
        program = FORMS[form](build(**{slot: text}))
        assert shape(program) == expected, what
        assert is_printable(program), what


STACKS = [numpy_training.parts, torch_code.parts, torch_code.training_parts]


@pytest.mark.parametrize("parts", STACKS)
@pytest.mark.parametrize("slot", ["model", "input", "layer", "last"])
def test_program_of_a_stack_is_too(slot, parts):
    expected = shape("".join(parts(stack())))
    for what, text in TEXTS.items():
        program = "".join(parts(stack(**{slot: text})))
        assert shape(program) == expected, what
        assert is_printable(program), what


@pytest.mark.parametrize("what", TEXTS)
def test_program_of_such_names_runs_and_runs_nothing_else(tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    text = TEXTS[what]
    model = graph(model=text, layer=text, last=f"{text} again", key=text, output=text)
    (tmp_path / "weights.npz").write_bytes(numpy_code.arrays_file(model))
    (tmp_path / "program.py").write_text(
        keras_code.source(model, module="engine", arrays="weights.npz"), encoding="utf-8"
    )
    again = runpy.run_path(str(tmp_path / "program.py"))["model"]
    np.testing.assert_array_equal(again.predict([X, X])[text], model.predict([X, X])[text])
    assert {path.name for path in tmp_path.iterdir()} == {"program.py", "weights.npz"}


@pytest.mark.parametrize(("build", "slot"), MODELS)
def test_onnx_is_sound_whatever_things_are_called(build, slot):
    for what, text in TEXTS.items():
        document = onnx.load_from_string(formats.FORMATS["onnx"](build(**{slot: text}), {}))
        onnx.checker.check_model(document, full_check=True)
        ends = [*document.graph.input, *document.graph.output]
        assert all(end.name.isprintable() for end in ends), what
        assert len({end.name for end in ends}) == len(ends), what


@pytest.mark.parametrize(("build", "slot"), MODELS)
def test_summary_has_a_line_for_each_layer_whatever_it_is_called(build, slot):
    look = summary_table.Look(line_length=2000)  # a line is long enough for any name
    lines = len(summary_table.text(build(), look).split("\n"))
    for what, text in TEXTS.items():
        told = summary_table.text(build(**{slot: text}), look)
        assert len(told.splitlines()) == lines, what
        assert is_printable(told), what


@pytest.mark.parametrize("module", ["os; import sys", "os as o\nimport sys", "", "a..b", "def"])
def test_only_a_module_is_imported(module):
    with pytest.raises(InvalidValue, match="a name that Python can import"):
        keras_code.source(stack(), module=module)


def test_words_of_ones_own_activation_are_words():
    label = '"""\nopen("marker", "w")\n"""'
    activation = engine.activations.Activation(
        **{**vars(engine.activations.ACTIVATIONS["relu"]), "label": label}
    )
    model = Sequential([Input((3,)), layers.Dense(2, activation)], seed=1)
    plain = Sequential([Input((3,)), layers.Dense(2, "relu")], seed=1)
    assert shape(numpy_code.source(model)) == shape(numpy_code.source(plain))


@pytest.mark.parametrize("write", [source_text.quoted, source_text.docstring])
def test_text_comes_back_from_its_literal(write):
    for what, text in TEXTS.items():
        assert ast.literal_eval(write(text)) == text, what


def test_texts_that_differ_stay_different_when_they_are_escaped():
    texts = [*TEXTS.values(), "a\n", "a\\n", "a\\\n", "a\\\\n"]
    assert len(set(map(source_text.escaped, texts))) == len(set(texts))
