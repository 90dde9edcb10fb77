"""Cells as actors of Ray: the only module that knows Ray, and what is bent to use it.

An actor has a name and is detached, so that it outlives the server that made it; Ray spreads the
actors over the machines, and makes a new one elsewhere when one is lost.  Only bytes, names and
numbers go to and fro.  Ray's own types are partial, so here alone they are `Any`.
"""

import asyncio
import ipaddress
import logging
import os
import signal
import socket
import threading
from collections.abc import Awaitable
from typing import Any

from app.runs.cluster.cell import Cell, Place
from app.runs.cluster.cells import CellLost

NAMESPACE = "playground"
HEAD_SECONDS = 5.0
SIGNALS = signal.SIGINT, signal.SIGTERM
USUAL = {  # read when Ray is imported; the operator may set others
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
}
ACTOR = {
    "namespace": NAMESPACE,
    "lifetime": "detached",
    "get_if_exists": True,
    "scheduling_strategy": "SPREAD",
    "num_cpus": 1,
    "max_restarts": -1,
    "max_task_retries": 0,
}


def imported_ray() -> Any:
    """Return Ray, which is imported on demand: it takes a second, and 100 MB."""
    for name, value in USUAL.items():
        os.environ.setdefault(name, value)
    import ray

    return ray


class RayCells:
    """The cells of the Ray cluster at an address."""

    def __init__(self, address: str) -> None:
        self._address, self._ray = address, imported_ray()

    async def connect(self) -> None:
        """Join the cluster; the signals stay with the handlers that they had."""
        handlers = {number: signal.getsignal(number) for number in SIGNALS}
        try:
            await asyncio.to_thread(self._connect)
        except Exception as error:  # of many classes
            raise CellLost(f"no Ray cluster answers at {self._address}: {error}") from error
        if threading.current_thread() is threading.main_thread():
            for number, handler in handlers.items():
                signal.signal(number, handler)  # below Python, Ray has put one of its own

    def _connect(self) -> None:
        host, _, port = self._address.rpartition(":")
        socket.create_connection((host, int(port)), HEAD_SECONDS).close()  # Ray never gives up
        self._ray.init(
            address=self._address,
            namespace=NAMESPACE,
            log_to_driver=False,
            logging_level=logging.ERROR,  # it would warn that a thread sets no handlers
            _node_ip_address=host if is_loopback(host) else None,
        )

    async def disconnect(self) -> None:
        """Leave the cluster."""
        await asyncio.to_thread(self._ray.shutdown)

    async def open(self, name: str) -> "RayCell":
        """Return the cell of that name."""
        try:
            return RayCell(self._ray, await asyncio.to_thread(self._open, name))
        except (self._ray.exceptions.RayError, ValueError) as error:  # its name may be in use still
            raise CellLost(f"no actor {name}: {error}") from error

    def _open(self, name: str) -> Any:
        return self._ray.remote(Cell).options(name=name, **ACTOR).remote(name)


class RayCell:
    """The cell of an actor."""

    def __init__(self, ray: Any, actor: Any) -> None:
        self._ray, self._actor = ray, actor

    async def begin(
        self, server: str, life: str, arguments: list[str], heartbeat: tuple[float, int, int]
    ) -> Place | None:
        """Start a new worker for a server."""
        call = self._actor.begin.remote(server, life, arguments, heartbeat)
        return await self._answer(call)

    async def clock(self) -> float:
        """Return the monotonic time of the actor's machine."""
        return await self._answer(self._actor.clock.remote())

    async def take(self, life: str, watched: list[str]) -> bytes | None:
        """Return what has come from the worker."""
        return await self._answer(self._actor.take.remote(life, watched))

    async def give(self, life: str, worker: int, messages: bytes) -> None:
        """Pass messages on to a worker."""
        await self._answer(self._actor.give.remote(life, worker, messages))

    async def kill(self, *, for_good: bool) -> None:
        """End the actor at once; Ray starts another, unless it is for good."""
        try:
            await asyncio.to_thread(self._ray.kill, self._actor, no_restart=for_good)
        except self._ray.exceptions.RayError as error:
            raise CellLost("the actor cannot be reached") from error

    async def _answer(self, reference: Awaitable[Any]) -> Any:
        try:
            return await reference
        except self._ray.exceptions.RayError as error:
            raise CellLost(f"{type(error).__name__}: {error}".splitlines()[0]) from error


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine's loopback address, which Ray would replace by another."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
