"""What can go wrong between a program and a playground: one tree of errors.

    PlaygroundError           anything the server refuses; all below are this, too
    ├── Invalid      4xx  what was sent is wrong; `errors` names each field at fault
    ├── Refused      401, 403  only a client with the run's control token may do that
    ├── NotFound     404  no such run or experiment (any more)
    ├── Conflict     409  not possible in the run's present state
    ├── Busy         429, 503  the server is full; `retry_after` says when to ask again
    ├── Ended             the run has ended without what was waited for
    ├── TimedOut          what was waited for has not come in time (a TimeoutError as well)
    └── ConnectionFailed  no server answers (a ConnectionError as well)

The server's refusals are problem documents (RFC 9457): `status`, `code` and `errors` are theirs.
"""

from collections.abc import Mapping
from typing import Any

Fault = Mapping[str, str]  # path and detail of a field


class PlaygroundError(Exception):
    """The server refuses, in its words (`detail`)."""

    def __init__(
        self, detail: str, *, status: int | None = None, code: str = "", errors: Any = ()
    ) -> None:
        super().__init__(detail)
        self.detail, self.status, self.code = detail, status, code
        self.errors: tuple[Fault, ...] = tuple(errors)


class Invalid(PlaygroundError):
    """What was sent is wrong."""


class Refused(PlaygroundError):
    """The control token is missing or another run's, or the server does not take such clients."""


class NotFound(PlaygroundError):
    """There is no such run or experiment."""


class Conflict(PlaygroundError):
    """The run cannot do that now."""


class Busy(PlaygroundError):
    """The server is full for now; `retry_after` is in seconds, None if the server did not say."""

    retry_after: float | None = None


class Ended(PlaygroundError):
    """The run has ended without what was waited for."""


class TimedOut(PlaygroundError, TimeoutError):
    """What was waited for has not come in time."""


class ConnectionFailed(PlaygroundError, ConnectionError):
    """No server answers at the address."""


KINDS: dict[int, type[PlaygroundError]] = {
    400: Invalid,
    401: Refused,
    403: Refused,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: Busy,
    503: Busy,
}


def refusal(status: int, problem: Any, headers: Mapping[str, str]) -> PlaygroundError:
    """Return the error that an answer means; `problem` is its problem document, if it is one."""
    problem = problem if isinstance(problem, dict) else {}
    detail = problem.get("detail") or f"the server answered {status} and did not say why"
    about = {"code": problem.get("code", ""), "errors": problem.get("errors", ())}
    error = KINDS.get(status, PlaygroundError)(detail, status=status, **about)
    if isinstance(error, Busy) and headers.get("Retry-After", "").isdecimal():
        error.retry_after = float(headers["Retry-After"])
    return error


def unreachable(address: str, why: object) -> ConnectionFailed:
    """Return the error of a server that does not answer."""
    return ConnectionFailed(
        f"no playground answers at {address} ({why}); `playground serve` starts one on this machine"
    )
