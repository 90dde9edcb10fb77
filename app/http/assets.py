"""The build name: one name for all scripts, styles and templates that a page consists of.

A page that was opened before an upgrade of the server keeps its old scripts.  It carries the build
name that it was made of; another name in a snapshot means that the page is out of date.
"""

import hashlib
from pathlib import Path

FOLDERS = "static", "templates"
LENGTH = 16  # of the name, in hexadecimal digits


def build_name(home: Path) -> str:
    """Return a name that changes whenever any file of the pages does."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(home)}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:LENGTH]
