"""Wrappers under SciKeras's names.

``build(units=30)`` returns a compiled model; what is called ``model__…`` goes to it, and so does
what is called like one of its arguments; the rest goes to ``fit``.
"""

import math
from collections.abc import Callable
from inspect import signature
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from engine.arrays import Array
from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from engine.models import Model
from engine.notices import old_spelling
from engine.random import set_default
from engine.serialization import archive

PREFIX = "model__"


class _Wrapper(BaseEstimator):  # type: ignore[misc]
    """What both wrappers share."""

    def __init__(
        self,
        model: Callable[..., Model] | None = None,
        *,
        epochs: int = 1,
        batch_size: int = 32,
        verbose: int = 0,
        callbacks: Any = None,
        validation_split: float = 0.0,
        random_state: int | None = None,
        **options: Any,
    ) -> None:
        if "build_fn" in options:
            kind = type(self).__name__
            old_spelling(f"{kind}(build_fn=build)", f"{kind}(model=build)")
            model = options.pop("build_fn")
        self.model, self.epochs, self.batch_size = model, epochs, batch_size
        self.verbose, self.callbacks, self.validation_split = verbose, callbacks, validation_split
        self.random_state = random_state
        self._options = _checked(options, model)

    def _builder(self) -> Any:
        """Return the function that returns a compiled model."""
        return self.model

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return all settings by name."""
        own: dict[str, Any] = super().get_params(deep=False)
        return {**own, **self._options}

    def set_params(self, **params: Any) -> Self:
        """Change settings by name."""
        own = super()._get_param_names()
        builder = self._builder()
        options = {
            name: value for name, value in params.items()
            if name not in own and _goes_to(name, builder)
        }  # fmt: skip
        self._options |= options
        super().set_params(**{n: v for n, v in params.items() if n not in options})
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and pickles hold; of the model the bytes of a file.

        Raises EngineError of a class of its own that has no ``get_config``.
        """
        state: dict[str, Any] = super().__getstate__()
        fitted = state.get("model_")
        return state if fitted is None else {**state, "model_": archive.packed(fitted)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over such a state."""
        packed = state.get("model_")
        whole = {} if packed is None else {"model_": archive.unpacked(packed)}
        super().__setstate__({**state, **whole})

    def _train(self, x: Any, y: Any, **options: Any) -> None:
        if self.random_state is not None:
            set_default(self.random_state)
        given = {name.removeprefix(PREFIX): value for name, value in self._options.items()}
        builder = self._builder()
        if not callable(builder):
            raise InvalidValue(f"model must be a function that returns a model; got {builder!r}")
        self.model_: Model = builder(**given)
        self._check(x)
        settings = {
            "epochs": self.epochs, "batch_size": self.batch_size, "verbose": self.verbose,
            "callbacks": self.callbacks or (), "validation_split": self.validation_split,
        }  # fmt: skip
        self.history_ = self.model_.fit(x, y, **{**settings, **options}).history

    def _check(self, x: Any) -> None:
        """Raise ShapeMismatch if the model does not suit the data."""

    def _outputs(self, x: Any) -> Array:
        check_is_fitted(self, "model_")
        rows = validate_data(self, x, reset=False)
        predicted: Array = self.model_.predict(rows, verbose=self.verbose)
        return predicted


class KerasRegressor(RegressorMixin, _Wrapper):  # type: ignore[misc]
    """A regression."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **options: Any) -> Self:
        """Train a new model; ``options`` are those of ``model.fit``."""
        x, y = validate_data(self, x, y, multi_output=True, y_numeric=True)
        self._train(x, y, sample_weight=sample_weight, **options)
        return self

    def predict(self, x: Any) -> Array:
        """Return the outputs, ``[rows]`` where there is one."""
        outputs = self._outputs(x)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs


class KerasClassifier(ClassifierMixin, _Wrapper):  # type: ignore[misc]
    """A classification; labels may be of any kind, and the model learns their numbers."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **options: Any) -> Self:
        """Train a new model; ``options`` are those of ``model.fit``."""
        x, y = validate_data(self, x, y)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if (held := options.get("validation_data")) is not None:
            labels = np.searchsorted(self.classes_, held[1]).clip(max=len(self.classes_) - 1)
            if (self.classes_[labels] != np.asarray(held[1])).any():
                raise InvalidValue("labels of validation_data must be among those of the rows")
            options["validation_data"] = (held[0], labels, *held[2:])
        self._train(x, numbers, sample_weight=sample_weight, **options)
        return self

    def _check(self, x: Any) -> None:
        self.model_.ready_for(x)
        outputs, classes = math.prod(self.model_.output_shapes[0]), len(self.classes_)
        if outputs < classes and (outputs, classes) != (1, 2):
            raise ShapeMismatch(
                f"the model must have an output for each of {classes} classes; it has {outputs}"
            )

    def predict_proba(self, x: Any) -> Array:
        """Return the classes' probabilities ``[rows, classes]``.

        A fold of the data may lack classes that the model has outputs for; they are left out.
        """
        outputs = self._outputs(x)
        if outputs.shape[1] == 1:
            return np.column_stack([1 - outputs, outputs])
        known = outputs[:, : len(self.classes_)]
        whole = known.shape == outputs.shape
        return known if whole else known / known.sum(axis=1, keepdims=True)

    def predict(self, x: Any) -> Array:
        """Return the likeliest classes."""
        predicted: Array = self.classes_[self.predict_proba(x).argmax(axis=1)]
        return predicted


def _goes_to(name: str, builder: Any) -> bool:
    """Say whether a setting goes to the builder: by its prefix, or as one of its arguments."""
    if name.startswith(PREFIX) or not callable(builder):
        return name.startswith(PREFIX)
    parameters = signature(builder).parameters
    return name in parameters or any(one.kind is one.VAR_KEYWORD for one in parameters.values())


def _checked(options: dict[str, Any], builder: Any) -> dict[str, Any]:
    """Return settings for the builder.  Raises UnknownChoice if there are others."""
    for name in options:
        if not _goes_to(name, builder):
            left_out = ("self", "options")
            known = [p for p in signature(_Wrapper.__init__).parameters if p not in left_out]
            own = list(signature(builder).parameters) if callable(builder) else []
            allowed = ", ".join([*known, *own, f"{PREFIX}…"])
            raise UnknownChoice(f"a setting must be one of {allowed}; got {name!r}")
    return options
