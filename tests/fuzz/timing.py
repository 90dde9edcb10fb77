"""How long each of many small things took, told at the end."""

import gc
from collections import Counter
from dataclasses import dataclass, field
from time import thread_time

from tests.results import tell

MILLISECONDS = 1000


@dataclass
class Tally:
    """What was tried: how often each answer came, and how much processor the costliest took."""

    name: str
    answers: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0  # seconds of processor: other programs of the machine have no part in it
    costliest: str = ""

    def judge(self, function, *about):
        """Call a function that tells its answer in a word; remember the costliest call."""
        gc.disable()  # what it would collect now was left by all that went before
        begun = thread_time()
        answer = function(*about)
        spent = thread_time() - begun
        gc.enable()
        self.answers[answer] += 1
        if spent > self.worst:
            self.worst, self.costliest = spent, repr(about)[:300]
        return answer

    def told(self):
        """Tell the figures, and return them."""
        cases, worst = self.answers.total(), round(MILLISECONDS * self.worst, 2)
        figures = {"cases": cases, "worst_ms": worst, "answers": self.answers}
        tell(f"R11-{self.name}", **figures)
        return figures
