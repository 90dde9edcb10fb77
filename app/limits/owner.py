"""Owners of runs, by which caps and rates are counted: a client's session, or a line of runs.

A run belongs to the session that made it.  One that was made without a session begins a line of its
own, and so does one that was saved before owners existed.  A fork has the owner of the run that it
was forked from, whether the request came over HTTP or over the stream.  Only a digest of a
session's name is stored.
"""

from hashlib import sha256

SESSION, LINE = "session ", "line "
DIGITS = 24  # of the digest: no two sessions share it by chance


def named(session: str | None) -> str | None:
    """Return the owner of all that a session makes and asks for; None without a session."""
    if not session:
        return None
    return SESSION + sha256(session.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def owner_of(session: str | None, run_id: str) -> str:
    """Return the owner of a new run."""
    return named(session) or LINE + run_id


def crowd_of(owner: str) -> str:
    """Return the owner, or the one name that all owners without a session share."""
    return owner if owner.startswith(SESSION) else LINE
