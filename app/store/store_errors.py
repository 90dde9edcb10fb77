"""Errors of the store: temporary ones, and experiments that are missing."""


class StoreBusy(Exception):
    """The database is locked or away; the same request may succeed later."""


class ExperimentError(Exception):
    """Something cannot be done with one experiment; the message names it, and says why."""

    words = "the experiment {} cannot be had"

    def __init__(self, name: str) -> None:
        super().__init__(self.words.format(name))


class NoSuchExperiment(ExperimentError):
    """There is no experiment of that id."""

    words = "there is no experiment {}"


class Removed(NoSuchExperiment):
    """The operator of the server has removed it."""

    words = "the experiment {} was removed from this server, and is not taken again"


class NotListed(ExperimentError):
    """It is there, but not in the gallery."""

    words = "the experiment {} is not in the gallery, and nobody asked for that"


class StoreFull(Exception):
    """There is no space to write."""
