"""Storable: the methods by which models are saved and exported, under Keras's names."""

from collections.abc import Mapping
from typing import Any

from engine.notices import old_spelling
from engine.serialization import archive, blueprint, formats, text, weights
from engine.serialization.registered import everything
from engine.serialization.registry import is_own


class Storable:
    """What can be saved; ``engine.models`` mixes it into the models."""

    def save(self, filepath: Any, overwrite: bool = True, save_format: Any = None) -> None:
        """Write the whole model to one file, ``….keras``: also what training needs to go on.

        Keras 3 loads it, unless the model has what Keras has not.  Raises EngineError, of a class
        of its own that has no ``get_config`` for one.
        """
        if save_format is not None:
            old_spelling("save(save_format=…)", "save('model.keras')")
        archive.save(self, filepath, overwrite)

    def save_weights(self, filepath: Any, overwrite: bool = True, save_format: Any = None) -> None:
        """Write the weights to a file: ``….safetensors``, or ``….weights.h5`` as Keras has them.

        Raises EngineError.
        """
        if save_format is not None:
            old_spelling("save_weights(save_format=…)", "save_weights('model.weights.h5')")
        weights.save(self, filepath, overwrite)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False) -> None:
        """Read the weights from such a file, or from Keras's ``.weights.h5`` or ``.keras``.

        Raises ShapeMismatch that names the layers that do not fit, unless they are skipped.
        """
        weights.load(self, filepath, skip_mismatch)

    def get_config(self) -> dict[str, Any]:
        """Return the architecture as plain values; classes of their own say what they need.

        Such a class may begin with what its base class returns: name, seed and dtype.
        """
        if type(self).get_config is not Storable.get_config:
            return blueprint.identity_of(self)
        return blueprint.config_of(self)

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> Any:
        """Make a model, not compiled, of what ``get_config`` returned."""
        if is_own(cls):
            return blueprint.model_from_config(config, everything(custom_objects))
        return cls(**config)

    def to_json(self) -> str:
        """Return the architecture as JSON, for ``models.model_from_json``."""
        return text.written(blueprint.model_plan(self))

    def export(self, filepath: Any, format: str = "onnx", **options: Any) -> None:  # noqa: A002
        """Write the model as another program: "onnx", "keras", "numpy" or "pytorch"."""
        formats.export(self, filepath, format, options)
