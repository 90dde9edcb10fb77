"""Encodes what goes over a wire: frames and other arrays, JSON.

A frame is a safetensors file: the header's length in 8 bytes, a JSON header padded with spaces to a
multiple of 8, then the arrays, widest elements first so that each lies at a multiple of its own
size.  docs/protocol.md says what frames mean.  Left out: which clients get them, and when.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NotRequired, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[Any]]
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

# Close codes of the stream: two of our own, then RFC 6455's and IANA's.
NO_SUCH_RUN: Final = 4404
FOREIGN_ORIGIN: Final = 4403
POLICY_VIOLATION: Final = 1008
MESSAGE_TOO_BIG: Final = 1009
SERVICE_RESTART: Final = 1012
TRY_AGAIN_LATER: Final = 1013

_NAMES = {
    np.dtype(kind): name
    for kind, name in {
        "float64": "F64",
        "float32": "F32",
        "int64": "I64",
        "int32": "I32",
        "uint64": "U64",
        "uint32": "U32",
        "uint8": "U8",
        "bool": "BOOL",
    }.items()
}
_KINDS = {name: kind for kind, name in _NAMES.items()}


class MetricsFields(TypedDict):
    """The metrics of one state of a training, in the form of frames."""

    loss: float
    test_loss: float
    metrics: Mapping[str, float | None]  # the other ones
    confusion: list[list[int]] | None  # [true][predicted] test points


class FrameMeta(MetricsFields):
    """What a frame says besides its arrays."""

    seq: int
    generation: int
    epoch: int
    position: int
    status: str
    epochs_per_row: int  # of the history
    view: Mapping[str, object]  # what it shows, as the run's kind says
    t: float  # monotonic time at which the state was taken
    run: NotRequired[str]


class _Entry(TypedDict):
    """Where an array is in a safetensors file."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: list[int]


@dataclass(frozen=True)
class FrameContent:
    """A run as one view shows it; `history` holds the rows of the newest epochs [k, columns]."""

    meta: FrameMeta
    tensors: Tensors
    history: NDArray[np.float32]


# --- safetensors ---------------------------------------------------------------------------------


def encode_tensors(metadata: Mapping[str, str], tensors: Tensors) -> bytes:
    """Return arrays and texts as a safetensors file."""
    ordered = sorted(tensors.items(), key=lambda item: -item[1].itemsize)
    header: dict[str, dict[str, str] | _Entry] = {"__metadata__": dict(metadata)}
    end = 0
    for name, tensor in ordered:
        begin, end = end, end + tensor.nbytes
        kind = _NAMES[tensor.dtype]
        header[name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    contents = [np.ascontiguousarray(tensor).data for _, tensor in ordered]
    return b"".join([len(text).to_bytes(8, "little"), text, *contents])


def decode_tensors(blob: bytes) -> tuple[dict[str, str], Tensors]:
    """Return what `encode_tensors` put in; the arrays are read-only views of the blob."""
    start = 8 + int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8:start])
    metadata = header.pop("__metadata__", {})
    return metadata, {name: _view(blob, start, entry) for name, entry in header.items()}


def _view(blob: bytes, start: int, entry: _Entry) -> NDArray[Any]:
    kind = _KINDS[entry["dtype"]]
    begin, end = entry["data_offsets"]
    count = (end - begin) // kind.itemsize
    return np.frombuffer(blob, kind, count, start + begin).reshape(entry["shape"])


# --- frames --------------------------------------------------------------------------------------


def encode_frame(picture: FrameContent, seen: int = -1) -> bytes:
    """Return a frame with the history that a viewer lacks after the epochs that it has seen."""
    full = full_until(seen, picture.meta["epochs_per_row"])
    rows = picture.history[picture.history[:, 0] > full]
    meta = {**picture.meta, "history_after": full}
    return encode_tensors({"frame": to_json(meta)}, {**picture.tensors, "history": rows})


def pack_frame_content(picture: FrameContent) -> bytes:
    """Return a frame's content with all of its history, for another process."""
    meta = {"frame": to_json(picture.meta)}
    return encode_tensors(meta, {**picture.tensors, "history": picture.history})


def unpack_frame_content(blob: bytes) -> FrameContent:
    """Return what `pack_frame_content` put in."""
    metadata, tensors = decode_tensors(blob)
    history = tensors.pop("history")
    return FrameContent(json.loads(metadata["frame"]), tensors, history)


def full_until(seen: int, epochs_per_row: int) -> int:
    """Return the epoch up to which the rows of a history do not change after the epoch `seen`."""
    return max(-1, seen - seen % epochs_per_row)


# --- JSON ----------------------------------------------------------------------------------------


def to_json(value: Any) -> str:
    """Return compact JSON in which a number that is not finite is null."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"), default=_plain)
    except ValueError:  # only the rare case costs the search
        return json.dumps(finite(value), allow_nan=False, separators=(",", ":"))


def finite(value: Any) -> Any:
    """Return plain data with None for every number that is not finite."""
    if type(value) is float:  # as most values are
        return value if math.isfinite(value) else None
    if isinstance(value, np.ndarray | np.generic):
        if np.isfinite(value).all():
            return value.tolist()
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"only plain data and arrays become JSON; got {type(value).__name__}")


def as_bytes(value: Any) -> bytes:
    """Return the bytes that an array of an answer stands for, large or small."""
    return np.asarray(value, np.uint8).tobytes()
