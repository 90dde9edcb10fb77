"""A place of a notebook at which one thing is shown, and then another instead of it.

In a program without IPython each is a line of text.  IPython is never imported by us where it does
not run: what is shown there comes through its messages, so no port is needed.
"""

import sys
import time
from collections.abc import Callable
from math import inf
from typing import Any

PAUSE = 0.25  # seconds between two times that a notebook shows another thing
LINE_PAUSE = 1.0  # and between two lines of text


class Place:
    """One place.  ``clock`` gives the seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._shown_at = clock, -inf
        self._shell = _shell()
        self._handle: Any = None
        is_notebook = getattr(self._shell, "kernel", None) is not None
        self._pause = PAUSE if is_notebook else LINE_PAUSE

    @property
    def due(self) -> bool:
        """Whether it is time to show another thing."""
        return self._clock() - self._shown_at >= self._pause

    def show(self, thing: object) -> None:
        """Show a thing now."""
        self._shown_at = self._clock()
        if self._shell is None:
            print(repr(thing), flush=True)
        elif self._handle is None:
            from IPython.display import display

            self._handle = display(thing, display_id=True)
        else:
            self._handle.update(thing)


def execution() -> int | None:
    """Return the number of the notebook's cell that runs now; None in a program without IPython."""
    shell = _shell()
    return None if shell is None else int(shell.execution_count)


def _shell() -> Any:
    """Return the IPython that runs this program; None if none does."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()
