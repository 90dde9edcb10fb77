"""A real server in a process of its own, for the load to be put on."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.descendants import descendants

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """Where the server is, and its process."""

    address: str  # host:port
    process: "subprocess.Popen[bytes]"

    def post(self, path: str, body: Any, token: str = "") -> Any:
        """Send JSON and return the answer's."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self._ask(path, json.dumps(body).encode(), headers)

    def get(self, path: str) -> Any:
        """Return the JSON of an answer."""
        return self._ask(path, None, {})

    def _ask(self, path: str, data: bytes | None, headers: dict[str, str]) -> Any:
        request = urllib.request.Request(f"http://{self.address}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=READY_SECONDS) as answer:
            return json.loads(answer.read() or b"null")

    def processor_seconds(self) -> dict[str, float]:
        """Return the processor time used so far by the server and by all its workers."""
        return {"server": _used(self.process.pid), "workers": sum(map(_used, self.workers()))}

    def workers(self) -> list[int]:
        """Return the processes that live and train, or from which those are forked."""
        return descendants(self.process.pid)

    def is_ready(self) -> bool:
        """Say whether it can train."""
        try:
            urllib.request.urlopen(f"http://{self.address}/readyz", timeout=1).close()
        except (urllib.error.URLError, OSError):
            return False
        return True


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serving(workers: int, database: str, log: Path | None = None) -> AsyncIterator[Server]:
    """Start a server with a database, wait until it is ready, and end it afterwards.

    With a `log` it writes there, as JSON, and tells figures of itself.
    """
    port = str(free_port())
    command = [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1", "--port", port]
    own = os.environ | {"PLAYGROUND_DATABASE_URL": database}
    with contextlib.ExitStack() as files:
        if log:
            own |= {"PLAYGROUND_METRICS": "true", "PLAYGROUND_LOG_FORMAT": "json"}
        stderr = files.enter_context(log.open("wb")) if log else None
        process = subprocess.Popen([*command, "--workers", str(workers)], env=own, stderr=stderr)
    server = Server(f"127.0.0.1:{port}", process)
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await asyncio.to_thread(server.is_ready):
                if process.poll() is not None:
                    raise RuntimeError(f"the server ended with {process.returncode}")
                await asyncio.sleep(0.05)
        yield server
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, STOP_SECONDS)
