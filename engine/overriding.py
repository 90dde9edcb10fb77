"""Methods that a subclass may not override here, since nothing would call them."""

from collections.abc import Sequence

from engine.errors import EngineError

STEPS = ("train_step", "test_step", "predict_step")


def refuse(kind: type, names: Sequence[str], remedy: str) -> None:
    """Raise EngineError if a program's own class overrides one of some methods."""
    if kind.__module__.startswith("engine."):
        return
    for name in names:
        if name in vars(kind):
            raise EngineError(f"{kind.__name__}.{name} would never be called here: {remedy}")
