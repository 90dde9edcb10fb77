"""What a search builds and trains, and by which figure it chooses, under Keras Tuner's names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.models import Model
from engine.tuners.hyperparameters import HyperParameters


@dataclass(frozen=True)
class Objective:
    """A figure by its name, and whether it is to be "min" or "max"; by itself the metric says."""

    name: str
    direction: str = "auto"


class HyperModel:
    """A builder as a class, where training depends on the values as well.

    What ``fit`` asks for is known after the first trial, which has the defaults of it; it is
    searched from the second trial on.
    """

    def __init__(self, name: str | None = None, tunable: bool = True) -> None:
        self.name, self.tunable = name, tunable

    def build(self, hp: HyperParameters) -> Model:
        """Return a compiled model."""
        raise NotImplementedError

    def fit(self, hp: HyperParameters, model: Model, *args: Any, **options: Any) -> Any:
        """Train it; return what ``model.fit`` returned, figures by name, or the objective."""
        return model.fit(*args, **options)


class Builder(HyperModel):
    """A function as a hypermodel."""

    def __init__(self, build: Callable[[HyperParameters], Model]) -> None:
        super().__init__()
        self._build = build

    def build(self, hp: HyperParameters) -> Model:
        """Return what the function returns."""
        return self._build(hp)
