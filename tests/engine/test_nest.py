"""How data, targets and settings are handed over: alone, in order, or by name."""

import numpy as np
import pytest

from engine import Input, Model, layers
from engine.errors import ShapeMismatch
from engine.nest import Structure
from tests.engine.graphs import rows
from tests.engine.test_functional import wide_and_deep

X1, X2, Y1, Y2 = rows(5, 6, 1, 1, count=40)
WAYS = {
    "by position": ([X1, X2], [Y1, Y2]),
    "as tuples": ((X1, X2), (Y1, Y2)),
    "by name": ({"deep": X2, "wide": X1}, {"aux": Y2, "main": Y1}),
    "mixed": ([X1, X2], {"aux": Y2, "main": Y1[:, 0]}),
}


def compiled(**settings):
    model = wide_and_deep(4, 3)
    model.compile("sgd", **{"loss": "mse", **settings})
    return model


@pytest.mark.parametrize("way", WAYS)
def test_data_may_come_in_any_way(way):
    x, y = WAYS[way]
    model, expected = compiled(), compiled()
    expected.fit([X1, X2], [Y1, Y2], epochs=2)
    model.fit(x, y, epochs=2)
    np.testing.assert_array_equal(model.parameters, expected.parameters)
    assert model.evaluate(x, y) == expected.evaluate([X1, X2], [Y1, Y2])


@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "mae"},
        {"loss": ["mae", "mae"]},
        {"loss": {"aux": "mae", "main": "mae"}},
        {"loss": "mae", "loss_weights": [1, 1]},
        {"loss": "mae", "loss_weights": {"aux": 1}},
        {"loss": "mae", "loss_weights": {}},
    ],
)
def test_losses_and_their_weights_may_come_in_any_way(settings):
    model, expected = compiled(**settings), compiled(loss="MeanAbsoluteError")
    for one in (model, expected):
        one.fit([X1, X2], [Y1, Y2])
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_total_is_the_weighted_sum_of_the_losses():
    model = compiled(loss=["mse", "mae"], loss_weights={"main": 0.9, "aux": 0.1})
    main, aux = model.predict([X1, X2])
    losses = [np.square(main - Y1).mean(), np.abs(aux - Y2).mean()]
    expected = [0.9 * losses[0] + 0.1 * losses[1], *losses]
    assert model.evaluate([X1, X2], [Y1, Y2]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "metrics",
    [["mae", "mae"], [["mae"], ["mae"]], {"main": "mae", "aux": ["mae"]}],
    ids=["one each", "lists", "by name"],
)
def test_metrics_may_come_in_any_way(metrics):
    model = compiled(metrics=metrics)
    names = ["loss", "main_loss", "aux_loss", "main_mae", "aux_mae"]
    assert list(model.evaluate([X1, X2], [Y1, Y2], return_dict=True)) == names
    assert model.metrics_names == names


def test_outputs_without_metrics_are_left_out_of_the_history():
    model = compiled(metrics={"aux": ["mae", "mse"]})
    history = model.fit([X1, X2], [Y1, Y2])
    assert list(history.history) == ["aux_loss", "aux_mae", "aux_mse", "loss", "main_loss"]


def test_predictions_are_structured_like_the_outputs():
    x = Input((5,), name="x")
    a, b = layers.Dense(1)(x), layers.Dense(2)(x)
    assert [one.shape for one in Model(x, [a, b]).predict(X1)] == [(40, 1), (40, 2)]
    named = Model({"x": x}, {"first": a, "second": b}).predict({"x": X1})
    assert {name: one.shape for name, one in named.items()} == {
        "first": (40, 1),
        "second": (40, 2),
    }
    assert Model([x], [a]).predict([X1]).shape == (40, 1)


@pytest.mark.parametrize(
    "given", [[X1], (X1,), {"wide": X1}, X1], ids=["list", "tuple", "dict", "alone"]
)
def test_a_single_input_may_come_in_any_way(given):
    x = Input((5,), name="wide")
    assert Model(x, layers.Dense(1)(x)).predict(given).shape == (40, 1)


def test_lists_of_numbers_are_rows_not_inputs():
    x = Input((2,))
    assert Model(x, layers.Dense(1)(x)).predict([[1, 2]]).shape == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda m: m.predict([X1]), "inputs must be 2, for 'wide', 'deep'; got 1"),
        (lambda m: m.predict(X1), "inputs must be 2, for 'wide', 'deep'; got one alone"),
        (lambda m: m.predict([X1, X2, X2]), "inputs must be 2, .*; got 3"),
        (lambda m: m.predict({"wide": X1}), "inputs must be for 'wide', 'deep'; got 'wide'"),
        (lambda m: m.predict({"wide": X1, "dep": X2}), "got 'wide', 'dep'"),
        (lambda m: m.predict({1: X1, "a": X2}), "for 'wide', 'deep'; got 1, 'a'"),
        (lambda m: m.predict([X2, X1]), r"wide must have shape \(rows, 5\); got \(40, 6\)"),
        (lambda m: m.fit([X1, X2], Y1), "targets must be 2, for 'main', 'aux'; got one alone"),
        (lambda m: m.fit([X1, X2], [Y1]), "targets must be 2, .*; got 1"),
        (lambda m: m.fit([X1, X2], {"main": Y1}), "targets must be for .*; got 'main'"),
        (
            lambda m: m.fit([X1, X2], [Y1, X1]),
            r"targets for aux must have shape \(rows, 1\); got \(40, 5\)",
        ),
        (lambda m: m.fit([X1, X2], [Y1, Y2[:9]]), "target per row for aux: 40; got 9"),
        (lambda m: m.compile(loss={"mian": "mse"}), "losses must be for 'main', 'aux'; got 'mian'"),
        (lambda m: m.compile(loss=["mse"]), "losses must be 2, .*; got 1"),
        (lambda m: m.compile(loss_weights=[1]), "loss weights must be 2, .*; got 1"),
        (lambda m: m.compile(loss_weights={"x": 1}), "loss weights must be for .*; got 'x'"),
        (lambda m: m.compile(metrics={"x": "mse"}), "metrics must be for .*; got 'x'"),
        (lambda m: m.compile(metrics=[["mse"], ["mae"], ["r2"]]), "metrics must be 2, .*; got 3"),
    ],
)  # fmt: skip
def test_wrong_number_or_names_are_refused(wrong, words):
    with pytest.raises(ShapeMismatch, match=words):
        wrong(compiled())


def test_pack_is_the_opposite_of_spread():
    for given in ({"a": 1, "b": 2}, [1, 2], 1):
        structure, parts = Structure.of("inputs", given)
        assert structure.pack(structure.flatten("inputs", given)) == given
        assert structure.pack(parts) == given
