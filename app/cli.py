"""The command line: `playground serve`, and the commands of `subcommands.py`."""

import argparse
import gc
import logging
import os
import resource
import socket
import sys
from collections.abc import Sequence

from app.limits.blas_threads import ONE_BLAS_THREAD

for name, one in ONE_BLAS_THREAD.items():
    os.environ.setdefault(name, one)  # before NumPy is imported
gc.disable()  # until all is imported: to look at it meanwhile takes a seventh of that time

import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402

from app.admin import subcommands  # noqa: E402
from app.admin.doctor import check_origins  # noqa: E402
from app.limits.caps import MAX_CONNECTIONS, MAX_MESSAGE_BYTES  # noqa: E402
from app.limits.eviction import EvictionQueue  # noqa: E402
from app.main import create_app  # noqa: E402
from app.server import heap  # noqa: E402
from app.server.evictable import set_eviction_queue  # noqa: E402
from app.server.http_protocol import HttpProtocol  # noqa: E402
from app.server.websocket_protocol import WebSocketProtocol  # noqa: E402
from app.services.services import Services  # noqa: E402
from app.settings import Settings, WrongSettings, read_settings  # noqa: E402
from app.telemetry import logs  # noqa: E402

gc.freeze()  # so that nothing looks at it later either
gc.enable()
SEND_BUFFER_BYTES = 64 * 1024  # so that a slow reader is noticed here, not in the kernel
STALLED_MILLISECONDS = 10_000  # a peer that acknowledges nothing for so long is gone
PING_SECONDS = 10.0  # between two pings of a stream, and for its answer
GRACEFUL_SECONDS = 3
REST_SECONDS = 75  # of a connection between two requests: longer than any proxy's
YOUNG_ALONE = 700, 10, 10**6  # the collector's thresholds: all is looked at by main.py, rarely
PRIVATE = 0o077  # what is made, the database and backups, is for the account alone that serves
TURN_SECONDS = 0.0002  # of a thread, before the event loop has its turn; Python has 5 ms
BACKLOG = 1024  # a class that opens the page at the same moment

log = logging.getLogger("playground")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that the command line names."""
    os.umask(PRIVATE)
    parser = argparse.ArgumentParser(prog="playground", description="See a neural network learn.")
    commands = parser.add_subparsers(dest="command", required=True)
    options = commands.add_parser("serve", help="serve the playground")
    options.add_argument("--host", help="the address to listen on (127.0.0.1)")
    options.add_argument("--port", help="the port; 0 takes any that is free (8000)")
    options.add_argument("--workers", help="processes that train (2)")
    subcommands.add_commands(commands)
    asked = vars(parser.parse_args(arguments))
    if (command := asked.pop("command")) != "serve":
        sys.exit(subcommands.run(command, asked))
    try:
        settings = read_settings(
            **{key: value for key, value in asked.items() if value is not None}
        )
    except WrongSettings as error:
        sys.exit("\n".join(f"playground: {line}" for line in str(error).splitlines()))
    serve(settings)


def serve(settings: Settings) -> None:
    """Serve until a signal stops the server."""
    logs.configure(settings.log_format)
    if (origins := check_origins(settings)).verdict == "warn":
        log.warning(origins.words)
    sys.setswitchinterval(TURN_SECONDS)
    heap.map_large_blocks()
    allow_files(settings.open_files)
    listener = listen(settings.host, settings.port)
    Server(configuration(settings)).run([listener])


def allow_files(wanted: int) -> None:
    """Let this process have so many files and connections open, if the machine allows it.

    Many shells allow 1,024, which runs out before any cap of ours; `doctor` warns of that.
    """
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if usual != resource.RLIM_INFINITY and usual < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


def configuration(settings: Settings) -> uvicorn.Config:
    """Return uvicorn's settings; each of them keeps some client from harming others."""
    app = create_app(settings)
    services: Services = app.state.services
    config = uvicorn.Config(
        app,
        http=HttpProtocol,
        ws=WebSocketProtocol,
        log_level="warning",
        log_config=None,  # ours holds for all
        server_header=False,
        proxy_headers=False,  # nothing depends on the address that a proxy passes on
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        timeout_keep_alive=REST_SECONDS,
    )
    more = settings.max_connections - MAX_CONNECTIONS
    set_eviction_queue(config, EvictionQueue(services.meter, more))
    return config


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket with our settings; exit with a sentence if that fails."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MILLISECONDS)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        sys.exit(
            f"playground: cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        )
    return listener


class Server(uvicorn.Server):
    """Prints its address once it is ready, and closes all streams before it stops."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        if isinstance(self.config.app, FastAPI):
            services: Services = self.config.app.state.services
            self.server_state.connections = services.connections
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is there now stays: looking at it again would hold frames up for 50 ms
        gc.set_threshold(*YOUNG_ALONE)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Neural Playground is at http://{shown}:{port} (Ctrl+C stops it)", flush=True)
            log.info("the server has started", extra={"fields": {"host": host, "port": port}})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye to every viewer, then stop."""
        app = self.config.app
        if isinstance(app, FastAPI):
            services: Services = app.state.services
            await services.runs.farewell()
        await super().shutdown(sockets)
        log.info("the server has stopped")


if __name__ == "__main__":
    main()
