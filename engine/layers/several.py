"""Several outputs of one call: side by side in one row of numbers, and each of them again."""

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, ClassVar, NoReturn

from engine import ops
from engine.errors import EngineError, ShapeMismatch
from engine.exportable import Untranslated
from engine.layers.shaping import Columns
from engine.nest import Structure
from engine.tensors import Shape, Tensor


class Part(Untranslated, Columns):
    """Neighbouring numbers of a row, in a shape of their own: one of a call's outputs."""

    settings: ClassVar[tuple[str, ...]] = ("start", "stop", "shape")
    attached = True

    def __init__(
        self, start: int, stop: int, shape: Sequence[int], *, name: str | None = None
    ) -> None:
        super().__init__(start, stop, name=name)
        self.shape = tuple(int(size) for size in shape)
        if math.prod(self.shape) != stop - start:
            raise ShapeMismatch(f"numbers {start}:{stop} do not make the shape {self.shape}")

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the shape."""
        super().output_shape(*shapes)
        return self.shape

    def untranslated(self) -> NoReturn:
        """Raise EngineError: what it is a part of is not translated either."""
        raise EngineError(f"{self.name!r} is an output of a layer of your own: no export")


class Several:
    """How outputs lie in one row."""

    def __init__(self, structure: Structure, shapes: Sequence[Shape]) -> None:
        self.structure, self.shapes = structure, list(shapes)
        ends = [0, *accumulate(map(math.prod, shapes))]
        bounds = zip(ends, ends[1:], shapes, strict=False)
        self._parts = [Part(start, stop, shape) for start, stop, shape in bounds]

    def part(self, packed: Any) -> Any:
        """Return the outputs as they were handed over, of a tensor or of rows."""
        if isinstance(packed, Tensor):
            return self.structure.pack([one(packed) for one in self._parts])
        rows = [packed[:, one.start : one.stop].reshape(-1, *one.shape) for one in self._parts]
        return self.structure.pack(rows)


def together(
    known: dict[tuple[Shape, ...], Several], shapes: tuple[Shape, ...], made: Any, name: str
) -> Any:
    """Return what a call made in one tensor, and note how, if it made several.

    ``known`` has how they lie by the ``shapes`` of the inputs; ``name`` is the class that made
    them.  Raises ShapeMismatch of what is no tensor with rows, or not like the outputs before.
    """
    if not isinstance(made, list | tuple | dict):
        return made
    structure, outputs = Structure.of("outputs", made)
    if not outputs or not all(isinstance(one, Tensor) and one.batched for one in outputs):
        raise ShapeMismatch(f"call of {name} must return tensors with rows, one or several")
    sizes = [one.row_shape for one in outputs]
    if shapes not in known:
        known[shapes] = Several(structure, sizes)
    if (before := known[shapes].shapes) != sizes:
        raise ShapeMismatch(f"call of {name} must always return {before}; got {sizes}")
    return ops.concatenate([ops.reshape(one, (-1, one.size)) for one in outputs])
