"""By what runs are let in and forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from app.limits.rates import RateLimiter
from app.settings import Settings


@dataclass(frozen=True)
class RunRules:
    """The caps in force, how often an owner makes something, and the time."""

    settings: Settings
    creations: RateLimiter
    clock: Callable[[], float] = monotonic
