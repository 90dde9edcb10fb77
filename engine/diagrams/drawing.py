"""plot_model: a model's diagram, written to a file, and shown by notebooks."""

from typing import Any

from engine.choices import positive
from engine.diagrams import layout, png, svg
from engine.diagrams.boxes import Look, boxes_of
from engine.errors import UnknownChoice
from engine.serialization import files

DIRECTIONS = {"TB": False, "LR": True}  # whether ranks lie from left to right


class Diagram:
    """A model's boxes and links, laid out."""

    def __init__(self, model: Any, look: Look, rankdir: str = "TB") -> None:
        if rankdir not in DIRECTIONS:
            raise UnknownChoice(f"rankdir must be one of {', '.join(DIRECTIONS)}; got {rankdir!r}")
        self.sideways = DIRECTIONS[rankdir]
        self.boxes, links = boxes_of(model, look)
        self.places, self.ways = layout.laid_out(self.boxes, links, self.sideways)

    def svg(self) -> str:
        """Return it as SVG."""
        return svg.svg(self.boxes, self.places, self.ways, self.sideways)

    def png(self, dpi: float = 200) -> bytes:
        """Return it as PNG.  Raises MissingExtra without matplotlib."""
        size = positive("dpi", dpi)
        return png.png(self.boxes, self.places, self.ways, self.sideways, size)

    def _repr_svg_(self) -> str:
        return self.svg()


def plot_model(
    model: Any, to_file: Any = "model.png", show_shapes: bool = False, show_dtype: bool = False,
    show_layer_names: bool = False, rankdir: str = "TB", expand_nested: bool = False,
    dpi: float = 200, show_layer_activations: bool = False, show_trainable: bool = False,
) -> Diagram:  # fmt: skip
    """Draw a model's layers and how they are joined, to a file ``….png`` or ``….svg``.

    Notebooks show what is returned; with ``to_file=None`` that is all.  ``rankdir`` is "TB", from
    top to bottom, or "LR".  A PNG needs matplotlib.  Raises EngineError of other endings,
    MissingExtra, NotReady.
    """
    look = Look(
        show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable,
        expand_nested,
    )  # fmt: skip
    kind = None if to_file is None else files.ending(to_file, ".png", ".svg")
    diagram = Diagram(model, look, rankdir)
    if kind is not None:
        files.write(to_file, diagram.png(dpi) if kind == ".png" else diagram.svg().encode())
    return diagram
