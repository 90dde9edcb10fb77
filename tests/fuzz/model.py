"""What must be true of a run, whatever was done to it."""

from dataclasses import dataclass, field

from app.limits.caps import MAX_STEPS

USUAL_RATE = 0.03


@dataclass
class Run:
    """What must be true of a run."""

    made: dict  # id and control_token
    document: int
    rate: float = USUAL_RATE
    rates: list[float] = field(default_factory=list)  # of every epoch that can be gone to
    epoch: int = 0  # where it stands: the newest, or one that was gone back to
    status: str = "ready"
    seq: int = -1  # newest that was told
    sparse: bool = False  # some of its past is lost

    @property
    def key(self):
        return self.document, tuple(self.rates[: self.epoch])

    def trained(self, epoch):
        """It went on to an epoch; what lay beyond is forgotten."""
        if epoch > self.epoch:
            self.rates[self.epoch :] = [self.rate] * (epoch - self.epoch)
        self.epoch = epoch


def batched(epochs):
    """Return the counts of the fewest steps that make so many epochs."""
    whole, rest = divmod(epochs, MAX_STEPS)
    return [MAX_STEPS] * whole + [rest] * bool(rest)
