"""An official file: what it is called, where it may be had, and the proof that it is the true one.

A data set under a real name is the real one or an error, never a stand-in.  The proof is a SHA-256
checksum of the decompressed bytes, since packagers compress anew; or, for an archive of several
files, that of the archive as it was published.  Left out: where files are kept, see ``cache``.
"""

import gzip
import hashlib
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from engine.datasets.errors import DamagedData

UNREADABLE = (OSError, EOFError, zlib.error, tarfile.TarError)


@dataclass(frozen=True)
class Archive:
    """A published .tgz, its checksum as it is, and the member that matters."""

    name: str
    sha256: str
    member: str


@dataclass(frozen=True)
class Official:
    """One official file; ``name`` and ``sha256`` are those of the decompressed one."""

    data_set: str  # also the name of its folder
    name: str
    sha256: str
    limit: int  # bytes at most, compressed or not
    mirrors: tuple[str, ...]  # whole addresses, best first
    remedy: str  # what to do where there is no network, after "Remedy: "
    system_folder: str | None = None  # where a package of the system puts it
    archive: Archive | None = None  # if the mirrors have an archive; a .gz of ``name`` otherwise

    @property
    def published(self) -> str:
        """The file's name as the mirrors have it."""
        if self.archive:
            return self.archive.name
        return self.name if self.name.endswith(".npz") else f"{self.name}.gz"  # packed already

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the file may have on disk."""
        return tuple(dict.fromkeys([self.published, f"{self.name}.gz", self.name]))


def verified(path: Path, official: Official) -> bytes:
    """Return the decompressed content of ``path``, whose suffix says its kind.

    Raises DamagedData if the file cannot be read, is larger than allowed or is not the official.
    """
    try:
        _within(path.stat().st_size, official, path)
        return _content(path, official)
    except UNREADABLE as error:
        raise DamagedData(
            f"{path} is not the official file of {official.data_set}: {error}; delete or replace it"
        ) from error


def _content(path: Path, official: Official) -> bytes:
    if path.suffix == ".tgz" and official.archive:
        _check(path.read_bytes(), official.archive.sha256, path)
        return _member(path, official, official.archive.member)
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        content: bytes = file.read(official.limit + 1)  # a bomb is read no further
    _within(len(content), official, path)
    return _check(content, official.sha256, path)


def _member(path: Path, official: Official, name: str) -> bytes:
    with tarfile.open(path, "r:gz") as archive:
        try:
            member = archive.getmember(name)
        except KeyError as error:
            raise DamagedData(f"{path} has no file {name}") from error
        _within(member.size, official, path)
        file = archive.extractfile(member)
        if file is None:
            raise DamagedData(f"{name} in {path} must be a file; it is none")
        return file.read()


def _within(size: int, official: Official, path: Path) -> None:
    if size > official.limit:
        raise DamagedData(
            f"{path} must hold at most {official.limit} bytes, decompressed too; it holds more"
        )


def _check(content: bytes, sha256: str, path: Path) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise DamagedData(
            f"{path} is not the official file: its SHA-256 must be {sha256}; got {digest} "
            f"of {len(content)} bytes; delete or replace it"
        )
    return content
