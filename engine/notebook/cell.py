"""What a cell shows: a title, a few facts, curves, and a map where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from engine.notebook.curves import Curves, curves_svg

# Notebooks have styles of their own: these hold against them.  The head keeps its width while its
# figures change, so that what is beside it stands still.
FRAME = "display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;font:13px system-ui,sans-serif"
NAME = "text-align:left;padding:1px 12px 1px 0;font-weight:normal;opacity:.75"
VALUE = "text-align:right;padding:1px 0;font-variant-numeric:tabular-nums"
HEAD, ROW = "min-width:190px", "background:none"


@dataclass(frozen=True)
class Cell:
    """A moment of something that learns; a notebook shows it as HTML, a terminal as a line."""

    title: str
    facts: dict[str, str]
    epochs: Sequence[float] = ()
    curves: Curves = field(default_factory=dict)
    picture: str = ""  # SVG text
    link: str = ""  # where the title leads

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr style="{ROW}"><th scope="row" style="{NAME}">{escape(name)}</th>'
            f'<td style="{VALUE}">{escape(value)}</td></tr>'
            for name, value in self.facts.items()
        )
        drawn = curves_svg(self.epochs, self.curves) if len(self.epochs) else ""
        table = f'<table style="border-collapse:collapse">{rows}</table>'
        title = escape(self.title)
        if self.link:
            title = f'<a href="{escape(self.link)}" target="_blank" rel="noopener">{title}</a>'
        head = f'<div style="{HEAD}"><b>{title}</b>{table}</div>'
        return f'<div style="{FRAME}">{head}{drawn}{self.picture}</div>'

    def __repr__(self) -> str:
        facts = " - ".join(f"{name}: {value}" for name, value in self.facts.items())
        return f"{self.title} - {facts}"
