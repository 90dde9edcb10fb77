"""The catalog: every choice that a person has, with its label, formula and limits.

It is read from the registries; the page and clients are built on it.  It decides nothing.
"""

import functools
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from app.documents import choices, features
from app.documents.builtin_tables import TABLES
from app.documents.choices import GRADIENT, PERCEPTRON
from app.documents.experiment import Experiment
from app.documents.optimizer import LARGEST, SETTINGS, SETTINGS_OF, usual
from app.documents.page_parts import PAGE_PARTS
from app.documents.rules import NEEDS, RATE
from app.limits.caps import CAPS
from app.services.access import ID_PATTERN
from app.services.catalog_types import (
    ActivationChoice,
    Catalog,
    Choices,
    FormulaChoice,
    GeneratedData,
    LossChoice,
    OptimizerChoice,
    PartChoice,
    RuleChoice,
    SettingChoice,
    TableData,
)
from app.settings import Settings
from engine.activations import ACTIVATIONS
from engine.colours import CLASSES
from engine.datasets import cache, california_housing
from engine.datasets.generators import GENERATORS, generate
from engine.features import FEATURES
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.regularizers import L2, TruncatedL1

FILES = {"california_housing": california_housing.FILE}  # of tables that do not ship
PREVIEW_POINTS = 120
PREVIEW_CLASSES = 3
PREVIEW_SIDE = 20  # cells of a feature's map
FORMULAS = {"l1": TruncatedL1.formula, "l2": "½ λ Σw²"}  # the field's playgrounds halve L2
VERSION = version("neural-playground")


def catalog(settings: Settings | None = None) -> Catalog:
    """Return the whole catalog as plain data, with the caps that these settings make."""
    settings = settings or Settings()
    return {
        **_choices(),
        "listing": settings.listing,
        "frame_ancestors": list(settings.frame_ancestors),
        "limits": _limits(settings),
    }


@functools.cache
def _choices() -> Choices:
    return {
        "version": VERSION,
        "problems": [{"name": name, "label": p.label} for name, p in choices.PROBLEMS.items()],
        "datasets": [*map(_dataset, GENERATORS), *map(_table, TABLES)],
        "features": [features.preview(name, PREVIEW_SIDE) for name in FEATURES],
        "activations": [_activation(name) for name in choices.HIDDEN_ACTIVATIONS],
        "losses": [_loss(name) for name, it in choices.LOSSES.items() if it.rule == GRADIENT],
        "rules": [_rule(name) for name in choices.RULES],
        "optimizers": [_optimizer(name) for name in choices.OPTIMIZERS],
        "initializers": _entries(choices.INITIALIZERS, INITIALIZERS),
        "regularizers": _regularizers(),
        "output_activations": _output_activations(),
        "defaults": {
            name: Experiment(problem=name).model_dump(mode="json") for name in choices.PROBLEMS
        },
        "live": list(Experiment.LIVE_PATHS),
        "parts": [_part(name) for name in PAGE_PARTS],
        "id_pattern": ID_PATTERN,
        "class_colours": CLASSES.astype(int).tolist(),
    }


def _limits(settings: Settings) -> Mapping[str, int | float]:
    """Return all caps; settings take the place of the constants that are their defaults."""
    table = {name: cap.value for name, cap in CAPS.items()}
    derived = {
        "max_connections": settings.max_connections,
        "open_files": settings.open_files,
        "worker_memory": settings.memory(),
    }
    return table | settings.model_dump(include=set(table)) | derived


def _dataset(name: str) -> GeneratedData:
    made = GENERATORS[name]
    points, labels = generate(
        name, samples=PREVIEW_POINTS, noise=0.0, seed=1, classes=PREVIEW_CLASSES
    )
    rows = zip(points.round(1).tolist(), labels.round(2).tolist(), strict=True)
    return {
        "name": name,
        "source": "generator",
        "label": made.label,
        "description": made.description,
        "problems": list(made.problems),
        "classes": made.classes,
        "samples": made.samples,
        "preview": [[*point, label] for point, label in rows],
    }


def _table(name: str) -> TableData:
    """Return the description of a table, without reading it."""
    table = TABLES[name]
    return {
        "name": name,
        "source": "builtin",
        "label": table.label,
        "description": table.description,
        "problems": [table.problem],
        "classes": False,  # not for a person to choose
        "class_names": list(table.classes),
        "columns": list(table.columns),
        "samples": None,
        "preview": [],
        "missing": _remedy(name),
    }


def _remedy(name: str) -> str:
    """Return how a table's rows come to this server; empty if they are there."""
    file = FILES.get(name)
    if file is None or cache.found(file):
        return ""
    return f"not on this server: put {file.name} into the folder that PLAYGROUND_DATA names"


def _activation(name: str) -> ActivationChoice:
    it = ACTIVATIONS[name]
    return {
        "name": name,
        "label": it.label,
        "formula": it.formula,
        "derivative": it.derivative_formula,
        "range": it.range,
        "note": it.note,
    }


def _loss(name: str) -> LossChoice:
    chosen = choices.LOSSES[name]
    it = LOSSES[chosen.engine]
    return {
        "name": name,
        "label": it.label,
        "formula": it.formula,
        "problems": list(chosen.problems),
    }


def _rule(name: str) -> RuleChoice:
    rule = choices.RULES[name]
    needs = {**NEEDS, "training.optimizer.learning_rate": RATE} if name == PERCEPTRON else {}
    return {
        "name": name,
        "label": rule.label,
        "formula": rule.formula,
        "problems": list(rule.problems),
        "needs": needs,
    }


def _optimizer(name: str) -> OptimizerChoice:
    it = OPTIMIZERS[name]
    settings = [_setting(name, setting) for setting in SETTINGS_OF.get(name, ())]
    return {"name": name, "label": it.label, "formula": it.formula, "settings": settings}


def _setting(optimizer: str, name: str) -> SettingChoice:
    it = SETTINGS[name]
    return {
        "name": name,
        "label": it.label,
        "symbol": it.symbol,
        "usual": usual(optimizer, name),
        "largest": LARGEST,
    }


def _part(name: str) -> PartChoice:
    part = PAGE_PARTS[name]
    return {
        "name": name,
        "label": part.label,
        "heading": part.heading,
        "controls": list(part.controls),
        "lockable": part.lockable,
        "free": part.free,
    }


def _entries(names: tuple[str, ...], registry: Mapping[str, Any]) -> list[FormulaChoice]:
    return [{"name": n, "label": registry[n].label, "formula": registry[n].formula} for n in names]


def _regularizers() -> list[FormulaChoice]:
    kinds = {"l1": TruncatedL1, "l2": L2}
    named = (FormulaChoice(name=n, label=k.label, formula=FORMULAS[n]) for n, k in kinds.items())
    return [{"name": "none", "label": "None", "formula": "0"}, *named]


def _output_activations() -> Mapping[str, Mapping[str, list[str]]]:
    """Return which output activations fit, by problem and loss."""
    return {
        problem: {
            loss: choices.output_activations(problem, loss) for loss in choices.losses(problem)
        }
        for problem in choices.PROBLEMS
    }
