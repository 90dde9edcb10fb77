"""Any graph at all: layers joined at random, and the gradient compared with the complex step's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Input, Model, layers
from engine.gradient_check import backward_gradient
from tests.engine.graphs import assert_exact, rows, spoil

WIDTH = 3  # of all tensors but concatenated ones, so that any two can be merged
SMOOTH = ("linear", "tanh", "sigmoid", "softplus", "softmax")
MERGES = (layers.Add, layers.Average, layers.Multiply, layers.Subtract)


@st.composite
def graphs(draw):
    """A model whose every layer reads any tensors made before it; some layers are shared."""
    inputs = [Input((WIDTH,)) for _ in range(draw(st.integers(1, 2)))]
    tensors = [layers.Dense(WIDTH)(one) for one in inputs] + inputs
    any_tensor = st.deferred(lambda: st.sampled_from(tensors))
    shared = layers.Dense(WIDTH, "tanh")
    for _ in range(draw(st.integers(3, 8))):
        a, b = draw(any_tensor), draw(any_tensor)
        kind = draw(st.sampled_from(["dense", "shared", "merge", "concatenate"]))
        if kind == "merge":
            tensors.append(draw(st.sampled_from(MERGES))()([a, b]))
        elif kind == "shared":
            tensors.append(shared(a))
        else:
            source = layers.concatenate([a, b]) if kind == "concatenate" else a
            tensors.append(layers.Dense(WIDTH, draw(st.sampled_from(SMOOTH)))(source))
    every = layers.Average()(tensors)  # so that all of them are of use
    return inputs, [every, *draw(st.lists(any_tensor, max_size=2))]


def compiled(graph):
    """Return a model of it whose every output has a loss of its own weight."""
    inputs, outputs = graph
    model = Model(inputs, outputs, seed=1, dtype="float64")
    shares = [1 / (number + 1) for number in range(len(outputs))]
    model.compile("sgd", "mse", loss_weights=shares)
    spoil(model)
    model.parameters[...] *= 0.5  # products of products stay in reach
    x = [rows(WIDTH, seed=number) for number in range(len(inputs))]
    y = [rows(WIDTH, seed=9 + number) for number in range(len(outputs))]
    return model, x, y


@settings(max_examples=60)
@given(graphs())
def test_gradient_of_any_graph_is_exact(graph):
    assert_exact(*compiled(graph))


@settings(max_examples=20)
@given(graphs())
def test_program_that_makes_the_calls_of_a_graph_has_its_gradient(graph):
    model, x, y = compiled(graph)
    expected = backward_gradient(model, x, y)

    class Program(Model):
        def __init__(self):
            super().__init__(seed=1, dtype="float64")
            self.inner = model

        def call(self, inputs):
            return self.inner(inputs)

    program = Program()
    program.compile("sgd", "mse", loss_weights=[one.weight for one in model.objectives])
    found = backward_gradient(program, x, y)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=20)
@given(graphs())
def test_loss_falls_along_the_gradient_of_any_graph(graph):
    model, x, y = compiled(graph)
    before, slope = model.measure(x, y)["loss"], backward_gradient(model, x, y)
    step = 1e-7
    model.parameters[...] -= step * slope / np.linalg.norm(slope)
    fall = (before - model.measure(x, y)["loss"]) / step
    assert fall == pytest.approx(np.linalg.norm(slope), rel=1e-3)
