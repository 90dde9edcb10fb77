"""Numbers of trials in queries."""

from typing import cast

from app.errors import NotFound

ROWS = 50  # in a block: about a millisecond


class NoSuchTrial(NotFound):
    """The study has no trial of that number."""

    code = "no_such_trial"

    def __init__(self, trial: int, count: int) -> None:
        super().__init__(f"there is no trial {trial}: this study has {count}, from 0 on")


def checked_number(trial: object, count: int) -> int:
    """Return a trial's number among so many.  Raises NoSuchTrial."""
    number = cast(int, trial)  # the server has checked it
    if not 0 <= number < count:
        raise NoSuchTrial(number, count)
    return number
