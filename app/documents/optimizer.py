"""The optimizer of an experiment, with the settings that only some optimizers have.

A setting that a document leaves out is what it usually is: as the engine, and Keras, have it.
"""

from dataclasses import dataclass
from inspect import signature
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from app.documents import choices
from app.documents.field_errors import field_error
from app.documents.fields import Model, Number, one_of
from engine.optimizers import OPTIMIZERS

LARGEST = 0.9999  # of a setting: 1 would forget nothing, and divide by 0


@dataclass(frozen=True)
class Setting:
    """A number of an optimizer besides its learning rate."""

    label: str
    symbol: str  # in formulas


SETTINGS: Final = {
    "momentum": Setting("Momentum", "μ"),
    "rho": Setting("Decay of squares", "ρ"),
    "beta_1": Setting("Decay of the mean", "β₁"),
    "beta_2": Setting("Decay of squares", "β₂"),
}
BETAS = ("beta_1", "beta_2")
SETTINGS_OF: Final[dict[str, tuple[str, ...]]] = {
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "rmsprop": ("rho",),
    "adam": BETAS,
    "adamw": BETAS,
    "nadam": BETAS,
}


def usual(optimizer: str, setting: str) -> float:
    """Return what a setting of an optimizer is where a document says nothing."""
    value: float = signature(OPTIMIZERS[optimizer]).parameters[setting].default
    return value


Share = Annotated[  # of what was, that is kept; documents without it keep their ids
    Annotated[Number, Field(ge=0, le=LARGEST)] | None,
    Field(exclude_if=lambda value: value is None),
]


class Optimizer(Model):
    """The rule that updates weights by their gradients."""

    name: Annotated[str, one_of(choices.OPTIMIZERS)] = "sgd"
    learning_rate: Annotated[Number, Field(gt=0, le=10)] = 0.03
    momentum: Share = None
    rho: Share = None
    beta_1: Share = None
    beta_2: Share = None

    @model_validator(mode="after")
    def _has_its_settings(self) -> Self:
        own = SETTINGS_OF.get(self.name, ())
        for name, value in self.settings.items():
            if name not in own:
                known = f"has {', '.join(own)}" if own else "has no settings but its learning_rate"
                why = f"left out: {self.name} {known}"
                raise field_error(f"training.optimizer.{name}", why, value)
        return self

    @property
    def settings(self) -> dict[str, float]:
        """The settings that are given, by name."""
        values = {name: getattr(self, name) for name in SETTINGS}
        return {name: value for name, value in values.items() if value is not None}

    def renamed(self, name: Any) -> dict[str, Any]:
        """Return another optimizer as plain data: with this one's rate, and settings it has too."""
        own = SETTINGS_OF.get(name, ()) if isinstance(name, str) else ()
        kept = {setting: value for setting, value in self.settings.items() if setting in own}
        return {"name": name, "learning_rate": self.learning_rate, **kept}
