"""Each attack of the table is refused, and gets through once its defence is taken out.

So none of these tests can pass because the attack is a bad one.
"""

import pytest

from app.documents.features import _verdicts
from engine.features.features import feature_of
from tests.abuse.abuse import CASES, put
from tests.abuse.mutants import ABUSES

BRIEF = 1.0  # seconds for a refusal that does not come
VAIN = 3.0  # seconds for a success that does not


@pytest.fixture
def forgetful():
    """Forget the formulas that were taken while there was no defence."""
    yield
    feature_of.cache_clear()
    _verdicts.clear()


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("abuse", ABUSES, ids=lambda abuse: abuse.name.replace(" ", "-"))
def test_attack_is_refused_by_its_defence_and_by_nothing_else(abuse, stage, monkeypatch):
    put(monkeypatch, stage, abuse.sooner)
    with monkeypatch.context() as defended:
        defended.setattr(stage, "hope", VAIN)
        assert not abuse.attack(stage)
    put(monkeypatch, stage, abuse.without)
    monkeypatch.setattr(stage, "patience", BRIEF)
    assert abuse.attack(stage)


def test_table_is_of_a_size_and_names_each_abuse_once():
    assert len({abuse.name for abuse in ABUSES}) == len(ABUSES) >= 20


def test_table_has_an_attack_for_each_of_thirty_cases_and_for_no_other():
    assert len(set(CASES)) == 30
    assert {abuse.case for abuse in ABUSES} == set(CASES)
