"""A table with rules, as Keras 3 draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

PADDING = 2  # a blank on each side of a cell
SIGNS = str.maketrans("━─┃│┏┳┓┡╇┩├┼┤└┴┘…", "--||++++++++++++~")  # in other encodings
LEAST = 3  # characters of text in a column


@dataclass(frozen=True)
class Column:
    """A heading, how cells are aligned ("<", ">" or "^"), and where it ends, as a share."""

    title: str
    align: str
    end: float


def drawn(columns: Sequence[Column], rows: Sequence[Sequence[str]], length: int) -> Iterator[str]:
    """Yield the lines of a table as wide as ``length`` characters."""
    widths = _widths(columns, length)
    rule = ["━" * width for width in widths]
    yield "┏" + "┳".join(rule) + "┓"
    yield from _lines([column.title for column in columns], columns, widths, "┃", wrap=False)
    yield "┡" + "╇".join(rule) + "┩"
    thin = ["─" * width for width in widths]
    for number, row in enumerate(rows):
        if number:
            yield "├" + "┼".join(thin) + "┤"
        yield from _lines(row, columns, widths, "│")
    yield "└" + "┴".join(thin) + "┘"


def _widths(columns: Sequence[Column], length: int) -> list[int]:
    """Return the columns' widths, padding included; what is too much is taken from all alike."""
    ends = [int(column.end * length) for column in columns]
    widths = [end - start + PADDING for start, end in zip([0, *ends], ends, strict=False)]
    excess = sum(widths) - (length - len(columns) - 1)
    for number in range(len(widths)):
        share = round(excess / (len(widths) - number))
        widths[number] -= share
        excess -= share
    return [max(width, LEAST + PADDING) for width in widths]


def _lines(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], bar: str,
    wrap: bool = True,
) -> Iterator[str]:  # fmt: skip
    """Yield the lines of one row."""
    spaces = [width - PADDING for width in widths]
    texts = [
        _wrapped(cell, space) if wrap else [_cut(cell, space)]
        for cell, space in zip(cells, spaces, strict=True)
    ]
    for parts in zip_longest(*texts, fillvalue=""):
        every = zip(parts, columns, spaces, strict=True)
        inner = f" {bar} ".join(f"{part:{one.align}{space}}" for part, one, space in every)
        yield f"{bar} {inner} {bar}"


def _wrapped(text: str, space: int) -> list[str]:
    """Return a text in lines, broken between words; what is longer is cut."""
    lines = []
    for paragraph in text.split("\n"):
        line, *words = paragraph.split(" ")
        for word in words:
            joined = f"{line} {word}"
            if line.strip() and len(joined) > space:
                lines.append(line)
                joined = word
            line = joined
        lines.append(line)
    return [_cut(line, space) for line in lines]


def _cut(text: str, space: int) -> str:
    return text if len(text) <= space else text[: space - 1] + "…"
