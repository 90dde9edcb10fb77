"""A search by ask and tell: it proposes values and is told what came of them.

It holds no models and no files, and never waits: a caller may train wherever and whenever.  The
same seed and the same scores bring the same proposals, to the bit.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from itertools import chain, islice

from engine.callbacks.monitor import Monitor
from engine.choices import choose
from engine.errors import NotReady
from engine.random import checked
from engine.tuners.draws import Draws
from engine.tuners.hyperparameters import HyperParameters, Source, Space, Values
from engine.tuners.methods import (
    Proposal,
    Rounds,
    brackets,
    by_elimination,
    in_order,
    seed_after,
    shortened,
    suggested,
)
from engine.tuners.sources import Estimator, combinations
from engine.tuners.trials import COMPLETED, DIVERGED, Trial

RANDOM, GRID, HYPERBAND, BAYESIAN = "random", "grid", "hyperband", "bayesian"
OWN = "own"  # what its caller wants to try, and nothing else
METHODS = {name: name for name in (RANDOM, GRID, HYPERBAND, BAYESIAN, OWN)}
FIRST = 5  # values by chance, before an estimator knows enough


class Questions:
    """What a search asks for, as a list of spaces, and the trials so far: a `Known`.

    A space that has ``when`` stands behind those that it names.
    """

    def __init__(
        self, spaces: Sequence[Space], max_trials: int, seed: int, direction: str = "min"
    ) -> None:
        self._spaces = [space.plain().check() for space in spaces]
        self.max_trials, self._seed = max_trials, checked(seed)
        self.objective = Monitor("score", direction)
        self.trials: list[Trial] = []

    def begun(self, source: Source | None = None) -> HyperParameters:
        """Return what is asked."""
        return HyperParameters(source)

    def ask(self, hp: HyperParameters, trials: int | None = None) -> None:
        """Ask for each space whose conditions hold."""
        for space in self._spaces:
            with ExitStack() as conditions:
                for name, allowed in space.when:
                    conditions.enter_context(hp.conditional_scope(name, allowed))
                hp.ask_also([replace(space, when=())])

    def was_tried(self, values: Values) -> bool:
        """Say whether values were tried."""
        return any(trial.values == values for trial in self.trials)

    def seed_of(self, number: int) -> int:
        """Return a seed for a trial by its number."""
        return seed_after(self._seed, number)

    def fit_spaces(self, trials: int | None = None) -> dict[str, Space]:
        """Return nothing: all there is to ask for is known."""
        return {}

    def add(self, proposal: Proposal, score: float | None) -> None:
        """Add a trial."""
        values, asked = proposal.values, self._asked_of(proposal.values)
        status = COMPLETED if score is not None else DIVERGED
        trial = Trial(len(self.trials), values, asked, proposal.epochs or 0, status)
        trial.score = score if _hold(asked, values) else None
        self.trials.append(trial)

    def _asked_of(self, values: Values) -> dict[str, Space]:
        """Return the spaces of which values are asked: those whose conditions hold.

        It is what `ask` would ask for, found in little time: a search may have many trials.
        """
        asked: dict[str, Space] = {}
        answers: Values = {}
        for space in self._spaces:
            if all(answers.get(name) in allowed for name, allowed in space.when):
                asked[space.name] = space
                answers[space.name] = values.get(space.name, space.default)
        return asked

    def count(self, most: int) -> int:
        """Return how many sets of values there are, a continuum being ten; at most so many."""
        return sum(1 for _ in islice(combinations(self.ask, self.begun), most))

    def holds(self, values: Values) -> bool:
        """Say whether values could be proposed."""
        return _hold(self._asked_of(values), values)

    @property
    def endless(self) -> bool:
        """Whether there is a continuum of values."""
        return not all(space.discrete for space in self._spaces)


def _hold(asked: dict[str, Space], values: Values) -> bool:
    """Say whether spaces have values that could be proposed."""
    fitting = (space.holds(values[name]) for name, space in asked.items())
    return asked.keys() == values.keys() and all(fitting)


class Proposer:
    """Proposes what to try by one of the METHODS.

        proposer = Proposer("bayesian", [Space("rate", "float", 1e-3, 1.0, log=True)], 20, seed=1)
        while (proposal := proposer.ask()) is not None:
            proposer.tell(loss_with(**proposal.values))

    ``max_trials`` is how many sets of values are tried at most.  Hyperband trains them for up to
    ``max_epochs``, and the best 1 / ``factor`` of a round go on.  ``after`` trials of an earlier
    search it draws other values than that one did.  Its caller's ``own`` values are tried first,
    among as many.  Raises UnknownChoice, InvalidValue.
    """

    def __init__(
        self, method: str, spaces: Sequence[Space], max_trials: int, *, seed: int = 0,
        direction: str = "min", max_epochs: int = 1, factor: int = 3, after: int = 0,
        own: Sequence[Values] = (),
    ) -> None:  # fmt: skip
        self._method = choose("method", METHODS, method)
        self._questions = Questions(spaces, max_trials, seed, direction)
        self._epochs, self._factor, self._after = max_epochs, factor, after
        self._own = [dict(values) for values in own]
        self._asked: Proposal | None = None

    @property
    def trials(self) -> list[Trial]:
        """The trials so far."""
        return list(self._questions.trials)

    def know(self, proposal: Proposal, score: float | None) -> None:
        """Add a trial of an earlier search, before the first proposal."""
        self._questions.add(proposal, score)

    def ask(self) -> Proposal | None:
        """Return what to try next, the same until its score is told; None: the search is over."""
        if self._asked is None:
            self._asked = next(self._proposals, None)
        return self._asked

    def tell(self, score: float | None) -> None:
        """Note what the proposal came to; None: to nothing.  Raises NotReady before `ask`."""
        if self._asked is None:
            raise NotReady("tell is for what was asked for: call ask first")
        self._questions.add(self._asked, score)
        self._asked = None

    @cached_property
    def schedule(self) -> list[Rounds]:
        """Hyperband's brackets; none of other methods."""
        if self._method != HYPERBAND:
            return []
        left = self._questions.max_trials - self._after
        return shortened(brackets(self._epochs, self._factor), self._factor, max(0, left))

    @cached_property
    def wanted(self) -> int:
        """How many sets of values are tried where there are enough, with those that were known."""
        most = self._questions.max_trials
        if self._method == HYPERBAND:
            most = min(most, self._after + sum(rounds[0][0] for rounds in self.schedule))
        return most

    @cached_property
    def planned(self) -> int:
        """How many of them there are at most; a continuum has enough, but as a grid."""
        if self._method == OWN or (self._questions.endless and self._method != GRID):
            return self.wanted
        beyond = sum(not self._questions.holds(values) for values in self._own)
        return min(self.wanted, self._after + beyond + self._questions.count(self.wanted))

    @cached_property
    def _proposals(self) -> Iterator[Proposal]:
        return chain(self._given(), self._found())

    def _given(self) -> Iterator[Proposal]:
        """Yield what the caller wants to try, and has not."""
        known = self._questions
        for values in self._own:
            if len(known.trials) < known.max_trials and not known.was_tried(values):
                yield Proposal(values)

    def _found(self) -> Iterator[Proposal]:
        """Yield what the method proposes."""
        known, method = self._questions, self._method
        if method == OWN:
            return iter(())
        if method == GRID:
            return in_order(known)
        if method == HYPERBAND:
            return by_elimination(known, self.schedule, self._draws, self._after)
        return suggested(known, self._draws if method == RANDOM else self._estimates)

    def _draws(self, number: int) -> Source:
        return Draws(self._questions.seed_of(number))

    @cached_property
    def _estimator(self) -> Estimator:
        return Estimator(self._questions.objective.sign, FIRST)

    def _estimates(self, number: int) -> Source:
        known = self._questions
        return self._estimator.source(known.seed_of(number), known.trials)


def can_propose(method: str) -> bool:
    """Say whether a method's library is installed."""
    return method != BAYESIAN or find_spec("optuna") is not None
