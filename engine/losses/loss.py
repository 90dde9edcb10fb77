"""What a loss is: a term for each output, its derivative, and how rows are made of the terms.

The losses themselves are in ``engine.losses``, which says what y, p and the shapes are.  A loss of
your own is a subclass that says what ``call`` returns; those of the engine have terms and
derivatives by hand instead.
"""

from typing import Any, ClassVar, Self

import numpy as np

from engine import ops
from engine.arrays import Array, Number, floats
from engine.errors import InvalidValue, ShapeMismatch
from engine.exportable import LossCode
from engine.losses.on_tensors import mean_of
from engine.names import snake_case
from engine.notices import not_typed
from engine.ops.recording import Gradients
from engine.overriding import refuse
from engine.tensors import Tensor

REDUCTIONS = ("sum_over_batch_size", "auto")


class Loss:
    """A loss; what ``call`` returns is written with operators and ``engine.ops``.

    >>> class Cubed(Loss):
    ...     def call(self, y_true, y_pred):
    ...         return abs(y_true - y_pred) ** 3
    >>> float(Cubed()([0, 0], np.array([1.0, 2.0])))
    4.5
    """

    name: ClassVar[str]
    label: ClassVar[str] = "Function"
    formula: ClassVar[str] = "f(y, p)"
    partner: ClassVar[str] = ""  # the output activation that the loss undoes
    mean_of_outputs: ClassVar[bool] = True  # else their sum
    numpy: ClassVar[LossCode | None] = None
    numpy_of_logits: ClassVar[LossCode | None] = None  # of the form that reads logits
    torch: ClassVar[str] = ""  # the mean over rows of ``p`` and ``y`` in PyTorch
    torch_of_logits: ClassVar[str] = ""

    def __init__(self, **given: Any) -> None:
        """Take Keras's ``name``, ``reduction`` and ``dtype``.  Raises InvalidValue of others."""
        # those of the engine are known by their names
        name = given.pop("name", None) if self.own else None
        reduction = given.pop("reduction", None) or REDUCTIONS[0]
        if reduction not in REDUCTIONS:
            raise InvalidValue(
                f"reduction must be {REDUCTIONS[0]!r}, the mean over rows; got {reduction!r}"
            )
        not_typed(type(self).__name__, given.pop("dtype", None))
        if given:
            raise InvalidValue(f"{type(self).__name__} has no argument {next(iter(given))!r}")
        if name is not None:
            self.name = name  # type: ignore[misc]

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if cls.terms is not Loss.terms:
            refuse(cls, ("call",), "write a loss of your own, a subclass of losses.Loss")
        if "call" in vars(cls):
            cls.mean_of_outputs = False  # ``call`` says how outputs are joined
            cls.name = vars(cls).get("name", snake_case(cls.__name__))

    @property
    def own(self) -> bool:
        """Whether it is a program's own, which says what ``call`` returns."""
        return type(self).call is not Loss.call

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return a loss for each row of ``[rows, outputs]``, each output, or one number for all."""
        raise NotImplementedError(f"{type(self).__name__} must define call(self, y_true, y_pred)")

    def terms(self, y: Array, p: Array) -> Array:
        """Return the loss of each output of each row; complex predictions are fine.

        What ``call`` returns is ``[1, rows]``; one number for all is that of each row.
        """
        count = p.shape[1]
        losses = np.asarray(self.call(y.T.astype(p.real.dtype), p.T))
        if losses.ndim and len(losses) != count:
            raise ShapeMismatch(
                f"loss {self.name} must return a number, or one for each of the {count} rows; "
                f"got shape {losses.shape}"
            )
        losses = losses.reshape(count, -1).mean(axis=1) if losses.ndim else losses.repeat(count)
        return losses[np.newaxis]

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return the derivative of the terms by the predictions, in ``out`` if given."""
        if "_gradients" not in vars(self):
            self._gradients = Gradients(self._total)
        (gradient,) = self._gradients([y.T, p.T], [1], rows=p.shape[1])
        out = np.empty_like(p) if out is None else out
        np.copyto(out, gradient.T)
        return out

    def _total(self, y: Any, p: Any) -> Any:
        """Return the sum over rows of what ``call`` returns."""
        losses = self.call(y, p)
        if getattr(losses, "batched", False):
            axes = tuple(range(1, len(ops.shape(losses))))
            return ops.sum(ops.mean(losses, axis=axes) if axes else losses)
        return losses * p.tape.rows  # one number, of every row

    def on_logits(self) -> "Loss":
        """Return the form of this loss that takes its partner's input instead of its output."""
        return self

    def in_keras(self, outputs: int) -> "tuple[Loss, float]":
        """Return Keras's loss for this one of so many outputs, and what that is multiplied by."""
        return self, 1.0

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that every loss takes; one of your own adds its own."""
        return {"name": self.name, "reduction": REDUCTIONS[0]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make a loss of what ``get_config`` returned."""
        return cls(**config)

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return targets, given row by row, as ``[rows, outputs]`` numbers.

        Raises ShapeMismatch if they do not have one column per output.
        """
        y = np.asarray(targets)
        y = y[:, np.newaxis] if y.ndim == 1 and outputs == 1 else y
        if y.ndim != 2 or y.shape[1] != outputs:
            raise ShapeMismatch(f"targets must have shape (rows, {outputs}); got {y.shape}")
        return y

    def rows(self, y: Array, p: Array) -> Array:
        """Return the loss of each row; ``y`` and ``p`` are ``[outputs, rows]``."""
        terms = self.terms(y, p)
        total = terms.sum(axis=0) if len(terms) > 1 else terms[0]
        return total / len(terms) if self.mean_of_outputs and len(terms) > 1 else total

    def share(self, shape: tuple[int, ...]) -> float:
        """Return the share of one term in the loss of ``(outputs, rows)``."""
        outputs, rows = shape
        return 1 / (rows * outputs) if self.mean_of_outputs else 1 / rows

    def __call__(self, y_true: object, y_pred: Any, sample_weight: object = None) -> Any:
        """Return the mean loss of predictions ``[rows, outputs]``, of tensors as one."""
        if isinstance(y_pred, Tensor):
            return mean_of(self, y_true, y_pred, sample_weight)
        p = floats(y_pred)
        p = p[:, np.newaxis] if p.ndim == 1 else p
        rows = self.rows(floats(self.prepare(y_true, p.shape[1])).T, p.T)
        mean = (rows if sample_weight is None else rows * np.asarray(sample_weight)).mean()
        return Number(mean) if np.isrealobj(mean) else mean

    def gradient(self, y_true: object, y_pred: Array) -> Array:
        """Return the derivative of the mean loss by predictions ``[rows, outputs]``."""
        p = floats(y_pred)
        derivative = self.derivative(floats(self.prepare(y_true, p.shape[1])).T, p.T)
        return (derivative * self.share(derivative.shape)).T
