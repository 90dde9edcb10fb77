"""When training ends by itself: the document's rules and the server's own limits.

Rules are looked at after every epoch.  The codes are what viewers are told as the reason.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.document import Stop
from app.limits.caps import MAX_EPOCHS, MAX_RUN_SECONDS

Parameters = NDArray[np.float32]


class Stopping:
    """The rules with what they must remember: the best test loss, and since when."""

    def __init__(self) -> None:
        self.best_loss = math.inf
        self.best_epoch = 0  # or when waiting for a better one began anew
        self.best: Parameters | None = None
        self.seconds = 0.0  # of training so far

    def saw(self, rules: Stop, epoch: int, test_loss: float, parameters: Parameters) -> None:
        """Take note of an epoch's test loss."""
        if test_loss < self.best_loss:
            self.best_loss, self.best_epoch = test_loss, epoch
            self.best = parameters.copy() if rules.restore_best else None

    def reason(self, rules: Stop, epoch: int, loss: float) -> str | None:
        """Return which rule ends the training now, if any."""
        if limit := self.limit(rules, epoch):
            return limit
        if rules.target_loss is not None and loss <= rules.target_loss:
            return "target_loss"
        if rules.patience is not None and epoch - self.best_epoch >= rules.patience:
            return "patience"
        return None

    def limit(self, rules: Stop, epoch: int) -> str | None:
        """Return which end of the allowance is reached, if any; no editing helps against it."""
        if epoch >= MAX_EPOCHS:
            return "epoch_limit"
        if self.seconds >= MAX_RUN_SECONDS:
            return "time_limit"
        if rules.max_epochs is not None and epoch >= rules.max_epochs:
            return "max_epochs"
        return None

    def wait_anew(self, epoch: int) -> None:
        """Begin to count patience anew, as a run that was over goes on."""
        self.best_epoch = epoch

    def forget_best(self) -> None:
        """Look for the best anew: there are other rules, or the losses mean something else."""
        self.best_loss, self.best = math.inf, None

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint needs, but the best parameters."""
        best = self.best_loss if math.isfinite(self.best_loss) else None
        return {"best_loss": best, "best_epoch": self.best_epoch, "seconds": self.seconds}

    def restore(self, state: dict[str, Any], best: Parameters | None) -> None:
        """Put back what `state` returned."""
        self.best_loss = math.inf if state["best_loss"] is None else state["best_loss"]
        self.best_epoch, self.seconds, self.best = state["best_epoch"], state["seconds"], best
