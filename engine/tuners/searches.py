"""The searches: by chance, all of a grid, by a model of what is good, and by elimination."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from engine.choices import whole
from engine.tuners.hyperparameters import HyperParameters, Space, Values
from engine.tuners.sources import Suggestions, combinations, optuna
from engine.tuners.trials import Trial, key_of
from engine.tuners.tuner import Tuner

PATIENCE = 50  # suggestions in a row that were tried before, until what is left is looked for
MOST_LOOKED_AT = 20_000  # combinations, when that is done


class _Suggested(Tuner):
    """A search whose values Optuna suggests, one trial after the other, none of them twice."""

    def sampler(self, number: int) -> Any:
        """Return Optuna's sampler for a trial by its number."""
        raise NotImplementedError

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield values until there are enough trials, or nothing new to try."""
        while len(self.trials) < self.max_trials:
            values = self._fresh()
            if values is None:
                return
            yield values, None

    def _fresh(self) -> Values | None:
        """Return values that were not tried yet; None if all were."""
        for attempt in range(PATIENCE):
            sampler = self.sampler(len(self.trials) + attempt * MOST_LOOKED_AT)
            hp = HyperParameters(Suggestions(sampler, self.objective.sign, self.trials))
            self.ask(hp)
            if not self.was_tried(hp.values):
                return hp.values
        if any(not space.discrete for space in hp.space.values()):
            return hp.values  # a continuum is never used up
        rest = islice(combinations(self.ask), MOST_LOOKED_AT)
        return next((values for values in rest if not self.was_tried(values)), None)


class RandomSearch(_Suggested):
    """Values by chance (Bergstra & Bengio, 2012)."""

    def sampler(self, number: int) -> Any:
        """Return a sampler that draws."""
        return optuna().samplers.RandomSampler(seed=self.seed_of(number))


class BayesianOptimization(_Suggested):
    """Values where a model of the trials so far expects the best.

    The model is a tree-structured Parzen estimator (Bergstra et al., 2011), Optuna's TPE; Keras
    Tuner's is a Gaussian process.  The first ``num_initial_points`` values are by chance.
    """

    def __init__(self, *args: Any, num_initial_points: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._first = 5 if num_initial_points is None else num_initial_points

    def sampler(self, number: int) -> Any:
        """Return the estimator."""
        return optuna().samplers.TPESampler(seed=self.seed_of(number), n_startup_trials=self._first)


class GridSearch(Tuner):
    """All combinations, in order; continuous ranges are gone through at ten points."""

    def __init__(
        self,
        hypermodel: Any,
        objective: Any = "val_loss",
        max_trials: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(hypermodel, objective, max_trials or MOST_LOOKED_AT, **options)

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield what was not tried yet; anew whenever ``fit`` has asked for something new."""
        known: dict[str, Space] | None = None
        while known != self.fit_spaces():
            known = self.fit_spaces()
            for values in combinations(self.ask):
                if len(self.trials) >= self.max_trials or known != self.fit_spaces():
                    break
                if not self.was_tried(values):
                    yield values, None


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
        hypermodel: Any,
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

    def brackets(self) -> list[list[tuple[int, int]]]:
        """Return each bracket's rounds: how many are trained, and for how many epochs."""
        most = int(math.log(self.max_epochs, self.factor) + 1e-9)
        trials = []
        for level in range(most, -1, -1):
            count = math.ceil((most + 1) / (level + 1) * self.factor**level)
            trials.append(
                [
                    (
                        max(1, count // self.factor**i),
                        max(1, round(self.max_epochs / self.factor ** (level - i))),
                    )
                    for i in range(level + 1)
                ]
            )
        return trials

    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield what is to be trained, and for how long."""
        drawn = passed = 0
        for rounds in self.brackets() * self.iterations:
            candidates = []
            for number in range(drawn, drawn + rounds[0][0]):
                values = self._draw(number, passed)
                if (done := self._done(values, rounds[0][1])) is None:
                    yield values, rounds[0][1]
                    done = self.trials[-1]
                candidates.append(done.values)
                passed = max(passed, done.number + 1)
            drawn += rounds[0][0]
            for count, epochs in rounds[1:]:
                candidates = self._best_of(candidates)[:count]
                for values in candidates:
                    if (done := self._done(values, epochs)) is None:
                        yield values, epochs
                        done = self.trials[-1]
                    passed = max(passed, done.number + 1)

    def _draw(self, number: int, passed: int) -> Values:
        """Return the values of a number, always the same after the same trials before it."""
        draw = optuna().samplers.RandomSampler(seed=self.seed_of(number))
        hp = HyperParameters(Suggestions(draw, 1, []))
        self.ask(hp, passed)
        return hp.values

    def _done(self, values: Values, epochs: int) -> Trial | None:
        """Return the trial of these values for so long, if there was one."""
        return next((t for t in self.trials if t.epochs == epochs and t.had(values)), None)

    def _best_of(self, candidates: list[Values]) -> list[Values]:
        """Return candidates that did not diverge, the best at their longest training first."""
        scores: dict[str, float] = {}
        for trial in self.trials:
            if trial.score is not None:
                scores[trial.key] = trial.score
        alive = {key_of(values): values for values in candidates if key_of(values) in scores}
        order = sorted(alive, key=lambda key: -self.objective.sign * scores[key])
        return [alive[key] for key in order]
