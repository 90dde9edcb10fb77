"""Event files, which TensorBoard shows: written by tensorboardX, each under a name of its own."""

import os
import struct
import wave
from collections.abc import Mapping
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import MissingExtra

LOUDEST = np.iinfo(np.int16).max
BUCKETS = 30  # of a histogram, as many as Keras's TensorBoard has
STEP_SECONDS = 1e-6  # from one step's time to the next: a 64-bit number of today can hold it
WHY = "TensorBoard's files need tensorboardX: pip install 'neural-playground[tensorboard]'"
_files = count()


def writer(folder: str | os.PathLike[str], suffix: str = "", **options: Any) -> Any:
    """Return a writer of event files.  Raises MissingExtra."""
    try:
        from tensorboardX import SummaryWriter
    except ImportError as error:
        raise MissingExtra(WHY) from error
    own = f".{os.getpid()}.{next(_files):06d}{suffix}"  # the library's differ by second and host
    os.makedirs(folder, exist_ok=True)  # the library fails if another process is quicker
    return SummaryWriter(str(Path(folder)), filename_suffix=own, **options)


class EventRecords:
    """Events as the bytes of an event file, for a program that has no folder to write to.

    A file is ``head()`` and any records after it.  ``begun`` is in seconds since 1970, and an
    event's time is that plus a microsecond for each step before it.  Raises MissingExtra.
    """

    def __init__(self, begun: float) -> None:
        try:
            from tensorboardX import record_writer, summary
            from tensorboardX.proto import event_pb2, summary_pb2
        except ImportError as error:
            raise MissingExtra(WHY) from error
        self._begun = begun
        self._checksum, self._summaries = record_writer.masked_crc32c, summary
        self._event, self._summary = event_pb2.Event, summary_pb2.Summary

    def head(self) -> bytes:
        """Return what a file begins with."""
        return self._framed(self._event(wall_time=self._begun, file_version="brain.Event:2"))

    def scalars(self, values: Mapping[str, float], step: int) -> bytes:
        """Return the figures of a step by their tags; one may be NaN or infinite."""
        named = values.items()
        one = [self._summary.Value(tag=tag, simple_value=value) for tag, value in named]
        return self._record(self._summary(value=one), step)

    def histogram(self, tag: str, values: Array, step: int) -> bytes:
        """Return the histogram of an array's finite values; nothing if it has none."""
        finite = values[np.isfinite(values)]
        if not finite.size:
            return b""
        with np.errstate(over="ignore"):  # of the sum of squares
            return self._record(self._summaries.histogram(tag, finite, bins=BUCKETS), step)

    def settings(self, settings: Mapping[str, Any]) -> bytes:
        """Return the settings by which TensorBoard's table of hyperparameters compares files."""
        _, start, end = self._summaries.hparams(plain_settings(settings), {})
        return self._record(start, 0) + self._record(end, 0)

    def _record(self, summary: Any, step: int) -> bytes:
        time = self._begun + step * STEP_SECONDS
        return self._framed(self._event(wall_time=time, step=step, summary=summary))

    def _framed(self, event: Any) -> bytes:
        """Return an event with its length and both checksums, little-endian."""
        content = event.SerializeToString()
        length = struct.pack("<Q", len(content))
        sums = (struct.pack("<I", self._checksum(part)) for part in (length, content))
        return b"".join([length, next(sums), content, next(sums)])


def plain_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as what TensorBoard has a type for: numbers, yes or no, and texts."""
    items = {
        name: value.item() if isinstance(value, np.generic) else value
        for name, value in settings.items()
    }
    return {n: v if isinstance(v, bool | int | float | str) else str(v) for n, v in items.items()}


def add_sound(files: Any, tag: str, sound: Array, rate: int, step: int) -> None:
    """Write a sound ``[frames, channels]``; the library's own way needs one library more."""
    from tensorboardX.proto.summary_pb2 import Summary

    frames, channels = sound.shape
    audio = Summary.Audio(
        sample_rate=rate,
        num_channels=channels,
        length_frames=frames,
        encoded_audio_string=_wav(sound, rate),
        content_type="audio/wav",
    )
    files.file_writer.add_summary(Summary(value=[Summary.Value(tag=tag, audio=audio)]), step)


def _wav(sound: Array, rate: int) -> bytes:
    """Return a sound from -1 to 1, louder ones cut, as a WAV file of 16 bits."""
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(sound.shape[1])
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes((np.clip(sound, -1, 1) * LOUDEST).astype("<i2").tobytes())
    return file.getvalue()
