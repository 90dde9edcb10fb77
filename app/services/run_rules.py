"""The rules by which runs are admitted and suspended."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from app.limits.rates import RateLimiter
from app.settings import Settings


@dataclass(frozen=True)
class RunRules:
    """The caps in force, the limit on the rate of new runs, and the clock."""

    settings: Settings
    creations: RateLimiter
    clock: Callable[[], float] = monotonic
