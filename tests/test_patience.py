"""How quick something is at its best; the clock is the test's."""

import pytest

from tests import patience
from tests.patience import attempts


@pytest.fixture
def clock(monkeypatch):
    """The time; `clock[0]` is now."""
    now = [5.0]
    monkeypatch.setattr(patience, "monotonic", lambda: now[0])
    return now


def test_quick_attempt_is_the_last(clock):
    taken = iter([3.0, 2.0, 0.9, 0.1])
    for _ in attempts(within=1.0):
        clock[0] += next(taken)
    assert list(taken) == [0.1]


def test_what_comes_before_the_beginning_does_not_count(clock):
    tried = 0
    for watch in attempts(within=1.0):
        tried += 1
        clock[0] += 2.0
        watch.begin()
    assert tried == 1


def test_what_is_never_quick_fails(clock):
    trying = attempts(within=1.0, most=2)
    for _ in range(2):
        next(trying)
        clock[0] += 2.0
    with pytest.raises(AssertionError, match=r"at most 1.0 s are allowed; took \[2.0, 2.0\]"):
        next(trying)
