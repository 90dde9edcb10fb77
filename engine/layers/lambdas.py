"""Lambda: a function of tensors as a layer."""

from collections.abc import Callable
from typing import Any

from engine.errors import ShapeMismatch
from engine.layers.own import Layer
from engine.notices import not_done
from engine.tensors import Shape


class Lambda(Layer):
    """``function(inputs, **arguments)``, written with operators and ``engine.ops``.

    It has no weights, and is saved by the name of its function: one without a name is not.

    >>> import numpy as np
    >>> Lambda(lambda x: 2 * x + 1)(np.array([[1, 2]])).tolist()
    [[3.0, 5.0]]
    """

    def __init__(
        self, function: Callable[..., Any], output_shape: Any = None, mask: Any = None,
        arguments: dict[str, Any] | None = None, *, name: str | None = None, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(name=name, **given)
        if mask is not None:
            not_done("Lambda(mask=…) changes nothing: there are no masks here")
        self.function, self.arguments, self.shape_told = function, arguments or {}, output_shape

    def _program(self) -> Any:
        return self.function

    def call(self, inputs: Any, **options: Any) -> Any:
        """Return what the function returns."""
        return self.function(inputs, **self.arguments, **options)

    def prepare(self, *shapes: Shape) -> Shape:
        """Return the output's shape.  Raises ShapeMismatch if it is not the one that was told."""
        found, told = super().prepare(*shapes), self.shape_told
        if callable(told):
            told = told((None, *shapes[0]))[1:]
        if told is not None and tuple(told) != found:
            raise ShapeMismatch(f"output_shape of {self.name!r} must be {found}; got {told}")
        return found

    def get_config(self) -> dict[str, Any]:
        """Return the function and what it is given."""
        own = {"function": self.function, "arguments": self.arguments}
        return {**super().get_config(), **own}
