"""Keras code that is pasted: read as a document's network, refused with its line, never run."""

import pytest

from app.documents.keras_text import read_network
from app.errors import Unprocessable
from app.limits.caps import MAX_CODE_CHARACTERS
from tests.app.client import serving
from tests.app.sessions import session
from tests.app.test_exports import export

BOOK = """import tensorflow as tf
model = tf.keras.models.Sequential([
    tf.keras.layers.Dense(30, activation="relu", input_shape=[8]),
    tf.keras.layers.Dense(100, "tanh", name="second"),
    tf.keras.layers.Dense(1),
])
"""
READ = {
    "inputs": 8,
    "hidden": [{"units": 30, "activation": "relu"}, {"units": 100, "activation": "tanh"}],
    "units": 1,
    "output_activation": "linear",
}
ADDED = """
from keras import Input, Sequential, activations, layers
net = Sequential()
net.add(Input(shape=(8,)))
net.add(layers.Dense(units=30, activation=activations.relu))
net.add(layers.Dense(100, kernel_initializer="he_normal", activation="tanh"))
net.add(layers.Dense(1, activation=None))
"""


@pytest.mark.parametrize("code", [BOOK, ADDED])
def test_stack_is_read_in_either_way_to_write_it(code):
    assert read_network(code) == READ


def test_our_own_keras_program_of_a_network_is_read_again():
    program = export(session(problem="regression"), "keras_predict").decode()
    begin, end = program.index("model = keras"), program.index("\nmodel.compile")
    told = read_network(program[begin:end])
    assert [layer["units"] for layer in told["hidden"]] == [4, 2]
    assert (told["inputs"], told["output_activation"]) == (2, "linear")


RUNS = 'raise SystemExit("it was run")'


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("", "must be a keras.Sequential or a keras.Model of Dense layers, at least one layer"),
        ("model = Sequential([])", "must be a keras.Sequential of Dense layers, at least one"),
        (RUNS, "must be a keras.Sequential or a keras.Model of Dense layers and nothing else (li"),
        (f"{BOOK}\n{RUNS}", "must be a keras.Sequential of Dense layers and nothing else (line 8)"),
        ("x = 1", "must be a keras.Sequential or a keras.Model of Dense layers and nothing else"),
        ("a = Model([Dense(1)])", "must be a Model with inputs and outputs (line 1)"),
        ("Sequential(\n[Dense(4), Dropout(0.5)])", "must be Dense layers, and an Input before the"),
        ("Sequential([Dense(4), dense])", "must be layers that are made where they stand, such a"),
        ("Sequential([Dense(0)])", "must be units as a whole number from 1 to 128 (line 1)"),
        ("Sequential([Dense(True)])", "must be units as a whole number from 1 to 128 (line 1)"),
        ("Sequential([Dense(n)])", "must be units as a whole number from 1 to 128 (line 1)"),
        ("Sequential([Dense()])", "must be a Dense layer with units (line 1)"),
        ("Sequential([Dense(1, 'swoosh')])", "must be an activation by its name: one of "),
        ("Sequential([Dense(1, **all)])", "must be a Dense layer without ** (line 1)"),
        ("Sequential([Dense(1, use_bias=False)])", "must be a Dense layer without use_bias (line"),
        ("Sequential([Dense(1), Input((8,))])", "must be one Input, before all layers (line 1)"),
        ("Sequential([Input((8, 8)), Dense(1)])", "must be the shape of a row of numbers, such a"),
        ("Sequential([Dense(2, 'softmax'), Dense(1)])", "must be without softmax in a hidden laye"),
        (f"Sequential([{'Dense(1),' * 10}])", "must be at most 8 hidden layers and an output"),
        ("model = Sequential([Dense(1)]", "must be Python: '(' was never closed (line 1)"),
        ("-" * 3000 + "1", "must be a keras.Sequential or a keras.Model of Dense layers"),
        (f"Sequential([Input(({10**30},)), Dense(1)])", "must be the shape of a row of numbers,"),
        ("Sequential([Dense(1, units=2)])", "must be given units once (line 1)"),
        ("[" * 1500, "must be "),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_line_and_what_is_allowed(code, detail):
    with pytest.raises(Unprocessable) as refused:
        read_network(code)
    (fault,) = refused.value.errors
    assert fault["path"] == "code"
    assert fault["detail"].startswith(detail)


def test_code_is_read_and_refused_over_rest():
    with serving() as client:
        read = client.post("/api/networks/from-code", json={"code": BOOK})
        wrong, much = "import os\nos.remove('a')", "#" * (MAX_CODE_CHARACTERS + 1)
        refused = client.post("/api/networks/from-code", json={"code": wrong})
        long = client.post("/api/networks/from-code", json={"code": much})
    assert read.json() == READ
    assert refused.status_code == long.status_code == 422
    assert refused.json()["errors"][0]["detail"].endswith("(line 2)")
    assert "at most 4000 characters" in long.json()["errors"][0]["detail"]
