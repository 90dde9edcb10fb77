"""What ``summary`` prints, and the chapter's numbers of parameters."""

import numpy as np
import pytest

from engine import Input, Model, Sequential, layers
from engine.backend import clear_session
from tests.engine.networks import network
from tests.engine.test_functional import wide_and_deep
from tests.engine.test_subclassing import WideAndDeep


def printed(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


def counts(model):
    """Return the total, trainable and non-trainable parameters as they are printed."""
    return [line.split(": ")[1].split(" (")[0] for line in printed(model).splitlines()[-3:]]


def stacked(*units):
    model = Sequential([Input((28, 28)), layers.Flatten()], seed=1)
    for unit in units:
        model.add(layers.Dense(unit, "relu"))
    return model


@pytest.mark.parametrize(
    ("units", "counts", "total"),
    [
        ((300, 100, 10), [0, 235_500, 30_100, 1_010], 266_610),
        ((300, 300, 10), [0, 235_500, 90_300, 3_010], 328_810),
    ],
)
def test_classifiers_of_the_chapter_have_their_parameters(units, counts, total):
    model = stacked(*units)
    assert [layer.count_params() for layer in model.layers] == counts
    assert model.count_params() == total
    assert f" Total params: {total:,} (" in printed(model)
    assert f" Trainable params: {total:,} (" in printed(model)


def test_housing_network_of_the_chapter_has_its_parameters():
    assert " Total params: 3,471 (" in printed(network(8, 30, 100, 1))


@pytest.mark.parametrize("kind", ["graph", "program"])
def test_wide_and_deep_of_the_chapter_has_its_parameters(kind):
    model = wide_and_deep(30, 100) if kind == "graph" else WideAndDeep((30, 100))
    model.build([(None, 5), (None, 6)])
    assert model.count_params() == 3_517
    assert " Total params: 3,517 (" in printed(model)


def test_table_of_a_stack_is_that_of_keras():
    expected = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ flatten (Flatten)               │ (None, 784)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 3)              │         2,355 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,355 (9.20 KB)
 Trainable params: 2,355 (9.20 KB)
 Non-trainable params: 0 (0.00 B)"""
    assert printed(stacked(3)) == expected


def test_table_of_a_graph_is_that_of_keras():
    wide, deep = Input((5,), name="wide"), Input((6,), name="deep")
    hidden = layers.Dense(30)(layers.Dense(30)(deep))
    joined = layers.concatenate([wide, hidden])
    outputs = [layers.Dense(1, name="main_output_of_it")(joined), layers.Dense(1)(hidden)]
    found = printed(Model([wide, deep], outputs)).splitlines()
    assert [line.split("│")[1:-1] for line in found[4:12:2]] == [
        [" deep (InputLayer)   ", " (None, 6)         ", "          0 ", " -                 "],
        [" dense_1 (Dense)     ", " (None, 30)        ", "        210 ", " deep[0][0]        "],
        [" wide (InputLayer)   ", " (None, 5)         ", "          0 ", " -                 "],
        [" dense (Dense)       ", " (None, 30)        ", "        930 ", " dense_1[0][0]     "],
    ]
    assert "│ main_output_of_it   │ (None, 1)         │         36 │ concatenate[0][0] │" in found


def test_long_cells_are_broken_between_words_and_cut():
    x, dense = Input((3,), name="a_long_name_of_inputs"), layers.Dense(3)
    found = printed(Model(x, dense(dense(x))))
    assert "│ a_long_name_of_inp… │" in found or "│ a_long_name_of_in…  │" in found
    assert "│ (InputLayer)        │" in found


def test_shared_layer_has_all_its_sources():
    x, dense = Input((3,), name="x"), layers.Dense(3)
    found = printed(Model(x, dense(dense(x))))
    assert "│         12 │ x[0][0]           │" in found
    assert "│            │ dense[0][0]       │" in found


def test_trainable_column_says_what_learns():
    model = stacked(3, 2)
    model.layers[1].trainable = False
    lines = []
    model.summary(print_fn=lines.append, show_trainable=True)
    rows = [line.split("│")[-2].strip() for line in lines[0].splitlines() if "(None" in line]
    assert rows == ["-", "N", "Y"]


@pytest.mark.parametrize(("length", "widths"), [(60, [26, 19, 11]), (100, [44, 33, 19])])
def test_columns_of_other_lines_are_as_wide_as_in_keras(length, widths):
    lines = []
    stacked(3).summary(line_length=length, print_fn=lines.append)
    rule = lines[0].splitlines()[1]
    assert [len(part) for part in rule.strip("┏┓").split("┳")] == widths


def test_trained_model_counts_the_numbers_of_its_optimizer():
    model = network(2, 3, 1, dtype="float32")
    model.compile("adam", "mse")
    model.fit([[0, 1]], [1], verbose=0)
    found = printed(model)
    assert " Optimizer params: 28 (112.00 B)" in found
    assert " Total params: 41 (164.00 B)" in found


def inner():
    return Sequential([Input((4,)), layers.Dense(3), layers.Dense(2)], name="inner")


def test_model_that_is_used_like_a_layer_is_one_row():
    x = Input((4,))
    graph = Model(x, layers.Dense(1)(inner()(x)))
    stack = Sequential([Input((4,)), inner(), layers.Dense(1)])
    for model, first in ((graph, 1), (stack, 0)):
        assert [type(one).__name__ for one in model.layers[first:]] == ["Sequential", "Dense"]
        assert "│ inner (Sequential)              │ (None, 2)              │            23 │" in (
            printed(model)
        )
        assert model.get_layer("inner").layers[0].units == 3


def test_expanded_summary_opens_the_models_within():
    lines = []
    Sequential([inner(), layers.Dense(1)]).summary(expand_nested=True, print_fn=lines.append)
    rows = [line.split("│")[1].rstrip() for line in lines[0].splitlines() if "(None" in line]
    assert rows == [
        " inner (Sequential)",
        "    └ dense (Dense)",
        "    └ dense_1 (Dense)",
        " dense_2 (Dense)",
    ]


def test_summary_of_a_subclass_has_shapes_once_it_is_built():
    class Small(Model):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = layers.Dense(3), layers.Dense(1)

        def call(self, x):
            return self.out(self.hidden(x))

    model = Small()
    assert printed(model).count("│ ?                      │   0 (unbuilt) │") == 2
    model(np.ones((2, 4)))
    assert "│ dense (Dense)                   │ (None, 3)              │            15 │" in (
        printed(model)
    )


def test_frozen_and_running_numbers_are_not_trainable():
    model = Sequential([Input((4,)), layers.BatchNormalization(), layers.Dense(3), layers.Dense(2)])
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    assert counts(model) == ["39", "16", "23"]


@pytest.mark.parametrize("when", ["at once", "after compile"])
def test_summary_sees_what_is_frozen_now(when):
    model = network(2, 3, 1)
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    if when == "after compile":
        model.compile("sgd", "mse")
    assert counts(model)[1:] == ["4", "9"]


def test_normalization_counts_mean_variance_and_rows_as_in_keras():
    model = Sequential([Input((8,)), layers.Normalization(), layers.Dense(1)])
    assert [layer.count_params() for layer in model.layers] == [17, 9]
    assert " Non-trainable params: 17 (" in printed(model)


def test_shared_layer_is_counted_once_in_the_total():
    x, dense = Input((3,)), layers.Dense(3)
    found = printed(Model(x, dense(dense(x)), name="twice"))
    assert 'Model: "twice"' in found
    assert " Total params: 12 (" in found


def test_summary_of_a_model_without_inputs_shows_what_is_not_built():
    assert "│ dense (Dense)                   │ ?                      │   0 (unbuilt) │" in (
        printed(Sequential([layers.Dense(1)]))
    )


def test_layers_of_a_kind_are_numbered():
    model = Sequential([Input((2,)), *(layers.Dense(2) for _ in range(3)), layers.LeakyReLU()])
    assert [one.name for one in model.layers] == ["dense", "dense_1", "dense_2", "leaky_re_lu"]


def test_given_names_are_kept_and_others_keep_clear_of_them():
    model = Sequential([Input((2,)), layers.Dense(2), layers.Dense(2, name="dense")])
    assert [layer.name for layer in model.layers] == ["dense_1", "dense"]


def test_names_stay_unique_when_layers_come_from_other_models():
    first = network(2, 2, 2)
    clear_session()
    second = network(2, 2, 2)
    assert first.layers[0].name == second.layers[0].name == "dense"
    both = Sequential([Input((2,)), *first.layers, *second.layers])
    names = [layer.name for layer in both.layers]
    assert len(set(names)) == 4
