"""Stores experiments by content: saving the same document again returns the same id."""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from time import time
from typing import Any, Literal

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.content_ids import BASE58, content_id
from app.store.database import WAIT_SECONDS, Database
from app.store.moderation import PENDING, REMOVED, Rules, Standing, enlist, state_of
from app.store.network_store import Shares, TrainedNetwork, add_network, load_network
from app.store.savers import add_saver, delete_saved
from app.store.schema import experiments, previews
from app.store.store_errors import Removed, StoreBusy

PAGE_BYTES = 1024 * 1024  # of a page's documents, after which it ends early

Document = dict[str, Any]
Order = Literal["newest", "opened"]
RANKS: dict[Order, str] = {"newest": "created", "opened": "opens"}  # the columns, largest first
Search = str | Sequence[Sequence[str]]  # words, or groups of texts in lower case


@dataclass(frozen=True)
class SavedExperiment:
    """A stored experiment."""

    id: str
    document: Document
    listed: bool
    created: float
    pending: bool = False  # it waits to be approved for the gallery
    opens: int = 0
    epochs: int | None = None  # of its trained network; None: it opens untrained


@dataclass(frozen=True)
class Page:
    """Some of a list, and where the rest begins."""

    items: list[SavedExperiment]
    next: str | None


class ExperimentStore:
    """All experiments of a database."""

    def __init__(
        self, database: Database, rules: Rules | None = None, shares: Shares | None = None
    ) -> None:
        self._database, self._rules = database, rules or Rules()
        self._shares = shares or Shares()
        self._search_turn = asyncio.Lock()

    async def save(
        self,
        document: Document,
        *,
        listed: bool,
        subject: str = "",
        network: TrainedNetwork | None = None,
        saver_key: str | None = None,
    ) -> tuple[SavedExperiment, bool]:
        """Store a document, with its trained network if it has one; return it, and whether it is
        new.

        Searches look in its title, its description and the words of its `subject`.  A client that
        saves it without listing it does not take it out of the gallery.  A client that gives a key
        may delete it with that.  Raises Removed, and TooMany or StoreFull for the network.
        """
        name = content_id(document) if network is None else await network.find_id()
        epochs = None if network is None else network.epochs
        wanted = SavedExperiment(name, document, listed, time(), epochs=epochs)
        try:
            return await self._save(wanted, subject, network, saver_key)
        except IntegrityError:  # another request saved the same at the same time
            return await self._save(wanted, subject, network, saver_key)

    async def delete(self, name: str, saver_key: str) -> bool:
        """Delete what a client saved with a key; return whether the experiment is gone with it.

        Others that saved the same keep it.  Raises NoSuchExperiment, Removed, NotItsSaver.
        """
        async with self._database.writing() as connection:
            return await delete_saved(connection, name, saver_key)

    async def _save(
        self,
        wanted: SavedExperiment,
        subject: str,
        network: TrainedNetwork | None,
        saver_key: str | None,
    ) -> tuple[SavedExperiment, bool]:
        name = wanted.id
        async with self._database.writing() as connection:
            there = await _one(connection, name, lock=True)
            saved = there or replace(wanted, listed=False)
            state = await state_of(connection, name)  # after the row: its deletion is seen here
            if there is None:
                await _check_taken(connection, wanted, state)
                await connection.execute(insert(experiments).values(**_row(saved, subject)))
                if network:
                    await add_network(connection, name, network, self._shares)
            await add_saver(connection, name, saver_key, listed=wanted.listed)
            stands = Standing(saved.listed, state)
            if wanted.listed and not saved.listed:
                stands = await enlist(connection, name, state, self._rules)
            new = there is None
            return replace(saved, listed=stands.listed, pending=stands.state == PENDING), new

    async def get(self, name: str) -> SavedExperiment | None:
        """Return an experiment by its id.  Raises Removed."""
        async with self._database.reading() as connection:
            saved, state = await _one(connection, name), await state_of(connection, name)
        if saved is None and state == REMOVED:
            raise Removed(name)
        return saved and replace(saved, pending=state == PENDING)

    async def checkpoint(self, name: str) -> bytes:
        """Return the trained network of an experiment.  Raises NoNetwork, DamagedNetwork."""
        async with self._database.reading() as connection:
            return await load_network(connection, name)

    async def page(
        self,
        *,
        limit: int,
        cursor: str | None = None,
        search: Search = "",
        order: Order = "newest",
    ) -> Page:
        """Return listed experiments in an order.  Raises ValueError for a bad cursor.

        An experiment is found if it has all words of a search, or one text of each group.  A page
        ends early where its documents come to be large.
        """
        query = select(experiments.c.id, func.length(experiments.c.document))
        query = query.where(experiments.c.listed)
        rank, words = experiments.c[RANKS[order]], _groups(search)
        for texts in words:
            have = (experiments.c.search.contains(text, autoescape=True) for text in texts)
            query = query.where(or_(*have))
        if cursor:
            value, name = _parse(cursor)
            same = and_(rank == value, experiments.c.id > name)
            query = query.where(or_(rank < value, same))
        first = rank.desc(), experiments.c.id
        async with self._turn_for(words), self._database.reading() as connection:
            sizes = (await connection.execute(query.order_by(*first).limit(limit + 1))).all()
            here = experiments.c.id.in_(_fitting(sizes[:limit]))
            rows = await connection.execute(select(experiments).where(here).order_by(*first))
            page = [_saved(row) for row in rows]
        more = page and len(sizes) > len(page)
        return Page(page, _cursor(page[-1], order) if more else None)

    @asynccontextmanager
    async def _turn_for(self, words: Sequence[Any]) -> AsyncIterator[None]:
        """Wait for a search's turn: it reads all texts, and others want to read meanwhile."""
        if not words:
            yield
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._search_turn.acquire()
        except TimeoutError as late:
            raise StoreBusy("others search just now: try again in a moment") from late
        try:
            yield
        finally:
            self._search_turn.release()

    async def add_opens(self, counts: Mapping[str, int]) -> None:
        """Add to the counts of how often experiments were opened; unknown ids are left out."""
        change = update(experiments).where(experiments.c.id == bindparam("name"))
        change = change.values(opens=experiments.c.opens + bindparam("more"))
        rows = [{"name": name, "more": counts[name]} for name in sorted(counts)]  # no deadlock
        async with self._database.writing() as connection:
            await connection.execute(change, rows)

    async def preview(self, name: str) -> bytes | None:
        """Return the stored preview of an experiment, if there is one."""
        query = select(previews.c.picture).where(previews.c.experiment == name)
        async with self._database.reading() as connection:
            text = (await connection.execute(query)).scalar()
        return None if text is None else base64.b64decode(text)

    async def keep_preview(self, name: str, picture: bytes, *, ships: bool = False) -> None:
        """Store an experiment's preview, unless the experiment went meanwhile.

        One that `ships` with the playground need not be stored itself.
        """
        text = base64.b64encode(picture).decode()
        known = select(previews.c.experiment).where(previews.c.experiment == name)
        async with self._database.writing() as connection:
            there = await _one(connection, name, lock=True)  # not to be removed meanwhile
            if there is None and (not ships or await state_of(connection, name) == REMOVED):
                return
            if (await connection.execute(known)).scalar() is None:
                values = {"experiment": name, "picture": text}
                await connection.execute(insert(previews).values(**values))


async def _check_taken(
    connection: AsyncConnection, wanted: SavedExperiment, state: str | None
) -> None:
    """Raise Removed if an experiment was removed, or if its document was."""
    if REMOVED in (state, await state_of(connection, content_id(wanted.document))):
        raise Removed(wanted.id)


def _groups(search: Search) -> Sequence[Sequence[str]]:
    return [[word] for word in search.lower().split()] if isinstance(search, str) else search


def _fitting(sizes: Sequence[Any]) -> list[str]:
    """Return the first ids whose documents together are small enough, but one at least."""
    ends = list(accumulate(size for _, size in sizes))
    several = sum(end <= PAGE_BYTES for end in ends)
    return [name for name, _ in sizes[: max(1, several)]]


async def _one(
    connection: AsyncConnection, name: str, *, lock: bool = False
) -> SavedExperiment | None:
    query = select(experiments).where(experiments.c.id == name)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return None if row is None else _saved(row)


def _row(saved: SavedExperiment, subject: str) -> dict[str, Any]:
    title, text = saved.document.get("title", ""), saved.document.get("description", "")
    return {
        "id": saved.id,
        "document": json.dumps(saved.document),
        "title": title,
        "search": f"{title}\n{text}\n{subject}".lower(),
        "listed": saved.listed,
        "created": saved.created,
        "epochs": saved.epochs,
    }


def _saved(row: Any) -> SavedExperiment:
    document = json.loads(row.document)
    more = {"opens": row.opens, "epochs": row.epochs}
    return SavedExperiment(row.id, document, bool(row.listed), row.created, **more)


def _cursor(saved: SavedExperiment, order: Order) -> str:
    rank = getattr(saved, RANKS[order])
    return base64.urlsafe_b64encode(f"{rank!r} {saved.id}".encode()).decode()


def _parse(cursor: str) -> tuple[float, str]:
    try:
        rank, _, name = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
    except (binascii.Error, UnicodeDecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"no such page: {cursor!r}") from error
    if not set(name) <= set(BASE58):
        raise ValueError(f"no such page: {cursor!r}")
    return float(rank), name
