"""Limits how many lines of one kind the log takes in a minute; one more line counts the others.

A kind is the place in a program that logs and, of an exception, the place that raised it: clients
decide how often such a line comes and what stands in it, but not how many kinds there are.
"""

import logging
from collections import Counter
from threading import Lock, Timer
from time import monotonic

LINES = 20  # of a kind, within
SECONDS = 60.0
SUMMARY = "is_summary"  # set on a line that says how many were left out
WORDS = "%d more of these in the last minute: %s"

Kind = tuple[object, ...]


class LineLimiter(logging.Filter):
    """Lets the first lines of each kind pass to a handler, in each minute."""

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler, self._lock, self._ends = handler, Lock(), 0.0
        self._seen: Counter[Kind] = Counter()
        self._said: dict[Kind, logging.LogRecord] = {}  # of kinds of which some are left out

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line is written."""
        if getattr(record, SUMMARY, False):
            return True
        if (now := monotonic()) >= self._ends:
            self.end()
            self._ends = now + SECONDS
        kind = _kind(record)
        with self._lock:
            self._seen[kind] += 1
            if self._seen[kind] <= LINES:
                return True
            if not self._said:
                self._end_later(self._ends - now)
            self._said.setdefault(kind, record)
        return False

    def end(self) -> None:
        """End the minute: say what was left out, and count anew."""
        with self._lock:
            seen, said = self._seen, self._said
            self._seen, self._said = Counter(), {}
        for kind, record in said.items():
            self._handler.handle(_summary(record, seen[kind] - LINES))

    def _end_later(self, seconds: float) -> None:
        """End the minute even if no other line comes."""
        timer = Timer(seconds, self.end)
        timer.daemon = True
        timer.start()


def _kind(record: logging.LogRecord) -> Kind:
    kind: Kind = (record.pathname, record.lineno)
    if not record.exc_info or record.exc_info[1] is None:
        return kind
    error, _, trace = record.exc_info
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raised = trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return (*kind, error, raised)


def _summary(record: logging.LogRecord, more: int) -> logging.LogRecord:
    """Return the line that stands for those that were left out, of which one is given."""
    fields = {"name": record.name, "levelno": record.levelno, "levelname": record.levelname}
    fields |= {"msg": WORDS, "args": (more, str(record.msg)), SUMMARY: True}
    return logging.makeLogRecord(fields)
