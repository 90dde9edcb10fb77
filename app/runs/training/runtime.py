"""What a kind of run provides: how it is built, and the queries that only it answers."""

import importlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.documents.document import Document
from app.documents.run_kinds import RUN_KINDS
from app.encoding.messages import Tensors
from app.runs.answers import Answer, CheckpointAnswer, Diagnosis
from app.runs.blocks import Work
from app.runs.training.training import Training
from app.runs.wire_messages import CommandData

Answering = Callable[[Any, CommandData], Answer | Work[Answer]]  # of the training, and the query


def _nothing() -> None:
    """Do nothing."""


def _recall_nothing(arrays: Tensors) -> AbstractContextManager[None]:
    """Provide nothing."""
    return nullcontext()


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
    open_trial: Callable[[Any, int], Work[CheckpointAnswer]] | None = None
    """Of a trainer: makes a run of one of its trials, by its number."""
    event_files: Callable[[Any, Any], Work[bytes]] | None = None
    """Of a trainer and an `EventOrder`: a zip of event files; None: with its history alone."""
    film: Callable[[Any], Work[bytes]] | None = None  # of a trainer: a GIF of its timeline
    recall: Callable[[Tensors], AbstractContextManager[None]] = _recall_nothing
    """Provides, within a `with` block, what building a run needs of the arrays of its state."""
    of_session: Mapping[str, Answering] = field(default_factory=dict)
    """Queries about the past: of the session, and the query."""


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
