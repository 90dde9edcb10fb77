"""Files, written whole or not at all."""

import os
import secrets
from pathlib import Path
from typing import Any

from engine.errors import DamagedModel, EngineError

MODEL_ENDINGS = (".keras",)  # of files that are written
WEIGHTS_ENDINGS = (".safetensors", ".weights.h5")


def write(path: Any, data: bytes, overwrite: bool = True) -> None:
    """Write a file whole or not at all.  Raises EngineError if it is there already."""
    target = Path(path)
    if not overwrite and target.exists():
        raise EngineError(f"{target} is there already: give overwrite=True to replace it")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read(path: Any) -> bytes:
    """Return a file's bytes.  Raises DamagedModel if it is empty."""
    data = Path(path).read_bytes()
    if not data:
        raise DamagedModel(f"{path} is empty")
    return data


def ending(path: Any, *endings: str) -> str:
    """Return which of the endings the file's name has.  Raises EngineError."""
    for one in endings:
        if str(path).endswith(one):
            return one
    raise EngineError(f"the file's name must end in {' or '.join(endings)}; got {str(path)!r}")
