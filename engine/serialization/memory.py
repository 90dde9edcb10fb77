"""What training remembers besides the weights: settings, the optimizer's memory, generators.

With it a model that was saved and loaded goes on training to the same bits as one that was not.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from numpy.random import Generator

from engine.arrays import Array
from engine.errors import DamagedModel
from engine.random import generator_state, set_generator_state, streams
from engine.serialization.objects import plain, thing_of
from engine.serialization.text import need, parsed
from engine.state import SavedState

GENERATORS = {"weights": "_weights_stream", "noise": "noise", "shuffles": "shuffles"}
NEW_EACH_TIME = ("parameters", "fixed", "learning_rate", "noise")  # kept elsewhere in the file


def training_plan(model: Any) -> dict[str, Any] | None:
    """Return what ``compile`` was given as plain values, None if it was not called."""
    if model._settings is None:
        return None
    settings = model.settings
    return {one.name: plain(getattr(settings, one.name)) for one in fields(settings)}


def train_as(model: Any, plan: dict[str, Any] | None, custom: Mapping[str, Any]) -> None:
    """Compile a model as it was."""
    if plan is not None:
        model.compile(**thing_of(plan, custom))


def arrange(model: Any, arranged: list[Any]) -> list[bool]:
    """Make trainable what was when the model was compiled; return what is so now."""
    layers = model._own_layers()
    if len(arranged) != len(layers) or not all(type(one) is bool for one in arranged):
        raise DamagedModel(f"'arranged' must be {len(layers)} truth values")
    flags = [layer.trainable for layer in layers]
    for layer, trainable in zip(layers, arranged, strict=True):
        layer.trainable = trainable
    return flags


def generators(model: Any) -> dict[str, str | None]:
    """Return the states of the model's generators, None of one that is not there yet."""
    generators = {name: getattr(model, where) for name, where in GENERATORS.items()}
    return {name: None if one is None else generator_state(one) for name, one in generators.items()}


def set_generators(model: Any, states: Any) -> None:
    """Put the generators where they were.  Raises DamagedModel."""
    for name, where in GENERATORS.items():
        state = need(states, name, (str, type(None)))
        setattr(model, where, None if state is None else _generator(model, name, state))


def _generator(model: Any, name: str, state: str) -> Generator:
    (generator,) = streams(model.seed, name)
    parsed(state, f"the state of generator {name!r}")
    try:
        set_generator_state(generator, state)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DamagedModel(f"the state of generator {name!r} is none: {error!r}") from None
    return generator


def remembered(model: Any) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the optimizer's memory: plain values, and arrays."""
    state = {
        name: value for name, value in SavedState(model).read().items() if name not in NEW_EACH_TIME
    }
    arrays = {name: value for name, value in state.items() if hasattr(value, "shape")}
    return {name: value for name, value in state.items() if name not in arrays}, arrays


def remember(model: Any, rest: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Give the optimizer its memory back.  Raises DamagedModel, ShapeMismatch."""
    saved = SavedState(model)
    state = saved.read()
    given = {**rest, **arrays}
    expected = set(state) - set(NEW_EACH_TIME)
    if set(given) != expected:
        raise DamagedModel(f"the memory must hold {sorted(expected)}; got {sorted(given)}")
    for name in expected:
        same = type(given[name]) is type(state[name])
        if not same or (name in arrays and arrays[name].dtype != state[name].dtype):
            raise DamagedModel(f"memory {name!r} must be like {state[name]!r:.40}")
    if given.get("iterations", 0) < 0:
        raise DamagedModel(f"iterations must be at least 0; got {given['iterations']}")
    saved.write({**state, **given})
