"""Progress as Keras 3 prints it: a bar that moves within the epoch, then its figures.

    Epoch 3/30
    1719/1719 ━━━━━━━━━━━━━━━━━━━━ 3s 2ms/step - accuracy: 0.8312 - loss: 0.4764

The bar moves on terminals and in notebooks; a file gets the line when it is complete.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from engine.callbacks.base import Callback, Logs
from engine.choices import choose
from engine.printable import carried

WIDTH = 20  # of the bar
INTERVAL = 0.2  # seconds between two drawings
FIRST = 1.0  # seconds before the first figures are worked out
SHARE = 0.005  # of the time may go into the figures that are shown before the epoch's end
TICK = 1e-6  # seconds: no step is taken to be shorter
GROWTH = 20  # times as many steps at most as were measured before
SMALL = 1e-3  # figures up to it are written with an exponent
SIGNS = str.maketrans("━─", "=.")  # where the encoding has no lines
VERBOSE = {0: 0, 1: 1, 2: 2, "auto": 1}


def level(verbose: Any) -> int:
    """Return Keras's ``verbose`` as 0 (silence), 1 (a bar) or 2 (a line).  Raises UnknownChoice."""
    known = {str(one): level for one, level in VERBOSE.items()}
    return choose("verbose", known, str(int(verbose) if isinstance(verbose, bool) else verbose))


def told(figures: Logs) -> str:
    """Return figures as a line shows them."""
    return "".join(f" - {name}: {_number(value)}" for name, value in figures.items())


def _number(value: Any) -> str:
    return f"{value:.4e}" if abs(value) <= SMALL else f"{value:.4f}"


def _each(seconds: float) -> str:
    """Return how long a step takes."""
    if seconds >= 1:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _lasting(seconds: float) -> str:
    """Return a time in the largest units that it fills."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if minutes else f"{rest}s"


def timed(run: Callable[[int], object], count: int) -> int:
    """Run so many steps; return how many take as long as a bar stands still."""
    start = time.perf_counter()
    run(count)
    fit = count * INTERVAL / max(time.perf_counter() - start, TICK)
    return max(1, min(int(fit), GROWTH * count))


class Bar:
    """One line that says how far something is; ``steps`` are its batches."""

    def __init__(self, steps: int, verbose: int, write: TextIO | None = None) -> None:
        self.steps, self.verbose = steps, verbose
        self._out = write or sys.stdout
        self.moves = verbose == 1 and (self._out.isatty() or "ipykernel" in sys.modules)
        self._start = self._drawn = time.perf_counter()
        self._figures: Logs = {}
        self._figures_due = self._start + FIRST
        self._width = 0

    def show(self, done: int, read: Callable[[], Logs]) -> None:
        """Draw so many steps, with the figures of ``read``, unless it was drawn just now."""
        now = time.perf_counter()
        if not self.moves or now - self._drawn < INTERVAL:
            return
        if now >= self._figures_due:
            self._figures = read()
            taken = time.perf_counter() - now
            self._figures_due = now + taken / SHARE
        self._drawn = now
        left = (now - self._start) / done * (self.steps - done)
        self._write(self._bar(done) + f" {_lasting(left)} {self._pace(done)}", self._figures)

    def close(self, figures: Logs) -> None:
        """Draw the whole of it, and go to the next line."""
        if not self.verbose:
            return
        seconds = time.perf_counter() - self._start
        if self.verbose == 2:
            count = f"{self.steps}/{self.steps} - {seconds:.0f}s - {self._pace(self.steps)}"
            self._write(count, figures)
        else:
            self._write(f"{self._bar(self.steps)} {seconds:.0f}s {self._pace(self.steps)}", figures)
        self._out.write("\n")
        self._out.flush()

    def _pace(self, done: int) -> str:
        return _each((time.perf_counter() - self._start) / max(done, 1))

    def _bar(self, done: int) -> str:
        filled = WIDTH * done // self.steps
        count = f"{done:{len(str(self.steps))}d}/{self.steps}"
        if not self.moves:
            return f"{count} {'━' * filled}{'─' * (WIDTH - filled)}"
        rest = f"\x1b[37m{'━' * (WIDTH - filled)}\x1b[0m"
        return f"\x1b[1m{count}\x1b[0m \x1b[32m{'━' * filled}\x1b[0m{rest}"

    def _write(self, text: str, figures: Logs) -> None:
        line = carried(text + told(figures), self._out, SIGNS)
        self._out.write(("\r" if self.moves else "") + line.ljust(self._width))
        self._width = len(line) if self.moves else 0
        if self.moves:
            self._out.flush()


class ProgbarLogger(Callback):
    """Prints the progress of ``fit``; it is there without being asked for."""

    def __init__(self, verbose: int = 1) -> None:
        self.verbose = verbose
        self.bar: Bar | None = None
        self.watches_batches = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Say which epoch it is, if there are several."""
        if self.verbose and self.params["epochs"] > 1:
            print(f"Epoch {epoch + 1}/{self.params['epochs']}")
        self.bar = Bar(self.params["steps"], self.verbose)

    def show(self, done: int, read: Callable[[], Logs]) -> None:
        """Move the bar."""
        if self.bar:
            self.bar.show(done, read)

    @property
    def moves(self) -> bool:
        """Whether the bar moves within the epoch."""
        return self.bar is not None and self.bar.moves

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the epoch's figures."""
        if self.bar:
            self.bar.close(logs or {})
