"""Methods of older Kerases: they work, and say what to write today."""

from typing import Any

from engine.arrays import Array
from engine.notices import old_spelling


class OldMethods:
    """What models had before Keras 3; ``engine.models`` mixes it in."""

    predict: Any

    def predict_classes(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """Return the likeliest classes ``[rows]``; of one output ``[rows, 1]``, 0 or 1."""
        outputs: Array = self.predict(x, batch_size, verbose)
        if outputs.shape[-1] > 1:
            old_spelling("model.predict_classes(x)", "model.predict(x).argmax(axis=-1)")
            return outputs.argmax(axis=-1)
        old_spelling("model.predict_classes(x)", "(model.predict(x) > 0.5).astype(int)")
        return (outputs > 0.5).astype(int)

    def predict_proba(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """Return the outputs."""
        old_spelling("model.predict_proba(x)", "model.predict(x)")
        outputs: Array = self.predict(x, batch_size, verbose)
        return outputs
