"""Any text is a formula, or is refused as one: at once, with words and the place at fault."""

import pytest

from app.documents.features import preview
from app.errors import Unprocessable
from engine.features.expressions import CONSTANTS, COORDINATES, FUNCTIONS
from engine.features.formulas import MOST_CHARACTERS
from tests.fuzz.timing import Tally
from tests.fuzz.wild import Wild

SLOWEST = 0.02  # seconds of processor for one formula, its picture among them
FINEST = 64  # points a side of the largest picture
NAMES = [*COORDINATES, *COORDINATES, *CONSTANTS]
STRAY = "x12+-*/^()., \t\n_eE0.;#'\"\\$%&|<>=[]{}é😀\x00"


def grown(chance, depth):
    """Return a formula by the grammar, at most so deep; nearly all are fit to train on."""
    kind = chance.random()
    if not depth or kind < 0.2:
        return chance.choice([*NAMES, f"{chance.uniform(0, 9):.3g}", str(chance.randrange(12))])
    inner = grown(chance, depth - 1)
    if kind < 0.4:
        return f"{chance.choice(sorted(FUNCTIONS))}({inner})"
    if kind < 0.5:
        return f"-{inner}"
    other = grown(chance, depth - 1)
    if kind < 0.6:
        return f"{chance.choice(['min', 'max'])}({inner},{other})"
    return chance.choice(["{}{}{}", "({}{}{})"]).format(inner, chance.choice("+-**/^"), other)


def formulas(seed, count):
    wild = Wild(seed)
    for _ in range(count):
        kind, text = wild.chance.random(), grown(wild.chance, wild.chance.randrange(1, 8))
        if kind < 0.4:
            yield text[:MOST_CHARACTERS] if kind < 0.1 else text
        elif kind < 0.8:
            yield wild.mutant(text.encode(), STRAY.encode()).decode(errors="replace")
        else:
            yield "".join(wild.chance.choices(STRAY, k=wild.chance.randrange(60)))


def judged(text):
    try:
        told = preview(text, FINEST)
    except Unprocessable as refused:
        (fault,) = refused.errors
        if "position" not in fault:
            return "not over the plane"
        return "no formula" if 1 <= fault["position"] <= len(text) + 1 else "fault is nowhere"
    again = preview(told["name"], FINEST)
    return "formula" if again == told else "reads back as another"


def fuzz(count):
    tally = Tally("formulas")
    for text in formulas(8, count):
        tally.judge(judged, text)
    tally.told()
    assert set(tally.answers) == {"formula", "not over the plane", "no formula"}
    assert tally.worst <= 2 * SLOWEST, tally.costliest  # each is looked at twice


def test_any_text_is_a_formula_or_is_refused_at_once():
    fuzz(5_000)


@pytest.mark.long
def test_a_million_texts_are_formulas_or_are_refused_at_once():
    fuzz(1_000_000)
