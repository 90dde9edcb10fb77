"""The base of all documents of runs: title, description, view and stop rules.

A document is a value, validated and complete: `with_value` makes another.  run_kinds.py lists the
kinds of runs.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StrictStr

from app.documents.field_errors import field_error
from app.documents.fields import NAMED, WRITTEN, Flag, Model, Number, Whole, number, one_of
from app.documents.page_parts import LOCKABLE
from app.limits.caps import MAX_EPOCHS

Control = Annotated[StrictStr, Field(max_length=40)]  # one of the page's
Locked = Annotated[str, one_of(LOCKABLE)]
HIDE = "names of the page's controls that are not shown (docs/teaching.md)"
LOCK = "parts of the page that are shown, and that the run keeps as they are"


class Stop(Model):
    """When training ends by itself; a rule that is left out does not apply."""

    max_epochs: Annotated[Whole, Field(ge=1, le=MAX_EPOCHS)] | None = None
    target_loss: Annotated[Number, Field(ge=0)] | None = None
    patience: Annotated[Whole, Field(ge=1, le=MAX_EPOCHS)] | None = None
    restore_best: Flag | None = None


def _speed(value: object) -> object:
    if value == "max":
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0.01 <= value <= 1000:
        return float(value)
    raise field_error("view.speed", 'from 0.01 to 1000, or "max"', value)


class ViewSettings(Model):
    """How the run is shown, and how fast it goes."""

    show_test: Flag = False
    discretize: Flag = False
    hide: Annotated[
        tuple[Control, ...], Field(max_length=64, fail_fast=True, description=HIDE)
    ] = ()
    speed: Annotated[float | Literal["max"], BeforeValidator(_speed)] = 1.0
    lock: Annotated[
        tuple[Locked, ...],
        Field(
            max_length=len(LOCKABLE),
            fail_fast=True,
            description=LOCK,
            exclude_if=lambda names: not names,  # a document without locks has the id it had before
        ),
    ] = ()


class Document(Model):
    """A document, version 1: what it is called, and how its run is shown."""

    LIVE_PATHS: ClassVar[tuple[str, ...]] = ("title", "description")
    """What may change without starting afresh, with all that lies below it."""

    version: Annotated[Literal[1], BeforeValidator(number)] = 1
    title: Annotated[StrictStr, Field(max_length=120), NAMED] = ""
    description: Annotated[StrictStr, Field(max_length=4000), WRITTEN] = ""

    @property
    def run_kind(self) -> str:
        """Which of RUN_KINDS it describes."""
        raise NotImplementedError

    @property
    def family(self) -> str:
        """What it names as its `kind`, which a run keeps; an experiment names none."""
        return str(getattr(self, "kind", ""))

    @property
    def settings(self) -> ViewSettings:
        """How the run is shown, and how fast it goes."""
        return ViewSettings()

    @property
    def is_small(self) -> bool:
        """Whether its run is described in a few kilobytes."""
        return True

    @property
    def curves(self) -> int:
        """Of how many networks its run's history may have the losses, whatever is changed."""
        return 1

    @property
    def learning(self) -> object:
        """All settings of training; equal ones train alike."""
        return None

    @property
    def stop_rules(self) -> Stop:
        """When training ends by itself."""
        return Stop()

    @property
    def shows_parameters(self) -> bool:
        """Whether its run is described with all that it has learned."""
        return True

    @property
    def most_runs(self) -> int | None:
        """How many runs of its kind a server carries, if fewer than of others."""
        return None

    @property
    def saved_epochs(self) -> int:
        """How many past epochs its checkpoints have at least, however large they are."""
        return 0

    @property
    def uploaded_table(self) -> str | None:
        """The id of the uploaded table that it names, if it names one."""
        return None

    def is_live(self, path: str) -> bool:
        """Say whether a run may take another value at a path without starting afresh."""
        return any(path == live or path.startswith(f"{live}.") for live in self.LIVE_PATHS)

    def with_value(self, path: str, value: Any) -> Self:
        """Return this document with another value at a dotted path; ValidationError names it."""
        raw = self.model_dump(mode="json")
        return type(self).model_validate(_put(raw, path.split("."), value))


def _put(raw: Any, keys: list[str], value: Any) -> Any:
    """Return `raw` with a value where the keys lead; validation says if that is nowhere."""
    if not keys:
        return value
    key, *rest = keys
    if isinstance(raw, list) and key.isdecimal() and int(key) < len(raw):
        at = int(key)
        return [*raw[:at], _put(raw[at], rest, value), *raw[at + 1 :]]
    part = raw if isinstance(raw, dict) else {}
    return {**part, key: _put(part.get(key), rest, value)}
