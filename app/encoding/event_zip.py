"""A zip of TensorBoard's event files, written a part at a time, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from time import gmtime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from engine.callbacks.event_files import EventRecords

ORDINARY = 0o644 << 16  # a file's rights: its owner writes, all read


class EventZip:
    """Event files in folders, one in each.  Raises ImportError where tensorboardX is missing."""

    def __init__(self, time: float) -> None:
        self.records = EventRecords(time)
        self._time, self._content = time, BytesIO()
        self._zip = ZipFile(self._content, "w")

    @contextmanager
    def file(self, folder: str) -> Iterator[IO[bytes]]:
        """Yield the event file of a folder, for records; the block may take its time."""
        at = gmtime(self._time)
        date = at.tm_year, at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec
        name = f"{folder}/events.out.tfevents.{int(self._time)}.playground"
        about = ZipInfo(name, date)
        about.compress_type, about.external_attr = ZIP_DEFLATED, ORDINARY
        with self._zip.open(about, "w") as file:
            file.write(self.records.head())
            yield file

    def content(self) -> bytes:
        """Close the zip, and return it."""
        self._zip.close()
        return self._content.getvalue()
