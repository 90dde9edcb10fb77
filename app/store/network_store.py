"""Stores trained networks: checkpoints that saved experiments open with.

The id of an experiment with one is the digest of the checkpoint: a link opens what was saved, or
nothing.  All of them may take a part of the store, and those of an owner a part of that, so that
they never keep other people from saving.  The content of a checkpoint is not known here.
"""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from math import inf

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import TooMany
from app.store.content_ids import content_id
from app.store.schema import networks
from app.store.store_errors import DamagedNetwork, NoNetwork, StoreFull

MIB = 2**20


@dataclass(frozen=True)
class TrainedNetwork:
    """A checkpoint, how many epochs it has trained, and the owner by whom it is counted."""

    checkpoint: bytes
    epochs: int
    owner: str

    async def find_id(self) -> str:
        """Return the id of the experiment that opens with it."""
        return await asyncio.to_thread(network_id, self.checkpoint)


@dataclass(frozen=True)
class Shares:
    """How many bytes of trained networks are stored: of all owners, and of each."""

    everyone: float = inf
    owner: float = inf


def network_id(checkpoint: bytes) -> str:
    """Return the id of the experiment that opens with a checkpoint."""
    return content_id({"checkpoint": sha256(checkpoint).hexdigest()})


async def load_network(connection: AsyncConnection, name: str) -> bytes:
    """Return the checkpoint of an experiment.  Raises NoNetwork, DamagedNetwork."""
    query = select(networks.c.checkpoint).where(networks.c.experiment == name)
    checkpoint: bytes | None = (await connection.execute(query)).scalar()
    if checkpoint is None:
        raise NoNetwork(name)
    if await asyncio.to_thread(network_id, checkpoint) != name:
        raise DamagedNetwork(name)
    return checkpoint


async def add_network(
    connection: AsyncConnection, name: str, network: TrainedNetwork, shares: Shares
) -> None:
    """Store the network of a new experiment.  Raises StoreFull, TooMany."""
    size = len(network.checkpoint)
    if size + await _stored(connection) > shares.everyone:
        raise StoreFull(
            f"trained networks fill their part of the store ({shares.everyone / MIB:g} MiB): "
            "save the experiment without what it has learned"
        )
    if size + await _stored(connection, network.owner) > shares.owner:
        raise TooMany(
            f"a session saves at most {shares.owner / MIB:g} MiB of trained networks: "
            "save the experiment without what it has learned"
        )
    values = {"experiment": name, "owner": network.owner, "size": size}
    await connection.execute(insert(networks).values(**values, checkpoint=network.checkpoint))


async def _stored(connection: AsyncConnection, owner: str | None = None) -> int:
    """Return how many bytes are stored, of one owner or of all."""
    query = select(func.coalesce(func.sum(networks.c.size), 0))
    if owner is not None:
        query = query.where(networks.c.owner == owner)
    return int((await connection.execute(query)).scalar_one())
