"""Whose a run is, as far as caps and rates are concerned: its session's, or its own line's.

A run belongs to the session that made it.  One that was made without a session begins a line of its
own, and so does one that was written down before owners were.  A fork belongs to whom the run
belongs that it was forked from, whichever way the fork was asked for.  Only a digest of a session's
name is kept.
"""

from hashlib import sha256

SESSION, LINE = "session ", "line "
DIGITS = 24  # of the digest: no two sessions share it by chance


def named(session: str | None) -> str | None:
    """Return the owner of all that a session makes and asks for; None for the nameless."""
    if not session:
        return None
    return SESSION + sha256(session.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def owner_of(session: str | None, run_id: str) -> str:
    """Return the owner of a run that is made anew."""
    return named(session) or LINE + run_id


def crowd_of(owner: str) -> str:
    """Return the owner, or the one name of all who name no session."""
    return owner if owner.startswith(SESSION) else LINE
