"""What a search has done, and what comes next.

All of it follows from the executions so far, the space, and the trial in training: the method is
asked anew wherever these were restored, and proposes the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from app.documents.study import Study
from app.encoding.messages import Json, Tensors
from app.errors import Conflict, Unprocessable, fault
from app.runs.study.search_log import Execution, Place, packed, unpacked
from app.runs.study.search_rows import Row, rounds_of, rows_of
from app.runs.study.search_turn import Turn
from app.runs.training.training import State
from engine.tuners.methods import Proposal
from engine.tuners.proposer import OWN
from engine.tuners.trials import key_of

ALL_TRIALS, NO_NEW_VALUES, NO_GUESS = "all_trials", "no_new_values", "no_guess"  # why it is over


class SearchPlan:
    """The executions of a search, and what proposes others."""

    def __init__(self, document: Study) -> None:
        self.document = document
        self.log: list[Execution] = []  # also those after the epoch, once it has gone back
        self.epoch = 0  # how many executions are complete
        self.turn: Turn | None = None  # the trial in training; none once the search is over
        self._space = 0  # how often the space was changed
        self._ask_anew()

    @property
    def done(self) -> list[Execution]:
        """The executions that are complete."""
        return self.log[: self.epoch]

    @property
    def executions(self) -> list[Execution]:
        """The same, and that of the trial in training."""
        return self.done if self.turn is None else [*self.done, self.turn.so_far]

    @property
    def begun(self) -> int:
        """How many trials there are."""
        return len({one.trial for one in self.executions})

    @property
    def planned(self) -> int:
        """How many trials there will be at most."""
        return max(self.begun, self._proposer.planned)

    @property
    def brackets(self) -> list[list[list[int]]]:
        """Hyperband's rounds: those of earlier spaces as they ran, then those of this one."""
        brackets = [*rounds_of(self._earlier), *self._proposer.schedule]
        return [[list(pair) for pair in rounds] for rounds in brackets]

    @property
    def _earlier(self) -> list[Execution]:
        """The executions that were proposed before the space was last changed."""
        return [one for one in self.executions if one.space < self._space]

    @property
    def rows(self) -> list[Row]:
        """Where each trial stands."""
        return rows_of(self.executions, self.document.budget.epochs, trains=self.turn is not None)

    @property
    def ended(self) -> str | None:
        """Why it is over, once it is."""
        if self.turn is not None:
            return None
        if self.begun >= self._proposer.wanted:
            return ALL_TRIALS
        return NO_GUESS if self.document.searched.method == OWN else NO_NEW_VALUES

    # --- what comes next ------------------------------------------------------------------------

    def next(self) -> Execution | None:
        """Return the next execution before it is trained; None: the search is over."""
        proposal = self._proposer.ask()
        if proposal is None:
            return None
        numbers = {key_of(one.values): one.trial for one in self.done}
        place = None
        if proposal.bracket is not None and proposal.round is not None:
            chosen = tuple(numbers[key_of(values)] for values in proposal.chosen)
            bracket = proposal.bracket + len(rounds_of(self._earlier))
            place = Place(bracket, proposal.round, chosen)
        asked = proposal.epochs or self.document.budget.epochs
        number = numbers.get(key_of(proposal.values))
        if number is None:
            new = Execution(len(set(numbers.values())), proposal.values, asked, place=place)
            return replace(new, space=self._space)
        past = next(one for one in reversed(self.done) if one.trial == number)
        return replace(past, asked=asked, begun=past.epochs, place=place, space=self._space)

    def end(self, execution: Execution) -> None:
        """Note that an execution is complete; those that came after it before are forgotten."""
        del self.log[self.epoch :]
        self.log.append(execution)
        self.epoch += 1
        if self._is_stale:
            self._ask_anew()
        else:
            self._proposer.tell(execution.score)

    def _ask_anew(self, turn: Execution | None = None) -> None:
        """Make what proposes trials, and tell it of the executions so far.

        `turn` is in training, but not yet as `self.turn`.
        """
        begun = self.executions if turn is None else [*self.done, turn]
        before = {one.trial for one in begun if one.space < self._space}
        vary = self.document.searched
        self._proposer = vary.proposer(self.document.budget.epochs, len(before))
        for one in self.done:
            self._proposer.know(Proposal(one.values, one.asked), one.score)
        self._is_stale = False  # whether the trial in training was proposed by another one

    def adopt(self, document: Study) -> None:
        """Take another speed, number of trials or space.  Raises AppError of anything else."""
        vary, before = document.searched, self.document.searched
        if document.budget != self.document.budget:
            why = 'the budget of a search needs a reset: send it with "reset": true'
            raise Conflict(why, code="needs_reset")
        if set(vary.paths) != set(before.paths):
            words = f"must be of {', '.join(before.paths)}; got {', '.join(vary.paths)}"
            raise Unprocessable.of(fault("vary.space", words, "does_not_fit"))
        self.document = document
        if vary.space != before.space:
            self._space += 1
        if vary != before:
            self._ask_anew()
            self._is_stale = self.turn is not None

    # --- states ---------------------------------------------------------------------------------

    def state(self) -> State:
        """Return the executions, and that of the trial in training as of its last epoch."""
        return self._state(self.epoch, [] if self.turn is None else [self.turn.so_far])

    def state_at(self, epoch: int) -> State:
        """Return the state at an epoch; it has the executions after it, too."""
        return self._state(epoch, [])

    def _state(self, epoch: int, turn: list[Execution]) -> State:
        states, facts = packed([*self.log, *turn])
        arrays: Tensors = {"mark": np.zeros(1, np.float32), "states": states}
        values: dict[str, Json] = {
            "epoch": epoch,
            "space": self._space,
            "log": facts,
            "trains": bool(turn),
        }
        return State(arrays, values)

    def restore(self, state: State) -> Execution | None:
        """Return to a state; return the execution that was in training, if one was."""
        facts = cast(Sequence[Json], state.values["log"])
        self.log = unpacked(state.arrays["states"], facts)
        trained = self.log.pop() if state.values["trains"] else None
        self.epoch = state.epoch
        self._space = cast(int, state.values.get("space", 0))  # none in earlier checkpoints
        self.turn = None
        self._ask_anew(trained)
        self._is_stale = trained is not None
        return trained
