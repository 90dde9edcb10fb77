"""Files, written whole or not at all."""

import os
import secrets
from pathlib import Path
from typing import Any

from engine.errors import DamagedModel, EngineError
from engine.notices import old_spelling

MODEL_ENDINGS = (".keras",)  # of files that are written
WEIGHTS_ENDINGS = (".safetensors", ".weights.h5")
OLD_ENDINGS = ("", ".h5", ".hdf5", ".ckpt")  # of older Kerases; what is written is of today


def write(path: Any, data: bytes, overwrite: bool = True) -> None:
    """Write a file whole or not at all, in a folder that is made if it is not there.

    Raises EngineError if the file is there already and is not to be replaced.
    """
    place = Path(path)
    if not overwrite and place.exists():
        raise EngineError(f"{place} is there already: give overwrite=True to replace it")
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read(path: Any) -> bytes:
    """Return a file's bytes.  Raises DamagedModel if it is empty."""
    data = Path(path).read_bytes()
    if not data:
        raise DamagedModel(f"{path} is empty")
    return data


def target(path: Any, call: str, *endings: str) -> Path:
    """Return where ``call`` writes; names of older Kerases work, and what to write today is told.

    In a folder that is there the file is called ``model``.  Raises EngineError of other endings.
    """
    text = os.fspath(path)
    place = Path(text)
    if text.endswith(endings):
        return place
    if place.suffix not in OLD_ENDINGS or text.endswith(WEIGHTS_ENDINGS):
        ending(path, *endings)
    now = text.rstrip("/").removesuffix(place.suffix) + endings[-1]
    old_spelling(f"{call}({text!r})", f"{call}({now!r})")
    return inside(text, endings[-1], text.endswith("/"))


def inside(path: Any, kind: str, folder: bool = False) -> Path:
    """Return the path of a file, or of the one that ``target`` names in a folder."""
    place = Path(path)
    return place / f"model{kind}" if folder or place.is_dir() else place


def ending(path: Any, *endings: str) -> str:
    """Return which of the endings the file's name has.  Raises EngineError."""
    for one in endings:
        if str(path).endswith(one):
            return one
    raise EngineError(f"the file's name must end in {' or '.join(endings)}; got {str(path)!r}")
