"""The methods of search: what each proposes next, given the trials so far.

Each is a generator that looks at the trials whenever it goes on: a search trains what it has
yielded and adds a trial before that.  It depends on nothing else: one that begins with the
trials of another goes on where that was.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from engine.callbacks.monitor import Monitor
from engine.tuners.hyperparameters import HyperParameters, Source, Space, Values
from engine.tuners.sources import combinations
from engine.tuners.trials import Trial, key_of

PATIENCE = 50  # suggestions in a row that were tried before, until what is left is looked for
MOST_LOOKED_AT = 20_000  # combinations, when that is done

Rounds = list[tuple[int, int]]  # of a bracket: how many are trained, and for how many epochs
SourceOf = Callable[[int], Source]  # of a trial, by its number


class Proposal(NamedTuple):
    """Values to try, until what epoch, and the round of elimination that it is for."""

    values: Values
    epochs: int | None = None  # None: as its search says
    bracket: int | None = None
    round: int | None = None
    chosen: tuple[Values, ...] = ()  # all that go on in this round


class Known(Protocol):
    """What a method knows of its search: what there is to ask for, and the trials so far."""

    max_trials: int
    objective: Monitor

    @property
    def trials(self) -> list[Trial]:
        """All trials so far, in their order."""

    def begun(self, source: Source | None = None) -> HyperParameters:
        """Return what is asked, with what the search was given to begin with."""

    def ask(self, hp: HyperParameters, trials: int | None = None) -> None:
        """Ask for everything; for what training asked for in the first so many trials."""

    def was_tried(self, values: Values) -> bool:
        """Say whether values were tried."""

    def seed_of(self, number: int) -> int:
        """Return a seed for a trial by its number."""

    def fit_spaces(self, trials: int | None = None) -> dict[str, Space]:
        """Return what training has asked for in the first so many trials."""


def seed_after(seed: int, number: int) -> int:
    """Return the seed of a trial by its number in a search with a seed."""
    return (seed * 1_000_003 + number) % 2**32


def suggested(known: Known, source_of: SourceOf) -> Iterator[Proposal]:
    """Yield what sources suggest, until there are enough trials, or nothing new to try."""
    while len(known.trials) < known.max_trials:
        values = _fresh(known, source_of)
        if values is None:
            return
        yield Proposal(values)


def _fresh(known: Known, source_of: SourceOf) -> Values | None:
    """Return values that were not tried yet; None if all were."""
    for attempt in range(PATIENCE):
        hp = known.begun(source_of(len(known.trials) + attempt * MOST_LOOKED_AT))
        known.ask(hp)
        if not known.was_tried(hp.values):
            return hp.values
    if any(not space.discrete for space in hp.space.values()):
        return hp.values  # a continuum is never used up
    rest = islice(combinations(known.ask, known.begun), MOST_LOOKED_AT)
    return next((values for values in rest if not known.was_tried(values)), None)


def in_order(known: Known) -> Iterator[Proposal]:
    """Yield all combinations that were not tried, anew when training asks for something new."""
    before: dict[str, Space] | None = None
    while before != known.fit_spaces():
        before = known.fit_spaces()
        for values in combinations(known.ask, known.begun):
            if len(known.trials) >= known.max_trials or before != known.fit_spaces():
                break
            if not known.was_tried(values):
                yield Proposal(values)


def brackets(max_epochs: int, factor: int) -> list[Rounds]:
    """Return the rounds of each of Hyperband's brackets (Li et al., 2018, algorithm 1)."""
    most = int(math.log(max_epochs, factor) + 1e-9)
    found = []
    for level in range(most, -1, -1):
        count = math.ceil((most + 1) / (level + 1) * factor**level)
        epochs = [max(1, round(max_epochs / factor ** (level - i))) for i in range(level + 1)]
        found.append([(max(1, count // factor**i), long) for i, long in enumerate(epochs)])
    return found


def shortened(schedule: Sequence[Rounds], factor: int, trials: int) -> list[Rounds]:
    """Return brackets that begin so many trials in all; the last of them has what is left."""
    found: list[Rounds] = []
    for rounds in schedule:
        count = min(trials, rounds[0][0])
        if count:
            few = [max(1, count // factor**i) for i in range(len(rounds))]
            whole = count == rounds[0][0]
            pairs = zip(few, rounds, strict=True)
            found.append(rounds if whole else [(one, epochs) for one, (_, epochs) in pairs])
        trials -= count
    return found


def by_elimination(
    known: Known, schedule: Sequence[Rounds], source_of: SourceOf, first: int = 0
) -> Iterator[Proposal]:
    """Yield what the brackets' rounds train, and for how long; draw numbers count from `first`."""
    drawn, passed = first, 0
    for bracket, rounds in enumerate(schedule):
        candidates = []
        for number in range(drawn, drawn + rounds[0][0]):
            values = _drawn(known, source_of(number), passed)
            if (done := _done(known, values, rounds[0][1])) is None:
                yield Proposal(values, rounds[0][1], bracket, 0)
                done = known.trials[-1]
            candidates.append(done.values)
            passed = max(passed, done.number + 1)
        drawn += rounds[0][0]
        for at, (count, epochs) in enumerate(rounds[1:], 1):
            candidates = _best_of(known, candidates, rounds[at - 1][1])[:count]
            for values in candidates:
                if (done := _done(known, values, epochs)) is None:
                    yield Proposal(values, epochs, bracket, at, tuple(candidates))
                    done = known.trials[-1]
                passed = max(passed, done.number + 1)


def _drawn(known: Known, source: Source, passed: int) -> Values:
    """Return the values of a number, always the same after the same trials before it."""
    hp = known.begun(source)
    known.ask(hp, passed)
    return hp.values


def _done(known: Known, values: Values, epochs: int) -> Trial | None:
    """Return the trial of these values for so long, if there was one."""
    return next((one for one in known.trials if one.epochs == epochs and one.had(values)), None)


def _best_of(known: Known, candidates: list[Values], epochs: int) -> list[Values]:
    """Return candidates that did not diverge within so many epochs, the best then first."""
    scores: list[tuple[float, Values]] = []
    for values in {key_of(one): one for one in candidates}.values():
        trial = _done(known, values, epochs)
        if trial is not None and trial.score is not None:
            scores.append((-known.objective.sign * trial.score, values))
    return [values for _, values in sorted(scores, key=lambda pair: pair[0])]
