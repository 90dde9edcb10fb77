"""What a browser is given with a page: scripts, styles and templates, known together by one name.

A page that was opened before the server was renewed goes on with its old scripts.  The name of what
it was made of stands in it; by another in a snapshot it knows that it is out of date.
"""

import hashlib
from pathlib import Path

FOLDERS = "static", "templates"
LENGTH = 16  # of the name, in hexadecimal digits


def build_name(home: Path) -> str:
    """Return a name that is another one whenever any file of the pages is."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(home)}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:LENGTH]
