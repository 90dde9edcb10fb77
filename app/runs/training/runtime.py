"""What a kind of run provides: how it is built, and the queries that only it answers."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.documents.document import Document
from app.documents.run_kinds import RUN_KINDS
from app.runs.answers import Answer, Diagnosis
from app.runs.blocks import Work
from app.runs.training.training import Training
from app.runs.wire_messages import CommandData

Answering = Callable[[Any, CommandData], Answer | Work[Answer]]  # of the training, and the query


def _nothing() -> None:
    """Do nothing."""


def _begin_anew(after: Training, before: Training) -> bool:
    """Take nothing over."""
    return False


@dataclass(frozen=True)
class Runtime:
    """Builds the training of one kind of run and answers its queries."""

    build: Callable[[Any], Work[Training]]
    queries: Mapping[str, Answering] = field(default_factory=dict)
    large: frozenset[str] = frozenset()  # queries that hold some megabytes while they are answered
    diagnose: Callable[[Any], Work[Diagnosis]] | None = None  # of a trainer: why it learns badly
    inherit: Callable[[Training, Training], bool] = _begin_anew
    """Has a new training take over what another one has learned, with its epoch; says whether it
    did.  Both have the same metrics then."""
    warm_up: Callable[[], None] = _nothing  # does beforehand what is slow the first time


@cache
def _load(path: str) -> Runtime:
    module, _, name = path.partition(":")
    runtime: Runtime = getattr(importlib.import_module(module), name)
    return runtime


def runtime_of(document: Document) -> Runtime:
    """Return the runtime of a document's kind."""
    return _load(RUN_KINDS[document.run_kind].runtime)


def runtimes() -> list[Runtime]:
    """Return the runtimes of all kinds."""
    return [_load(kind.runtime) for kind in RUN_KINDS.values()]
