"""What an abuse is: an attack, the defence against it, and what stands in the defence's place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.abuse.stage import Stage

CASES = (
    "idle sockets",
    "slow readers",
    "slow headers",
    "message floods and ping floods",
    "message bombs and compression bombs",
    "JSON bombs",
    "CSV bombs",
    "number tricks",
    "expression bombs and escapes",
    "script payloads",
    "cross-site sockets",
    "forged requests",
    "id guessing",
    "secret leaks",
    "stale control",
    "role breaches",
    "log injection",
    "disk filling",
    "lock contention",
    "rate-limit abuse",
    "reconnect storms",
    "host and path poisoning",
    "traversal",
    "range bombs",
    "formula cells",
    "clickjacking",
    "huge networks",
    "endless epochs",
    "a step that hangs",
    "dependency pinning",
)


@dataclass(frozen=True)
class Abuse:
    """One row of the table.

    `case` is the one of CASES it belongs to.  `attack` says whether it got through.  `without`
    takes the defence out: dotted names, and what stands there instead (`uvicorn.` for the server's
    configuration).  `sooner` shortens, for both halves of the test, a defence that would take long
    to show itself.
    """

    name: str
    case: str
    attack: Callable[[Stage], bool]
    without: Mapping[str, Any]
    sooner: Mapping[str, Any] = field(default_factory=dict)


def put(monkeypatch, stage: Stage, values: Mapping[str, Any]) -> None:
    """Have these values stand under their names."""
    for name, value in values.items():
        if name.startswith("uvicorn."):
            *way, last = name.split(".")[1:]
            place: Any = stage.config
            for part in way:
                place = getattr(place, part)
            monkeypatch.setattr(place, last, value)
        else:
            monkeypatch.setattr(name, value)
