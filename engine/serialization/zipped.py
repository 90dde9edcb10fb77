"""Zip archives of a few files that are stored as they are; reading trusts nothing."""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from engine.errors import DamagedModel
from engine.serialization.objects import MissingClass

WHEN = (1980, 1, 1, 0, 0, 0)  # the same parts give the same bytes


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), data)
    return buffer.getvalue()


def holds(data: bytes, name: str) -> bool:
    """Say whether the bytes are an archive with a part of that name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ArithmeticError, ValueError):
        return False


def unpacked(data: bytes, known: Collection[str], needed: Collection[str]) -> dict[str, bytes]:
    """Return an archive's parts by name.  Raises DamagedModel."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                _check_entry(entry, len(data), known)
            names = archive.namelist()
            if len(set(names)) != len(names) or not set(needed) <= set(names):
                raise DamagedModel(f"it must hold {', '.join(needed)}; got {names!r:.200}")
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ArithmeticError) as error:
        raise DamagedModel(f"it must be a zip archive, all of it; {error}") from None


def _check_entry(entry: zipfile.ZipInfo, size: int, known: Collection[str]) -> None:
    if entry.filename not in known:
        raise DamagedModel(f"it must hold {', '.join(known)}; got {entry.filename!r:.80}")
    plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
    if not plain or entry.compress_size != entry.file_size or entry.file_size > size:
        raise DamagedModel(f"{entry.filename} must be stored as it is; got {entry.file_size} bytes")


@contextmanager
def complaints(what: str) -> Iterator[None]:
    """Turn whatever a damaged file causes into one kind of error that names the file."""
    try:
        yield
    except MissingClass:
        raise
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError) as error:
        raise DamagedModel(f"{what} is no whole model: {error!r}") from error
    except (TypeError, ValueError) as error:
        raise DamagedModel(f"{what} is no whole model: {error}") from error
