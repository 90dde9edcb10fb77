"""The app's one kind of error: a status, a stable code, and a sentence that says what is allowed.

    AppError
    ├── NotFound      404  no such run or route
    ├── Unauthorised  401  no control token was sent
    ├── Forbidden     403  it is another run's token
    ├── Conflict      409  not possible in the run's present state
    ├── Gone          410  the operator of the server has removed it
    ├── TooLarge      413  over a cap on size
    ├── Unprocessable 422  a field is wrong; `errors` names each
    ├── TooMany       429  over a cap on number; ask again later
    └── Unavailable   503  the server's fault, for a while

Any other exception that reaches the border becomes a 500 with a number to quote, never a trace.
"""

from collections.abc import Sequence
from typing import TypedDict, Unpack


class Place(TypedDict, total=False):
    """Where in a field something is wrong."""

    position: int  # of the character in a formula
    line: int | None  # of a table, as are the others
    column: int | None
    name: str | None


class FieldFault(Place):
    """What is wrong with a field, and where that is."""

    path: str
    detail: str
    code: str


def fault(path: str, detail: str, code: str, **place: Unpack[Place]) -> FieldFault:
    """Return what is wrong with one field; `detail` says "must be …; got …" of the path."""
    return {"path": path, "detail": detail, "code": code, **place}


def sentence(faults: Sequence[FieldFault]) -> str:
    """Return in one line which fields are wrong, and how."""
    return "; ".join(f"{one['path']} {one['detail']}".strip() for one in faults)


class AppError(Exception):
    """An error as clients see it: a problem document over HTTP, an `error` over the stream."""

    status = 500
    code = "internal"

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        code: str | None = None,
        errors: list[FieldFault] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status or type(self).status
        self.code = code or type(self).code
        self.errors = errors or []
        self.headers = headers or {}


class NotFound(AppError):
    """There is no such thing."""

    status, code = 404, "not_found"


class Unauthorised(AppError):
    """A control token is needed."""

    status, code = 401, "token_needed"


class Forbidden(AppError):
    """The control token is not this run's."""

    status, code = 403, "token_wrong"


class Conflict(AppError):
    """The command is not possible now."""

    status, code = 409, "conflict"


class Gone(AppError):
    """It was there, and was removed for good."""

    status, code = 410, "removed"


class TooLarge(AppError):
    """The body is over its cap."""

    status, code = 413, "too_large"


class Unprocessable(AppError):
    """A field has a value that is not allowed."""

    status, code = 422, "invalid"

    @classmethod
    def of(cls, *faults: FieldFault) -> "Unprocessable":
        """Return the refusal of fields, which names each."""
        return cls(sentence(faults), errors=[*faults])


class TooMany(AppError):
    """The client has as many as it may have."""

    status, code = 429, "too_many"


class Unavailable(AppError):
    """The server cannot do it for now."""

    status, code = 503, "unavailable"


def check_range(name: str, value: int, low: int, high: int) -> None:
    """Raise Unprocessable if a number is out of its range."""
    if not low <= value <= high:
        words = f"must be from {low} to {high}; got {value}"
        raise Unprocessable.of(fault(name, words, "out_of_range"))
