"""Functional Keras code that is pasted: read as a document's network, or refused with its line."""

import random
import re
from contextlib import suppress

import pytest

from app.documents.keras_text import read_network
from app.encoding.messages import to_json
from app.errors import Unprocessable

HIDDEN = [{"units": 30, "activation": "relu"}, {"units": 100, "activation": "relu"}]
COMMON = {"hidden": HIDDEN, "units": 1, "output_activation": "linear"}
WIDE = """import keras
input_ = keras.layers.Input(shape=[8])
hidden1 = keras.layers.Dense(30, activation="relu")(input_)
hidden2 = keras.layers.Dense(100, activation="relu")(hidden1)
concat = keras.layers.Concatenate()([input_, hidden2])
output = keras.layers.Dense(1)(concat)
model = keras.models.Model(inputs=[input_], outputs=[output])
"""
BOTH = """from tensorflow import keras
input_A = keras.layers.Input(shape=[5], name="wide_input")
input_B = keras.layers.Input(shape=[6], name="deep_input")
hidden1 = keras.layers.Dense(30, activation="relu")(input_B)
hidden2 = keras.layers.Dense(100, activation="relu")(hidden1)
concat = keras.layers.concatenate([input_A, hidden2])
output = keras.layers.Dense(1, name="main_output")(concat)
aux_output = keras.layers.Dense(1, name="aux_output")(hidden2)
model = keras.models.Model(inputs=[input_A, input_B], outputs=[output, aux_output])
model.compile(loss=["mse", "mse"], loss_weights=[0.9, 0.1], optimizer=keras.optimizers.SGD(1e-3))
"""
BEFORE = """import tensorflow as tf
hidden_layer1 = tf.keras.layers.Dense(30, activation="relu")
hidden_layer2 = tf.keras.layers.Dense(100, activation="relu")
concat_layer = tf.keras.layers.Concatenate(axis=-1)
output_layer = tf.keras.layers.Dense(1)
input_ = tf.keras.layers.Input(shape=(8,))
hidden1 = hidden_layer1(input_)
hidden2 = hidden_layer2(hidden1)
concat = concat_layer([input_, hidden2])
output = output_layer(concat)
model = tf.keras.Model(inputs=[input_], outputs=[output])
"""
ONE_NAME = """from keras import Input, Model, layers
inputs = Input((8,))
x = layers.Dense(30, "relu")(layers.concatenate([inputs[:, 2:], inputs[:, :1]], axis=1))
x = layers.Dense(100, activation="relu")(x)
Model(inputs, layers.Dense(1)(layers.concatenate([x, inputs[:, 0:3], inputs[:, 3:5]])))
"""
PAIR = {**COMMON, "inputs": 11, "each": [5, 6], "auxiliary": {"weight": 0.1}}
READ = {
    WIDE: {**COMMON, "inputs": 8, "wide": True},
    BEFORE: {**COMMON, "inputs": 8, "wide": True},
    ONE_NAME: {**COMMON, "inputs": 8, "wide": [[0, 5]], "deep": [[0, 1], [2, 8]]},
    BOTH: {**PAIR, "wide": [[0, 5]], "deep": [[5, 11]]},
    BOTH.replace("[0.9, 0.1]", '{"aux_output": 0.1, "main_output": 0.9}'): {
        **PAIR, "wide": [[0, 5]], "deep": [[5, 11]]
    },
    BOTH.replace("[input_A, input_B]", "[input_B, input_A]"): {
        **PAIR, "each": [6, 5], "wide": [[6, 11]], "deep": [[0, 6]]
    },
}  # fmt: skip


@pytest.mark.parametrize("code", READ)
def test_textbooks_spellings_are_read(code):
    assert read_network(code) == READ[code]


def test_auxiliary_output_that_is_not_compiled_has_the_usual_weight():
    code = BOTH[: BOTH.index("model.compile")]
    assert read_network(code)["auxiliary"] == {"weight": 0.1}


IN = "i = Input((4,))\n"
ON = IN + "h = Dense(3)(i)\n"
CONCAT, AXIS = "concatenate([h, i])", "concatenate([h, i], axis=0)"


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("import os\nos.remove('a')", "must be a keras.Sequential or a keras.Model of Dense la"),
        (ON + "o = os.remove('a')", "must be Input, Dense, Concatenate and Model; remove is none"),
        (ON + "o = Dropout(0.5)(h)", "must be Input, Dense, Concatenate and Model; Dropout is n"),
        (ON + "o = h + i", "must be a keras.Sequential or a keras.Model of Dense layers and noth"),
        (ON + "o = Dense(1)(x)", "must be a layer or tensor that an earlier line makes; x is none"),
        (ON + "o = Dense(1)(Dense(2))", "must be a tensor, such as keras.layers.Dense(4)(inputs)"),
        (ON + "o = h(i)", "must be a layer that is called; this is a tensor (line 3)"),
        (ON + "o = Dense(1)(h, training=True)", "must be a layer that is called with one tensor"),
        (IN + "d = Dense(4)\nh = d(i)\no = d(h)", "must be a Dense layer that is called once: the"),
        (ON + "o = concatenate([h, Dense(2)(i)])", "must be inputs joined to one layer; two laye"),
        (ON + "o = concatenate([i, i[:, 1:2]])", "must be each input once in what is joined (line"),
        (ON + f"o = {AXIS}", "must be joined along the last axis, without axis of another value"),
        (ON + "o = concatenate(h)", "must be a list of tensors to join, such as [inputs, hidden]"),
        (ON + "o = i[:, 4:9]", "must be columns that are there, such as [:, 0:4] (line 3)"),
        (ON + "o = i[:, -1:]", "must be columns by whole numbers, counted from 0 (line 3)"),
        (ON + "o = i[0]", "must be columns that are there, such as [:, 0:4] (line 3)"),
        (ON + "o = h[:, 0:1]", "must be columns that are cut out of an Input (line 3)"),
        (IN + IN + IN, "must be one Input or two (line 3)"),
        (ON, "must be a keras.Sequential or a keras.Model of Dense layers, at least one layer"),
        (ON + "m = Model(i, i)", "must be an output that a Dense layer gives (line 3)"),
        (ON + "m = Model(i, Dense(1)(Input((4,))))", "must be a Model whose inputs are all Inputs"),
        (ON + "m = Model(h, h)", "must be a Model whose inputs are all Inputs that were made, ea"),
        (ON + "m = Model(i, [h, h, h])", "must be one output, or two: the main one and the auxil"),
        (ON + "m = Model(i, [Dense(1)(h), h])", "must be the main output first, and an auxil"),
        (ON + "m = Model(i, [Dense(1)(h), Dense(2)(h)])", "must be an auxiliary output with the"),
        (ON + "m = Model(i, h)\nm = Model(i, h)", "must be one model (line 4)"),
        (ON + f"m = Model(i, Dense(1)(Dense(2)({CONCAT})))", "must be inputs joined before the m"),
        (IN + "m = Model(i, Dense(1)(i[:, 0:2]))", "must be all inputs to the only output where"),
        (ON + "m = Model(i, h)\nm.fit(x, y)", "must be a keras.Sequential or a keras.Model of De"),
        (ON + "h.compile()", "must be a model that is compiled once, after it is made (line 3)"),
        (ON + "m = Model(i, h)\nm.compile(jit_compile=True)", "must be compiled without jit_comp"),
        (ON + "m = Model(i, h)\nm.compile(loss_weights=[1])", "must be compiled without loss_wei"),
        (BOTH.replace("0.9, 0.1", "1.0, 0.5"), "must be loss_weights that add up to 1, the main "),
        (BOTH.replace("0.9, 0.1", "1, 1e999"), "must be loss_weights that add up to 1, the main "),
        (BOTH.replace("loss_weights=[0.9, 0.1], ", ""), "must be loss_weights that add up to 1"),
        (BOTH.replace("[0.9, 0.1]", '{"a": 0.9, "b": 0.1}'), "must be loss_weights by the names"),
        (IN + "o = " + "Dense(1)(" * 60 + "i" + ")" * 60, "must be a keras.Sequential or a keras"),
        (IN + "o = Dense(1)" + "(i)" * 900, "must be "),
        (IN + "o = i" + "[:, 0:1]" * 450, "must be "),
        (IN + "o = " + "a." * 1900 + "b", "must be "),
    ],
)  # fmt: skip
def test_what_the_diagram_cannot_say_is_refused_with_its_line(code, detail):
    with pytest.raises(Unprocessable) as refused:
        read_network(code)
    (fault,) = refused.value.errors
    assert fault["path"] == "code"
    assert fault["detail"].startswith(detail)
    assert "(line " in fault["detail"] or code == ON or len(code) > 900


def test_code_with_other_words_in_it_is_read_or_refused_and_raises_nothing_else():
    draw = random.Random(17)
    words = [*re.findall(r"[\w.]+", BOTH + ONE_NAME + BEFORE), "None", "1e999", "x()", "[]", "*h"]
    for source in [BOTH, ONE_NAME, BEFORE, WIDE] * 300:
        parts = re.split(r"([\w.]+)", source)  # every second one is a word
        for _ in range(draw.randint(1, 3)):
            parts[draw.randrange(1, len(parts), 2)] = draw.choice(words)
        with suppress(Unprocessable):
            assert to_json(read_network("".join(parts)))
