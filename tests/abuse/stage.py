"""The stage of the attacks: the real server on a real port, in a thread, so that a defence of its
can be taken out while it runs."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.cli import configuration, listen
from app.server.websocket_protocol import WebSocketProtocol
from app.services.run_service import RunService
from app.settings import Settings
from tests.patience import LIMIT

JSON = {"Content-Type": "application/json"}
T = TypeVar("T")


@dataclass
class Stage:
    """What an attack may use: a client, sockets, and for judging it the server's inside."""

    server: uvicorn.Server
    host: str
    http: httpx.Client
    loop: asyncio.AbstractEventLoop
    patience: float = LIMIT  # seconds until an attack that is not refused has come through
    hope: float = LIMIT / 2  # seconds until one that has not come through has failed

    @property
    def config(self) -> uvicorn.Config:
        return self.server.config

    @property
    def runs(self) -> RunService:
        return self.config.app.state.services.runs

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something inside the server, as a judge does and an attacker cannot."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LIMIT)

    def wait_for(self, is_so: Callable[[], object]) -> None:
        """Return once something is so inside the server; TimeoutError if it never is."""

        async def watch() -> None:
            async with asyncio.timeout(self.hope):
                while not is_so():
                    await asyncio.sleep(0.01)

        self.do(watch())

    def post(self, path: str, body: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.http.post(path, content=body.encode(), headers={**JSON, **(headers or {})})

    def run(self, experiment: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return a new run of somebody's."""
        answer = self.http.post("/api/runs", json={"experiment": experiment or {}})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def command(self, run: dict[str, Any], token: str, **command: Any) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/api/runs/{run['id']}/commands"
        return self.http.post(path, json=command, headers=headers).status_code

    def stream(self, run: dict[str, Any], **options: Any) -> ClientConnection:
        options = {"compression": None, "open_timeout": LIMIT, "close_timeout": 1} | options
        return connect(f"ws://{self.host}/api/runs/{run['id']}/stream", **options)

    def sockets(self) -> list[WebSocketProtocol]:
        """Return the server's own ends of all streams."""
        return [
            one
            for one in self.server.server_state.connections
            if isinstance(one, WebSocketProtocol)
        ]

    def raw(self, *parts: bytes) -> socket.socket:
        """Return a connection on which these bytes were sent, whatever they mean."""
        name, port = self.host.rsplit(":", 1)
        connection = socket.create_connection((name, int(port)), LIMIT)
        connection.sendall(b"".join(parts))
        return connection


def hello(viewer: ClientConnection, token: str | None = None) -> None:
    viewer.send(json.dumps({"type": "hello", "token": token} if token else {"type": "hello"}))


def hears(viewer: ClientConnection, *kinds: str) -> dict[str, Any] | None:
    """Return the next message of these kinds; None if the stream ends before."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            message = viewer.recv(LIMIT)
            told = {} if isinstance(message, bytes) else json.loads(message)
            if told.get("type") in kinds:
                return told
    return None


@contextlib.contextmanager
def staged(**settings: Any) -> Iterator[Stage]:
    """Serve in a thread until the end of the block."""
    config = configuration(Settings(workers=1, port=0, **settings))
    with listen("127.0.0.1", 0) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server, loop, ready = uvicorn.Server(config), asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=_serve, args=(server, loop, listener, ready))
        thread.start()
        assert ready.wait(LIMIT)
        with httpx.Client(base_url=f"http://{host}", timeout=LIMIT) as http:
            yield Stage(server, host, http, loop)
        server.should_exit = True
        thread.join(LIMIT)
    assert not thread.is_alive()


def _serve(server, loop, listener, ready):
    async def serve():
        serving = asyncio.ensure_future(server.serve([listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        ready.set()
        await serving

    asyncio.set_event_loop(loop)
    loop.run_until_complete(serve())
    loop.close()
