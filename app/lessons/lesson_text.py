"""The text of a lesson, cut into its pieces: Markdown without HTML and without images.

Links lead to pages of the playground itself.  HTML, images and other links are shown as they are
written, so that a text that somebody else wrote stays text.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.errors import FieldFault, Unprocessable, fault
from app.lessons.lesson_parts import BLOCKS
from app.limits.caps import MAX_LESSON_BYTES
from engine.printable import ALLOWED, stray

OWN_PAGE = re.compile(
    r"(?:\.\./)*((?:labs|lessons|gallery)(?:/[\w-]+)?|[el]/\w{1,14}"
    r"|(?:studies|luck|compare|phase|tune)(?:\?[\w=&,.:%+-]*)?)(#[\w=&,.-]*)?"
)
ABOVE = "../"  # from /lessons/… to the playground's root
MOST_CELLS = 20_000  # lines times the bars of the widest: tables fill up their rows


class OwnMarkdown(MarkdownIt):
    """Markdown whose links lead to the playground's own pages."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Say whether a link is one; any other is shown as it is written."""
        return OWN_PAGE.fullmatch(url) is not None


_markdown = OwnMarkdown("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class Piece:
    """A piece of a lesson: a heading of the first level, a block of JSON, or text between them."""

    kind: str  # "title", "text", or the name of a block
    line: int  # the first one, from 1
    tokens: Sequence[Token]

    @property
    def content(self) -> str:
        """What stands in a title or a block."""
        return self.tokens[1 if self.kind == "title" else 0].content

    def line_of(self, keys: Sequence[str]) -> int:
        """Return the line of a key within the JSON of a block, or of the last that is there."""
        at = 0
        for key in keys:
            found = self.content.find(f'"{key}"', at)
            at = found if found >= 0 else at
        return self.line + 1 + self.content.count("\n", 0, at) if at else self.line


def pieces_of(source: str) -> list[Piece]:
    """Return the pieces of a text in their order.  Raises Unprocessable."""
    _check(source)
    tokens, pieces, text = _markdown.parse(source), list[Piece](), list[Token]()
    at = 0
    while at < len(tokens):
        kind = _kind(tokens[at])
        if kind == "text":
            text.append(tokens[at])
            at += 1
            continue
        _end_text(pieces, text)
        length = 3 if kind == "title" else 1  # a heading is opened, said and closed
        pieces.append(Piece(kind, _line(tokens[at]), tokens[at : at + length]))
        at += length
    _end_text(pieces, text)
    return pieces


def experiments_of(pieces: Sequence[Piece]) -> list[object]:
    """Return the experiments in the blocks of a text as they came, checked for nothing."""
    blocks = [_json(piece.content) for piece in pieces if piece.kind in BLOCKS]
    return [block["experiment"] for block in blocks if "experiment" in block]


def html_of(piece: Piece, root: str) -> str:
    """Return the HTML of a text, whose page lies so far below the playground's root."""
    for token in piece.tokens:
        for inner in token.children or ():
            own = OWN_PAGE.fullmatch(str(inner.attrGet("href") or ""))
            if inner.type == "link_open" and own:
                inner.attrSet("href", f"{root}{own[1]}{own[2] or ''}")
    html: str = _markdown.renderer.render(piece.tokens, _markdown.options, {})
    return html


def lesson_fault(line: int, key: str, words: str) -> FieldFault:
    """Return what is wrong with a lesson, and where."""
    return fault(key, f"{words} (line {line})", "lesson", line=line)


def _check(source: str) -> None:
    if (size := len(source.encode("utf-8", "surrogatepass"))) > MAX_LESSON_BYTES:
        words = f"must have at most {MAX_LESSON_BYTES} bytes; got {size}"
        raise Unprocessable.of(lesson_fault(1, "lesson", words))
    lines = source.split("\n")
    if len(lines) * max(line.count("|") for line in lines) > MOST_CELLS:
        words = "must have narrower tables: rows are filled up to the widest one"
        raise Unprocessable.of(lesson_fault(1, "lesson", words))
    if stray(source):
        line, code = next((at, stray(text)) for at, text in enumerate(lines, 1) if stray(text))
        words = f"must be {ALLOWED} (here {code})"
        raise Unprocessable.of(lesson_fault(line, "lesson", words))


def _kind(token: Token) -> str:
    if token.type == "heading_open" and token.tag == "h1" and token.level == 0:
        return "title"
    name = token.info.strip()
    is_block = token.type == "fence" and token.level == 0 and name in ("lesson", *BLOCKS)
    return name if is_block else "text"


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _end_text(pieces: list[Piece], text: list[Token]) -> None:
    if text:
        pieces.append(Piece("text", _line(text[0]), [*text]))
        text.clear()


def _json(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
