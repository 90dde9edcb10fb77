import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.errors import InvalidFormula
from engine.features.expressions import FUNCTIONS
from engine.features.formulas import MOST_CHARACTERS, MOST_DEPTH, MOST_NODES, read

X1, X2 = 0.7, -1.3


def at(text, x1=X1, x2=X2):
    return float(read(text).value(np.array(x1), np.array(x2)))


MEANINGS = [
    ("-2^2", -4),
    ("2^3^2", 512),
    ("2^-2", 0.25),
    ("-2*3", -6),
    ("2--3", 5),
    ("7-4-2", 1),
    ("12/3/2", 2),
    ("2+3*4", 14),
    ("(2+3)*4", 20),
    ("1.5e1 + .5", 15.5),
    ("x1 - x2", 2.0),
    ("max(x1, min(x2, 3))", 0.7),
    ("2*pi - e", 2 * math.pi - math.e),
    ("sign(x2)*abs(x2)", -1.3),
]


@pytest.mark.parametrize(("text", "value"), MEANINGS)
def test_formula_means_what_it_means_on_paper(text, value):
    assert at(text) == pytest.approx(value, rel=1e-15)


REFUSALS = [
    ("x1+y", "expected x1, x2, pi, e or a function (sin, .*got 'y' at character 4", 4),
    ("", "expected a number, x1, .* or '('; got the end at character 1", 1),
    ("x1 x2", "expected an operator .* or the end; got 'x2' at character 4", 4),
    ("2x1", "expected an operator .*; got 'x1' at character 2", 2),
    ("sin x1", "expected '(' after sin; got 'x1' at character 5", 5),
    ("sin(x1", "expected ')' or an operator; got the end at character 7", 7),
    ("max(x1)", "expected ',' as max takes 2 operands; got ')' at character 7", 7),
    ("abs(x1, x2)", "expected ')' or an operator; got ',' at character 7", 7),
    ("x1**2", "expected a number, .*; got '\\*' at character 4", 4),
    ("x1;", "got ';' at character 3", 3),
    ("3 + 1e999", "a number must be finite; got 1e999 at character 5", 5),
    ("__import__('os')", "got '__import__' at character 1", 1),
    ("x1 + \u0663", "got '\u0663' at character 6", 6),  # an Arabic digit
]


@pytest.mark.parametrize(("text", "why", "position"), REFUSALS)
def test_refusal_says_what_is_allowed_and_which_character_is_at_fault(text, why, position):
    with pytest.raises(InvalidFormula, match=why.replace("(", "\\(").replace(")", "\\)")) as error:
        read(text)
    assert error.value.position == position


LONG = "x1^-1.23456789012"  # in full: x1^(-1.23456789012)


def nested(levels):
    return "sin(" * levels + "x1" + ")" * levels


LIMITS = [
    ("1" * MOST_CHARACTERS, "1" * (MOST_CHARACTERS + 1), "at most 200 characters; got 201"),
    ("+".join(["x1"] * 32), "+".join(["x1"] * 33), f"at most {MOST_NODES} numbers"),
    (nested(MOST_DEPTH - 1), nested(MOST_DEPTH), f"at most {MOST_DEPTH} deep"),
    ("(" * 60 + "1" + ")" * 60, "(" * 90 + "1" + ")" * 90, f"at most {MOST_DEPTH} deep"),
    ("x1" + "^-x1" * 7, "x1" + "^-x1" * 8, f"at most {MOST_DEPTH} deep"),
    ("*".join([LONG] * 10), "*".join([LONG] * 11), "at most 200 characters in its full spelling"),
]


@pytest.mark.parametrize(("largest", "larger", "why"), LIMITS)
def test_formula_has_a_largest_size(largest, larger, why):
    with pytest.raises(InvalidFormula, match=why):
        read(larger)
    assert read(largest)


@pytest.mark.parametrize("text", ["x1*x2", " x1 * x2 ", "((x1)*x2)", "x1\t*\nx2"])
def test_equal_formulas_have_one_spelling(text):
    assert read(text).text == "x1*x2"


LABELS = [
    ("sqrt(x1^2+x2^2)", "√(x₁² + x₂²)"),
    ("x1*x2-1", "x₁·x₂ − 1"),
    ("abs(x1)^12/2", "|x₁|¹²/2"),
    ("x1^(x2+1)", "x₁^(x₂ + 1)"),
    ("max(x1,-pi)", "max(x₁, −π)"),
    ("2--x1", "2 − (−x₁)"),
]


@pytest.mark.parametrize(("text", "label"), LABELS)
def test_label_is_written_as_on_paper(text, label):
    assert read(text).label == label


@pytest.mark.parametrize(
    ("text", "axes"),
    [("x1", {"x1"}), ("sin(x2)/2", {"x2"}), ("x1*x2", {"x1", "x2"}), ("pi", set())],
)
def test_formula_knows_the_coordinates_in_it(text, axes):
    assert read(text).axes == axes


@pytest.mark.parametrize("text", ["log(0)", "sqrt(-1)", "1/(x1-x1)", "exp(1000)", "(-8)^(1/3)"])
def test_value_that_does_not_exist_is_not_finite_and_no_error(text):
    assert not math.isfinite(at(text))


def test_values_come_in_the_shape_of_the_points():
    x1, x2 = np.linspace(-1, 1, 5)[None, :], np.linspace(0, 1, 3)[:, None]
    assert read("2").value(x1, x2).shape == read("x1").value(x1, x2).shape == (3, 5)
    np.testing.assert_array_equal(read("x1*x2").value(x1, x2), x1 * x2)


TRUTH = {name: getattr(math, name, None) for name in FUNCTIONS} | {
    "abs": abs,
    "min": min,
    "max": max,
    "sign": lambda value: (value > 0) - (value < 0),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": math.pow,
    "negative": lambda a: -a,
}
PAIRS = ("min", "max")
leaves = st.sampled_from(["x1", "x2", "pi"]) | st.integers(0, 9) | st.floats(0.125, 8, width=16)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(st.sampled_from([*"+-*/^", *PAIRS]), inner, inner)
        | st.tuples(st.sampled_from(["negative", *sorted({*FUNCTIONS} - {*PAIRS})]), inner)
    ),
    max_leaves=8,
)


def spelled(tree):
    """Spell a tree with every parenthesis there can be."""
    if not isinstance(tree, tuple):
        return str(tree)
    name, *operands = tree
    words = [spelled(operand) for operand in operands]
    if name in FUNCTIONS:
        return f"{name}({','.join(words)})"
    return f"(-{words[0]})" if name == "negative" else f"({words[0]} {name} {words[1]})"


def computed(tree):
    """Return a tree's value by Python's own arithmetic; give up where it is far off or nowhere."""
    if not isinstance(tree, tuple):
        return float({"x1": X1, "x2": X2, "pi": math.pi}.get(tree, tree))
    name, *operands = tree
    try:
        value = float(TRUTH[name](*[computed(operand) for operand in operands]))
    except (ArithmeticError, ValueError):
        assume(False)
    assume(value == 0 or 1e-6 < abs(value) < 1e3)  # or rounding would count
    return value


@settings(max_examples=500)
@given(trees)
def test_random_formula_is_what_python_computes(tree):
    expected = computed(tree)
    assume(len(text := spelled(tree)) <= MOST_CHARACTERS)
    assert at(text) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@settings(max_examples=500)
@given(trees)
def test_the_one_spelling_reads_back_as_the_same_formula(tree):
    assume(len(text := spelled(tree)) <= MOST_CHARACTERS)
    once = read(text)
    again = read(once.text)
    assert (again, again.text) == (once, once.text)


@settings(max_examples=500)
@given(st.text(max_size=MOST_CHARACTERS) | st.text("x12+-*/^()., esinmaxp", max_size=40))
def test_no_text_whatever_raises_anything_but_the_engines_error(text):
    position, spelling = 1, ""
    try:
        spelling = read(text).text
    except InvalidFormula as refused:
        position = refused.position
    assert 1 <= position <= len(text) + 1
    assert not spelling or read(spelling).text == spelling
