"""The wrappers of older Kerases, under their names: they work, and say what to write today.

Unlike today's, their ``model`` is the trained one, and ``fit`` returns the History.
"""

from typing import Any

from engine.callbacks import History
from engine.notices import called_by, old_spelling
from engine.wrappers import scikeras


class _Old(scikeras._Wrapper):
    """What both old wrappers share."""

    def __init__(
        self, build_fn: Any = None, *, epochs: int = 1, batch_size: int = 32, verbose: int = 1,
        callbacks: Any = None, validation_split: float = 0.0, random_state: int | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        kind = type(self).__name__
        if not called_by("sklearn"):  # its searches make copies
            old_spelling(
                f"wrappers.scikit_learn.{kind}(build)",
                f"wrappers.{kind}(build), whose model_ is the trained one",
            )
        self.build_fn = build_fn
        super().__init__(
            build_fn, epochs=epochs, batch_size=batch_size, verbose=verbose, callbacks=callbacks,
            validation_split=validation_split, random_state=random_state, **options,
        )  # fmt: skip
        self.model = None  # once it is trained

    def _builder(self) -> Any:
        return self.build_fn

    def _told(self) -> History:
        """Return the History of the model that is trained now."""
        self.model = self.model_
        history: History = self.model_.history
        return history


class KerasRegressor(_Old, scikeras.KerasRegressor):
    """A regression."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **options: Any) -> Any:
        """Train a new model; return the History."""
        super().fit(x, y, sample_weight, **options)
        return self._told()

    def score(self, x: Any, y: Any, **options: Any) -> float:
        """Return the loss, negative so that more is better."""
        return -float(self.model_.measure(x, y, **options)["loss"])


class KerasClassifier(_Old, scikeras.KerasClassifier):
    """A classification."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **options: Any) -> Any:
        """Train a new model; return the History."""
        super().fit(x, y, sample_weight, **options)
        return self._told()
