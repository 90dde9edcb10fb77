"""What settings explain of the ranks of trials, against closed forms and counted groups."""

import numpy as np
import pytest

from app.documents.search import Setting
from app.runs.states import Failure
from app.runs.study.importance import importance_of, ranked
from app.runs.study.search_log import Execution
from app.runs.study.search_rows import Row

LOST: Failure = {"epoch": 1, "layer": 1, "reason": "", "advice": ""}
RATE = Setting.model_validate({"path": "rate", "float": {"from": 0, "to": 1}})
KIND = Setting.model_validate({"path": "kind", "choice": ["a", "b", "c"]})


def rows(scores, **values):
    """Return trials with scores (None: diverged) and the values of their settings."""
    found = []
    for at, score in enumerate(scores):
        own = {name: column[at] for name, column in values.items() if column[at] is not None}
        if score is None:
            found.append(Row(Execution(at, own, 9, epochs=1, failure=LOST), "diverged"))
        else:
            found.append(Row(Execution(at, own, 9, epochs=9, best=score), "done"))
    return found


def share(setting, scores, **values):
    return importance_of(setting, *ranked(rows(scores, **values)))


def test_setting_that_decides_all_but_the_order_within_its_groups():
    scores, kinds = np.arange(12.0), ["a"] * 4 + ["b"] * 4 + ["c"] * 4
    within, total = 3 * 5.0, (12**3 - 12) / 12  # of ranks 0…3, and of 0…11
    found = share(KIND, scores, kind=kinds)
    assert found["share"] == pytest.approx(1 - (within / 9) / (total / 11))
    assert [group["value"] for group in found["groups"]] == ["a", "b", "c"]
    assert [group["median"] for group in found["groups"]] == [1.5, 5.5, 9.5]


def test_share_does_not_depend_on_the_scale_of_scores():
    generator = np.random.Generator(np.random.PCG64(1))
    scores, rates = generator.random(40), generator.random(40)
    plain = share(RATE, scores, rate=rates)
    assert share(RATE, np.exp(9 * scores), rate=np.log(rates))["share"] == plain["share"]


def test_setting_by_chance_has_a_small_share_on_average():
    generator = np.random.Generator(np.random.PCG64(2))
    shares = [
        share(RATE, generator.random(40), rate=generator.random(40))["share"] for _ in range(200)
    ]
    assert np.mean(shares) < 0.05


def test_numbers_fall_into_groups_of_as_many_and_equal_ones_stay_together():
    rates = [0.1] * 6 + [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
    groups = share(RATE, np.arange(16.0), rate=rates)["groups"]
    assert sum(group["trials"] for group in groups) == 16
    assert (groups[0]["from"], groups[0]["to"]) == (0.1, 0.1)
    plain = share(RATE, np.arange(16.0), rate=np.arange(16.0))["groups"]
    assert [group["trials"] for group in plain] == [4] * 4


def test_diverged_trials_rank_last_and_have_no_median():
    scores = [0.5, 0.4, 0.3, 0.2, None, None, None, None]
    found = share(KIND, scores, kind=["a"] * 4 + ["b"] * 4)
    assert found["share"] > 0.8
    assert [group["median"] for group in found["groups"]] == [pytest.approx(0.35), None]


def test_trial_that_was_trained_longer_ranks_before_a_better_one_that_was_culled():
    short = Row(Execution(0, {}, 1, epochs=1, best=0.1), "culled")
    long = Row(Execution(1, {}, 9, epochs=9, best=0.2), "done")
    assert ranked([short, long])[1].tolist() == [1, 0]


def test_trials_that_still_wait_or_do_not_fit_are_not_ranked():
    waiting = Row(Execution(0, {}, 1, epochs=1, best=0.1), "waiting")
    unfit = Row(Execution(1, {}, 1, unfit="no"), "unfit")
    assert ranked([waiting, unfit])[0] == []


@pytest.mark.parametrize(
    ("scores", "kinds"),
    [(range(7), "aabbbcc"), (range(9), "aaaaaaaaa"), (range(9), "aaaaaaaab")],
    ids=["few", "one value", "one trial of the other"],
)
def test_share_is_not_told_where_too_little_is_known(scores, kinds):
    found = share(KIND, [float(score) for score in scores], kind=list(kinds))
    assert (found["share"], found["groups"]) == (None, [])


def test_setting_that_a_condition_leaves_out_counts_the_trials_that_have_it():
    kinds = ["a", "b"] * 4 + [None] * 4
    assert share(KIND, [float(n) for n in range(12)], kind=kinds)["trials"] == 8
