"""The engine's own errors: what was allowed and what came.

    ValueError
    └── EngineError
        ├── UnknownChoice   a name that no registry holds
        ├── InvalidValue    a number out of its range
        ├── InvalidFormula  a text that is no formula; says where it stops being one
        ├── ShapeMismatch   arrays that do not fit each other or the model
        ├── DamagedModel    a file that is no model, or no longer
        ├── MissingExtra    a library that is not installed; an ImportError as well
        └── NotReady        something was asked of a model that is not built
            └── NotCompiled   … or not compiled; a RuntimeError as well

A run that diverges is no error but a result, see ``engine.divergence``.
"""


class EngineError(ValueError):
    """Whatever the engine refuses."""


class UnknownChoice(EngineError):
    """A name that is none of the choices; the message lists them."""


class InvalidValue(EngineError):
    """A number out of its range."""


class InvalidFormula(EngineError):
    """A text that is no formula in x1 and x2; `position` counts its characters from 1."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} at character {position}")
        self.position = position


class ShapeMismatch(EngineError):
    """Arrays whose shapes do not fit each other or the model."""


class DamagedModel(EngineError):
    """A file that is damaged, forged, or of another kind or version."""


class MissingExtra(EngineError, ImportError):
    """A library that is not installed; the message says how to get it."""


class NotReady(EngineError):
    """The model must be built or compiled first."""


class NotCompiled(NotReady, RuntimeError):
    """Training was asked of a model that is not compiled; a RuntimeError, as in Keras."""
