"""Strict JSON: finite numbers, moderate depth, names once; all else is DamagedModel."""

import json
from typing import Any, NoReturn

from engine.errors import DamagedModel, InvalidValue

MOST_TEXT = 1 << 26  # bytes; a thousand layers need a hundredth of it
DEEPEST = 50  # nested lists and objects; what is written here nests about ten


def written(plain: Any) -> str:
    """Return plain values as JSON.  Raises InvalidValue if a number is not finite."""
    try:
        return json.dumps(plain, allow_nan=False, indent=1, ensure_ascii=False)
    except ValueError:
        raise InvalidValue("settings to be saved must be finite numbers; got NaN or ∞") from None


def parsed(text: bytes | str, what: str) -> Any:
    """Return the plain values of JSON.  Raises DamagedModel."""
    if len(text) > MOST_TEXT:
        raise DamagedModel(f"{what} must have at most {MOST_TEXT} bytes; got {len(text)}")
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise DamagedModel(f"{what} must be JSON; {error}") from None
    if _depth(value) > DEEPEST:
        raise DamagedModel(f"{what} must not nest deeper than {DEEPEST}")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"numbers must be finite; got {name}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    items = dict(pairs)
    if len(items) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return items


def _depth(plain: Any) -> int:
    """Return how deep lists and objects nest, looking no deeper than it matters."""
    depth, level = 0, [plain]
    while level and depth <= DEEPEST:
        inner = [one for one in level if isinstance(one, dict | list)]
        level = [x for one in inner for x in (one.values() if isinstance(one, dict) else one)]
        depth += bool(inner)
        if not inner:
            break
    return depth


def need(plain: Any, key: str, kind: type | tuple[type, ...]) -> Any:
    """Return ``plain[key]`` if it is there and of that kind.  Raises DamagedModel."""
    if not isinstance(plain, dict) or key not in plain:
        raise DamagedModel(f"{key!r} is missing")
    value = plain[key]
    kinds = kind if isinstance(kind, tuple) else (kind,)
    wrong_bool = isinstance(value, bool) and bool not in kinds  # bool is an int to Python
    if wrong_bool or not isinstance(value, kinds):
        expected = " or ".join(one.__name__ for one in kinds)
        raise DamagedModel(f"{key!r} must be {expected}; got {value!r:.60}")
    return value
