"""Losses, each held together with its derivative; by class, by name, or as a configured object.

A loss is a term per output, taken over outputs (their mean; the sum for the categorical ones) and
then over rows (their mean, weighted if asked).  Symbols: ``y`` targets, ``p`` predictions.  Inside
the engine both are ``[outputs, rows]``; a loss that is called takes ``[rows, outputs]``.
``derivative`` is that of the terms; its callers divide by rows (and outputs).

The cross-entropies (``cross_entropies``) also take logits, where they cannot overflow.  A
model whose output activation is a loss's ``partner`` uses that form by itself (``on_logits``).
Sources: Bishop, "Pattern Recognition and Machine Learning" (2006), ch. 4 and 5; Huber (1964).
"""

from engine.choices import choose
from engine.losses.cross_entropies import (
    EPSILON,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
from engine.losses.loss import Loss
from engine.losses.plain import (
    HalfSquaredError,
    Hinge,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanSquaredError,
    SquaredHinge,
)

__all__ = [
    "EPSILON", "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy", "HalfSquaredError",
    "Hinge", "Huber", "LogCosh", "Loss", "MeanAbsoluteError", "MeanSquaredError",
    "SparseCategoricalCrossentropy", "SquaredHinge", "get",
]  # fmt: skip

LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (
        MeanSquaredError, HalfSquaredError, MeanAbsoluteError, Huber, LogCosh, BinaryCrossentropy,
        CategoricalCrossentropy, SparseCategoricalCrossentropy, Hinge, SquaredHinge,
    )
}  # fmt: skip
ALIASES = {  # Keras's other names
    "mse": "mean_squared_error", "MSE": "mean_squared_error", "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error", "bce": "binary_crossentropy", "BCE": "binary_crossentropy",
    **{loss.__name__: name for name, loss in LOSSES.items()},
}  # fmt: skip


def get(choice: str | Loss | type[Loss]) -> Loss:
    """Return a loss by name (its class's, in full or short), by class, or as it is.

    Raises UnknownChoice.
    """
    if isinstance(choice, type) and issubclass(choice, Loss):
        return choice()
    if isinstance(choice, Loss):
        return choice
    return choose("loss", LOSSES, choice, ALIASES)()
