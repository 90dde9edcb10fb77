"""What the log says of a name that was refused, be it of a page or of this server.

More often it is the operator's own name behind a proxy than a stranger's: the line says what to
set.  How many such lines there are is held by line_limiter.py.
"""

import logging

WORDS = "a page of another name was refused: if it is yours, PLAYGROUND_ORIGINS has to name it"

log = logging.getLogger("playground")


def log_refusal(name: str) -> None:
    """Log that a page's origin or a `Host` was refused."""
    log.warning(WORDS, extra={"fields": {"origin": name}})
