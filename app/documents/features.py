"""Features as documents name them: a name of the registry, or a formula, checked over the plane.

A formula must give finite numbers of a trainable size, on a grid over the plane shown and, when a
run is made, at its points.  Left out: grammar and arithmetic, which are the engine's.
"""

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Annotated, Any, NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.errors import Unprocessable, fault
from app.limits.caps import MAX_FEATURE_VALUE, MAX_FEATURES, MAX_FORMULA_CHARACTERS
from engine.datasets.generators import EDGE
from engine.errors import InvalidFormula
from engine.features import FEATURES, feature_of, name_of

Floats = NDArray[np.float64]

GRID = np.arange(-30, 31) / 5  # -6 to 6; the axes, the origin and the edges are on it, exactly
KEPT = 1024  # formulas checked lately
ALLOWED = f"must be one of {', '.join(FEATURES)}, or a formula in x1 and x2"


class UnfitFormula(ValueError):
    """What is wrong with a formula; `position` counts its characters, if one is at fault."""

    def __init__(self, why: str, position: int | None = None) -> None:
        super().__init__(why)
        self.position = position


def spelled(text: str) -> str:
    """Return the one name that a feature has, however it is written; raise UnfitFormula."""
    try:
        return name_of(text)
    except InvalidFormula as error:
        raise UnfitFormula(str(error), error.position) from None


class Verdict(NamedTuple):
    """The result of a formula's check: its one name, or why it cannot be trained on."""

    name: str
    why: str = ""
    position: int | None = None


_verdicts: dict[str, Verdict] = {}  # by text; the one used longest ago is the first
_turn = Lock()  # to change them: some checks are done in a thread


def known_feature(text: str) -> str:
    """Return the one name of a feature that may be trained on; raise UnfitFormula."""
    if (verdict := _verdicts.get(text)) is None:
        verdict = _judged(text)
    _remember(text, verdict)
    if verdict.why:
        raise UnfitFormula(verdict.why, verdict.position)
    return verdict.name


def unseen(texts: object) -> int:
    """Return how many of a raw document's features are formulas that were not checked lately.

    Each of those takes a millisecond or less to check; the others next to none.
    """
    several = list(texts.values()) if isinstance(texts, Mapping) else texts
    if not isinstance(several, list | tuple):
        several = [texts]
    some = (text for text in several[: MAX_FEATURES + 1] if isinstance(text, str))
    return len({text for text in some if text not in FEATURES and text not in _verdicts})


def _judged(text: str) -> Verdict:
    try:
        name = spelled(text)
    except UnfitFormula as error:
        return Verdict(text, str(error), error.position)
    return Verdict(name, _fault_over_plane(name) or "")


def _remember(text: str, verdict: Verdict) -> None:
    """Cache a verdict as the newest; evict the one used longest ago."""
    if len(text) > MAX_FORMULA_CHARACTERS:
        return
    with _turn:
        _verdicts.pop(text, None)
        _verdicts[text] = verdict
        while len(_verdicts) > KEPT:
            del _verdicts[next(iter(_verdicts))]


@lru_cache(maxsize=KEPT)
def _fault_over_plane(name: str) -> str | None:
    return _fault(name, GRID[None, :], GRID[:, None])


def fault_at(name: str, points: Floats) -> str | None:
    """Return in words where a feature has no usable value among points [n, 2], if anywhere."""
    return None if name in FEATURES else _fault(name, points[:, 0], points[:, 1])


def _fault(name: str, x1: Floats, x2: Floats) -> str | None:
    values = feature_of(name).value(x1, x2)
    bad = ~(np.abs(values) <= MAX_FEATURE_VALUE)  # so that NaN is bad too
    if not bad.any():
        return None
    at = np.unravel_index(bad.argmax(), bad.shape)
    first, second = (np.broadcast_to(axis, bad.shape)[at] for axis in (x1, x2))
    size = "finite" if not np.isfinite(values[at]) else f"within ±{MAX_FEATURE_VALUE:,.0f}"
    return f"{name} is not {size} at x1 = {first:.4g}, x2 = {second:.4g}"


class FeaturePreview(TypedDict):
    """A feature as it is shown to the person that types it."""

    name: str
    formula: str
    label: str
    axes: list[str]
    range: list[float]
    values: str


def preview(text: str, resolution: int) -> FeaturePreview:
    """Return a feature for a person who is typing it; raise Unprocessable with the character at
    fault.

    `values` are bytes in base64, row by row from x2 = +6 down: 0…255 stands for -1…1, as in frames.
    """
    try:
        name = known_feature(text)
    except UnfitFormula as error:
        found = fault("formula", str(error), "formula")
        if error.position:
            found["position"] = error.position
        raise Unprocessable(str(error), errors=[found]) from None  # a person types this alone
    feature, steps = feature_of(name), np.linspace(-EDGE, EDGE, resolution)
    x1, x2 = np.meshgrid(steps, steps[::-1])
    values = np.nan_to_num(feature.value(x1, x2))
    everywhere = feature.value(GRID[None, :], GRID[:, None])
    shades = np.rint((np.clip(values, -1, 1) + 1) * 127.5).astype(np.uint8)
    return {
        "name": name,  # what stands in a document
        "formula": feature.formula,
        "label": feature.label,
        "axes": sorted(feature.axes),
        "range": [float(everywhere.min()), float(everywhere.max())],
        "values": b64encode(shades.tobytes()).decode(),
    }


def _checked(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("choice", "{allowed}", {"allowed": ALLOWED})
    if value in FEATURES:
        return value
    try:
        return known_feature(value)
    except UnfitFormula as error:
        facts = {"why": f"{ALLOWED}: {error}", "position": error.position}
        raise PydanticCustomError("formula", "{why}", facts) from None


SCHEMA = {
    "type": "string",
    "maxLength": MAX_FORMULA_CHARACTERS,
    "description": f"one of {', '.join(FEATURES)}, or a formula such as sqrt(x1^2+x2^2)",
}
FeatureName = Annotated[str, BeforeValidator(_checked), WithJsonSchema(SCHEMA)]
