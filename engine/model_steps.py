"""What a subclass of a model may say of its steps, as in Keras: its loss, and its figures.

A class that overrides any of ``OVERRIDDEN`` is trained by that loss, and its figures are worked out
batch by batch.
"""

from typing import Any

from engine import ops
from engine.compiling import Compiled
from engine.function_metrics import Mean
from engine.inputs import numbers
from engine.losses.on_tensors import flat
from engine.metric import Metric
from engine.nest import Structure

OVERRIDDEN = ("compute_loss", "compute_metrics", "get_metrics_result")


class Steps:
    """A part of every model (``engine.model``)."""

    _overrides = False  # whether its class says what its loss or its figures are
    _loss_mean: Any = None  # of the batches of an epoch
    _measured: dict[str, Any] | None = None  # what ``compute_metrics`` of one's own returned

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        own = (name for name in OVERRIDDEN if getattr(cls, name) is not getattr(Steps, name))
        cls._overrides = any(own)

    @property
    def compiled(self) -> Compiled:
        """What ``compile`` was given, bound to the network."""
        raise NotImplementedError

    @property
    def output_structure(self) -> Structure:
        """How outputs are handed over."""
        raise NotImplementedError

    @property
    def losses(self) -> list[Any]:
        """What is paid beside the losses of the outputs."""
        raise NotImplementedError

    @property
    def outputs_with_rows(self) -> list[bool]:
        """Which outputs have rows; of the others there is one for all rows of a batch."""
        raise NotImplementedError

    @property
    def rowless(self) -> bool:
        """Whether an output has no rows, as far as that is known."""
        raise NotImplementedError

    @property
    def computes(self) -> bool:
        """Whether loss and figures are worked out batch by batch.

        They are where its class says what they are, and where an output depends on the batch.
        """
        return self._overrides or self.rowless

    @property
    def metrics(self) -> list[Any]:
        """The metrics of all outputs, and those that are attributes of the model."""
        of_compile = [metric for chosen in self.compiled.metrics for _, metric in chosen]
        return [*of_compile, *self._own_metrics()]

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None,
        training: bool = True,
    ) -> Any:  # fmt: skip
        """Return the loss of a batch: the losses of ``compile`` by their weights, and ``losses``.

        A subclass returns one number, made of tensors by operators and ``engine.ops``.
        """
        names, compiled = self.output_structure, self.compiled
        targets, outputs = names.flatten("targets", y), names.flatten("predictions", y_pred)
        given: list[Any] = [None] * len(outputs)
        if sample_weight is not None:
            given = names.flatten("sample weights", sample_weight)
        pairs = zip(targets, outputs, self.outputs_with_rows, strict=True)
        outputs = [_as_rows(p if with_rows else spread(y, p)) for y, p, with_rows in pairs]
        every = zip(compiled.losses, compiled.loss_weights, targets, outputs, given, strict=True)
        terms = [weight * loss(flat(y), p, w) for loss, weight, y, p, w in every]
        return sum([*terms[1:], *map(ops.sum, self.losses)], terms[0])

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Show a batch to the metrics of ``compile``; return all figures of the epoch so far."""
        self._show_metrics(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """Return the loss and all metrics by name, of the rows that were shown since the reset."""
        kept = [*self._loss_metrics(), *self._named_metrics()]
        figures: dict[str, Any] = {}
        for name, metric in kept:
            result = metric.result()
            figures |= result if isinstance(result, dict) else {name: result}
        return figures

    def reset_metrics(self) -> None:
        """Forget what was shown to the metrics."""
        self._measured = None
        for _, metric in [*self._loss_metrics(), *self._named_metrics()]:
            metric.reset_state()

    def _loss_metrics(self) -> list[tuple[str, Metric]]:
        """Return the mean of the losses, unless the class says itself what its metrics are."""
        if self._loss_mean is None:
            self._loss_mean = Mean(name="loss")
        return [("loss", self._loss_mean)] if self._names_metrics else []

    @property
    def _names_metrics(self) -> bool:
        return type(self).metrics is Steps.metrics

    def _named_metrics(self) -> list[tuple[str, Metric]]:
        """Return the metrics by their names in a history."""
        if not self._names_metrics:
            return [(metric.name, metric) for metric in self.metrics]
        own = [(metric.name, metric) for metric in self._own_metrics()]
        return [*self.compiled.titled(self.output_structure), *own]

    def _own_metrics(self) -> list[Metric]:
        """Return the metrics that are attributes of the model."""
        found = [one for one in vars(self).values() if isinstance(one, Metric)]
        return [one for one in found if one is not self._loss_mean]

    def _show_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        names, chosen = self.output_structure, self.compiled.metrics
        targets, outputs = names.flatten("targets", y), names.flatten("predictions", y_pred)
        weights = names.each("sample weights", sample_weight, None)
        every = zip(chosen, targets, outputs, weights, self.outputs_with_rows, strict=True)
        for metrics, y_true, p, w, with_rows in every:
            for _, metric in metrics:
                shown = p if with_rows else spread(y_true, p)
                metric.update_state(y_true, shown, w if metric.heeds_weights else None)

    def note_batch(
        self, loss: float, rows: int, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Take note of a batch for the figures."""
        self._loss_metrics()
        self._loss_mean.update_state(loss, sample_weight=rows)
        if type(self).compute_metrics is Steps.compute_metrics:
            self._show_metrics(y, y_pred, sample_weight)
        else:
            self._measured = self.compute_metrics(x, y, y_pred, sample_weight)

    def batch_figures(self) -> dict[str, float]:
        """Return the figures of the batches since the last reset, as plain numbers."""
        figures = self.get_metrics_result() if self._measured is None else self._measured
        return {name: float(numbers(name, value)) for name, value in figures.items()}


def spread(y: Any, p: Any) -> Any:
    """Return an output without rows for each row of the targets, as Keras compares them."""
    return ops.add(ops.zeros_like(y), p)


def _as_rows(p: Any) -> Any:
    """Return predictions as ``[rows, outputs]``."""
    return ops.expand_dims(p, 1) if len(ops.shape(p)) == 1 else flat(p)
