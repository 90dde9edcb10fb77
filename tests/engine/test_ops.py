"""Operations: values are NumPy's, and every gradient is that of the complex step."""

import numpy as np
import pytest

from engine import Input, Model, layers, ops
from engine.errors import EngineError
from engine.ops.arranging import ARRANGING
from engine.ops.primitives import ELEMENTWISE
from engine.ops.recording import Gradients
from tests.engine.graphs import assert_exact, rows

ROWS, STEP = 4, 1e-20
FLAT = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and",
        "logical_or", "logical_not", "sign", "zeros_like", "ones_like", "floor", "ceil", "round",
        "argmax", "one_hot"}  # fmt: skip
POSITIVE = {"log", "sqrt", "rsqrt", "power"}
BINARY = {"add", "subtract", "multiply", "divide", "power", "maximum", "minimum"}
COMPARING = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
             "logical_and", "logical_or"}  # fmt: skip
SHAPES = {  # of the other operand: with rows, without, and broadcast both ways
    "alike": (ROWS, 2, 3), "columns": (3,), "row": (1, 3), "column": (ROWS, 2, 1), "number": (),
}  # fmt: skip
CASES = {  # by name: a function, and the shapes of its arguments, rows first
    "where": (lambda c, x, y: ops.where(ops.greater(c, 0), x, y), [(ROWS, 3)] * 3),
    "where of a scalar": (lambda x: ops.where(x > 0, x * x, 0.5), [(ROWS, 3)]),
    "sum": (ops.sum, [(ROWS, 3)]),
    "sum of rows": (lambda x: ops.sum(x, axis=0, keepdims=True), [(ROWS, 3)]),
    "sum, axis": (lambda x: ops.sum(x, axis=-1), [(ROWS, 2, 3)]),
    "sum, axes": (lambda x: ops.sum(x, axis=[1, 2], keepdims=True), [(ROWS, 2, 3)]),
    "mean": (ops.mean, [(ROWS, 3)]),
    "mean, axis": (lambda x: ops.mean(x, axis=-1, keepdims=True) * x, [(ROWS, 3)]),
    "mean, axes": (lambda x: ops.mean(x, axis=(0, 2)), [(ROWS, 2, 3)]),
    "max": (ops.max, [(ROWS, 3)]),
    "max, axis": (lambda x: ops.max(x, axis=1), [(ROWS, 2, 3)]),
    "max, keepdims": (lambda x: x - ops.max(x, axis=-1, keepdims=True), [(ROWS, 3)]),
    "min": (lambda x: ops.min(x, axis=0), [(ROWS, 3)]),
    "argmax": (lambda x: ops.argmax(x, axis=-1), [(ROWS, 3)]),
    "one_hot": (lambda x: ops.one_hot(ops.argmax(x, axis=-1), 3), [(ROWS, 3)]),
    "var": (lambda x: ops.var(x, axis=-1), [(ROWS, 3)]),
    "std": (ops.std, [(ROWS, 3)]),
    "logsumexp": (lambda x: ops.logsumexp(x, axis=1), [(ROWS, 2, 3)]),
    "log_softmax": (ops.log_softmax, [(ROWS, 3)]),
    "softmax": (ops.softmax, [(ROWS, 3)]),
    "softmax, axis": (lambda x: ops.softmax(x, axis=1), [(ROWS, 2, 3)]),
    "matmul": (ops.matmul, [(ROWS, 3), (3, 5)]),
    "matmul of more axes": (lambda x, y: x @ y, [(ROWS, 2, 3), (3, 5)]),
    "matmul, row by row": (ops.matmul, [(ROWS, 2, 3), (ROWS, 3, 2)]),
    "matmul with a vector": (ops.matmul, [(ROWS, 3), (3,)]),
    "concatenate": (lambda x, y: ops.concatenate([x, y, x]), [(ROWS, 3), (ROWS, 2)]),
    "concatenate, axis": (lambda *xs: ops.concatenate(xs, axis=1), [(ROWS, 2, 3), (ROWS, 1, 3)]),
    "stack": (lambda x, y: ops.stack([x, y], axis=1), [(ROWS, 3)] * 2),
    "transpose": (lambda x: ops.transpose(x, (0, 2, 1)), [(ROWS, 2, 3)]),
    "transpose of a weight": (lambda x, w: x @ ops.transpose(w), [(ROWS, 3), (5, 3)]),
    "reshape": (lambda x: ops.reshape(x, (-1, 6)) ** 2, [(ROWS, 2, 3)]),
    "reshape to rows": (lambda x: ops.reshape(x, (ops.shape(x)[0], 3, -1)), [(ROWS, 6)]),
    "expand_dims": (lambda x: ops.expand_dims(x, -1) * ops.expand_dims(x, 1), [(ROWS, 3)]),
    "squeeze": (lambda x: ops.squeeze(x, -1), [(ROWS, 3, 1)]),
    "get_item": (lambda x: x[:, 1:] * x[:, :1], [(ROWS, 3)]),
    "get_item, column": (lambda x: x[:, 0] - x[:, -1], [(ROWS, 3)]),
    "get_item, again": (lambda x: x[:, [0, 0, 2]], [(ROWS, 3)]),
    "get_item of a weight": (lambda x, w: x * w[1], [(ROWS, 3), (2, 3)]),
    "clip": (lambda x: ops.clip(x, -0.5, 0.5), [(ROWS, 3)]),
    "cast": (lambda x: ops.cast(x > 0, "float32") * x, [(ROWS, 3)]),
    "operators": (lambda x, y: -(2 - x) * 3 / (y**2 + 1) - 2**y, [(ROWS, 3), (3,)]),
    "stop_gradient": (lambda x: ops.stop_gradient(x) * 0 + x, [(ROWS, 3)]),
    "NumPy's names": (lambda x: np.array([1.0, 2, 3]) * np.exp(x), [(ROWS, 3)]),
}  # fmt: skip
for _name in sorted(set(ELEMENTWISE) - BINARY - COMPARING - {"where", "stop_gradient"}):
    CASES[_name] = (getattr(ops, _name), [(ROWS, 3)])
for _name in sorted(BINARY):
    for _kind, _shape in SHAPES.items():
        CASES[f"{_name}, {_kind}"] = (getattr(ops, _name), [(ROWS, 2, 3), _shape])
for _name in sorted(COMPARING):
    CASES[_name] = (getattr(ops, _name), [(ROWS, 3), (ROWS, 3)])


def arguments(name):
    function, shapes = CASES[name]
    generator = np.random.default_rng(7)
    drawn = [generator.normal(size=shape) for shape in shapes]
    positive = name.split(",")[0] in POSITIVE
    return function, [np.abs(one) + 0.1 if positive else one for one in drawn]


def on_tape(function, arrays, delta):
    """Return the gradients by all arguments; those without rows are passed around the tape's."""
    batched = [one.shape[:1] == (ROWS,) for one in arrays]
    rest = [one for one, yes in zip(arrays, batched, strict=True) if not yes]

    def of_all(*given):
        flat, with_rows = iter(given[len(given) - len(rest) :]), iter(given)
        return function(*(next(with_rows) if yes else next(flat)[0] for yes in batched))

    given = [one for one, yes in zip(arrays, batched, strict=True) if yes]
    spread = [np.broadcast_to(one, (ROWS, *one.shape)) for one in rest]
    found = Gradients(of_all)([*given, *spread], range(len(arrays)), delta, rows=ROWS)
    with_rows, flat = iter(found[: len(given)]), iter(found[len(given) :])
    return [next(with_rows) if yes else next(flat).sum(axis=0) for yes in batched]


def by_complex_step(function, arrays, delta):
    for number, array in enumerate(arrays):
        gradient = np.empty_like(array)
        for index in np.ndindex(array.shape):
            moved = list(arrays)
            moved[number] = np.array(array, complex)
            moved[number][index] += 1j * STEP
            gradient[index] = (delta * np.asarray(function(*moved)).imag).sum() / STEP
        yield gradient


@pytest.mark.parametrize("name", CASES)
def test_gradient_is_that_of_the_complex_step(name):
    function, arrays = arguments(name)
    value = np.asarray(function(*arrays), float)
    delta = np.random.default_rng(8).normal(size=value.shape)
    expected = list(by_complex_step(function, arrays, delta))
    for found, exact in zip(on_tape(function, arrays, delta), expected, strict=True):
        np.testing.assert_allclose(found, exact, rtol=1e-12, atol=1e-13)
    assert any(map(np.any, expected)) != (name in FLAT)


def test_every_operation_has_a_case():
    names = {name.split(",")[0].split(" of")[0].split(" with")[0] for name in CASES}
    assert names >= {*ELEMENTWISE, *ARRANGING}


@pytest.mark.parametrize("name", ["exp", "log1p", "square", "sign", "logical_not", "sqrt"])
def test_arrays_give_what_numpy_gives(name):
    x = np.array([[0.5, 2], [1, 0.25]])
    np.testing.assert_array_equal(getattr(ops, name)(x), getattr(np, name)(x))
    assert getattr(ops, name)(x=[1, 4]).tolist() == getattr(np, name)([1, 4]).tolist()


def test_no_gradient_passes_where_it_is_stopped():
    (gradient,) = Gradients(lambda x: ops.stop_gradient(x) * x)([np.arange(3.0)], [0])
    assert gradient.tolist() == [0, 1, 2]


def test_size_of_a_tensor_has_its_sign_for_a_gradient():
    (gradient,) = Gradients(abs)([np.array([-2.0, 0, 3])], [0])
    assert gradient.tolist() == [-1, 0, 1]


class Mixed(Model):
    """Operations between layers, rows against their mean."""

    def __init__(self):
        super().__init__(seed=1, dtype="float64")
        self.hidden, self.head = layers.Dense(4, "tanh"), layers.Dense(2)

    def call(self, inputs):
        a = self.hidden(inputs)
        centred = a - ops.mean(a, axis=0)
        return self.head(ops.concatenate([ops.exp(centred) / 2, 1 - a[:, :1], np.square(a)]))


X, Y = rows(3, 2)


def test_program_with_operations_has_exact_gradients():
    model = Mixed()
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)


def test_program_binds_its_operations_once():
    model = Mixed()
    model.compile("sgd", "mse")
    model.fit(X, Y, batch_size=len(X), epochs=1, verbose=0)
    bound = model.plan(len(X)).call_buffers
    model.fit(X, Y, batch_size=len(X), epochs=3, verbose=0)
    assert model.plan(len(X)).call_buffers is bound


def test_graph_with_operations_trains():
    x = Input((3,))
    a = layers.Dense(4, "tanh")(x)
    model = Model(x, layers.Dense(2)(ops.exp(a) * 0.5 + a[:, :1]), seed=1, dtype="float64")
    model.compile("sgd", "mse")
    assert_exact(model, X, Y)
    with pytest.raises(EngineError, match="call of a layer of your own"):
        model.to_json()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: ops.transpose(x), "must leave the rows in the first axis"),
        (lambda x: x + np.ones(5), r"ops.add of \(rows, 3\)"),
        (lambda x: layers.Dense(2)(ops.mean(x, axis=0)), "takes tensors with rows"),
        (lambda x: np.linalg.norm(x), "no gradient for tensors: write a function of ops"),
        (lambda x: np.fmod(x, 2), "no gradient for tensors: write a function of ops"),
    ],
)
def test_what_cannot_be_done_says_what_can(call, words):
    x = Input((3,))
    with pytest.raises(EngineError, match=words):
        Model(x, call(x))


def test_operation_of_a_wrong_number_of_arguments_names_them():
    with pytest.raises(EngineError, match=r"ops\.add takes x1, x2"):
        ops.add(1)


def test_tensor_of_several_numbers_is_neither_true_nor_false():
    class Wrong(Mixed):
        def call(self, inputs):
            return self.head(inputs) if inputs > 0 else inputs

    model = Wrong()
    with pytest.raises(ValueError, match="size 1"):
        model.predict(X)


def test_shapes_have_the_rows_first():
    assert ops.shape(Input((3,))) == (None, 3)
    assert ops.shape(np.ones((4, 3))) == (4, 3)
