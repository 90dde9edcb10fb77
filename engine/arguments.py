"""Arguments: what an object of a program's own class was made with, so that files can make another.

As in Keras they are noted when the object is made, whatever its constructor makes of them.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from engine.errors import EngineError
from engine.tensors import Tensor

OLD = ("input_shape", "input_dim", "batch_input_shape")  # said by the model's input


@dataclass(frozen=True)
class Given:
    """Arguments; no tuple, in which models would look for layers."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


class KeepsArguments:
    """What layers of one's own and models have in common."""

    _made_with = Given()

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Make the object, and note its arguments."""
        made = super().__new__(cls)
        if not cls.__module__.startswith("engine."):
            made._made_with = Given(args, kwargs)
        return made

    def _taken(self, config: dict[str, Any]) -> dict[str, Any]:
        """Return the part of a configuration that the constructor takes."""
        parameters = _signature(type(self)).parameters
        if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
            return config
        return {name: value for name, value in config.items() if name in parameters}

    def _config(self) -> dict[str, Any]:
        """Return the arguments by name.  Raises EngineError of those that no file can hold."""
        kind = type(self)
        given = _signature(kind).bind(*self._made_with.args, **self._made_with.kwargs)
        config: dict[str, Any] = {}
        for name, value in given.arguments.items():
            how = given.signature.parameters[name].kind
            if how is inspect.Parameter.VAR_POSITIONAL:
                raise EngineError(_refusal(kind, f"it takes *{name}"))
            config |= value if how is inspect.Parameter.VAR_KEYWORD else {name: value}
        for name, value in config.items():
            if any(_is_a_part(one) for one in _leaves(value)):
                raise EngineError(_refusal(kind, f"its argument {name!r} is a part of a model"))
        return {name: value for name, value in config.items() if name not in OLD}


def _signature(kind: Any) -> inspect.Signature:
    """Return the signature of the constructor, without ``self``."""
    own = inspect.signature(kind.__init__)
    return own.replace(parameters=list(own.parameters.values())[1:])


def _is_a_part(value: Any) -> bool:
    """Say whether files would make another one of it: a layer, a model or a tensor."""
    return isinstance(value, Tensor) or callable(getattr(value, "count_params", None))


def _leaves(value: Any) -> Iterator[Any]:
    """Yield what is in lists and dictionaries, or is given alone."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        yield value
        return
    for one in value:
        yield from _leaves(one)


def _refusal(kind: type, why: str) -> str:
    name = kind.__name__
    return (
        f"{name} cannot be saved by its constructor's arguments: {why}. For save, to_json and "
        "clone_model give it a get_config() that returns what makes another one, and load it with "
        f"custom_objects={{{name!r}: {name}}}; save_weights works without"
    )
