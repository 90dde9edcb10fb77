"""One run inside a worker: executes commands, and trains when given time.

Single-threaded; knows nothing of processes and sockets, and gets the time as an argument.  Every
visible change makes `seq` grow.  `generation` counts rebuilds, and the times that training went on
from an earlier epoch; `revision` counts changes of the document.  driver.py uses the time.
"""

from contextlib import AbstractContextManager
from typing import Self

from app.documents import commands
from app.documents.document import Document
from app.errors import Conflict, check_range
from app.runs.blocks import Work
from app.runs.states import RunState, SessionFacts, Status
from app.runs.training.driver import Driver, Goal
from app.runs.training.trainer import Trainer
from app.runs.training.trainer_checkpoints import restoring_trainer, save_trainer
from app.runs.training.training import Training
from app.runs.training.undo_stack import SavedState, UndoStack, Way

STEP_SECONDS = 0.01  # of a `step` that is done before it is answered


class TrainingSession:
    """The document, status and training of a run."""

    def __init__(self, document: Document, *, seq: int = 0, trainer: Trainer | None = None) -> None:
        self.seq, self.generation, self.revision = seq, 0, 0
        self.kept = False  # whether it goes on without viewers
        self.undo_stack = UndoStack()
        self._begin(trainer or Trainer(document))

    def _begin(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.status: Status = "paused" if trainer.changes else "ready"
        self.reason = ""
        self._driver = Driver(self.trainer)
        self._settle()

    @classmethod
    def beginning(cls, document: Document, *, seq: int) -> Work[Self]:
        """Return a new session, built in blocks."""
        return cls(document, seq=seq, trainer=(yield from Trainer.building(document)))

    @property
    def training(self) -> Training:
        """What is trained."""
        return self.trainer.training

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.trainer.document

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.trainer.epoch

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""
        return self.trainer.position

    def state(self) -> RunState:
        """Return the state that is sent at every change."""
        state: RunState = {
            "status": self.status,
            "epoch": self.epoch,
            "position": self.position,
            "seq": self.seq,
            "generation": self.generation,
            "revision": self.revision,
            "can_undo": self.undo_stack.can_undo,
            "can_redo": self.undo_stack.can_redo,
        }
        if self.reason:
            state["reason"] = self.reason
        if self.trainer.failure:
            state["diverged"] = self.trainer.failure
        return state

    def facts(self) -> SessionFacts:
        """Return what a checkpoint needs besides the training."""
        return {
            "status": self.status,
            "reason": self.reason,
            "kept": self.kept,
            "generation": self.generation,
            "revision": self.revision,
            "goal": self._driver.goal_of_state,
        }

    def resume(self, facts: SessionFacts) -> None:
        """Restore what `facts` returned."""
        self.status, self.reason, self.kept = facts["status"], facts["reason"], facts["kept"]
        self.generation, self.revision = facts["generation"], facts["revision"]
        self._driver.goal = Goal(*facts["goal"]) if facts["goal"] else None

    # --- commands -------------------------------------------------------------------------------

    def fail(self, fault: str) -> None:
        """Stop, to be only read or reset: its training has failed or ended its worker."""
        self._driver.goal = None
        self._become("failed", f"quote {fault} when reporting it")

    def leave(self) -> bool:
        """Pause an unwatched run, unless it goes on without viewers; say whether it paused."""
        if self.status != "running" or self.kept:
            return False
        self.rest("unwatched")
        return True

    def rest(self, reason: str = "") -> None:
        """Pause if it is training; it stays where it is until a command resumes it."""
        if self.status == "running":
            self._driver.goal = None
            self._become("paused", reason)

    def do(self, command: commands.Command) -> Work[None]:
        """Execute a command in blocks; a rebuilt run takes effect after the last block.

        Raises AppError, ValidationError.
        """
        match command:
            case commands.Start():
                self._start()
            case commands.Pause():
                self.rest()
            case commands.Step():
                self._step(command)
            case commands.Reset():
                yield from self._rebuild(self.document)
            case commands.Set():
                yield from self._set(command)
            case commands.Load():
                yield from self._rebuild(command.experiment, command)
            case commands.SetWeight() | commands.SetBias():
                self._edit(command)
            case commands.Seek():
                self._seek(command.epoch)
            case commands.Undo():
                yield from self._go_to_state(self.undo_stack.way_back(command.generation))
            case commands.Redo():
                yield from self._go_to_state(Way(back=False))
            case commands.Keep():
                self.kept = command.on
                self.seq += 1

    def _seek(self, epoch: int) -> None:
        """Go to the newest stored state up to an epoch, and pause; later states stay stored."""
        self.check_sound()
        check_range("epoch", epoch, 0, self.trainer.latest)
        self._driver.goal = None
        self.trainer.seek(epoch)
        self.seq += 1
        self._become("paused")

    def _start(self) -> None:
        self._check_may_go()
        self._go_on_from_here()
        if self.status != "running":
            self._driver.rest()
        self._become("running")
        self._driver.goal = None

    def _go_on_from_here(self) -> None:
        """After going back: drop later epochs, and have viewers get everything anew."""
        if self.epoch < self.trainer.latest:
            with self._undoable():
                self.trainer.forget_later()
            self.generation += 1
            self.seq += 1

    def _step(self, command: commands.Step) -> None:
        self._check_may_go()
        self._go_on_from_here()
        before = self._driver.goal
        if before and before.unit != command.unit:
            raise Conflict(f"the run still steps by the {before.unit}: wait for it, or pause it")
        self._become("running")
        self._driver.goal = Goal(command.unit, command.count + (before.left if before else 0))
        self.advance(0.0, STEP_SECONDS)

    def check_sound(self) -> None:
        """Raise Conflict if the run may only be read."""
        if self.status == "failed":
            raise Conflict(f"the run failed on the server: {self.reason}, or reset", code="failed")

    def _check_may_go(self) -> None:
        self.check_sound()
        if self.status == "diverged":
            raise Conflict("the run has diverged: lower the learning rate, or reset")
        if self.status == "finished":
            raise Conflict(f"the run is finished ({self.reason}): change its stop rules, or reset")

    def _rebuild(
        self, document: Document, change: commands.Load | commands.Set | None = None
    ) -> Work[None]:
        """Begin with a document: anew, or as a change says; then a run in training trains on."""
        yield
        kept = change is not None and change.weights == "kept" and self.status != "failed"
        trainer = yield from Trainer.building(document, self.trainer if kept else None)
        with self._undoable(change):
            self._replace(trainer, may_train=change is not None)
        self.revision += change is not None

    def _replace(self, trainer: Trainer, *, may_train: bool) -> None:
        trains = may_train and self.status == "running" and self._driver.goal is None
        self._begin(trainer)
        if trains and not trainer.over:
            self._become("running")
        self.generation += 1
        self.seq += 1

    def _undoable(self, change: commands.Change | None = None) -> AbstractContextManager[None]:
        group = None if change is None else change.number if change.group is None else change.group
        return self.undo_stack.before(self._saved, group)

    def _saved(self) -> SavedState | None:
        """Return a state to come back to, unless the run has failed."""
        here = SavedState.of(self.generation, save_trainer(self.trainer, self.facts()))
        return None if self.status == "failed" else here

    def _go_to_state(self, way: Way) -> Work[None]:
        """Go to a state before the last change, or to one from which it was undone."""
        trainer, facts = yield from restoring_trainer(self.undo_stack.next(way))
        self.undo_stack.move(self._saved(), way)
        self._replace(trainer, may_train=True)
        if not (trainer.over or self.status == "running"):
            self._become("ready" if facts["status"] == "ready" else "paused")
        self.revision += 1

    def _set(self, command: commands.Set) -> Work[None]:
        changed = self.document.with_value(command.path, command.value)
        if not (command.reset or self.document.is_live(command.path)):
            raise Conflict(
                f'{command.path} takes effect only after a reset: send it with "reset": true',
                code="needs_reset",
            )
        if command.reset:
            yield from self._rebuild(changed, command)
        else:
            self._adopt(changed, command)
            self.revision += 1

    def _adopt(self, changed: Document, command: commands.Set) -> None:
        paces = self.document.settings.speed != changed.settings.speed
        if changed.learning == self.document.learning:
            self.trainer.adopt(changed)
        else:
            with self._undoable(command):
                self.trainer.adopt(changed)
        if paces:
            self._driver.rest()
        self._edited()

    def _edit(self, command: commands.SetWeight | commands.SetBias) -> None:
        with self._undoable(command):
            self.trainer.edit(command)
        self._edited()

    def _edited(self) -> None:
        """Let a run that was over go on after an edit, if no rule ends it any more."""
        self.seq += 1
        if self.status in ("finished", "diverged") and not self.trainer.over:
            self._become("paused")

    def _become(self, status: Status, reason: str = "") -> None:
        if (status, reason) != (self.status, self.reason):
            self.status, self.reason = status, reason
            self.seq += 1

    # --- training -------------------------------------------------------------------------------

    def wants(self, now: float) -> float | None:
        """Return when the run next wants the processor; None: not before it is started."""
        return self._driver.wants(now) if self.status == "running" else None

    def advance(self, now: float, seconds: float) -> None:
        """Train for up to `seconds`, no faster than the speed allows."""
        if self.status != "running":
            return
        before = self.epoch, self.position
        arrived = self._driver.advance(now, seconds)
        self.seq += (self.epoch, self.position) != before
        if arrived:
            self._driver.goal = None
            self._settle()

    def _settle(self) -> None:
        """Set the status that follows from the training."""
        if self.trainer.failure:
            self._become("diverged")
        elif self.trainer.ended:
            self._become("finished", self.trainer.ended)
        elif self.status == "running":
            self._become("paused")
