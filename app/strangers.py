"""Pages that were refused a stream, for the log: each is told once, and of many only the first.

More often it is a page of one's own behind a proxy than a stranger's: the line says what to set.
"""

import logging

MOST_TOLD = 20  # whoever connects can say any origin
LONGEST_KEPT = 200  # characters, as many as the log shows of it

log = logging.getLogger("playground")


class Strangers:
    """The origins that there is a line of."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def tell(self, origin: str) -> None:
        """Log that the page of an origin was refused, unless it is known or there were many."""
        kept = origin[:LONGEST_KEPT]
        if kept in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add(kept)
        words = "a page was refused its stream: PLAYGROUND_ORIGINS has to name its origin"
        log.warning(words, extra={"fields": {"origin": kept}})
