"""Saving what Keras has no words for, which says so."""

import pytest

from engine.models import load_model
from engine.notices import NotDone


def for_the_engine_alone(what=""):
    """Expect the notice that a file is not for Keras, and why."""
    return pytest.warns(NotDone, match=f"for the engine's load_model alone: .*{what}")


def own_saved_and_loaded(model, folder, **options):
    """Return a model that Keras has no words for, as it comes back from a file."""
    with for_the_engine_alone():
        model.save(folder / "model.keras")
    return load_model(folder / "model.keras", **options)
