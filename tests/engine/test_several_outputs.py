"""Layers of one's own that return several tensors."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError, ShapeMismatch
from tests.engine.graphs import assert_exact, rows
from tests.engine.saving import own_saved_and_loaded

SAME = {"seed": 1, "dtype": "float64"}
A, B, Y = rows(3, 3, 2)


class MyMultiLayer(keras.layers.Layer):
    """The textbook's layer of two inputs and three outputs."""

    def call(self, X):
        X1, X2 = X
        return X1 + X2, X1 * X2, ops.exp(X1) / (1 + X2**2)


class Heads(keras.layers.Layer):
    """Outputs by name, one of them with two axes."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(4, "tanh")

    def call(self, inputs):
        z = self.dense(inputs)
        return {"flat": z, "square": ops.reshape(z, (-1, 2, 2))}


def graph():
    a, b = keras.Input((3,)), keras.Input((3,))
    total, product, share = MyMultiLayer()([a, layers.Dense(3, "tanh")(b)])
    joined = layers.concatenate([total, product, share])
    return keras.Model([a, b], layers.Dense(2)(joined), **SAME)


class Program(keras.Model):
    """A subclassed model that uses such layers, one of them of several axes."""

    def __init__(self):
        super().__init__(**SAME)
        self.several, self.heads, self.out = MyMultiLayer(), Heads(), layers.Dense(2)

    def call(self, inputs):
        total, product, _ = self.several(inputs)
        found = self.heads(total * product)
        return self.out(found["flat"]) + found["square"][:, 0]


@pytest.mark.parametrize("make", [graph, Program])
def test_gradient_through_several_outputs_is_exact(make):
    model = make()
    model.compile("sgd", "mse")
    assert_exact(model, [A, B], Y)


def test_arrays_give_several_arrays():
    total, product, _ = MyMultiLayer()([A, B])
    np.testing.assert_allclose(total, A + B, rtol=1e-6)
    np.testing.assert_allclose(product, A * B, rtol=1e-6)
    assert Heads()(A)["square"].shape == (len(A), 2, 2)


def test_each_output_may_be_one_of_the_model():
    a, b = keras.Input((3,)), keras.Input((3,))
    model = keras.Model([a, b], MyMultiLayer(name="many")([a, b]))
    assert model.output_names == ["many", "many_1", "many_2"]
    assert [one.shape for one in model.predict([A, B])] == [A.shape] * 3
    assert [one.shape for one in model.layers[-1].output] == [(None, 3)] * 3


def test_layer_of_several_outputs_is_one_row_of_the_summary(capsys):
    model = graph()
    model.summary(line_length=140)
    assert [type(layer).__name__ for layer in model.layers].count("MyMultiLayer") == 1
    assert "Part" not in {type(layer).__name__ for layer in model.layers}
    assert "my_multi_layer[0][2]" in capsys.readouterr().out


def test_model_of_such_layers_is_saved_and_loaded(tmp_path):
    model = graph()
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"MyMultiLayer": MyMultiLayer})
    np.testing.assert_array_equal(again.predict([A, B]), model.predict([A, B]))
    assert [one.name for one in again.layers] == [one.name for one in model.layers]


def test_such_a_model_is_a_part_of_others():
    inner, x, y = graph(), keras.Input((3,)), keras.Input((3,))
    outer = keras.Model([x, y], inner([x, y]), **SAME)
    outer.set_weights(inner.get_weights())
    np.testing.assert_array_equal(outer.predict([A, B]), inner.predict([A, B]))


def test_inputs_that_are_not_in_one_list_are_told():
    with pytest.raises(EngineError, match=r"takes its inputs in one list: layer\(\[a, b\]\)"):
        MyMultiLayer()(A, B)


def test_outputs_that_are_no_tensors_with_rows_are_told():
    class Wrong(keras.layers.Layer):
        def call(self, inputs):
            return inputs, ops.mean(inputs)

    with pytest.raises(ShapeMismatch, match="call of Wrong must return tensors with rows"):
        Wrong()(keras.Input((3,)))
