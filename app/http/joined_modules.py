"""The scripts of a page as few files: what one needs before it runs comes in one answer.

A browser asks for each module by itself, and on a slow line the asking costs more than the answer.
So all modules that an entry imports are joined into one file: each in a function of its own, after
those that it imports.  A module that is fetched later takes from that file what it imports of it.
Comments of ours are left out; lines keep their numbers within a module.

The sources stay modules, and nothing is built: files are joined when they are first asked for, and
again when one has changed.  Only those forms of import and export are known that the sources have.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

OURS = "static/js/"
IMPORT = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+|\w+) from )?"(\.[^"]+)";', re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
PLACE = re.compile(r'new URL\("(\.[^"]+)", import\.meta\.url\)')
DECLARED = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
LISTED = re.compile(r"export\s*\{([^}]*)\};?")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*//[^\n]*$|/\*\*.*?\*/", re.MULTILINE | re.DOTALL)
SOURCE_MAP = re.compile(r"//# sourceMappingURL=.*")


@dataclass(frozen=True)
class Module:
    """A module: its path below the folder of all, and its text."""

    path: str
    text: str

    def place(self, relative: str) -> str:
        """Return the path that a relative address in this module means."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), relative))

    @cached_property
    def imports(self) -> list[str]:
        """Return the modules that this one needs before it runs."""
        return [self.place(found[2]) for found in IMPORT.finditer(self.text)]

    @cached_property
    def later(self) -> list[str]:
        """Return the modules that this one fetches when it wants them."""
        return [self.place(found) for found in LATER.findall(self.text)]

    @cached_property
    def exports(self) -> dict[str, str]:
        """Return the names that this module gives, each with the name that it has within."""
        names = {name: name for name in DECLARED.findall(self.text)}
        for listed in LISTED.findall(self.text):
            for one in filter(None, map(str.strip, listed.split(","))):
                inner, _, outer = one.partition(" as ")
                names[outer or inner] = inner
        return names

    def bound(self, known: Container[str] | None = None) -> str:
        """Return the text with imports as constants of the joined file: all, or those known."""

        def constant(found: re.Match[str]) -> str:
            names, path = found[1] or "", self.place(found[2])
            if known is not None and path not in known:
                return found[0]
            left = names.replace(" as ", ": ") if names.startswith("{") else names[5:]
            taken = f'const {left} = joined["{path}"];' if names else ""
            return taken + "\n" * (found[0].count("\n") - taken.count("\n"))

        return IMPORT.sub(constant, self.text)


def read_module(home: Path, path: str) -> Module:
    """Read a module, without the comments and the indentation of ours."""
    text = SOURCE_MAP.sub("", (home / path).read_text("utf-8"))
    if path.startswith(OURS):
        text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        text = INDENT.sub("", text)  # of templates too, where it means nothing
    return Module(path, text)


@dataclass(frozen=True)
class Entry:
    """A script that a page, or its painter, runs.

    `stage` is fetched by it at once and joined too, without what the entry has.  `besides` are
    other scripts of its page.
    """

    path: str
    stage: str = ""
    besides: tuple[str, ...] = ()


def join_modules(home: Path, *entries: Entry) -> dict[str, str]:
    """Return the texts of entries and of all modules that they fetch later, by their paths.

    What several entries fetch later belongs to the first of them.  Modules that import each other
    in a circle raise a `ValueError`.
    """
    texts: dict[str, str] = {}
    for entry in entries:
        known = _ordered(home, entry.path, {}, [])
        texts[entry.path] = _joined(entry.path, list(known.values()), "export const joined = {};")
        if entry.stage:
            before = set(known)
            _ordered(home, entry.stage, known, [])
            staged = [one for path, one in known.items() if path not in before]
            start = f'import {{ joined }} from "{_relative(entry.path, entry.stage)}";'
            texts[entry.stage] = _joined(entry.stage, staged, start) + _given(known[entry.stage])
        later = [*entry.besides, *(path for module in known.values() for path in module.later)]
        for path in later:  # grows on the way
            module = read_module(home, path)
            more = [one for one in module.imports if one not in known] + module.later
            later += [one for one in more if one not in later]
            if path not in texts:
                texts[path] = _late(module, entry, known)
    return texts


def _ordered(
    home: Path, path: str, known: dict[str, Module], above: list[str]
) -> dict[str, Module]:
    if path in above:
        raise ValueError(f"modules import each other in a circle: {' → '.join([*above, path])}")
    if path not in known:
        module = read_module(home, path)
        for imported in module.imports:
            _ordered(home, imported, known, [*above, path])
        known[path] = module
    return known


def _joined(entry: str, modules: list[Module], start: str) -> str:
    """Return modules as one; addresses in them are those of the entry."""
    parts = [start]
    for module in modules:

        def moved(found: re.Match[str], module: Module = module) -> str:
            return found[0].replace(found[1], _relative(module.place(found[1]), entry))

        text = DECLARED.sub("", LISTED.sub("", module.bound()))
        text = PLACE.sub(moved, LATER.sub(moved, text))
        given = ", ".join(f"{outer}: {inner}" for outer, inner in module.exports.items())
        parts.append(f'joined["{module.path}"] = (() => {{{text}\nreturn {{ {given} }};\n}})();')
    return "\n".join(parts)


def _given(module: Module) -> str:
    """Return the exports of a module that was joined."""
    return f'\nexport const {{ {", ".join(module.exports)} }} = joined["{module.path}"];'


def _late(module: Module, entry: Entry, known: Mapping[str, Module]) -> str:
    """Return a module that comes later: what was joined is taken from there."""
    start = f'import {{ joined }} from "{_relative(entry.path, module.path)}"; '
    if entry.stage:
        start += f'import "{_relative(entry.stage, module.path)}"; '
    out = "../" * (2 + module.path.count("/"))  # of `joined/{name}/` and the module's own folders

    def kept(found: re.Match[str]) -> str:
        return found[0].replace(found[1], out + module.place(found[1]))

    if module.path in known:
        return start + _given(module)
    bound = module.bound(known)
    return PLACE.sub(kept, start + bound if bound != module.text else bound)


def _relative(path: str, start: str) -> str:
    found = posixpath.relpath(path, posixpath.dirname(start))
    return found if found.startswith(".") else f"./{found}"


@dataclass(frozen=True)
class JoinedModules:
    """The joined files of one state of the sources, compressed, and a name for this state."""

    name: str
    files: dict[str, bytes]


class Joiner:
    """Joins the sources below a folder, and again when one has changed."""

    def __init__(self, home: Path, *entries: Entry) -> None:
        self.home, self.entries = home, entries
        self._made_of: object = None
        self._newest = JoinedModules("", {})

    def of(self, name: str) -> JoinedModules:
        """Return the joined files of a state of the sources, or the newest if it has gone."""
        return self._newest if name == self._newest.name else self.newest()

    def newest(self) -> JoinedModules:
        """Return the joined files of the present sources; it reads files and may take 0.2 s."""
        sources = sorted((self.home / OURS).rglob("*.js"))
        made_of = [(path, path.stat().st_mtime_ns) for path in sources]
        if made_of != self._made_of:
            texts = join_modules(self.home, *self.entries)
            files = {path: gzip.compress(text.encode(), 9, mtime=0) for path, text in texts.items()}
            digest = hashlib.sha256(b"".join(files[path] for path in sorted(files)))
            self._newest = JoinedModules(digest.hexdigest()[:16], files)
            self._made_of = made_of
        return self._newest
