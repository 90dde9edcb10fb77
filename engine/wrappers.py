"""Models as scikit-learn's estimators, so that its searches and validations work on them.

    KerasRegressor(build, model__units=30, epochs=20)

``build(units=30)`` returns a compiled model; what is called ``model__…`` goes to it, the rest to
``fit``.  The names are SciKeras's.  Not imported with the engine: it needs scikit-learn.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from engine.arrays import Array
from engine.errors import UnknownChoice
from engine.models import Model
from engine.random import set_default

PREFIX = "model__"


class _Wrapper(BaseEstimator):  # type: ignore[misc]
    """What both wrappers share."""

    def __init__(
        self,
        model: Callable[..., Model],
        *,
        epochs: int = 1,
        batch_size: int = 32,
        verbose: int = 0,
        callbacks: Any = None,
        validation_split: float = 0.0,
        random_state: int | None = None,
        **options: Any,
    ) -> None:
        self.model, self.epochs, self.batch_size = model, epochs, batch_size
        self.verbose, self.callbacks, self.validation_split = verbose, callbacks, validation_split
        self.random_state = random_state
        self._options = _checked(options)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return all settings by name."""
        own: dict[str, Any] = super().get_params(deep=False)
        return {**own, **self._options}

    def set_params(self, **params: Any) -> Self:
        """Change settings by name."""
        options = {name: value for name, value in params.items() if name.startswith(PREFIX)}
        self._options |= options
        super().set_params(**{n: v for n, v in params.items() if n not in options})
        return self

    def _train(self, x: Any, y: Any, **options: Any) -> None:
        if self.random_state is not None:
            set_default(self.random_state)
        given = {name.removeprefix(PREFIX): value for name, value in self._options.items()}
        self.model_: Model = self.model(**given)
        self.history_ = self.model_.fit(
            x,
            y,
            epochs=self.epochs,
            batch_size=self.batch_size,
            verbose=self.verbose,
            callbacks=self.callbacks or (),
            validation_split=self.validation_split,
            **options,
        ).history

    def _outputs(self, x: Any) -> Array:
        check_is_fitted(self, "model_")
        predicted: Array = self.model_.predict(validate_data(self, x, reset=False))
        return predicted


class KerasRegressor(RegressorMixin, _Wrapper):  # type: ignore[misc]
    """A regression."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new model."""
        x, y = validate_data(self, x, y, multi_output=True, y_numeric=True)
        self._train(x, y, sample_weight=sample_weight)
        return self

    def predict(self, x: Any) -> Array:
        """Return the outputs, ``[rows]`` where there is one."""
        outputs = self._outputs(x)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs


class KerasClassifier(ClassifierMixin, _Wrapper):  # type: ignore[misc]
    """A classification; labels may be of any kind, and the model learns their numbers."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new model."""
        x, y = validate_data(self, x, y)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        self._train(x, numbers, sample_weight=sample_weight)
        return self

    def predict_proba(self, x: Any) -> Array:
        """Return the classes' probabilities ``[rows, classes]``."""
        outputs = self._outputs(x)
        return np.column_stack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs

    def predict(self, x: Any) -> Array:
        """Return the likeliest classes."""
        predicted: Array = self.classes_[self.predict_proba(x).argmax(axis=1)]
        return predicted


def _checked(options: dict[str, Any]) -> dict[str, Any]:
    """Return settings for the builder.  Raises UnknownChoice if there are others."""
    for name in options:
        if not name.startswith(PREFIX):
            known = [
                p for p in signature(_Wrapper.__init__).parameters if p not in ("self", "options")
            ]
            allowed = ", ".join([*known, f"{PREFIX}…"])
            raise UnknownChoice(f"a setting must be one of {allowed}; got {name!r}")
    return options
