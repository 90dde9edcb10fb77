"""Texts in generated source: the one place that turns a text into part of a program.

Names of columns, layers and models are untrusted texts, and other people run the program that
contains them.  So no text goes into source as it is: it becomes a literal, a comment, a docstring
or an identifier here.  None of them holds a line break, a turn of direction, or anything else that
cannot be printed.

>>> print(comment("width\\nimport os"))
# width\\nimport os
"""

import keyword
import re

from engine.errors import InvalidValue


def escaped(text: str) -> str:
    """Return a text on one line: what cannot be printed, and the backslash, as Python writes it.

    Texts that differ stay different.
    """
    return "".join(
        one if one.isprintable() and one != "\\" else one.encode("unicode_escape").decode()
        for one in text
    )


def quoted(text: str) -> str:
    """Return a text as a literal that gives it back."""
    return repr(str(text))


def comment(text: str) -> str:
    """Return a text as a comment of one line."""
    return f"# {escaped(text)}"


def docstring(text: str) -> str:
    """Return a text as a docstring that gives it back."""
    inner = escaped(text).replace('"', '\\"')
    return f'"""{inner}"""'


def identifier(text: str, taken: set[str]) -> str:
    """Return a name that Python takes and that nothing has yet, and take it."""
    stem = re.sub(r"\W", "_", text, flags=re.ASCII) or "x"
    stem = f"_{stem}" if stem[0].isdigit() or keyword.iskeyword(stem) else stem
    name, index = stem, 0
    while name in taken:
        index += 1
        name = f"{stem}_{index}"
    taken.add(name)
    return name


def module_name(text: str) -> str:
    """Return the name of a module to import.  Raises InvalidValue if it is none."""
    parts = text.split(".")
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        raise InvalidValue(f"module must be a name that Python can import; got {text!r}")
    return text
