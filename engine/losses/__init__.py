"""Losses, each held together with its derivative; by class, by name, or as a configured object.

A loss is a term per output, taken over outputs (their mean; the sum for the categorical ones) and
then over rows (their mean, weighted if asked).  Symbols: ``y`` targets, ``p`` predictions.  Inside
the engine both are ``[outputs, rows]``; a loss that is called takes ``[rows, outputs]``.
``derivative`` is that of the terms; its callers divide by rows (and outputs).

The cross-entropies (``cross_entropies``) also take logits, where they cannot overflow.  A
model whose output activation is a loss's ``partner`` uses that form by itself (``on_logits``).
Sources: Bishop, "Pattern Recognition and Machine Learning" (2006), ch. 4 and 5; Huber (1964).
"""

from types import BuiltinFunctionType
from typing import Any

from engine.choices import choose
from engine.losses.cross_entropies import (
    EPSILON,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
from engine.losses.functions import KINDS, function_of
from engine.losses.loss import Loss
from engine.losses.own import FunctionLoss
from engine.losses.plain import (
    HalfSquaredError,
    Hinge,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanSquaredError,
    SquaredHinge,
    SumOfSquares,
)
from engine.losses.relative import (
    KLDivergence,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Poisson,
)
from engine.serialized import serialized

__all__ = [
    "ALIASES", "EPSILON", "KINDS", "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy",
    "FunctionLoss", "HalfSquaredError",
    "Hinge", "Huber", "KLDivergence", "LogCosh", "Loss", "MeanAbsoluteError",
    "MeanAbsolutePercentageError", "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson",
    "SparseCategoricalCrossentropy", "SquaredHinge", "SumOfSquares", "binary_crossentropy",
    "categorical_crossentropy", "get", "half_squared_error", "hinge", "huber", "kl_divergence",
    "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "poisson", "sparse_categorical_crossentropy",
    "squared_hinge", "sum_of_squares",
]  # fmt: skip

__getattr__ = serialized(__name__)

LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (
        MeanSquaredError, HalfSquaredError, SumOfSquares, MeanAbsoluteError, Huber, LogCosh,
        BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, Hinge,
        SquaredHinge, MeanAbsolutePercentageError, MeanSquaredLogarithmicError, Poisson,
        KLDivergence,
    )
}  # fmt: skip
ALIASES = {  # Keras's other names
    "mse": "mean_squared_error", "MSE": "mean_squared_error", "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error", "bce": "binary_crossentropy", "BCE": "binary_crossentropy",
    "mape": "mean_absolute_percentage_error", "MAPE": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error", "MSLE": "mean_squared_logarithmic_error",
    "kld": "kl_divergence", "KLD": "kl_divergence", "logcosh": "log_cosh",
    "kullback_leibler_divergence": "kl_divergence",
    **{loss.__name__: name for name, loss in LOSSES.items()},
}  # fmt: skip


mean_squared_error = function_of(MeanSquaredError)
half_squared_error = function_of(HalfSquaredError)
sum_of_squares = function_of(SumOfSquares)
mean_absolute_error = function_of(MeanAbsoluteError)
mean_absolute_percentage_error = function_of(MeanAbsolutePercentageError)
mean_squared_logarithmic_error = function_of(MeanSquaredLogarithmicError)
huber = function_of(Huber)
log_cosh = function_of(LogCosh)
binary_crossentropy = function_of(BinaryCrossentropy)
categorical_crossentropy = function_of(CategoricalCrossentropy)
sparse_categorical_crossentropy = function_of(SparseCategoricalCrossentropy)
kl_divergence = function_of(KLDivergence)
poisson = function_of(Poisson)
hinge = function_of(Hinge)
squared_hinge = function_of(SquaredHinge)


def get(choice: Any) -> Loss:
    """Return a loss by name (its class's, in full or short), class, function, or as it is.

    Functions are the engine's, or your own of ``y_true`` and ``y_pred``.

    Raises UnknownChoice.
    """
    if callable(choice) and not isinstance(choice, Loss) and choice in KINDS:
        return KINDS[choice]()
    if isinstance(choice, type) and issubclass(choice, Loss):
        return choice()
    if isinstance(choice, Loss):
        return choice
    if callable(choice) and not isinstance(choice, type | BuiltinFunctionType):
        return FunctionLoss(choice)
    return choose("loss", LOSSES, choice, ALIASES)()
