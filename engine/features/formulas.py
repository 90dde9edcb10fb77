"""Formulas in x1 and x2, read out of a text by a grammar of our own: nothing is ever executed.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed)*
    signed   = "-" signed | power
    power    = atom ("^" signed)?            so that -2^2 is -4 and 2^3^2 is 512
    atom     = number | "x1" | "x2" | "pi" | "e" | function "(" sum ("," sum)* ")" | "(" sum ")"

The rules are one loop over how tightly operators bind.  A text that is no formula is refused with
the character at fault, counted from 1, and what would be allowed there.

Source: Vaughan Pratt, "Top down operator precedence" (1973).
"""

import math
import re
from dataclasses import dataclass

from engine.errors import InvalidFormula
from engine.features.expressions import (
    CONSTANTS,
    COORDINATES,
    FUNCTIONS,
    OPERATIONS,
    RIGHT,
    SIGN,
    SUM,
    Expression,
)

MOST_CHARACTERS = 200
MOST_NODES = 64
MOST_DEPTH = 16
MOST_NESTED = 4 * MOST_DEPTH  # calls of the reader within one another: needless parentheses too

TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<operator>[-+*/^])"
    r"|(?P<mark>[(),])"
    r"|(?P<space>[ \t\n]+)"
    r"|(?P<stray>.)",
    re.DOTALL,
)
OPERAND = "a number, x1, x2, pi, e, a function or '('"
NAMES = f"x1, x2, pi, e or a function ({', '.join(FUNCTIONS)})"


@dataclass(frozen=True)
class Token:
    """A piece of the text, and where it begins, counted from 1; kind "end" after the last."""

    kind: str
    text: str
    position: int

    @property
    def told(self) -> str:
        """What a message calls it."""
        return "the end" if self.kind == "end" else repr(self.text)


def read(text: str) -> Expression:
    """Return the expression that a text spells; raise InvalidFormula where it spells none."""
    if len(text) > MOST_CHARACTERS:
        many = f"a formula has at most {MOST_CHARACTERS} characters; got {len(text)}: too many"
        raise InvalidFormula(many, MOST_CHARACTERS + 1)
    expression = _Reader(text).whole()
    if (full := len(expression.text)) > MOST_CHARACTERS:  # it may need more parentheses
        many = f"a formula has at most {MOST_CHARACTERS} characters in its full spelling"
        raise InvalidFormula(f"{many}; got {full}: too many", len(text))
    return expression


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str) -> None:
        found = [Token(m.lastgroup or "", m[0], m.start() + 1) for m in TOKEN.finditer(text)]
        self._tokens = [token for token in found if token.kind != "space"]
        self._tokens.append(Token("end", "", len(text) + 1))
        self._at = 0
        self._nested = 0
        self._nodes = 0

    def whole(self) -> Expression:
        """Return the expression of all tokens."""
        expression = self._sum()
        if self._next.kind != "end":
            raise self._wrong("an operator (+ - * / ^) or the end")
        return expression

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _wrong(self, allowed: str) -> InvalidFormula:
        return InvalidFormula(f"expected {allowed}; got {self._next.told}", self._next.position)

    def _sum(self, least: int = SUM) -> Expression:
        """Return the longest expression from here whose operators bind at least so tightly."""
        self._nested += 1
        if self._nested > MOST_NESTED:
            raise _too_deep(self._next)
        left = self._signed()
        while (token := self._next).kind == "operator":
            operation = OPERATIONS[token.text]
            if operation.rank < least:
                break
            self._take()
            right = self._sum(operation.rank + (operation.open != RIGHT))
            left = self._made(token, token.text, left, right)
        self._nested -= 1
        return left

    def _signed(self) -> Expression:
        if self._next.text != "-":
            return self._atom()
        sign = self._take()
        return self._made(sign, "negative", self._sum(SIGN))

    def _atom(self) -> Expression:
        token = self._next
        if token.kind == "number":
            return self._number(self._take())
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            self._take()
            inner = self._sum()
            self._close("')' or an operator")
            return inner
        raise self._wrong(OPERAND)

    def _number(self, token: Token) -> Expression:
        value = float(token.text)
        if not math.isfinite(value):
            raise InvalidFormula(f"a number must be finite; got {token.text}", token.position)
        return self._counted(token, Expression.number(value))

    def _named(self, token: Token) -> Expression:
        if token.text in COORDINATES or token.text in CONSTANTS:
            return self._counted(self._take(), Expression(token.text))
        if token.text not in FUNCTIONS:
            raise self._wrong(NAMES)
        self._take()
        if self._next.text != "(":
            raise self._wrong(f"'(' after {token.text}")
        self._take()
        return self._made(token, token.text, *self._arguments(token.text))

    def _arguments(self, name: str) -> list[Expression]:
        """Return what stands in a function's parentheses, as many as it takes."""
        arguments = [self._sum()]
        while len(arguments) < OPERATIONS[name].arity:
            if self._next.text != ",":
                raise self._wrong(f"',' as {name} takes {OPERATIONS[name].arity} operands")
            self._take()
            arguments.append(self._sum())
        self._close("')' or an operator")
        return arguments

    def _close(self, allowed: str) -> None:
        if self._next.text != ")":
            raise self._wrong(allowed)
        self._take()

    def _made(self, token: Token, name: str, *operands: Expression) -> Expression:
        expression = Expression(name, operands)
        if expression.depth > MOST_DEPTH:
            raise _too_deep(token)
        return self._counted(token, expression)

    def _counted(self, token: Token, expression: Expression) -> Expression:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            parts = f"a formula has at most {MOST_NODES} numbers, coordinates and operations"
            raise InvalidFormula(f"{parts}; got one more", token.position)
        return expression


def _too_deep(token: Token) -> InvalidFormula:
    deep = f"operations stand at most {MOST_DEPTH} deep within one another; got one deeper"
    return InvalidFormula(deep, token.position)
