"""A run in its worker: its session, and what the server knows of it.

Knows nothing of sockets: methods return what has to be sent.
"""

from collections.abc import Mapping
from typing import Any

from app.documents.commands import Load, parse_command
from app.documents.field_errors import refusing_fields
from app.documents.locks import check_locks
from app.documents.run_kinds import check_family
from app.runs.answers import Answer
from app.runs.blocks import Work
from app.runs.states import RunState
from app.runs.training.checkpoints import save
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData
from app.runs.worker.queries import answer

SAVE_SECONDS = 1.0  # between two checkpoints of a run in training: what a worker's death may cost
CLIENTS = 32  # of a run, of which the last step is remembered
UNWATCHED_PRICE = 16.0  # of an unwatched run's seconds: watched runs go first
TRAINING_PER_DRAWING = 3.0  # seconds of a run at full speed: frames take a quarter of its time


def doing(session: TrainingSession, command: CommandData) -> Work[Answer]:
    """Execute a command, or answer a query, in blocks; raise AppError if it is refused."""
    if work := answer(session, command):
        return (yield from work)
    with refusing_fields():
        parsed = parse_command(command)
        if isinstance(parsed, Load):
            check_family(session.document, parsed.experiment)
        yield from session.do(check_locks(session.document, parsed))
    return {**session.state()}


class WorkerRun:
    """One session, with its step numbers, its price, and when it was watched and saved."""

    def __init__(
        self, session: TrainingSession, now: float, numbers: Mapping[str, int] | None = None
    ) -> None:
        self.session = session
        self.watched_at = now  # a new run counts as watched
        self.price = 1.0  # of a second of the processor, on its account
        self.numbers = dict(numbers or {})  # of the last `step` that was done for each client
        self._told: tuple[Any, ...] = ()
        self._save_at = now + SAVE_SECONDS
        self._saved: tuple[object, ...] = ()
        self._training_due = 0.0  # seconds, for the frames that were drawn

    def execute(self, command: CommandData) -> Work[Answer]:
        """Execute a command in blocks; a client's repeated step is only answered."""
        client, number = str(command.get("client", "")), command.get("number")
        plain = {key: value for key, value in command.items() if key != "client"}
        if command.get("type") != "step" or not isinstance(number, int):
            return (yield from self._do(plain))
        if number <= self.numbers.get(client, -1):
            return (yield from doing(self.session, {"type": "status"}))
        answer = yield from doing(self.session, plain)
        self._note(client, number)
        return answer

    def _do(self, command: CommandData) -> Work[Answer]:
        generation = self.session.generation
        answer = yield from doing(self.session, command)
        if self.session.generation != generation:
            self.numbers.clear()  # a rebuilt run has done no step yet
        return answer

    def _note(self, client: str, number: int) -> None:
        self.numbers.pop(client, None)  # the newest stands last
        self.numbers[client] = number
        if len(self.numbers) > CLIENTS:
            del self.numbers[next(iter(self.numbers))]

    def watch(self, now: float, *, watched: bool) -> None:
        """Note whether the run has viewers now."""
        self.price = 1.0 if watched else UNWATCHED_PRICE
        if watched:
            self.watched_at = now

    def note(self, seconds: float, *, is_frame: bool) -> None:
        """Note for how long it was drawn, or trained."""
        due = self._training_due + seconds * (TRAINING_PER_DRAWING if is_frame else -1)
        self._training_due = max(0.0, due)

    @property
    def must_train(self) -> bool:
        """Whether it has to train before it is drawn again: at full speed frames give way."""
        session = self.session
        is_at_full_speed = session.status == "running" and session.document.settings.speed == "max"
        return is_at_full_speed and self._training_due > 0

    @property
    def trains_alone(self) -> bool:
        """Whether it is in training, but not to go on without viewers."""
        return self.session.status == "running" and not self.session.kept

    def leave_alone(self) -> bool:
        """Pause an unwatched run, unless it goes on without viewers; say whether it paused."""
        return self.session.leave()

    def news(self) -> RunState | None:
        """Return the state if it is news to the server; a change of epoch or seq alone is not."""
        state = self.session.state()
        keys = ("status", "generation", "revision", "reason", "can_undo", "can_redo")
        essence = tuple(state.get(key) for key in keys)
        if essence == self._told:
            return None
        self._told = essence
        return state

    def to_save(self, now: float) -> bool:
        """Say whether a checkpoint is due: by time while training, and at every stop."""
        if self._saved == self._stored:
            return False
        return now >= self._save_at or self.session.status != "running"

    @property
    def _stored(self) -> tuple[object, ...]:
        """What differs wherever a checkpoint does."""
        session = self.session
        if session.status == "running" and session.training.stores_epochs:
            return "running", session.generation, session.revision, session.epoch
        return session.status, session.seq

    def save(self, now: float) -> bytes:
        """Return a checkpoint, and schedule the next one."""
        self._save_at = now + SAVE_SECONDS
        self._saved = self._stored
        return save(self.session)
