"""A bad line between a browser and a server, on one machine: TCP in, TCP out, and faults between.

Bytes are never changed or dropped, as TCP itself would not: they come late, slowly, in small
pieces, or not at all.  What is on a line at the moment of a reset is lost with the line.
Left out: anything about HTTP; the proxy does not know what it carries.
"""

import asyncio
import socket
import struct
import threading
from dataclasses import dataclass

from tests.patience import LIMIT

CHUNK = 16_384
PIECES = 64  # of a sliced line are read together
WAITING = 32  # chunks that are under way at most; TCP holds the sender back behind them
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing is a reset, and nothing more is delivered


@dataclass
class Line:
    """How the line is just now; each may be changed while it is in use."""

    latency: float = 0.0  # seconds that everything is late, one way
    bandwidth: float = float("inf")  # bytes a second, one way, for each connection
    piece: int = CHUNK  # bytes at most that arrive together


class Proxy:
    """Listens on a port of its own, and carries what comes to a server's port and back."""

    def __init__(self, port: int) -> None:
        self.line = Line()
        self.opened = 0  # connections so far
        self._server_port = port
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._moving = asyncio.Event()
        self._moving.set()
        self.port = 0
        self.mend()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stall(self) -> None:
        """Let nothing through, and tell nobody: connections stay open."""
        self._loop.call_soon_threadsafe(self._moving.clear)

    def flow(self) -> None:
        """Let everything through again, what was held first."""
        self._loop.call_soon_threadsafe(self._moving.set)

    def reset(self) -> None:
        """End all connections in the middle of what they carry; new ones are taken."""
        self._do(self._reset())

    def cut(self) -> None:
        """End all connections, and refuse new ones until `mend`."""
        self._loop.call_soon_threadsafe(self._listener.close)
        self.reset()

    def mend(self) -> None:
        """Take connections again."""
        self._listener = self._do(self._listen())

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT)
        self._loop.close()

    # --- in the thread ----------------------------------------------------------------------------

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT)

    async def _listen(self):
        listener = await asyncio.start_server(self._take, "127.0.0.1", self.port)
        self.port = listener.sockets[0].getsockname()[1]
        return listener

    async def _reset(self):
        carrying = list(self._open.items())
        for task, writer in carrying:
            found = writer.get_extra_info("socket")
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*(task for task, _ in carrying), return_exceptions=True)

    def _take(self, reader, writer):
        self.opened += 1
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._open[task] = writer
        task.add_done_callback(self._open.pop)

    async def _carry(self, reader, writer):
        """Join a connection with one to the server until both directions have ended."""
        forth = None
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._server_port)
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._move(reader, forth))
                ways.create_task(self._move(back, writer))
        except* OSError:
            pass  # one end has gone: so does the other
        finally:
            for end in filter(None, (writer, forth)):
                end.close()

    async def _move(self, reader, writer):
        """Carry one direction; it takes time between coming in and going out."""
        under_way = asyncio.Queue(WAITING)
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._take_in(reader, under_way))
            parts.create_task(self._give_out(under_way, writer))

    async def _take_in(self, reader, under_way):
        clock, data = self._loop.time, b"."
        while data:
            data = await reader.read(min(CHUNK, PIECES * self.line.piece))
            await asyncio.sleep(len(data) / self.line.bandwidth)
            await under_way.put((clock() + self.line.latency, data))

    async def _give_out(self, under_way, writer):
        while (arrived := await under_way.get())[1]:
            due, data = arrived
            await asyncio.sleep(due - self._loop.time())
            for start in range(0, len(data), self.line.piece):
                await self._moving.wait()
                writer.write(data[start : start + self.line.piece])
                await writer.drain()
        writer.write_eof()
