"""HTTP to one playground: JSON out, JSON in, refusals as errors.  Knows no routes."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import numpy as np

from playground.errors import PlaygroundError, TimedOut, refusal, unreachable

LOCAL = {"127.0.0.1", "::1", "localhost"}  # never asked through a proxy


class Transport:
    """A pool of connections to one address.  Raises PlaygroundErrors only."""

    def __init__(self, address: str, timeout: float) -> None:
        parts = urlsplit(address.strip())  # raises ValueError of a malformed port or bracket
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError(f"address must be like http://127.0.0.1:8000; got {address!r}")
        # An experiment or a query that a page's address carries is no part of the server's.
        self.address = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self.local, self.timeout = parts.hostname.removesuffix(".") in LOCAL, timeout
        self._http = httpx.Client(base_url=self.address, timeout=timeout, trust_env=not self.local)

    @property
    def stream_address(self) -> str:
        """The address of streams: ws:// for http://, wss:// for https://."""
        return "ws" + self.address.removeprefix("http")

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Any = None,
        token: str | None = None,
    ) -> Any:
        """Return the JSON that a request is answered with; None if it has no body."""
        answer = self._send(method, path, body, query, _bearer(token))
        if not answer.content:
            return None
        if (content := _json(answer)) is None:
            raise PlaygroundError(f"what answers at {self.address} is not a playground")
        return content

    def read(self, path: str, kind: str, **query: Any) -> bytes:
        """Return the bytes of an answer of a media type."""
        return self._send("GET", path, None, query, {"Accept": kind}).content

    def _send(
        self, method: str, path: str, body: Any, query: Any, headers: Mapping[str, str]
    ) -> httpx.Response:
        content = None if body is None else json.dumps(body, allow_nan=False, default=_plain)
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            answer = self._http.request(
                method, path, content=content, params=query, headers={**headers, **kind}
            )
        except httpx.ConnectTimeout as late:
            raise unreachable(self.address, f"not within {self.timeout:g} s") from late
        except httpx.TimeoutException as late:
            raise TimedOut(f"no answer to {method} {path} within {self.timeout:g} s") from late
        except httpx.TransportError as failure:
            raise unreachable(self.address, failure) from failure
        if not answer.is_success:
            raise refusal(answer.status_code, _json(answer), answer.headers)
        return answer


def segment(name: str) -> str:
    """Return an id as one part of a path, whatever it holds; raise ValueError if it is empty."""
    if not name:
        raise ValueError("an id must not be empty; got ''")
    return quote(name, safe="")


def _bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def _json(answer: httpx.Response) -> Any:
    """Return an answer's JSON, None if it is something else."""
    try:
        return answer.json()
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"only plain data and arrays can be sent; got {type(value).__name__}")
