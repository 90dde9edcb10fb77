"""The command line: `playground serve`."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy: more threads change bits and are slower here

import uvicorn  # noqa: E402

from app.limits import MAX_MESSAGE_BYTES  # noqa: E402
from app.main import create_app  # noqa: E402
from app.settings import Settings  # noqa: E402

SEND_BUFFER_BYTES = 64 * 1024  # so that a slow reader is noticed here, not in the kernel
STALLED_MILLISECONDS = 10_000  # a peer that acknowledges nothing for so long is gone
GRACEFUL_SECONDS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    settings = Settings()
    parser = argparse.ArgumentParser(prog="playground", description="See a neural network learn.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve_parser = commands.add_parser("serve", help="serve the playground")
    serve_parser.add_argument("--host", default=settings.host)
    serve_parser.add_argument("--port", type=int, default=settings.port)
    serve_parser.add_argument("--workers", type=int, default=settings.workers)
    asked = parser.parse_args(arguments)
    chosen = {"host": asked.host, "port": asked.port, "workers": asked.workers}
    try:
        serve(Settings(**{**settings.model_dump(), **chosen}))
    except ValueError as wrong:
        sys.exit(f"playground: {wrong}")


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    server = uvicorn.Server(config)
    print(f"Neural Playground is at http://{shown}:{port} (Ctrl+C stops it)", flush=True)
    server.run([listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket with our settings; exit with a sentence if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MILLISECONDS)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        sys.exit(
            f"playground: cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        )
    return listener


if __name__ == "__main__":
    main()
