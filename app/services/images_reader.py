"""Answers a client's queries of a run of images."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from app.documents.picture_data import PICTURES, remedy
from app.encoding.messages import as_bytes
from app.errors import NotFound
from app.runs.image_answers import (
    ANSWER_PICTURE,
    CELL,
    CLOUD,
    EXCITING,
    FIRST_WEIGHTS,
    MISTAKES,
    PAST_PICTURES,
    PIXELS,
    SUMMARY,
    CellAnswer,
    CloudAnswer,
    ExcitingAnswer,
    FirstWeights,
    PastAnswer,
    PictureAnswer,
    SummaryAnswer,
)
from app.runs.states import Status
from app.services.run_reader import RunReader


class DataDescription(TypedDict):
    """A data set of pictures, and whether this server has it."""

    name: str
    label: str
    here: bool
    missing: str | None  # which file, and what to do
    shape: list[int]
    train: int
    test: int
    validation: int
    classes: list[str]


class ImagesDescription(TypedDict):
    """The status, document and metrics of a run of images."""

    id: str
    status: Status
    epoch: int
    viewers: int
    images: Mapping[str, object]
    metrics: Mapping[str, float | None]


def picture_data() -> list[DataDescription]:
    """Return the data sets that there are, with what is missing on this machine."""
    found: list[DataDescription] = []
    for name, about in PICTURES.items():
        missing = about.missing
        found.append(
            {
                "name": name,
                "label": about.label,
                "here": missing is None,
                "missing": remedy(missing) if missing else None,
                "shape": [about.side, about.side],
                "train": about.train,
                "test": about.test,
                "validation": about.validation,
                "classes": [*about.classes],
            }
        )
    return found


class ImagesReader(RunReader):
    """Answers the queries of one request about a run of images."""

    def check_kind(self) -> None:
        """Raise NotFound for a run of another kind."""
        if self._run.kind != "images":
            raise NotFound("this run learns from no images", code="no_such_images")

    async def images(self) -> ImagesDescription:
        """Return its status, document and metrics."""
        run = await self.describe()
        return {
            "id": run["id"],
            "status": run["status"],
            "epoch": run["epoch"],
            "viewers": run["viewers"],
            "images": run["experiment"],
            "metrics": run["metrics"],
        }

    async def summary(self) -> SummaryAnswer:
        """Return the model as Keras sums it up."""
        return await self._ask(SUMMARY)

    async def pixels(self, ids: Sequence[int], data: str | None) -> bytes:
        """Return the bytes of pictures, one after the other.  Raises Conflict of other data."""
        return as_bytes((await self._ask(PIXELS, ids=[*ids], data=data))["file"])

    async def cell(self, **asked: int) -> CellAnswer:
        """Return the pictures of a cell of the confusion matrix, the surest first."""
        return await self._ask(CELL, **asked)

    async def mistakes(self, count: int) -> CellAnswer:
        """Return the mistaken pictures whose own class got the least."""
        return await self._ask(MISTAKES, count=count)

    async def pictures(self, ids: Sequence[int], epochs: Sequence[int]) -> PastAnswer:
        """Return what the network says of pictures, now or at past epochs."""
        return await self._ask(PAST_PICTURES, ids=[*ids], epochs=[*epochs])

    async def weights(self, first: int, count: int) -> FirstWeights:
        """Return the first layer's weights as pictures."""
        return await self._ask(FIRST_WEIGHTS, first=first, count=count)

    async def exciting(self, **asked: int) -> ExcitingAnswer:
        """Return the pictures for which a unit's value is greatest."""
        return await self._ask(EXCITING, **asked)

    async def cloud(self, count: int, method: str) -> CloudAnswer:
        """Return the scores before the softmax on their principal components, or by t-SNE."""
        return await self._ask(CLOUD, count=count, method=method)

    async def answer(self, **asked: Any) -> PictureAnswer:
        """Return what the network says of one picture."""
        return await self._ask(ANSWER_PICTURE, **asked)
