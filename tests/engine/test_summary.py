"""What ``summary`` prints, and the chapter's numbers of parameters."""

import pytest

from engine import Input, Model, Sequential, layers
from engine.backend import clear_session
from engine.errors import NotReady
from tests.engine.networks import network
from tests.engine.test_functional import wide_and_deep
from tests.engine.test_subclassing import WideAndDeep


def printed(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


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
    assert f"Total parameters: {total:,}\nTrainable parameters: {total:,}" in printed(model)


def test_housing_network_of_the_chapter_has_its_parameters():
    assert "Total parameters: 3,471" in printed(network(8, 30, 100, 1))


@pytest.mark.parametrize("kind", ["graph", "program"])
def test_wide_and_deep_of_the_chapter_has_its_parameters(kind):
    model = wide_and_deep(30, 100) if kind == "graph" else WideAndDeep((30, 100))
    model.build([(None, 5), (None, 6)])
    assert model.count_params() == 3_517
    assert "Total parameters: 3,517" in printed(model)


def test_table_of_a_stack():
    expected = """\
Model: "sequential"
──────────────────────────────────────────────
Layer (type)       Output shape     Parameters
──────────────────────────────────────────────
flatten (Flatten)  (None, 784)      0
dense (Dense)      (None, 3)        2,355
──────────────────────────────────────────────
Total parameters: 2,355
Trainable parameters: 2,355
Non-trainable parameters: 0"""
    found = printed(stacked(3))
    assert [" ".join(line.split()).strip("─") for line in found.splitlines()] == [
        " ".join(line.split()).strip("─") for line in expected.splitlines()
    ]


def test_table_of_a_graph_tells_what_is_joined_to_what():
    found = [line.split() for line in printed(wide_and_deep(3)).splitlines()]
    assert ["concatenate", "(Concatenate)", "(None,", "8)", "0", "wide,", "dense"] in found
    assert ["main", "(Dense)", "(None,", "1)", "9", "concatenate"] in found
    assert ["deep", "(InputLayer)", "(None,", "6)", "0"] in found


def test_frozen_and_running_numbers_are_not_trainable():
    model = Sequential([Input((4,)), layers.BatchNormalization(), layers.Dense(3), layers.Dense(2)])
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    assert "Total parameters: 39\nTrainable parameters: 16\nNon-trainable parameters: 23" in (
        printed(model)
    )


@pytest.mark.parametrize("when", ["at once", "after compile"])
def test_summary_sees_what_is_frozen_now(when):
    model = network(2, 3, 1)
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    if when == "after compile":
        model.compile("sgd", "mse")
    assert "Trainable parameters: 4\nNon-trainable parameters: 9" in printed(model)


def test_normalization_counts_mean_variance_and_rows_as_in_keras():
    model = Sequential([Input((8,)), layers.Normalization(), layers.Dense(1)])
    assert [layer.count_params() for layer in model.layers] == [17, 9]
    assert "Non-trainable parameters: 17" in printed(model)


def test_shared_layer_is_counted_once_in_the_total():
    x, dense = Input((3,)), layers.Dense(3)
    found = printed(Model(x, dense(dense(x)), name="twice"))
    assert 'Model: "twice"' in found
    assert "Total parameters: 12" in found


def test_summary_of_a_model_without_inputs_says_what_is_missing():
    with pytest.raises(NotReady, match="add an Input"):
        Sequential([layers.Dense(1)]).summary()


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
