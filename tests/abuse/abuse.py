"""What an abuse is: an attack, the defence against it, and what stands in the defence's place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.abuse.stage import Stage


@dataclass(frozen=True)
class Abuse:
    """One row of the table.

    `attack` says whether it got through.  `without` takes the defence out: dotted names, and what
    stands there instead (`uvicorn.` for the server's configuration).  `sooner` shortens, for both
    halves of the test, a defence that would take long to show itself.
    """

    name: str
    attack: Callable[[Stage], bool]
    without: Mapping[str, Any]
    sooner: Mapping[str, Any] = field(default_factory=dict)


def put(monkeypatch, stage: Stage, values: Mapping[str, Any]) -> None:
    """Have these values stand under their names."""
    for name, value in values.items():
        if name.startswith("uvicorn."):
            monkeypatch.setattr(stage.config, name.removeprefix("uvicorn."), value)
        else:
            monkeypatch.setattr(name, value)
