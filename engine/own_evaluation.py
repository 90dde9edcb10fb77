"""Evaluation of a model that computes its loss or its figures itself, batch by batch."""

from typing import Any

import numpy as np

from engine.arrays import shown
from engine.callbacks.base import Logs
from engine.evaluation import Evaluation
from engine.own_total import as_given, total_of


class OwnEvaluation(Evaluation):
    """Shows each batch to the model's own ``compute_loss`` and ``compute_metrics``."""

    def __init__(self, model: Any, x: Any, y: Any, sample_weight: Any = None) -> None:
        super().__init__(model, x, y, sample_weight)
        self._given = [np.asarray(one) for one in model.output_structure.flatten("targets", y)]
        model.reset_metrics()

    def see(self, part: slice) -> float:
        """Run the forward pass for some rows, and what the model does with them."""
        model: Any = self._model
        added = super().see(part)
        inputs = [one[part] for one in self._inputs]
        rows, penalties = len(inputs[0]), model.compiled.penalties
        penalties.refresh()
        shapes = zip(inputs, model.input_shapes, strict=True)
        x = model.input_structure.pack([shown(one.reshape(rows, *shape)) for one, shape in shapes])
        y = model.output_structure.pack([shown(one[part]) for one in self._given])
        every = zip(self._scores, model.output_shapes, model.outputs_with_rows, strict=True)
        outputs = [as_given(one[:, part], shape, with_rows) for one, shape, with_rows in every]
        p = model.output_structure.pack(outputs)
        each = [None if one is None else one[part] for one in self._weights]
        w = None if all(one is None for one in each) else model.output_structure.pack(each)
        loss = total_of(model, x, y, p, w, [penalties.value(), added])
        model.note_batch(loss, rows, x, y, p, w)
        return added

    def figures(self, stop: int | None = None) -> Logs:
        """Return the figures of all batches so far."""
        return self._model.batch_figures()
