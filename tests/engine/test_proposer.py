"""Searches by ask and tell: what they propose, what they remember, and when they end."""

import itertools

import pytest

from engine import tuners
from engine.errors import InvalidValue, NotReady, UnknownChoice
from engine.tuners import Proposer, Space
from tests.engine.searches import DATA, X, Y, model

RATE = Space("rate", "float", 1e-5, 0.3, log=True)
UNITS = Space("units", "int", 1, 8)
KIND = Space("kind", "choice", options=("plain", "deep"), default="plain")
DEPTH = Space("depth", "int", 1, 3, when=(("kind", ("deep",)),))
TWO = [Space("flag", "choice", options=(False, True), default=False)]
METHODS = ["random", "grid", "hyperband", "bayesian"]


def loss_of(values):
    return sum(float(value) ** 2 for value in values.values() if not isinstance(value, str))


def all_of(proposer, most=999):
    """Answer all proposals by their loss; return them."""
    found = []
    while len(found) < most and (proposal := proposer.ask()) is not None:
        found.append(proposal)
        proposer.tell(loss_of(proposal.values))
    return found


def proposing(method, spaces=(RATE, UNITS, KIND, DEPTH), trials=12, **about):
    return Proposer(method, spaces, trials, **{"seed": 3, "max_epochs": 4, "factor": 2, **about})


@pytest.mark.parametrize("method", METHODS)
def test_same_seed_and_scores_bring_the_same_proposals(method):
    assert all_of(proposing(method)) == all_of(proposing(method))


@pytest.mark.parametrize("method", METHODS)
def test_proposer_that_knows_the_trials_of_another_goes_on_where_that_was(method):
    whole = all_of(proposing(method))
    for count in (1, 5, len(whole) - 1):
        again = proposing(method)
        for proposal in whole[:count]:
            again.know(proposal, loss_of(proposal.values))
        assert all_of(again) == whole[count:]


@pytest.mark.parametrize("method", METHODS)
def test_space_of_two_points_is_tried_once_and_the_search_ends(method):
    proposer = proposing(method, TWO, trials=60)
    found = all_of(proposer)
    assert proposer.planned == 2
    assert {proposal.values["flag"] for proposal in found} == {False, True}
    assert len(found) == 2 if method != "hyperband" else len(found) < 10


@pytest.mark.parametrize("method", METHODS)
def test_value_is_proposed_where_its_condition_holds_alone(method):
    found = [proposal.values for proposal in all_of(proposing(method, trials=40))]
    assert {values["kind"] for values in found} == {"plain", "deep"} or method == "grid"
    for values in found:
        assert ("depth" in values) == (values["kind"] == "deep")


def test_condition_on_a_value_that_is_left_out_does_not_hold():
    inner = Space("inner", "int", 1, 2, when=(("depth", (1, 2)),))
    found = [one.values for one in all_of(proposing("grid", (KIND, DEPTH, inner), 99))]
    assert found[0] == {"kind": "plain"}
    deep = [values for values in found if values["kind"] == "deep"]
    assert [("inner" in values) for values in deep] == [values["depth"] < 3 for values in deep]


@pytest.mark.parametrize(
    ("kind", "method"), [(tuners.RandomSearch, "random"), (tuners.BayesianOptimization, "bayesian")]
)
def test_tuner_tries_what_is_proposed_to_who_tells_the_same_scores(kind, method, tmp_path):
    def build(hp):
        return model(hp.Float("rate", 1e-5, 0.3, sampling="log"), hp.Int("units", 1, 8))

    tuner = kind(build, max_trials=8, seed=3, directory=tmp_path)
    tuner.search(X, Y, epochs=1, verbose=0, **DATA)
    proposer = proposing(method, (RATE, UNITS), 8)
    for trial in tuner.trials:
        assert proposer.ask().values == trial.values
        proposer.tell(trial.score)
    assert proposer.ask() is None


def test_brackets_are_those_of_the_paper():
    proposer = Proposer("hyperband", [RATE], 250, max_epochs=81, factor=3)
    found = all_of(proposer)
    counts = [
        [(len(list(those)), epochs) for (_, epochs), those in itertools.groupby(
            (one for one in found if one.bracket == bracket), lambda one: (one.round, one.epochs)
        )]
        for bracket in range(5)
    ]  # fmt: skip
    assert counts == [
        [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
        [(34, 3), (11, 9), (3, 27), (1, 81)],
        [(15, 9), (5, 27), (1, 81)],
        [(8, 27), (2, 81)],
        [(5, 81)],
    ]
    assert proposer.planned == 81 + 34 + 15 + 8 + 5


def test_bracket_in_which_trials_are_used_up_begins_with_what_is_left():
    proposer = Proposer("hyperband", [RATE], 90, max_epochs=81, factor=3)
    assert proposer.schedule[1:] == [[(9, 3), (3, 9), (1, 27), (1, 81)]]
    assert proposer.planned == 90


def test_best_of_a_round_go_on_and_those_that_diverge_do_not():
    proposer = Proposer("hyperband", [RATE], 9, max_epochs=9, factor=3)
    first = [proposer.ask()]
    for at in range(9):
        proposer.tell(None if at in (0, 4) else float(at))
        first.append(proposer.ask())
    going_on = tuple(first[at].values for at in (1, 2, 3))
    assert (first[9].round, first[9].chosen) == (1, going_on)
    proposer.tell(None)  # the best one diverges
    assert proposer.ask().values == going_on[1]
    proposer.tell(2.0)
    proposer.ask()
    proposer.tell(0.5)
    assert proposer.ask().chosen == (going_on[2],)


def test_values_outside_a_space_are_no_lesson_for_an_estimator_but_are_not_forgotten():
    narrow = Space("rate", "float", 0.1, 0.3, log=True)
    proposer = proposing("bayesian", [narrow], 12, after=10)
    for proposal in all_of(proposing("bayesian", [RATE], 10)):
        proposer.know(proposal, 0.0)
    found = all_of(proposer)
    assert len(found) == 2
    assert all(0.1 <= one.values["rate"] <= 0.3 for one in found)


@pytest.mark.parametrize("method", ["random", "grid", "bayesian", "own"])
def test_values_of_its_caller_are_tried_first_each_once_and_among_as_many(method):
    own = [{"flag": True}, {"flag": 7}, {"flag": True}]
    found = [one.values for one in all_of(proposing(method, TWO, 9, own=own))]
    rest = [] if method == "own" else [{"flag": False}]
    assert found == [{"flag": True}, {"flag": 7}, *rest]
    assert all_of(proposing(method, TWO, 1, own=own))[0].values == own[0]
    assert len(all_of(proposing(method, TWO, 1, own=own))) == 1


def test_what_may_be_planned_counts_values_beyond_the_space():
    own = [{"flag": True}, {"flag": 7}]
    assert proposing("random", TWO, 9, own=own).planned == 3
    assert proposing("own", TWO, 9, own=own).planned == 9


def test_draws_are_even_over_whole_numbers():
    found = [one.values["units"] for one in all_of(proposing("random", [UNITS, RATE], 400))]
    counts = [found.count(units) for units in range(1, 9)]
    assert min(counts) > 25


def test_steps_of_a_range_are_plain_numbers():
    steps = Space("noise", "float", 0.0, 0.5, 0.1)
    assert steps.grid() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert Space("n", "int", 1, 64, 4, True).grid() == [1, 4, 16, 64]


def test_tell_before_ask_is_refused():
    with pytest.raises(NotReady, match="call ask first"):
        proposing("random").tell(1.0)


@pytest.mark.parametrize(
    ("method", "spaces", "error", "words"),
    [
        ("wild", [RATE], UnknownChoice, "random, grid, hyperband, bayesian, own; got 'wild'"),
        ("random", [Space("a", "float", -1, 1, log=True)], InvalidValue, "positive"),
        ("random", [Space("a", "choice")], InvalidValue, "values to choose from"),
    ],
    ids=["method", "log", "choice"],
)
def test_wrong_search_is_refused(method, spaces, error, words):
    with pytest.raises(error, match=words):
        Proposer(method, spaces, 3)
