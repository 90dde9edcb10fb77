"""The presets and sections of the gallery, and the words that find an experiment.

A search finds what is written on an experiment, what it is about, and other words for the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from app.documents.builtin_tables import TABLES
from app.documents.experiment import Experiment
from app.documents.presets import Preset, presets
from app.services.lesson_experiments import lesson_experiments
from app.store.content_ids import content_id
from app.store.experiment_store import Order, SavedExperiment
from engine.datasets.generators import GENERATORS

GalleryOrder = Order  # of what visitors saved; presets come first in their own
SYNONYMS = (
    ("xor", "exclusive or"),
    ("overfitting", "overfit", "by heart", "memorizing", "memorising"),
    ("regularization", "regularisation", "penalty", "l1", "l2"),
    ("vanishing", "shrinks", "no slope"),
    ("exploding", "overshoots", "diverges", "divergence"),
    ("dead", "dying"),
    ("initialization", "initialisation", "initial weights", "symmetry"),
    ("circle", "ring"),
    ("multiclass", "classes", "softmax"),
    ("regression", "curve", "sine"),
    ("noise", "noisy"),
    ("deep", "depth"),
)


class Section(NamedTuple):
    """Experiments under a heading."""

    heading: str
    experiments: list[Mapping[str, object]]


@cache
def _presets() -> dict[str, Preset]:
    """Return the presets by the ids of their documents."""
    return {content_id(one.document.model_dump(mode="json")): one for one in presets()}


@cache
def shipped() -> dict[str, SavedExperiment]:
    """Return presets and the lessons' experiments as saved ones, by id, without any database."""
    return lesson_experiments() | {
        name: SavedExperiment(name, preset.document.model_dump(mode="json"), True, 0.0)
        for name, preset in _presets().items()
    }


def tags_of(name: str) -> list[str]:
    """Return the tags of a preset; nothing else has any."""
    preset = _presets().get(name)
    return list(preset.tags) if preset else []


def sections(items: Sequence[Mapping[str, object]]) -> list[Section]:
    """Return a page's experiments under their headings, without empty sections."""
    works = {name: preset.works for name, preset in _presets().items()}
    parts = {"Why it works": True, "Why it fails": False, "Saved by visitors": None}
    found = [
        Section(heading, [one for one in items if works.get(str(one["id"])) is kind])
        for heading, kind in parts.items()
    ]
    return [section for section in found if section.experiments]


def alternatives(search: str) -> list[tuple[str, ...]]:
    """Return, for each word of a search, the texts of which an experiment must have one."""
    return [_synonyms(word) for word in search.lower().split()]


def _synonyms(word: str) -> tuple[str, ...]:
    joined = word.replace("-", "") or word  # "over-fitting"
    groups = (group for group in SYNONYMS if {word, joined} & set(group))
    return tuple(dict.fromkeys([word, joined, *(other for group in groups for other in group)]))


def found_presets(search: str) -> list[SavedExperiment]:
    """Return the presets that a search finds, in their order."""
    wanted = alternatives(search)
    return [
        saved
        for name, saved in shipped().items()
        if name in _presets()
        and all(any(text in _text_of(name) for text in texts) for texts in wanted)
    ]


@cache
def _text_of(name: str) -> str:
    preset = _presets()[name]
    document = preset.document
    parts = document.title, document.description, *preset.tags, subject(document)
    return "\n".join(parts).lower()


def subject(experiment: Experiment) -> str:
    """Return what an experiment is about beside what its author says: the words of its data."""
    name = experiment.data.name
    known = GENERATORS.get(name) or TABLES.get(name)
    return " ".join([name, known.label if known else "", experiment.problem]).strip()
