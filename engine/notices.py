"""Warnings that say, in one line, what a program could write instead.

Nothing is accepted and ignored without a word: an old spelling works and says what to write today,
and a wish that this engine does not grant says so.
"""

import sys
import warnings
from typing import Any


class OldSpelling(FutureWarning):
    """A spelling of older Kerases; it works, and the message says what to write today."""


class NotDone(UserWarning):
    """Something that this engine takes, and does not do."""


def old_spelling(was: str, now: str) -> None:
    """Warn of an old spelling at the line that has it."""
    warnings.warn(f"{was} is an old spelling: write {now}", OldSpelling, stacklevel=outside())


def not_done(message: str) -> None:
    """Warn of something that is not done, at the line that asks for it."""
    warnings.warn(message, NotDone, stacklevel=outside())


def not_typed(kind: str, dtype: Any) -> None:
    """Say that the type asked for is not heeded."""
    if dtype is not None:
        not_done(f"dtype of {kind} is not heeded: layers have the type of their model")


def called_by(library: str) -> bool:
    """Say whether the engine is used by a library of that name, not by a program itself."""
    return str(sys._getframe(outside() - 1).f_globals.get("__name__", "")).startswith(library)


def outside() -> int:
    """Return how many calls away the program is that uses the engine."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("engine."):
        frame, level = frame.f_back, level + 1
    return level
