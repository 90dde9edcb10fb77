"""Ends a training by the document's stop rules and the server's own limits.

Rules are checked after every epoch.  Viewers get the code of the rule as the reason.
"""

import math
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from app.documents.document import Stop
from app.limits.caps import MAX_EPOCHS, MAX_RUN_SECONDS

Parameters = NDArray[np.float32]


class StoppingFacts(TypedDict):
    """What a checkpoint has of the stop rules, besides the best parameters."""

    best_loss: float | None
    best_epoch: int
    seconds: float


class Stopping:
    """The state of the stop rules: the best test loss, and the epoch that it is from."""

    def __init__(self) -> None:
        self.best_loss = math.inf
        self.best_epoch = 0  # or the one at which patience began anew
        self.best: Parameters | None = None
        self.seconds = 0.0  # of training so far

    def saw(self, rules: Stop, epoch: int, test_loss: float, parameters: Parameters) -> None:
        """Note the test loss of an epoch."""
        if test_loss < self.best_loss:
            self.best_loss, self.best_epoch = test_loss, epoch
            self.best = parameters.copy() if rules.restore_best else None

    def reason(self, rules: Stop, epoch: int, loss: float) -> str | None:
        """Return the code of the rule that ends the training now, if any."""
        if limit := self.limit(rules, epoch):
            return limit
        if rules.target_loss is not None and loss <= rules.target_loss:
            return "target_loss"
        if rules.patience is not None and epoch - self.best_epoch >= rules.patience:
            return "patience"
        return None

    def limit(self, rules: Stop, epoch: int) -> str | None:
        """Return the code of the limit that is reached, if any; no edit of the network helps."""
        if epoch >= MAX_EPOCHS:
            return "epoch_limit"
        if self.seconds >= MAX_RUN_SECONDS:
            return "time_limit"
        if rules.max_epochs is not None and epoch >= rules.max_epochs:
            return "max_epochs"
        return None

    def wait_anew(self, epoch: int) -> None:
        """Count patience from this epoch on: a run that was over goes on."""
        self.best_epoch = epoch

    def forget_best(self) -> None:
        """Forget the best: the rules have changed, or the loss has another meaning."""
        self.best_loss, self.best = math.inf, None

    def facts(self) -> StoppingFacts:
        """Return what a checkpoint needs, except the best parameters."""
        best = self.best_loss if math.isfinite(self.best_loss) else None
        return {"best_loss": best, "best_epoch": self.best_epoch, "seconds": self.seconds}

    def restore(self, facts: StoppingFacts, best: Parameters | None) -> None:
        """Restore what `facts` returned."""
        self.best_loss = math.inf if facts["best_loss"] is None else facts["best_loss"]
        self.best_epoch, self.seconds, self.best = facts["best_epoch"], facts["seconds"], best
