"""The kinds of runs: for each, the document that describes it, and what trains it.

An entry makes a kind; no other module knows which kinds there are.  What trains is named, not
imported: a server checks documents, and only its workers train.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, SerializationInfo, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from app.documents.document import Document
from app.documents.experiment import Experiment
from app.documents.image_document import Images
from app.documents.study import Study
from app.errors import Unprocessable, fault


@dataclass(frozen=True)
class RunKind:
    """One kind of run."""

    document: type[Document]
    runtime: str  # "module:name" of its Runtime (app/runs/training/runtime.py)


RUN_KINDS: dict[str, RunKind] = {
    "plane": RunKind(Experiment, "app.runs.network.kinds:PLANE"),
    "table": RunKind(Experiment, "app.runs.network.kinds:TABLE"),
    "study": RunKind(Study, "app.runs.study.study_kind:STUDY"),
    "search": RunKind(Study, "app.runs.study.study_kind:SEARCH"),
    "images": RunKind(Images, "app.runs.images.images_kind:IMAGES"),
}


def parse_document(raw: object) -> Document:
    """Return the document of plain data, of the kind that they name.

    Data without a known kind are an experiment.  Raises ValidationError.
    """
    return _document_type(raw).model_validate(raw)


def check_family(before: Document, after: Document) -> None:
    """Refuse a document of another class than the run's: caps and pages are those of its class.

    Raises Unprocessable.
    """
    if after.family == before.family:
        return
    allowed = f"must be {before.family}" if before.family else "must be left out"
    got = after.family or "none"
    words = f"{allowed}: a run keeps its kind; begin another run for another kind; got {got}"
    raise Unprocessable.of(fault("experiment.kind", words, "other_kind"))


def _document_type(raw: object) -> type[Document]:
    name = raw.get("kind") if isinstance(raw, Mapping) else None
    kind = RUN_KINDS.get(name) if isinstance(name, str) else None
    return kind.document if kind else Experiment


class _OfItsKind:
    """Lets pydantic check a document by its kind; its schema is the experiment's."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        experiment = handler.generate_schema(Experiment)
        return core_schema.no_info_wrap_validator_function(
            _parse,
            experiment,
            serialization=core_schema.plain_serializer_function_ser_schema(_dump, info_arg=True),
        )


def _parse(raw: Any, experiment: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(raw, Document):
        return raw
    document = _document_type(raw)
    return experiment(raw) if document is Experiment else document.model_validate(raw)


def _dump(document: Document, info: SerializationInfo) -> dict[str, Any]:
    unset = bool(info.exclude_unset)
    return document.model_dump(mode=info.mode, by_alias=info.by_alias, exclude_unset=unset)


AnyDocument = Annotated[Document, _OfItsKind]
