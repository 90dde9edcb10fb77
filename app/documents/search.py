"""What a search varies: settings, each with the values that it may have, and how it chooses.

Only the paths and kinds of values are checked here; candidates.py tries them in an experiment.
"""

import math
from collections.abc import Iterator, Sized
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Path, Whole
from app.limits.caps import (
    MAX_CHOICES,
    MAX_FACTOR,
    MAX_RANGE,
    MAX_SEARCH_TRIALS,
    MAX_SEED,
    MAX_SETTINGS,
)
from engine.tuners.hyperparameters import Space
from engine.tuners.methods import Rounds
from engine.tuners.proposer import HYPERBAND, OWN, Proposer, can_propose

TRIALS = 30
INSIDE = 0.381966  # where a range of numbers is tried between its ends: at no whole number
KINDS = "with exactly one of int, float, choice and bool"
WITHOUT = (
    "random, grid or hyperband on this server: bayesian needs Optuna "
    "(pip install 'neural-playground[tuners]')"
)


def _absent(value: object) -> bool:
    return value is None


def _empty(value: Sized) -> bool:
    return len(value) == 0


def _true(value: bool | None) -> bool | None:
    if value is False:
        raise field_error("", "true: false and true are tried", value)
    return value


class _Range(Model):
    """From one number to another, both included."""

    model_config = ConfigDict(serialize_by_alias=True)

    step: Annotated[Number | None, Field(exclude_if=_absent)] = None
    log: Flag = False

    def check(self, start: float, to: float, *, whole: bool) -> None:
        """Raise a field's error if there are no values, or too many."""
        if to < start:
            raise field_error("", "with from at most to", [start, to])
        if self.log and start <= 0:
            raise field_error("", "above 0 at both ends where log is true", [start, to])
        if self.log and not math.isfinite(to / start):
            raise field_error("", "at most a factor of 1e308 wide", [start, to])
        if self.step is not None and self.step <= (1 if self.log else 0):
            least = "by a factor above 1 where log is true" if self.log else "by a step above 0"
            raise field_error("", least, self.step)
        if (whole or self.step is not None) and self._steps(start, to) >= MAX_RANGE:
            raise field_error("", f"at most {MAX_RANGE} values: take a larger step", [start, to])

    def _steps(self, start: float, to: float) -> float:
        """Return how many steps lead from one end to the other; of whole numbers one each."""
        if self.log and self.step is not None:
            return math.log(to / start) / math.log(self.step)
        return (to - start) / (self.step or 1)


class WholeRange(_Range):
    """Whole numbers."""

    start: Annotated[Whole, Field(alias="from")]
    to: Whole

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        self.check(self.start, self.to, whole=True)
        if self.step is not None and self.step % 1 and not self.log:
            raise field_error("", "by a whole step", self.step)
        return self


class RealRange(_Range):
    """Numbers."""

    start: Annotated[Number, Field(alias="from")]
    to: Number

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        self.check(self.start, self.to, whole=False)
        return self


class Condition(Model):
    """Where a setting matters: where another one, before it, has one of some values."""

    path: Path
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MAX_CHOICES, fail_fast=True)]


class Setting(Model):
    """One setting, with the values that it may have."""

    model_config = ConfigDict(serialize_by_alias=True)

    path: Path
    whole: Annotated[WholeRange | None, Field(alias="int", exclude_if=_absent)] = None
    real: Annotated[RealRange | None, Field(alias="float", exclude_if=_absent)] = None
    choice: Annotated[
        tuple[Any, ...] | None,
        Field(min_length=1, max_length=MAX_CHOICES, fail_fast=True, exclude_if=_absent),
    ] = None
    flag: Annotated[Flag | None, AfterValidator(_true), Field(alias="bool", exclude_if=_absent)] = (
        None
    )
    when: Annotated[Condition | None, Field(exclude_if=_absent)] = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = [self.whole, self.real, self.choice, self.flag]
        if sum(one is not None for one in given) != 1:
            raise field_error("", KINDS, self.model_dump(by_alias=True))
        return self

    @property
    def space(self) -> Space:
        """The same as the engine's tuners have it."""
        when = () if self.when is None else ((self.when.path, self.when.values),)
        if self.choice is not None or self.flag:
            options = (False, True) if self.choice is None else self.choice
            return Space(self.path, "choice", options=options, default=options[0], when=when)
        found = self.whole or self.real
        assert found is not None
        kind, low, step = "int" if self.whole else "float", found.start, found.step
        return Space(self.path, kind, low, found.to, step, found.log, (), low, when)

    def extremes(self) -> Iterator[tuple[str, Any]]:
        """Yield where its choices stand in it, or a range's ends and a number within; and these."""
        if self.choice is not None:
            yield from ((f"choice.{at}", value) for at, value in enumerate(self.choice))
        elif self.flag:
            yield from (("bool", value) for value in (False, True))
        elif self.whole is not None:
            yield from (("int.from", self.whole.start), ("int.to", self.whole.to))
        elif self.real is not None:
            yield from (("float.from", self.real.start), ("float.to", self.real.to))
            between = self.real.start + INSIDE * (self.real.to - self.real.start)
            if self.real.step is None:
                yield "float", between


def _not_empty(space: tuple[Setting, ...]) -> tuple[Setting, ...]:
    if not space:
        raise field_error("", "of at least 1 setting", [])
    return space


class Search(Model):
    """Trials that are proposed one after the other, by what came of those before."""

    kind: Literal["search"]
    space: Annotated[
        tuple[Setting, ...],
        AfterValidator(_not_empty),  # min_length would also count faulty ones as missing
        Field(max_length=MAX_SETTINGS, json_schema_extra={"minItems": 1}),
    ]
    method: Literal["random", "grid", "hyperband", "bayesian", "own"] = "random"
    trials: Annotated[Whole, Field(ge=1, le=MAX_SEARCH_TRIALS)] = TRIALS
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] = 1
    factor: Annotated[Whole, Field(ge=2, le=MAX_FACTOR)] = 3
    own: Annotated[
        tuple[Annotated[dict[Path, Any], Field(max_length=MAX_SETTINGS)], ...],
        Field(max_length=MAX_SEARCH_TRIALS, fail_fast=True, exclude_if=_empty),
    ] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The settings that differ."""
        return tuple(setting.path for setting in self.space)

    @property
    def eliminates(self) -> bool:
        """Whether trials are culled."""
        return self.method == HYPERBAND

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not can_propose(self.method):
            raise field_error("vary.method", WITHOUT, self.method)
        if len(set(self.paths)) < len(self.paths):
            raise field_error("vary.space", "of different settings", list(self.paths))
        for at, setting in enumerate(self.space):
            if setting.when is not None:
                self._check_condition(f"vary.space.{at}.when", setting.when, self.space[:at])
        self._check_own()
        return self

    def _check_own(self) -> None:
        """Raise a field's error if values of one's own cannot be trials of this search."""
        if self.own and self.eliminates:
            raise field_error("vary.own", "empty with hyperband, which trains in rounds", "some")
        if self.method == OWN and not self.own:
            raise field_error("vary.own", "of at least 1 trial where method is own", [])
        for at, values in enumerate(self.own):
            for path in values:
                if path not in self.paths:
                    allowed = f"of settings of the space: {', '.join(self.paths)}"
                    raise field_error(f"vary.own.{at}", allowed, path)

    def _check_condition(
        self, place: str, condition: Condition, before: tuple[Setting, ...]
    ) -> None:
        """Raise a field's error if a condition can never hold."""
        parent = next((one for one in before if one.path == condition.path), None)
        if parent is None or parent.real is not None:
            allowed = "the path of an earlier int, choice or bool of the space"
            raise field_error(f"{place}.path", allowed, condition.path)
        for at, value in enumerate(condition.values):
            if not parent.space.holds(value):
                allowed = f"a value that {parent.path} can have: else the condition never holds"
                raise field_error(f"{place}.values.{at}", allowed, value)

    def proposer(self, epochs: int, after: int = 0) -> Proposer:
        """Return what proposes trials of at most so many epochs, after so many others."""
        spaces = [setting.space for setting in self.space]
        return Proposer(
            self.method,
            spaces,
            self.trials,
            seed=self.seed,
            max_epochs=epochs,
            factor=self.factor,
            after=after,
            own=self.own,
        )

    def rounds(self, epochs: int) -> list[Rounds]:
        """Return, by brackets, how many trials are trained for how many epochs at most."""
        return self.proposer(epochs).schedule or [[(self.trials, epochs)]]
