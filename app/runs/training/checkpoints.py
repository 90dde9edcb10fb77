"""Saves a run as bytes and restores it, so that it goes on elsewhere, the same to the bit."""

from typing import TypeVar

from app.errors import check_range
from app.runs.blocks import Work
from app.runs.states import SessionFacts
from app.runs.training.marks import marks_until
from app.runs.training.trainer_checkpoints import (
    TIMELINE_BYTES,
    Facts,
    packed,
    restoring_trainer,
    save_trainer,
    undo_states,
)
from app.runs.training.training_session import TrainingSession

Session = TypeVar("Session", bound=TrainingSession)


def save(session: TrainingSession) -> bytes:
    """Return a session as bytes, with the newest states to which undo and redo go."""
    return save_trainer(session.trainer, session.facts(), session.undo_stack.packed())


def fork(session: TrainingSession, epoch: int | None) -> tuple[bytes, int]:
    """Return another run that stands where this one does, or at one of its epochs; and that epoch.

    The bytes are those that such a run would save; it need not be made for them.  Raises Conflict,
    Unprocessable.
    """
    own: SessionFacts = {**session.facts(), "kept": False, "goal": None}
    if epoch is not None or session.status == "running":
        own |= {"status": "paused", "reason": ""}
    if epoch is None:
        return save_trainer(session.trainer, own), session.epoch
    session.check_sound()
    check_range("epoch", epoch, 0, session.trainer.latest)
    trainer, snapshot = session.trainer, session.trainer.snapshot_at(epoch)
    there, seconds = snapshot.epoch, trainer.stopping.seconds
    facts: Facts = {
        "session": own,
        "stopping": {"best_loss": None, "best_epoch": there, "seconds": seconds},
        "failure": None,
        "ended": None,
        "changes": trainer.changes,
        "marks": marks_until(trainer.marks, there),
    }
    fewest = trainer.document.saved_epochs
    past = trainer.timeline.sparse(TIMELINE_BYTES, until=there, fewest=fewest)
    history = trainer.history.until(there)
    if history.latest < there:
        facts["row_is_missing"] = True
    return packed(trainer.document, facts, snapshot, (history, past), {}), there


def restore(sessions: type[Session], blob: bytes, *, seq: int) -> Work[Session]:
    """Return the session that `save` saved, the same to the bit; it is made in blocks."""
    trainer, facts = yield from restoring_trainer(blob)
    yield
    session = sessions(trainer.document, seq=seq, trainer=trainer)
    session.resume(facts)
    session.undo_stack.unpack(*undo_states(blob))
    session.seq = seq
    return session
