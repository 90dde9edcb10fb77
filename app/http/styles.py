"""The style sheets of a page as one text within it: its first words wait for no other file.

On a slow line, asking for a sheet costs more than sending it.  The policy of such a page names the
text by its digest, so no other text that comes into the page becomes its style.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_BREAK = re.compile(r"\s*\n\s*")
KEPT = 16  # texts: few pages, a few sheets each


@dataclass(frozen=True)
class Styles:
    """Sheets in their order, without comments and indentation, and the digest for a policy."""

    text: str
    digest: str  # "sha256-…"


def styles_of(folder: Path, *names: str) -> Styles:
    """Return sheets of a folder as one text; it reads them again when one has changed."""
    paths = tuple(folder / name for name in names)
    return _joined(paths, tuple(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=KEPT)
def _joined(paths: tuple[Path, ...], times: tuple[int, ...]) -> Styles:
    sheets = "\n".join(path.read_text("utf-8") for path in paths)
    text = LINE_BREAK.sub("\n", COMMENT.sub("", sheets)).strip()
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return Styles(text, f"sha256-{digest}")
