"""SwapEMAWeights: what is measured and kept has the running mean of the weights."""

from engine.callbacks.base import Callback, Logs


class SwapEMAWeights(Callback):
    """Exchanges the weights and their running mean while the model is evaluated or predicts.

    The optimizer must keep one (``use_ema=True``).  With ``swap_on_epoch`` they are exchanged from
    the end of an epoch to the beginning of the next, so that a ``ModelCheckpoint`` after it keeps
    the mean.
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch

    def _swap(self, to_mean: bool) -> None:
        """Give the model the mean, or its own weights.  Raises EngineError if there is no mean."""
        self.model.optimizer.exchange_with_mean(to_mean)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Look whether there is a mean, before the first epoch and not after it.

        Raises EngineError.
        """
        self._swap(True)
        self._swap(False)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Go on training from the weights themselves."""
        self._swap(False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Leave the mean in the model, if that is asked for."""
        if self.swap_on_epoch:
            self._swap(True)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Measure the mean."""
        self._swap(True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Have the weights themselves again."""
        self._swap(False)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Predict by the mean."""
        self._swap(True)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Have the weights themselves again."""
        self._swap(False)
