"""The perceptron: threshold units that learn by Rosenblatt's rule, with scikit-learn's face.

``fit`` learns to the end; ``steps`` does the same, one example at a time, each shown as a
``Step``.  The rule is in ``rule``, the averaged and pocket variants in ``pocket``, the margin
behind the bound on mistakes in ``separability``.

Left out, of scikit-learn's: penalties, which pull at weights that are right and void the bound;
weights of classes and samples; early stopping on a validation part; ``n_jobs`` and ``verbose``.

Sources: Rosenblatt (1958); Novikoff, "On convergence proofs on perceptrons" (1962).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from engine.arrays import Array
from engine.choices import choose, not_negative
from engine.errors import InvalidValue, NotReady, ShapeMismatch
from engine.labels import Labels, checked_labels, checked_rows
from engine.perceptron.rule import TLU, Learner, Rule, Step
from engine.perceptron.separability import largest_margin
from engine.random import fresh_seed, streams


class Patience:
    """Counts, for each output, the epochs in a row whose loss was no better by ``tol``."""

    def __init__(self, outputs: int, tol: float | None, epochs: int) -> None:
        self._tol, self._epochs = tol, epochs
        self._best = np.full(outputs, np.inf)
        self._stale = np.zeros(outputs, dtype=int)

    def spent(self, losses: Array) -> Array:
        """Take an epoch's mean losses [outputs]; return which outputs should stop."""
        if self._tol is None:
            return np.zeros(len(losses), dtype=bool)
        self._stale = np.where(losses > self._best - self._tol, self._stale + 1, 0)
        self._best = np.minimum(self._best, losses)
        return self._stale >= self._epochs


@dataclass(kw_only=True, eq=False)
class Perceptron:
    """A linear classifier for two classes, for more (one against the rest), or several outputs.

    y is [rows] of labels, or [rows, outputs] of 0 and 1.  Defaults are scikit-learn's, and so are
    the coefficients if ``shuffle`` is off.  Shuffles differ: here all outputs see the examples in
    one order, there each has its own.  Training ends after ``max_iter`` epochs; an output stops
    before if its mean loss max(0, −score · target), with targets ±1, did not fall by ``tol`` in
    ``n_iter_no_change`` epochs.  ``keep`` is last, average or pocket, see ``pocket``.

    A row on the line, with a score of 0, is predicted as the first class, as scikit-learn does,
    though a ``TLU`` fires there.

    After ``fit``: ``coef_`` [outputs, features], ``intercept_`` [outputs], ``classes_``,
    ``n_features_in_``, ``n_iter_`` epochs, ``mistakes_`` [outputs], and ``converged_``: whether
    each output's last epoch was without a mistake.

    >>> AND = Perceptron(random_state=1).fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> AND.predict([[1, 1], [0, 1]]).tolist()
    [1, 0]
    """

    max_iter: int = 1000
    tol: float | None = 1e-3
    n_iter_no_change: int = 5
    eta0: float = 1.0
    fit_intercept: bool = True
    shuffle: bool = True
    keep: str = "last"
    random_state: int | None = 0

    def fit(self, X: object, y: object) -> Self:
        """Learn from weights of 0.  Raises EngineErrors for what cannot be learned from."""
        learner = self._begin(X, y)
        for _ in self._epochs(learner):
            learner.step_epoch()
        return self._take(learner)

    def steps(self, X: object, y: object) -> Iterator[Step]:
        """Do what ``fit`` does, yielding each look at an example; predict works in between."""
        learner = self._begin(X, y)
        return self._steps(learner)

    def _steps(self, learner: Learner) -> Iterator[Step]:
        """Yield what ``steps`` returns; ``steps`` itself refuses bad input before the first."""
        for _ in self._epochs(learner):
            for _ in range(len(learner)):
                step = learner.step_sample()
                self._take(learner)
                yield step

    def partial_fit(self, X: object, y: object, classes: object = None) -> Self:
        """Learn for one epoch, going on from the last weights; the first call needs ``classes``.

        It continues from the last weights, whatever ``keep`` is, which is fixed at the start.
        The pocket holds what was best on earlier examples until something is better on these.
        """
        if not hasattr(self, "_learner"):
            learner = self._begin(X, y, _classes(y, classes))
        else:
            learner = self._resume(X, y, classes)
        learner.step_epoch()
        return self._take(learner)

    def decision_function(self, X: object) -> Array:
        """Return w·x + b: [rows] for two classes, else [rows, outputs]."""
        scores = self._scores(X)
        return scores if self._labels.several or scores.shape[1] > 1 else scores[:, 0]

    def predict(self, X: object) -> Array:
        """Return labels like y's: where the score is above 0, or of the highest score."""
        scores = self._scores(X)
        return self._labels.decode(scores)

    def score(self, X: object, y: object) -> float:
        """Return the fraction of rows predicted right, in all outputs."""
        predicted, labels = self.predict(X), checked_labels(y)
        if labels.shape != predicted.shape:
            raise ShapeMismatch(f"y must have shape {predicted.shape}; got {labels.shape}")
        return float((predicted == labels).reshape(len(predicted), -1).all(axis=1).mean())

    def mistake_bounds(self, X: object, y: object) -> tuple[float | None, ...]:
        """Return (R / γ)² for each output, or None where no plane separates; fits nothing.

        No training on these examples alone makes more mistakes, however long it is.
        """
        rows = checked_rows(X)
        columns = Labels.of(y).targets(y, len(rows)).T
        margins = (largest_margin(rows, targets, self.fit_intercept) for targets in columns)
        return tuple(margin.mistake_bound if margin else None for margin in margins)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters that the model was made with; ``deep`` changes nothing."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def set_params(self, **params: object) -> Self:
        """Change parameters, to be checked by the next training.  Raises UnknownChoice."""
        for name, value in params.items():
            choose("parameter", self.get_params(), name)
            setattr(self, name, value)
        return self

    def _begin(self, X: object, y: object, labels: Labels | None = None) -> Learner:
        """Check all that training needs and return a learner at its start."""
        rule = self._rule()
        rows = checked_rows(X)
        labels = labels or Labels.of(y)
        targets = labels.targets(y, len(rows))
        seed = fresh_seed() if self.random_state is None else self.random_state
        (generator,) = streams(_whole("random_state", seed, 0), "shuffles")
        self._labels, self.classes_, self.n_features_in_ = labels, labels.classes, rows.shape[1]
        return Learner(rows, targets, rule, generator)

    def _resume(self, X: object, y: object, classes: object) -> Learner:
        """Return the learner of before, at the start of an epoch of other examples."""
        if classes is not None and not np.array_equal(_classes(y, classes).classes, self.classes_):
            raise InvalidValue(f"classes must stay {self.classes_.tolist()}; got {classes}")
        rows = checked_rows(X, self.n_features_in_)
        targets = self._labels.targets(y, len(rows))
        self._learner.rule = self._rule()
        self._learner.meet(rows, targets)
        return self._learner

    def _rule(self) -> Rule:
        """Return the rule that the parameters say; raise an EngineError if one cannot be."""
        _whole("max_iter", self.max_iter, 1)
        _whole("n_iter_no_change", self.n_iter_no_change, 1)
        if self.tol is not None:
            not_negative("tol", self.tol)
        return Rule(self.eta0, self.fit_intercept, self.shuffle, self.keep)

    def _epochs(self, learner: Learner) -> Iterator[None]:
        """Yield before each epoch to be learned, until no output has anything left to learn."""
        patience = Patience(self._labels.outputs, self.tol, self.n_iter_no_change)
        for _ in range(self.max_iter):
            yield
            learner.rest(patience.spent(learner.losses / len(learner)))
            if not learner.learning.any():
                return

    def _take(self, learner: Learner) -> Self:
        """Take the learner's weights and counts as the model's."""
        kept = learner.kept
        self._learner, self.coef_, self.intercept_ = learner, kept.weights, kept.bias
        self.n_iter_, self.mistakes_ = learner.epoch, learner.mistakes.copy()
        self.converged_ = learner.clean.copy()
        return self

    def _scores(self, X: object) -> Array:
        """Return the scores [rows, outputs]; raise NotReady before any training."""
        if not hasattr(self, "coef_"):
            raise NotReady("perceptron must be fitted first")
        return TLU(self.coef_, self.intercept_).scores(checked_rows(X, self.n_features_in_))


def _classes(y: object, classes: object) -> Labels:
    """Return the classes that a first ``partial_fit`` needs, as y need not hold every one."""
    labels = checked_labels(y)
    if labels.ndim == 2:
        return Labels(np.arange(labels.shape[1]), several=True)
    if classes is None:
        raise InvalidValue("classes must be given to the first partial_fit; got None")
    return Labels.of(np.unique(np.asarray(classes)))


def _whole(name: str, value: object, least: int) -> int:
    """Return ``value`` if it is a whole number from ``least`` up; raise InvalidValue."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidValue(f"{name} must be a whole number from {least} up; got {value!r}")
    return int(value)
