"""Values of a program's own for TensorBoard, under ``tf.summary``'s names.

    writer = summary.create_file_writer("logs")
    with writer.as_default():
        summary.scalar("my_scalar", 0.5, step=1)

Each function writes to the default writer, and returns whether there is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.callbacks import event_files
from engine.errors import InvalidValue, MissingExtra, ShapeMismatch
from engine.inputs import numbers
from engine.notices import not_done

__all__ = ["FileWriter", "audio", "create_file_writer", "histogram", "image", "scalar", "text"]


class FileWriter:
    """A writer of event files in one folder."""

    def __init__(self, logdir: Any, suffix: str, **options: Any) -> None:
        self.files = event_files.writer(logdir, suffix, **options)
        self.step: int | None = None  # where a function is given none

    @contextmanager
    def as_default(self, step: int | None = None) -> Iterator["FileWriter"]:
        """Have what is written within go here, at a step unless another is given."""
        before, self.step = self.step, step
        token = _default.set(self)
        try:
            yield self
        finally:
            _default.reset(token)
            self.step = before
            self.flush()

    def set_as_default(self, step: int | None = None) -> None:
        """Have what is written from now on go here."""
        self.step = step
        _default.set(self)

    def flush(self) -> None:
        """Ask that what was written comes to the disk soon; ``close`` does it at once."""
        self.files.flush()

    def close(self) -> None:
        """Write all, and end."""
        self.files.close()


_default: ContextVar[FileWriter | None] = ContextVar("summary_writer", default=None)


def create_file_writer(
    logdir: Any, max_queue: int = 10, flush_millis: int = 120_000, filename_suffix: str = ""
) -> FileWriter:
    """Return a writer of event files in a folder.  Raises MissingExtra without tensorboardX."""
    seconds = flush_millis / 1000
    return FileWriter(logdir, filename_suffix, max_queue=max_queue, flush_secs=seconds)


def _here(step: int | None) -> tuple[Any, int]:
    """Return the default writer's files, None if there is no writer, and the step.

    Raises InvalidValue if there is no step.
    """
    writer = _default.get()
    if writer is None:
        not_done("nothing is written: there is no writer, as by `with writer.as_default():`")
        return None, 0
    step = writer.step if step is None else step
    if step is None:
        raise InvalidValue("step must be a whole number, here or in as_default(step); got none")
    return writer.files, int(step)


def scalar(name: str, data: Any, step: int | None = None) -> bool:
    """Write a number."""
    files, step = _here(step)
    if files is not None:
        files.add_scalar(name, float(np.asarray(data).item()), step)
    return files is not None


def histogram(name: str, data: Any, step: int | None = None, buckets: int | None = None) -> bool:
    """Write how numbers of any shape are spread, 30 buckets of them if there are none said."""
    files, step = _here(step)
    if files is not None:
        files.add_histogram(name, numbers(name, data).ravel(), step, bins=buckets or 30)
    return files is not None


def image(name: str, data: Any, step: int | None = None, max_outputs: int = 3) -> bool:
    """Write pictures ``[count, height, width, channels]``, of 1, 3 or 4 channels.

    Fractions are from 0 to 1, whole numbers from 0 to 255.  Raises ShapeMismatch; MissingExtra
    without Pillow.
    """
    files, step = _here(step)
    pictures = numbers(name, data)
    if pictures.ndim != 4 or pictures.shape[-1] not in (1, 3, 4):
        raise ShapeMismatch(
            f"pictures must be [count, height, width, 1, 3 or 4 channels]; got {pictures.shape}"
        )
    if files is None:
        return False
    if pictures.dtype.kind == "f":
        pictures = np.clip(pictures, 0, 1) * 255
    try:
        for tag, one in _tagged(name, pictures.astype(np.uint8)[:max_outputs]):
            files.add_image(tag, one, step, dataformats="HWC")
    except ImportError as error:
        raise MissingExtra("pictures in event files need Pillow: pip install pillow") from error
    return True


def text(name: str, data: Any, step: int | None = None) -> bool:
    """Write a text in Markdown, or a list of texts as its paragraphs."""
    files, step = _here(step)
    texts = [str(one) for one in np.atleast_1d(np.asarray(data, object)).ravel()]
    if files is not None:
        files.add_text(name, "\n\n".join(texts), step)
    return files is not None


def audio(
    name: str, data: Any, sample_rate: int, step: int | None = None, max_outputs: int = 3
) -> bool:
    """Write sounds ``[count, frames, channels]`` from -1 to 1, louder ones cut.

    Raises ShapeMismatch.
    """
    files, step = _here(step)
    sounds = numbers(name, data)
    if sounds.ndim != 3 or sounds.shape[-1] not in (1, 2):
        raise ShapeMismatch(f"sounds must be [count, frames, 1 or 2 channels]; got {sounds.shape}")
    if files is None:
        return False
    for tag, one in _tagged(name, sounds[:max_outputs]):
        event_files.add_sound(files, tag, one, sample_rate, step)
    return True


def _tagged(name: str, things: Array) -> Iterator[tuple[str, Array]]:
    """Yield several things with their numbers in their names, one with its name."""
    for number, one in enumerate(things):
        yield (f"{name}/{number}" if len(things) > 1 else name), one
