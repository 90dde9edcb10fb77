"""Saved experiments: presets that ship with the playground, and what people save."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypedDict

from pydantic import ValidationError

from app.documents.checks import beside
from app.documents.experiment import Experiment
from app.documents.field_errors import field_errors
from app.errors import Conflict, Unprocessable, fault
from app.services.gallery import alternatives, found_presets, shipped, subject
from app.services.openings import Openings
from app.store.content_ids import content_id
from app.store.experiment_store import ExperimentStore, Order, Page, SavedExperiment
from app.store.moderation import Moderation
from app.store.network_store import TrainedNetwork
from app.store.store_errors import NoSuchExperiment, StoreBusy, StoreFull

PRESETS_FIRST = "presets"  # the cursor of the page after them
LISTING_OFF = "this server lists nothing new in its gallery: save it without `listed`"
MOST_SAVERS = 10_000  # remembered; the savers of older ones are unknown


Listing = Literal["preset", "listed", "pending", "unlisted"]


class ExperimentDescription(TypedDict):
    """A saved experiment, as clients get it."""

    id: str
    url: str
    listing: Listing
    experiment: Mapping[str, object]
    epochs: int | None  # of the trained network that it opens with; None: it opens untrained


@dataclass(frozen=True)
class Listed:
    """A page of the gallery."""

    items: list[ExperimentDescription]
    next: str | None


class ExperimentService:
    """What may be done with experiments."""

    def __init__(self, store: ExperimentStore, moderation: Moderation, *, lists: bool) -> None:
        self._store, self._moderation, self._lists = store, moderation, lists
        self._openings = Openings(store.add_opens)
        self._savers: dict[str, str] = {}  # session by experiment, the newest last

    async def save(
        self,
        experiment: Experiment,
        *,
        listed: bool,
        session: str | None = None,
        network: TrainedNetwork | None = None,
        saver_key: str | None = None,
    ) -> tuple[ExperimentDescription, bool]:
        """Store an experiment, with its trained network if it has one; return it, and whether it
        is new.  Raises AppError.
        """
        if listed and not self._lists:
            raise Conflict(LISTING_OFF, code="listing_off")
        document = experiment.model_dump(mode="json")
        if network is None and (preset := shipped().get(content_id(document))) is not None:
            return describe(preset), False
        about = f"{subject(experiment)} trained" if network else subject(experiment)
        saved, new = await self._store.save(
            document, listed=listed, subject=about, network=network, saver_key=saver_key
        )
        if new and session:
            self._note_saver(saved.id, session)
        return describe(saved), new

    async def delete(self, name: str, saver_key: str) -> bool:
        """Delete what a client saved; return whether the experiment is gone, or others saved it.

        Raises AppError.
        """
        if name in shipped():
            raise Conflict("presets ship with the playground: they stay", code="preset")
        return await self._store.delete(name, saver_key)

    def _note_saver(self, name: str, session: str) -> None:
        self._savers[name] = session
        if len(self._savers) > MOST_SAVERS:
            del self._savers[next(iter(self._savers))]

    def saver(self, name: str) -> str | None:
        """Return the session that saved an experiment first, if that is known."""
        return self._savers.get(name)

    async def get(self, name: str) -> ExperimentDescription:
        """Return an experiment by its id.  Raises NotFound, Gone."""
        return describe(await self._find(name))

    async def document(self, name: str) -> Experiment:
        """Return an experiment's document, to be run.  Raises NotFound, Gone, Unprocessable."""
        return await self._validated(await self._find(name))

    async def origin(self, name: str) -> Experiment | bytes:
        """Return what a run of an experiment begins with: its trained network, or its document.

        Raises NotFound, Gone, Unprocessable.
        """
        saved = await self._find(name)
        document = await self._validated(saved)
        return document if saved.epochs is None else await self._store.checkpoint(name)

    async def _validated(self, saved: SavedExperiment) -> Experiment:
        try:
            return await beside(Experiment.model_validate, saved.document)
        except ValidationError as error:
            why = "the experiment was kept when this server allowed more than it does now"
            raise Unprocessable(why, errors=field_errors(error)) from error

    async def _find(self, name: str) -> SavedExperiment:
        if name in shipped():
            return shipped()[name]
        if (saved := await self._store.get(name)) is None:
            raise NoSuchExperiment(name)
        return saved

    async def opened(self, name: str) -> None:
        """Count that somebody opened an experiment."""
        if name not in shipped():
            await self._openings.note(name)

    async def page(
        self, *, limit: int, cursor: str | None, search: str, order: Order = "newest"
    ) -> Listed:
        """Return a page of the gallery: presets, then what was listed, in an order."""
        first = [] if cursor else found_presets(search)
        room = max(0, limit - len(first))
        after = None if cursor == PRESETS_FIRST else cursor
        try:
            groups = alternatives(search)
            rest = (
                await self._store.page(limit=room, cursor=after, search=groups, order=order)
                if room
                else None
            )
        except ValueError as error:
            words = f"must be the `next` of a page; got {cursor!r}"
            raise Unprocessable.of(fault("cursor", words, "does_not_fit")) from error
        return _joined(first[:limit], rest)

    async def report(self, name: str, session: str | None, reason: str) -> None:
        """Store a visitor's report of an experiment.  Raises AppError."""
        if name in shipped():
            raise Conflict("presets ship with the playground: they are not reported", code="preset")
        await self._moderation.report(name, reporter_of(session, name), reason)

    async def preview(self, name: str) -> bytes | None:
        """Return the stored preview of an experiment, if there is one.  Raises AppError."""
        return await self._store.preview(name)

    async def keep_preview(self, name: str, picture: bytes) -> None:
        """Store an experiment's preview, if the store takes it."""
        try:
            await self._store.keep_preview(name, picture, ships=name in shipped())
        except (StoreBusy, StoreFull):
            return  # it is made again when it is asked for again


def reporter_of(session: str | None, name: str) -> bytes:
    """Return a digest that identifies a reporter of one experiment, and nobody elsewhere.

    All requests without a session are one reporter.
    """
    return sha256(f"{name} {session or ''}".encode()).digest()


def describe(saved: SavedExperiment) -> ExperimentDescription:
    """Return the description of an experiment, as clients get it."""
    listing: Listing = "listed" if saved.listed else "pending" if saved.pending else "unlisted"
    return {
        "id": saved.id,
        "url": f"/e/{saved.id}",
        "listing": "preset" if saved.id in shipped() else listing,
        "experiment": saved.document,
        "epochs": saved.epochs,
    }


def _joined(first: list[SavedExperiment], rest: Page | None) -> Listed:
    items = [*first, *(rest.items if rest else [])]
    further = PRESETS_FIRST if rest is None else rest.next
    return Listed([describe(saved) for saved in items], further)
