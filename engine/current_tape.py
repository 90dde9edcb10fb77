"""The tape that records now: while a ``call`` runs, weights of layers are tensors on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Borrower(Protocol):
    """A tape, or what stands for one while tensors have no numbers yet."""

    def borrow(self, weight: Any) -> Any:
        """Return the tensor that a layer's weight is for others; its gradient goes to the layer."""

    looked: bool  # whether numbers were read, which other batches may differ in

    def pay(self, tensor: Any) -> None:
        """Add a tensor's numbers to the loss."""


_current: ContextVar[Borrower | None] = ContextVar("current_tape", default=None)


def current() -> Borrower | None:
    """Return the tape that records now; None outside of any ``call``."""
    return _current.get()


@contextmanager
def recorded_on(tape: Borrower) -> Iterator[None]:
    """Have a tape record what is done within."""
    before = _current.set(tape)
    try:
        yield
    finally:
        _current.reset(before)


class Sketch:
    """What stands for a tape where tensors have no numbers yet."""

    looked = False

    def borrow(self, weight: Any) -> Any:
        """Return what a weight is among such tensors."""
        return weight.parameter

    def pay(self, tensor: Any) -> None:
        """Do nothing: there is no loss yet."""


SKETCH = Sketch()
