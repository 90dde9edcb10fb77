"""The ways to begin a study on a page, each with presets to begin from.

A preset is two parts of an address: what stands in the fields of the form, and the experiment in
the words of the playground's own address (static/js/store/address.js).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

FILE = Path(__file__).with_suffix(".json")


class StudyPreset(TypedDict):
    """A study to begin from: its fields in the form, and its experiment, by keys of addresses."""

    title: str
    about: str
    asked: dict[str, str]
    base: dict[str, str]


@dataclass(frozen=True)
class StudyWay:
    """One way to vary an experiment: its name is the path of its page."""

    name: str
    title: str
    about: str
    presets: tuple[StudyPreset, ...]


@cache
def study_ways() -> Mapping[str, StudyWay]:
    """Return all ways by their names, in the order in which people see them."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["name"]: StudyWay(**row | {"presets": tuple(row["presets"])}) for row in rows}
