"""Bytes that should be a CSV, as text: the encoding found out or held to, all else refused.

By itself: a byte-order mark identifies UTF-8 and UTF-16; without one it is UTF-8 if it can be, else
Windows's cp1252, else Latin-1.  A file that changes its encoding midway, and what is no text at all
(an archive, a workbook, a picture, control characters), is refused with its line and the remedy.
Left out: other encodings, and UTF-16 that neither says so nor is said to be.
"""

import codecs
import re

from engine.choices import choose
from engine.datasets.errors import BadTable

ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252", "latin-1": "latin-1"}
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
MAGIC = {  # how files begin that are given a wrong name most often
    b"\x1f\x8b": "a gzip archive: unpack it first",
    b"PK\x03\x04": "a zip archive or a workbook (.xlsx, .ods): save the table as CSV",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls): save the table as CSV",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"%PDF": "a PDF: save the table as CSV",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PAR1": "a Parquet file: save the table as CSV",
    b"SQLite format 3": "a database: save the table as CSV",
}
CONTROLS = re.compile("[\0-\x08\x0b-\x0c\x0e-\x1f\x7f]")  # all but tab and the ends of lines
MANY_BYTES = re.compile(b"[\xc2-\xf4][\x80-\xbf]+")  # one character of UTF-8 beyond ASCII


def decode(content: bytes, encoding: str = "auto") -> tuple[str, str]:
    """Return the text and the name of its encoding.  Raises BadTable, UnknownChoice."""
    for magic, what in MAGIC.items():
        if content.startswith(magic):
            raise BadTable(f"expected the text of a table; got {what}", 1)
    if encoding == "auto":
        encoding = sniff(content)
    codec = choose("encoding", ENCODINGS, encoding)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(content, encoding, error) from error
    check(text)
    return text, encoding


def sniff(content: bytes) -> str:
    """Return the name of the encoding that the bytes are most likely in.  Raises BadTable."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return encoding
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return _single(content, error.start)
    return "utf-8"


def check(text: str) -> None:
    """Raise BadTable for control characters, which no text has."""
    if control := CONTROLS.search(text):
        line = _lines(text[: control.start()]) + 1
        remedy = "; UTF-16 needs its byte-order mark" if control[0] == "\0" else ""
        raise BadTable(f"expected text; got the control character {control[0]!r}{remedy}", line)


def _single(content: bytes, stray: int) -> str:
    """Return the encoding of one byte per character; ``wrong`` is where it is not UTF-8."""
    other = next((some for some in MANY_BYTES.finditer(content) if _is_utf8(some[0])), None)
    if other:
        there, here = (_lines(content[:at].decode("latin-1")) + 1 for at in (other.start(), stray))
        raise BadTable(
            f"expected one encoding; got UTF-8 in line {there} and the byte {content[stray]:#x}, "
            "which is not: save the file in one, or say which it is",
            here,
        )
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _is_utf8(some: bytes) -> bool:
    try:
        some.decode()
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(content: bytes, encoding: str, error: UnicodeDecodeError) -> BadTable:
    codec = "utf-16" if encoding == "utf-16" else "latin-1"
    line = _lines(content[: error.start].decode(codec, "replace")) + 1
    culprit = f"byte {content[error.start]:#x}" if error.start < len(content) else "its end"
    return BadTable(f"expected text in {encoding.upper()}; got {culprit}", line)


def _lines(text: str) -> int:
    """Return how many lines end in the text, by whichever sign."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
