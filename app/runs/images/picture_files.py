"""Maps the files of a data set into memory, read-only: all workers of a machine share the pages.

A packed file is unpacked once into the user's cache, where the engine looks for it too.  It is
proven by its checksum whenever a worker opens it, in blocks.  Where the cache cannot be written, a
worker unpacks for itself.
"""

import fcntl
import gzip
import hashlib
import os
import tempfile
import zlib
from contextlib import ExitStack, suppress
from math import prod
from pathlib import Path
from time import sleep
from typing import IO, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.documents.picture_data import SPARE, remedy
from app.errors import AppError, Unprocessable, fault
from app.runs.blocks import Work
from engine.datasets import cache
from engine.datasets.official import Official

Bytes: TypeAlias = NDArray[np.uint8]

PIECE = 1 << 19  # bytes that are unpacked and summed up in a block: 1 to 3 ms
PART = ".part-"  # how files begin that are not whole yet
HEADER = 4  # bytes before the sizes of an IDX file, and of each size
UNREADABLE = (OSError, EOFError, zlib.error)
TURN_SECONDS = 0.001  # to wait for another worker that unpacks the same file


class Readable(Protocol):
    """What is read to its end: a file, or one within its packing."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most so many."""


def mapping(file: Official, shape: tuple[int, ...]) -> Work[Bytes]:
    """Return an IDX file's array, as pages of its unpacked file; found and proven in blocks.

    Raises Unprocessable of a file that is missing or damaged.
    """
    path = cache.found(file)
    if path is None:
        raise unfit(f"must be data that are here: {remedy(file)}", "missing_data")
    with ExitStack() as opened:
        try:
            content = yield from _content(file, path, opened)
        except UNREADABLE as error:
            raise _damaged(path, str(error) or type(error).__name__) from error
        start = HEADER * (1 + len(shape))
        if os.fstat(content.fileno()).st_size != start + prod(shape):
            raise _damaged(path, f"it must hold numbers of the shape {shape}")
        return np.asarray(np.memmap(content, np.uint8, "r", start, shape))


def unfit(detail: str, code: str) -> AppError:
    """Return the refusal of the data that a document names."""
    return Unprocessable.of(fault("data.name", detail, code))


def _damaged(path: Path, why: str) -> AppError:
    detail = f"must be data that are whole: {path} is damaged ({why}); its operator can delete it, "
    return unfit(f"{detail}or put the official file in its place; {SPARE}", "damaged_data")


def _content(file: Official, path: Path, opened: ExitStack) -> Work[IO[bytes]]:
    """Return the unpacked file, open, once its checksum is found to be right."""
    if path.suffix != ".gz":
        plain = opened.enter_context(path.open("rb"))
        yield from _proving(plain, file, None)
        return plain
    place = cache.user_cache() / file.data_set / file.name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = opened.enter_context((place.parent / f".{file.name}.lock").open("w"))
    except OSError:
        alone = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        yield from _unpacking(file, path, alone)
        return alone
    while not _is_locked(lock):
        sleep(TURN_SECONDS)
        yield
    if place.exists():  # another worker has unpacked it
        with suppress(*UNREADABLE):
            return (yield from _content(file, place, opened))
    return (yield from _storing(file, path, place, opened))


def _is_locked(lock: IO[str]) -> bool:
    """Take a lock, which ends with its file, unless another process has it; say whether."""
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _storing(file: Official, path: Path, place: Path, opened: ExitStack) -> Work[IO[bytes]]:
    """Unpack into a file beside its place, which it takes when it is whole."""
    part = opened.enter_context(
        tempfile.NamedTemporaryFile(dir=place.parent, prefix=PART, delete=False)  # noqa: SIM115
    )
    try:
        yield from _unpacking(file, path, part)
        os.replace(part.name, place)
    except BaseException:
        os.unlink(part.name)
        raise
    return part


def _unpacking(file: Official, path: Path, into: IO[bytes]) -> Work[None]:
    with gzip.open(path) as packed:
        yield from _proving(packed, file, into)
    into.flush()


def _proving(content: Readable, file: Official, into: IO[bytes] | None) -> Work[None]:
    """Read a file to its end, into another one; raise OSError if it is not the official one."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        size += len(piece)
        if size > file.limit:  # a bomb is read no further
            raise OSError(f"it holds more than {file.limit} bytes")
        digest.update(piece)
        if into is not None:
            into.write(piece)
        yield
    if digest.hexdigest() != file.sha256:
        raise OSError(f"its SHA-256 is {digest.hexdigest()}")
