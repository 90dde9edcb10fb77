"""Errors of the store: temporary ones, and experiments that are missing.

Each is an AppError, so that what the store raises is an answer already: services and routes let it
pass.  Only code that does something else about it catches it, and says why.
"""

from app.errors import AppError, Unavailable


class StoreBusy(Unavailable):
    """The database is locked or away; the same request may succeed later."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"Retry-After": "5"})


class StoreFull(AppError):
    """There is no space to write."""

    status, code = 507, "store_full"


class ExperimentError(AppError):
    """Something cannot be done with one experiment; the message names it, and says why."""

    status, code = 409, "conflict"
    words = "the experiment {} cannot be had"

    def __init__(self, name: str) -> None:
        super().__init__(self.words.format(name))


class NoSuchExperiment(ExperimentError):
    """There is no experiment of that id."""

    status, code = 404, "no_such_experiment"
    words = "there is no such experiment: {}"


class Removed(NoSuchExperiment):
    """The operator of the server has removed it."""

    status, code = 410, "removed"
    words = "the experiment {} was removed from this server, and is not taken again"


class NoNetwork(ExperimentError):
    """Its trained network is not there any more."""

    status, code = 410, "no_network"
    words = "the trained network of {} is not on this server any more: begin with its document"


class DamagedNetwork(NoNetwork):
    """Its trained network is not the one that was saved."""

    words = "the trained network of {} is not what was saved: begin with its document"


class NotListed(ExperimentError):
    """It is there, but not in the gallery."""

    words = "the experiment {} is not in the gallery, and nobody asked for that"


class NotItsSaver(ExperimentError):
    """The key is none that it was saved with."""

    status, code = 403, "not_its_saver"
    words = "{} was not saved from here: only those that saved it can delete it"


class NoSuchLesson(ExperimentError):
    """There is no lesson of that id."""

    status, code = 404, "no_such_lesson"
    words = "there is no such lesson: {}"


class LessonRemoved(NoSuchLesson):
    """The operator of the server has removed it."""

    status, code = 410, "lesson_removed"
    words = "the lesson {} was removed from this server, and is not taken again"
