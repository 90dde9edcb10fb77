"""What a name may hold: one line of what can be printed.

A line break or a tab within a name means a space: headings in spreadsheets often stand on two
lines.  Refused are all other control characters, what turns the direction of the text behind it,
halves of characters, and the codes that Unicode says are none.  All letters, accents, signs and
emoji are allowed, with the joiners within them and the marks of direction that Hebrew and Arabic
need.

>>> one_line("petal\\nlength")
'petal length'
>>> stray("petal\\u202elength")
'U+202E'
"""

import re
from collections.abc import Mapping
from typing import TextIO

ALLOWED = "text without control characters, turns of direction and halves of characters"
BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
STRAYS = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    "\ufffe\uffff]"
)
INSTEAD = "\ufffd"


def one_line(text: str) -> str:
    """Return a text with a space for each line break or tab and the blanks around it."""
    if text.isprintable() or not BREAKS.search(text):
        return text
    return " ".join(filter(None, map(str.strip, BREAKS.split(text))))


def stray(text: str) -> str:
    """Return the code of the first character that no name may hold; empty if there is none."""
    stray = STRAYS.search(text)
    return f"U+{ord(stray[0]):04X}" if stray else ""


def printable(text: str) -> str:
    """Return a name as it may be shown, whatever it holds."""
    return text if text.isprintable() else STRAYS.sub(INSTEAD, one_line(text))


def carried(text: str, stream: TextIO, signs: Mapping[int, int]) -> str:
    """Return a text as a stream's encoding can carry it: with other signs where it must."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(signs).encode(encoding, "replace").decode(encoding)
    return text
