"""What may go wrong with the store, and passes."""


class StoreBusy(Exception):
    """The database is locked or away; the same request may succeed later."""


class StoreFull(Exception):
    """There is no room to write."""
