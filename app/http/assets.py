"""The build name: one name for all scripts, styles and templates that a page consists of.

A page that was opened before an upgrade of the server keeps its old scripts.  It carries the build
name that it was made of; another name in a snapshot means that the page is out of date.
"""

import hashlib
import posixpath
import re
from pathlib import Path

FOLDERS = "static", "templates"
LENGTH = 16  # of the name, in hexadecimal digits
IMPORT = re.compile(r'^(?:import|export)\s(?:[^;"]*?\bfrom )?"(\.[^"]+)"', re.MULTILINE)


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


def static_imports(home: Path, entry: str) -> list[str]:
    """Return the modules that a script loads before it runs, without itself, nearest first.

    Both `entry` and the modules are paths below `home`.  What is imported only when it is wanted
    is not among them.  A module that is missing imports nothing.
    """
    modules = [entry]
    for name in modules:  # grows on the way
        script = home / name
        text = script.read_text("utf-8") if script.is_file() else ""
        for imported in IMPORT.findall(text):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))
            if path not in modules:
                modules.append(path)
    return modules[1:]
