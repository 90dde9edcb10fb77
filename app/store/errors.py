"""What may go wrong with the store: what passes, and what is not there."""


class StoreBusy(Exception):
    """The database is locked or away; the same request may succeed later."""


class NoSuchExperiment(Exception):
    """There is no experiment of that id."""


class Removed(NoSuchExperiment):
    """Whoever runs the server has removed it; it is not taken again."""


class NotListed(Exception):
    """The experiment is not in the gallery, and nobody wants it there."""


class StoreFull(Exception):
    """There is no room to write."""
