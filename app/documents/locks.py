"""Refuses commands that a run's document does not allow.

They change what it locks (page_parts.py says what that is), or make another kind of run of it.  The
locks are part of the document that a run is made from, so its forks have them too.
"""

from app.documents.commands import Command, Load, Set
from app.documents.document import Document
from app.documents.page_parts import PAGE_PARTS
from app.errors import Conflict, Forbidden

ITSELF = "what is hidden and locked"


def check_locks(document: Document, command: Command) -> Command:
    """Return a command that the run's document allows.

    Raises Conflict, Forbidden, ValidationError.
    """
    if isinstance(command, Load):
        _check_kind(document, command.experiment)
    if document.settings.lock and (locked := _locked(document, command)):
        title = f" “{document.title}”" if document.title else ""
        why = f"locked by the experiment{title} that this run was made from: {', '.join(locked)}"
        raise Forbidden(why, code="locked")
    return command


def _check_kind(before: Document, after: Document) -> None:
    """Raise Conflict if two documents are not of one class: caps and pages go by it."""
    if type(after) is not type(before):
        why = f"a run of the kind {before.run_kind} stays one: make another run of the other kind"
        raise Conflict(why, code="other_kind")


def _locked(document: Document, command: Command) -> list[str]:
    """Return the labels of what a command would change though it is locked."""
    parts = [PAGE_PARTS[name] for name in document.settings.lock]
    found = [part.label for part in parts if command.type in part.commands]
    after = _after(document, command)
    if after is not document:
        found += [part.label for part in parts if part.keeps and not part.keeps(document, after)]
        if _shown(after) != _shown(document):
            found.append(ITSELF)
    return [label[0].lower() + label[1:] for label in found]


def _after(document: Document, command: Command) -> Document:
    match command:
        case Load():
            return command.experiment
        case Set():
            return document.with_value(command.path, command.value)
    return document


def _shown(document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return document.settings.lock, document.settings.hide
