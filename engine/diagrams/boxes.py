"""What stands in the boxes of a diagram: a model's layers, and what is asked to be told of them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import NotReady
from engine.nodes import Node, nodes_of
from engine.printable import printable
from engine.tensors import Tensor

LETTER, LINE, EDGE = 7.2, 18.0, 10.0  # width of a letter, height of a line, space around the text


@dataclass(frozen=True)
class Look:
    """What is told of each layer."""

    show_shapes: bool = False
    show_dtype: bool = False
    show_layer_names: bool = False
    show_layer_activations: bool = False
    show_trainable: bool = False
    expand_nested: bool = False


@dataclass(frozen=True)
class Box:
    """A layer's text: its title, and lines beneath it."""

    title: str
    lines: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        """How wide it is, in pixels."""
        return max(map(_length, (self.title, *self.lines))) * LETTER + 2 * EDGE

    @property
    def height(self) -> float:
        """How high it is: the title has a band of its own."""
        return LINE + EDGE + (len(self.lines) * LINE + EDGE if self.lines else 0)


Links = list[tuple[int, int]]  # from the number of a box to that of another


def boxes_of(model: Any, look: Look) -> tuple[list[Box], Links]:
    """Return a model's boxes, sources first, and the links between them.

    A model whose ``call`` is a program is one box, as in Keras.  Raises NotReady before it is
    built.
    """
    if not model.built:
        raise NotReady(
            "This model has not yet been built: add an Input, or fit it to data, before plot_model"
        )
    if model.graph is None:
        return [_box(model, Node(model), model, look, "")], []
    nodes = nodes_of(model.graph, nested=not look.expand_nested)
    made = {tensor: number for number, node in enumerate(nodes) for tensor in node.outputs}
    links = [(made[source], number) for number, node in enumerate(nodes) for source in node.sources]
    return [_box(node.thing, node, model, look, _place(node)) for node in nodes], links


def _place(node: Node) -> str:
    """Return the name of the model that made a node's call, if it was used like a layer."""
    call = node.outputs[0].call if node.outputs else None
    inner = call is not None and call.owner is not None and call.owner.model is not node.thing
    return f"{call.owner.model.name} / " if inner else ""  # type: ignore[union-attr]


def _box(thing: Any, node: Node, model: Any, look: Look, place: str) -> Box:
    kind = type(thing).__name__
    title = f"{place}{thing.name} ({kind})" if look.show_layer_names else f"{place}{kind}"
    lines = map(printable, _lines(thing, node, model, look))
    return Box(printable(title), tuple(lines))


def _lines(thing: Any, node: Node, model: Any, look: Look) -> Iterator[str]:
    if look.show_layer_activations and hasattr(thing, "activation"):
        yield f"Activation: {thing.activation.name}"
    if look.show_shapes:
        inputs, outputs = _ends(node, model)
        if inputs:
            yield f"Input shape: {inputs}"
        yield f"Output shape: {outputs}"
    if look.show_dtype:
        yield f"Output dtype: {model.dtype.name}"
    if look.show_trainable and getattr(thing, "weights", None):
        yield "Trainable" if thing.trainable else "Not trainable"


def _ends(node: Node, model: Any) -> tuple[str, str]:
    """Return the shapes of a node's inputs, empty of an Input, and of its outputs."""
    if not node.outputs:
        shapes = [
            [(None, *one) for one in ends] for ends in (model.input_shapes, model.output_shapes)
        ]
        return _told(shapes[0]), _told(shapes[1])
    return _told(_shapes(node.sources)), _told(_shapes(node.outputs))


def _shapes(tensors: Sequence[Tensor]) -> list[Any]:
    return [tensor.shape for tensor in tensors]


def _told(shapes: Sequence[Any]) -> str:
    return ", ".join(map(str, shapes))


def _length(text: str) -> int:
    """Return how many letters wide a text is; those of some scripts are wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
