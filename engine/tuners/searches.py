"""The searches: by chance, all of a grid, by a model of what is good, and by elimination."""

from collections.abc import Iterator
from typing import Any

from engine.choices import whole
from engine.notices import not_done
from engine.tuners.draws import Draws
from engine.tuners.hyperparameters import Source, Values
from engine.tuners.methods import (
    MOST_LOOKED_AT,
    Proposal,
    Rounds,
    brackets,
    by_elimination,
    in_order,
    suggested,
)
from engine.tuners.proposer import FIRST
from engine.tuners.sources import Estimator
from engine.tuners.tuner import Tuner


class _Suggested(Tuner):
    """A search whose values a source suggests, one trial after the other, none of them twice."""

    def source(self, number: int) -> Source:
        """Return the source of a trial's values, by its number."""
        raise NotImplementedError

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield values until there are enough trials, or nothing new to try."""
        yield from _pairs(suggested(self, self.source))


class RandomSearch(_Suggested):
    """Values by chance (Bergstra & Bengio, 2012)."""

    def source(self, number: int) -> Source:
        """Return what draws."""
        return Draws(self.seed_of(number))


class BayesianOptimization(_Suggested):
    """Values where a model of the trials so far expects the best.

    The model is a tree-structured Parzen estimator (Bergstra et al., 2011), Optuna's TPE; Keras
    Tuner's is a Gaussian process, whose ``alpha`` and ``beta`` have no meaning here.  The first
    ``num_initial_points`` values are by chance.
    """

    def __init__(
        self, *args: Any, num_initial_points: int | None = None, alpha: float | None = None,
        beta: float | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        for name, given in (("alpha", alpha), ("beta", beta)):
            if given is not None:
                not_done(f"{name}={given} changes nothing: it is of Keras Tuner's Gaussian process")
        self._first = FIRST if num_initial_points is None else num_initial_points

    def source(self, number: int) -> Source:
        """Return the estimator."""
        estimator = Estimator(self.objective.sign, self._first)
        return estimator.source(self.seed_of(number), self.trials)


class GridSearch(Tuner):
    """All combinations, in order; continuous ranges are gone through at ten points."""

    def __init__(
        self,
        hypermodel: Any = None,
        objective: Any = "val_loss",
        max_trials: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(hypermodel, objective, max_trials or MOST_LOOKED_AT, **options)

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield what was not tried yet; anew whenever ``fit`` has asked for something new."""
        yield from _pairs(in_order(self))


class Hyperband(Tuner):
    """Many are trained for a little, the best of them for longer (Li et al., 2018).

    A *bracket* begins with n values by chance, trained for r epochs; the best n / factor of them
    are trained for r · factor epochs, and so on up to ``max_epochs``.  Brackets differ in how many
    begin, and how briefly.  A value that goes on is trained anew from its own start, for longer:
    what a trial came to then depends on its values and epochs alone, so that an interrupted search
    goes on where it was.
    """

    def __init__(
        self,
        hypermodel: Any = None,
        objective: Any = "val_loss",
        max_epochs: int = 100,
        factor: int = 3,
        hyperband_iterations: int = 1,
        **options: Any,
    ) -> None:
        super().__init__(hypermodel, objective, **options)
        self.max_epochs = whole("max_epochs", max_epochs, 1)
        self.factor, self.iterations = whole("factor", factor, 2), hyperband_iterations

    def search(self, *args: Any, epochs: int | None = None, **options: Any) -> None:
        """Try values; how long is for the search to say, so ``epochs`` is not heeded."""
        super().search(*args, epochs=self.max_epochs, **options)

    def brackets(self) -> list[Rounds]:
        """Return each bracket's rounds: how many are trained, and for how many epochs."""
        return brackets(self.max_epochs, self.factor)

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield what is to be trained, and for how long."""
        schedule = self.brackets() * self.iterations
        yield from _pairs(by_elimination(self, schedule, lambda n: Draws(self.seed_of(n))))


def _pairs(proposals: Iterator[Proposal]) -> Iterator[tuple[Values, int | None]]:
    for proposal in proposals:
        yield proposal.values, proposal.epochs
