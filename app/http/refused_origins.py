"""Logs refused names: the origin of a page, or a `Host` of this server.

More often it is the operator's own name behind a proxy than a foreign one: the line says what to
set.  line_limiter.py limits how many such lines there are.
"""

import logging

WORDS = "a page of another name was refused: if it is yours, PLAYGROUND_ORIGINS has to name it"

log = logging.getLogger("playground")


def log_refusal(name: str) -> None:
    """Log that a page's origin or a `Host` was refused."""
    log.warning(WORDS, extra={"fields": {"origin": name}})
