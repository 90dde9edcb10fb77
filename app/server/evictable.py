"""Keeps the queue of evictable connections for each of uvicorn's configurations."""

from weakref import WeakKeyDictionary

from uvicorn.config import Config

from app.limits.eviction import EvictionQueue

_of_servers: WeakKeyDictionary[Config, EvictionQueue] = WeakKeyDictionary()


def eviction_queue(config: Config) -> EvictionQueue:
    """Return the connections of a server that may be evicted."""
    if config not in _of_servers:
        set_eviction_queue(config, EvictionQueue())
    return _of_servers[config]


def set_eviction_queue(config: Config, queue: EvictionQueue) -> None:
    """Set, before a server starts, the queue of its connections."""
    _of_servers[config] = queue
