"""What all attacks share: a client, a limit on its own rate, and counts of what comes back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds for a response
RATE = 200.0  # requests a second: the attacker uses the processors of the attacked machine


@dataclass
class Attacker:
    """A client that attacks; `counts` has responses by status, bytes, and what the attack adds."""

    address: str  # host:port
    http: httpx.AsyncClient
    rate: float = RATE
    counts: Counter[str] = field(default_factory=Counter)
    next_request: float = 0.0

    async def throttle(self) -> None:
        """Wait for the time of the next request."""
        self.next_request = max(self.next_request, monotonic()) + 1 / self.rate
        await asyncio.sleep(self.next_request - monotonic())

    async def ask(
        self, method: str, path: str, *, session: str = "", token: str = "", **content: Any
    ) -> httpx.Response | None:
        """Send a request and count the response; return None if there is none."""
        headers = dict(content.pop("headers", {}))
        if session:
            headers["Playground-Session"] = session
        if token:
            headers["Authorization"] = f"Bearer {token}"
        await self.throttle()
        try:
            response = await self.http.request(method, path, headers=headers, **content)
        except httpx.HTTPError as error:
            self.counts[type(error).__name__] += 1
            return None
        self.counts[str(response.status_code)] += 1
        self.counts["bytes"] += len(response.content)
        return response

    async def make_run(self, body: dict[str, Any], session: str = "") -> dict[str, Any] | None:
        """Return a new run; None if it is refused."""
        response = await self.ask("POST", "/api/runs", session=session, json=body)
        return response.json() if response is not None and response.is_success else None

    async def run(
        self, experiment: dict[str, Any], session: str = "", *, training: bool = True
    ) -> dict[str, Any]:
        """Return a new run, after as many tries as it takes."""
        body = {"experiment": experiment, "autostart": training}
        while (run := await self.make_run(body, session)) is None:
            await asyncio.sleep(0.5)
        return run

    @asynccontextmanager
    async def stream(self, run: dict[str, Any]) -> AsyncIterator[ClientConnection]:
        """Open a run's stream, without a hello."""
        await self.throttle()
        async with connect(
            f"ws://{self.address}{run['stream_url']}",
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=0.5,
        ) as stream:
            yield stream

    async def concurrently(self, many: int, work: Callable[[], Awaitable[None]]) -> None:
        """Run so many copies of the same work."""
        await asyncio.gather(*(work() for _ in range(many)))


@asynccontextmanager
async def attacking(address: str) -> AsyncIterator[Attacker]:
    """Make an attacker whose connections are closed after the block."""
    limits = httpx.Limits(max_connections=None, keepalive_expiry=3.0)
    async with httpx.AsyncClient(
        base_url=f"http://{address}", timeout=PATIENCE, limits=limits
    ) as http:
        yield Attacker(address, http)


Attack = Callable[[Attacker], Awaitable[None]]


async def attacked(attack: Attack, address: str, seconds: float) -> dict[str, int]:
    """Attack a server for so long, or until the attack has all it wants; return the counts."""
    async with attacking(address) as attacker:
        try:
            async with asyncio.timeout(seconds):
                await attack(attacker)
        except TimeoutError:
            attacker.counts["stopped"] += 1
    return dict(sorted(attacker.counts.items()))
