"""Handles what happens to workers: their starts and exits, and the messages that they send.

The runner (local_runner.py) makes the records of runs, the open calls and the uploaded tables, and
shares them with this side.
"""

import logging
import secrets
from time import monotonic

from app.runs.bulk import join
from app.runs.refusals import remade
from app.runs.runner import RunBusy
from app.runs.server.pending_call import PendingCall
from app.runs.server.run_record import RunRecord
from app.runs.server.worker_process import WorkerExit
from app.runs.server.worker_slot import WorkerSlot
from app.runs.wire_messages import OfAnswer, OfRun, Table

log = logging.getLogger("playground.runs")


class WorkerEvents:
    """The owner of all slots of a runner."""

    def __init__(
        self,
        records: dict[str, RunRecord],
        calls: dict[int, PendingCall],
        tables: dict[str, bytes],
    ) -> None:
        self._records, self._calls, self._tables = records, calls, tables

    def records_of(self, slot: WorkerSlot) -> list[RunRecord]:
        """Return the runs of a slot, without those that no worker can make any more."""
        return [r for r in self._records.values() if r.slot is slot and not r.lost]

    def on_started(self, slot: WorkerSlot) -> None:
        """Have a new worker make all runs of its slot, as they were saved last."""
        for table, columns in self._tables.items():
            slot.send(*table_message(table, columns))
        for record in self.records_of(slot):
            slot.send(*record.creation())

    def on_exited(self, slot: WorkerSlot, worker_exit: WorkerExit) -> None:
        """Fail the open calls of its runs, and give up a run that kills worker after worker."""
        for call in self._calls.values():
            record = self._records.get(call.run)
            if record and record.slot is slot and not call.answer.done():
                call.answer.set_exception(RunBusy("the worker of this run is being replaced"))
        culprit = self._records.get(worker_exit.run)
        if culprit and culprit.blame(worker_exit, monotonic()):
            fault = secrets.token_hex(4)
            fields = {"error_id": fault, "run": worker_exit.run, "why": worker_exit}
            log.error("a run ended its workers", extra={"fields": fields})
            culprit.fail(fault)

    def watched(self, slot: WorkerSlot) -> list[str]:
        """Return the runs of a slot that have viewers."""
        return [record.run for record in self.records_of(slot) if record.feed.viewers]

    def on_message(self, slot: WorkerSlot, header: OfAnswer | OfRun, body: bytes) -> None:
        """Handle a worker's message."""
        if header["is"] == "part" or header["is"] == "answer" or header["is"] == "refusal":
            self._answered(header, body)
        elif record := self._records.get(header["run"]):  # it may have been deleted meanwhile
            self._about(record, header, body)

    def _about(self, record: RunRecord, header: OfRun, body: bytes) -> None:
        if header["is"] == "picture":
            record.show(header, body)
        elif header["is"] == "state":
            record.tell(header["state"])
        elif header["is"] == "checkpoint":
            record.save(header, body)
        elif header["is"] == "created":
            record.settle(monotonic())
        elif header["is"] == "uncreated":
            record.refuse(remade(header["error"]))
        elif record.fail(header["fault"]):
            record.slot.send(*record.creation())

    def _answered(self, header: OfAnswer, body: bytes) -> None:
        call = self._calls.get(header["id"])
        if call is None or call.answer.done():
            return
        if header["is"] == "refusal":
            call.answer.set_exception(remade(header["error"]))
            return
        call.parts.append(body)
        if header["is"] == "answer":
            whole = join(header["value"], b"".join(call.parts), call.lists)
            call.answer.set_result(whole)
        elif "list" in header:
            call.lists.setdefault(header["list"], []).extend(header["entries"])


def table_message(name: str, columns: bytes) -> tuple[Table, bytes]:
    """Return the message that gives a worker an uploaded table."""
    return {"do": "table", "table": name}, columns
