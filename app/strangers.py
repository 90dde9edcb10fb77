"""Names that were refused, of pages or of this server, for the log: each is told once.

Of many only the first are.

More often it is one's own name behind a proxy than a stranger's: the line says what to set.
"""

import logging

MOST_TOLD = 20  # whoever connects can say any origin
LONGEST_KEPT = 200  # characters, as many as the log shows of it

log = logging.getLogger("playground")


class Strangers:
    """The names that there is a line of."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def tell(self, name: str) -> None:
        """Log that a page's origin or a `Host` was refused, unless that is known or were many."""
        kept = name[:LONGEST_KEPT]
        if kept in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add(kept)
        words = (
            "a page of another name was refused: if it is yours, PLAYGROUND_ORIGINS has to name it"
        )
        log.warning(words, extra={"fields": {"origin": kept}})
