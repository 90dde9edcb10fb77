"""Subclassed models: any Python may decide what is called; gradients follow what was."""

import numpy as np
import pytest

from engine import Input, Model, layers, optimizers
from engine.errors import EngineError, NotReady, ShapeMismatch
from engine.gradient_check import backward_gradient
from tests.engine.graphs import assert_exact, rows, spoil
from tests.engine.test_functional import wide_and_deep


class Plain(Model):
    """Two dense layers."""

    def __init__(self, **options):
        super().__init__(**{"seed": 1, "dtype": "float64", **options})
        self.hidden = layers.Dense(4, "tanh")
        self.head = layers.Dense(2)

    def call(self, inputs):
        return self.head(self.hidden(inputs))


class WideAndDeep(Model):
    """The textbook's network as a program."""

    def __init__(self, units=(30, 30), **options):
        super().__init__(**options)
        self.hidden = [layers.Dense(n, "relu") for n in units]
        self.main, self.aux = layers.Dense(1), layers.Dense(1)

    def call(self, inputs):
        wide, deep = inputs
        for hidden in self.hidden:
            deep = hidden(deep)
        return self.main(layers.concatenate([wide, deep])), self.aux(deep)


class Choosy(Plain):
    """Takes the long way only where the first input of the batch is positive."""

    def __init__(self, **options):
        super().__init__(**options)
        self.detour = layers.Dense(4, "sigmoid")
        self.detour.build((None, 4))

    def call(self, inputs):
        a = self.hidden(inputs)
        if inputs.numpy()[0, 0] > 0:
            a = self.detour(a)
        return self.head(a)


class Stages(Model):
    """Leaves early, through the first of its sigmoid layers, where the first input is negative."""

    def __init__(self):
        super().__init__(seed=1, dtype="float64")
        self.first, self.second = layers.Dense(2, "sigmoid"), layers.Dense(2, "sigmoid")
        self.second.build((None, 2))

    def call(self, inputs):
        a = self.first(inputs)
        return a if inputs.numpy()[0, 0] < 0 else self.second(a)


class Recurrent(Model):
    """Applies one layer as often as the first input says."""

    def __init__(self):
        super().__init__(seed=1, dtype="float64")
        self.cell, self.head = layers.Dense(3, "tanh"), layers.Dense(1)

    def call(self, inputs):
        a = inputs
        for _ in range(1 + int(abs(inputs.numpy()[0, 0]) * 3)):
            a = self.cell(a)
        return self.head(a)


class Noisy(Plain):
    """Uses what ``training`` says, and draws noise."""

    def __init__(self, **options):
        super().__init__(**options)
        self.dropout, self.batch = layers.Dropout(0.4), layers.BatchNormalization()

    def call(self, inputs, training=False):
        a = self.batch(self.hidden(inputs), training=training)
        return self.head(self.dropout(a, training=training) if training else a)


X, Y = rows(3, 2)
LONG, SHORT = np.abs(X), -np.abs(X)


@pytest.mark.parametrize("kind", [Plain, Choosy, Noisy])
@pytest.mark.parametrize("x", [LONG, SHORT], ids=["long", "short"])
def test_gradient_is_exact_on_the_way_taken(kind, x):
    model = kind()
    model.compile("sgd", "mse")
    model.ready_for(x)
    spoil(model)
    assert_exact(model, x, Y)


@pytest.mark.parametrize("start", [0.1, 0.5, 1.1])
def test_gradient_through_a_loop_is_exact(start):
    model = Recurrent()
    model.compile("sgd", "mse")
    x = X.copy()
    x[0, 0] = start
    assert_exact(model, x, Y[:, :1])


def test_gradient_of_several_inputs_and_outputs_is_exact():
    model = WideAndDeep((4, 3), seed=1, dtype="float64")
    model.compile("sgd", ["mse", "mae"], loss_weights=[0.9, 0.1])
    x1, x2, y1, y2 = rows(5, 6, 1, 1)
    assert_exact(model, [x1, x2], [y1, y2])


def test_layer_left_out_of_a_batch_has_no_gradient_then():
    model = Choosy()
    model.compile("sgd", "mse")
    model.ready_for(X)
    model.inspect(LONG, Y)
    assert np.any(model.detour.gradient)
    model.inspect(SHORT, Y)
    assert not np.any(model.detour.gradient)


@pytest.mark.parametrize(
    ("kind", "loss"), [(Choosy, "mse"), (Recurrent, "mse"), (Stages, "bce"), (Stages, "mse")]
)
def test_ways_that_change_from_batch_to_batch_do_not_mix(kind, loss):
    model, fresh = kind(), kind()
    y = (Y > 0)[:, : 1 if kind is Recurrent else 2]
    for each in (model, fresh):
        each.compile("sgd", loss)
        each.ready_for(X)
    for x in (SHORT, LONG, SHORT, SHORT, 2 * LONG, SHORT, LONG):
        fresh.network.forget_plans()
        found, expected = (backward_gradient(each, x, y) for each in (model, fresh))
        np.testing.assert_array_equal(found, expected)


def test_gradient_after_another_way_is_exact():
    model = Stages()
    model.compile("sgd", "bce")
    y = (Y > 0).astype(float)
    backward_gradient(model, SHORT, y)
    assert_exact(model, LONG, y)


def test_training_takes_both_ways():
    model = Choosy()
    model.compile(optimizers.SGD(0.1), "mse")
    x = np.concatenate([LONG, SHORT] * 3)
    model.ready_for(x)
    before = model.get_weights()
    model.fit(x, np.concatenate([Y] * 6), batch_size=6, shuffle=False)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


def test_program_and_graph_of_the_same_calls_train_alike():
    graph, program = wide_and_deep(7, 6), WideAndDeep((7, 6), seed=1, dtype="float64")
    x1, x2, y1, y2 = rows(5, 6, 1, 1, count=50)
    program.build([(None, 5), (None, 6)])
    program.set_weights(graph.get_weights())
    for model in (graph, program):
        model.compile("adam", ["mse", "mse"], loss_weights=[0.9, 0.1])
        model.fit([x1, x2], [y1, y2], epochs=3, batch_size=8)
    np.testing.assert_allclose(program.parameters, graph.parameters, rtol=1e-10)


def test_program_is_built_by_the_data_it_is_fitted_to():
    model = Plain()
    model.compile("sgd", "mse")
    with pytest.raises(NotReady, match="must know its inputs"):
        model.count_params()
    model.fit(X, Y)
    assert model.count_params() == 3 * 4 + 4 + 4 * 2 + 2


def test_inputs_and_outputs_go_by_name_where_the_program_says_so():
    class Named(Plain):
        def call(self, inputs):
            return {"sum": self.head(self.hidden(inputs["a"])), "copy": inputs["b"]}

    model = Named()
    model.compile("sgd", {"sum": "mse", "copy": "mse"})
    history = model.fit({"a": X, "b": X}, {"sum": Y, "copy": X})
    assert list(history.history) == ["copy_loss", "loss", "sum_loss"]
    assert history.history["copy_loss"] == [0]


def test_layers_in_lists_dictionaries_and_models_are_found():
    class Nest(Model):
        def __init__(self):
            super().__init__(seed=1, dtype="float64")
            self.parts = {"a": [layers.Dense(2)], "b": (Plain(),)}

        def call(self, inputs):
            return self.parts["b"][0](self.parts["a"][0](inputs))

    model = Nest()
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)
    assert [type(one).__name__ for one in model.layers] == ["Dense", "Plain"]
    assert len(model.network.layers) == 3


def test_program_becomes_a_part_of_a_graph():
    x = Input((3,))
    model = Model(x, layers.Dense(2)(Plain()(x)), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_noise_is_drawn_in_training_only():
    model = Noisy()
    assert np.array_equal(model.predict(X), model.predict(X))
    model.compile(optimizers.SGD(1e-300), "mse")
    assert model.train_on_batch(X, Y) != model.train_on_batch(X, Y)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (None, NotReady, r"must define call\(self, inputs\)"),
        (lambda self, inputs: 5, EngineError, "call must return tensors; got int"),
        (lambda self, inputs: None, EngineError, "call must return tensors; got NoneType"),
        (lambda self, inputs: [], EngineError, "call must return tensors; got none"),
        (lambda self, inputs: Input((2,)), EngineError, "tensors made of its inputs"),
        (
            lambda self, inputs: layers.Add()([inputs, self.head(inputs)]),
            ShapeMismatch,
            "one shape",
        ),
    ],
)
def test_program_that_makes_no_sense_is_refused(call, error, words):

    class Broken(Model):
        def __init__(self):
            super().__init__(seed=1)
            self.head = layers.Dense(2)

    if call:
        Broken.call = call
    model = Broken()
    model.compile("sgd", "mse")
    with pytest.raises(error, match=words):
        model.fit(X, Y)


def test_outputs_that_change_their_shape_are_refused():
    class Moody(Choosy):
        def call(self, inputs):
            a = super().call(inputs)
            return a if inputs.numpy()[0, 0] > 0 else a[:, :1]

    model = Moody()
    model.compile("sgd", "mse")
    model.fit(SHORT, Y[:, :1])
    with pytest.raises(ShapeMismatch, match=r"shapes \[\(1,\)\]; got \[\(2,\)\]"):
        model.predict(LONG)


def test_layer_that_is_first_called_in_training_says_what_to_do():
    class Late(Choosy):
        def __init__(self):
            super().__init__()
            self.detour = layers.Dense(4, name="detour")

    model = Late()
    model.compile("sgd", "mse")
    model.fit(SHORT, Y)
    with pytest.raises(NotReady, match=r"'detour' .* layer.build\(\(None, inputs\)\)"):
        model.fit(LONG, Y)
