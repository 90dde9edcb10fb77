"""Where each trial of a search stands, as it follows from the executions so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.runs.study.search_log import Execution, Place
from app.runs.study_answers import SearchStatus
from engine.tuners.methods import Rounds

STATUSES: tuple[SearchStatus, ...] = (
    "training",
    "waiting",
    "done",
    "culled",
    "diverged",
    "unfit",
)


@dataclass
class Row:
    """One trial: its last execution, its status, and why it has that."""

    last: Execution
    status: SearchStatus
    reason: str = ""

    @property
    def number(self) -> int:
        """The trial's number."""
        return self.last.trial

    @property
    def since(self) -> int | None:
        """The trial's epoch at which it came to an end."""
        if self.status in ("training", "waiting"):
            return None
        return 0 if self.status == "unfit" else self.last.epochs


def rows_of(executions: Sequence[Execution], most: int, *, trains: bool) -> list[Row]:
    """Return a row for each trial, in their order.

    `most` is the epochs of a trial that is done; `trains` says that the last execution is in
    training, else the search is over.
    """
    rows: dict[int, Row] = {}
    round_of: Place | None = None
    for at, one in enumerate(executions):
        if one.place is not None:
            _begin_round(rows, round_of, one.place)
            round_of = one.place
        is_training = trains and at == len(executions) - 1
        rows[one.trial] = Row(one, "training") if is_training else _ended(one, most)
    if not trains:
        _cull(rows, (), "its bracket is over")
    return [rows[number] for number in sorted(rows)]


def _begin_round(rows: dict[int, Row], before: Place | None, now: Place) -> None:
    """Cull the trials that do not go on, where a round begins."""
    if before is None or (before.bracket, before.round) == (now.bracket, now.round):
        return
    if now.round == 0:
        _cull(rows, (), f"bracket {before.bracket} is over")
        return
    of = f"round {now.round - 1} of bracket {now.bracket}"
    _cull(rows, now.chosen, f"after {of} the best {len(now.chosen)} went on")


def _cull(rows: dict[int, Row], chosen: Sequence[int], reason: str) -> None:
    for number, row in rows.items():
        if row.status == "waiting" and number not in chosen:
            row.status, row.reason = "culled", reason


def _ended(one: Execution, most: int) -> Row:
    """Return the row of a trial after an execution."""
    if one.unfit:
        return Row(one, "unfit", one.unfit)
    if one.failure is not None:
        return Row(one, "diverged", one.failure["reason"])
    return Row(one, "done" if one.epochs >= most else "waiting")


def rounds_of(executions: Sequence[Execution]) -> list[Rounds]:
    """Return the brackets as they ran: of each round how many trials, until which epoch.

    A bracket or a round that had nothing to train, as all was known before, has none.
    """
    found: list[list[tuple[set[int], int]]] = []
    for one in executions:
        if one.place is not None:
            bracket, level = one.place.bracket, one.place.round
            found += [[] for _ in range(bracket + 1 - len(found))]
            rounds = found[bracket]
            rounds += [(set(), one.asked) for _ in range(level + 1 - len(rounds))]
            rounds[level][0].add(one.trial)
    return [[(len(trials), epochs) for trials, epochs in rounds] for rounds in found]
