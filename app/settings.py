"""The operator's settings: environment variables that begin with PLAYGROUND_."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.documents.field_errors import field_error, field_errors
from app.errors import sentence
from app.limits.caps import (
    MAX_CONNECTIONS,
    MAX_REPORTS,
    MAX_RUNS,
    MAX_RUNS_PER_SESSION,
    MAX_SOCKETS,
    MAX_VIEWERS_PER_RUN,
    OPEN_FILES,
    STORE_MEGABYTES,
    UNSENT_MEGABYTES,
    UNWATCHED_SECONDS,
    WORKER_MEMORY,
)
from app.telemetry.logs import Style

HERE = Path(__file__).parent
ROOT_DOT = re.compile(r"(?<=[^.])\.(?=(:\d*)?$)")  # localhost. and localhost.:8000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}  # this machine's names, which no other can have
HOME = HERE if (HERE / "static").is_dir() else HERE.parent  # installed, or a checkout
DATABASES = "sqlite+aiosqlite:///", "postgresql+asyncpg://"
DAY = 24 * 3600.0
Listing = Literal["open", "approval", "none"]
Place = Literal["local", "ray"]
LEAST_MEMORY = 128  # MiB of a worker
SHARE = 0.6  # of the machine's memory, for all that runs take; the rest is the processes' own
ROOT_PATH = re.compile(r"(/[\w.~-]+)*", re.ASCII)
RAY_ADDRESS = re.compile(r"[\w.-]+:\d+", re.ASCII)
HOST = re.compile(r"([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?", re.ASCII | re.IGNORECASE)


class WrongSettings(ValueError):
    """Settings have values that are not allowed; a line for each names it and says why."""


def data_folder() -> Path:
    """Return where this user's programs keep their data."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "neural-playground"


def machine_memory() -> int:
    """Return how many MiB this machine has; what a container is held to is not looked at."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


class Settings(BaseSettings):
    """The server's settings; docs/settings.md describes each."""

    model_config = SettingsConfigDict(env_prefix="PLAYGROUND_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)  # 0: any that is free
    runner: Place = "local"  # where runs are computed: on this machine, or by a Ray cluster
    workers: int = Field(default=2, ge=1, le=64)  # of this machine
    ray_address: str = ""  # host:port of the cluster's head
    cells: int = Field(default=2, ge=1, le=64)  # workers in the cluster
    worker_memory: int | None = Field(default=None, ge=LEAST_MEMORY)  # MiB, for a worker's runs
    frame_ancestors: list[str] = ["*"]  # pages that may frame an experiment, besides our own
    origins: list[str] = []  # pages that may open a stream; empty: those served under the same host
    root_path: str = ""  # below which a proxy offers all of this
    max_runs: int = Field(default=MAX_RUNS, ge=1)
    max_runs_per_session: int = Field(default=MAX_RUNS_PER_SESSION, ge=1)
    max_sockets: int = Field(default=MAX_SOCKETS, ge=1)
    max_viewers_per_run: int = Field(default=MAX_VIEWERS_PER_RUN, ge=1)
    unsent_megabytes: int = Field(default=UNSENT_MEGABYTES, ge=8)  # MiB, that clients have not read
    unwatched_seconds: float = Field(default=UNWATCHED_SECONDS, gt=0)
    forget_seconds: float = Field(default=600.0, gt=0)
    forget_kept_seconds: float = Field(default=7 * DAY, gt=0)

    listing: Listing = "open"  # what people may list in the gallery
    hide_after: int = Field(default=3, ge=0, le=MAX_REPORTS)  # reports; 0: never

    log_format: Style = "auto"  # text on a terminal, JSON elsewhere
    metrics: bool = False  # figures for Prometheus at /metrics, open to all that reach the server
    database_url: str = ""  # SQLAlchemy's; empty: a file of SQLite in the user's data folder
    store_megabytes: int = Field(default=STORE_MEGABYTES, ge=16)  # MiB, of a file of SQLite's
    runs_megabytes: int | None = Field(default=None, ge=8)  # MiB of it, of runs' checkpoints

    @property
    def address(self) -> str:
        """Where people find the playground; empty where that is not set."""
        return f"{self.origins[0]}{self.root_path}/" if self.origins else ""

    @property
    def own_address(self) -> str:
        """Where a visitor with a wrong name in the address finds the playground, if it is known."""
        is_local = self.host in LOOPBACK and self.port
        return self.address or (f"http://localhost:{self.port}/" if is_local else "")

    @property
    def slots(self) -> int:
        """How many workers there are: processes of this machine, or cells of a cluster."""
        return self.cells if self.runner == "ray" else self.workers

    @property
    def max_connections(self) -> int:
        """How many connections there may be: where more streams may be, so many more."""
        return MAX_CONNECTIONS + max(0, self.max_sockets - MAX_SOCKETS)

    @property
    def open_files(self) -> int:
        """How many files and connections the server may have to open."""
        return OPEN_FILES + self.max_connections - MAX_CONNECTIONS

    def database(self) -> str:
        """Return the database's address."""
        return self.database_url or f"sqlite+aiosqlite:///{data_folder() / 'playground.db'}"

    def runs_bytes(self) -> int:
        """Return how many bytes the checkpoints of runs may take: as set, or half of the store."""
        return 2**20 * (self.runs_megabytes or self.store_megabytes // 2)

    def memory(self) -> int:
        """Return how many MiB a worker may take: as set, or by what the machine has."""
        if self.worker_memory is not None:
            return self.worker_memory
        fair = int(SHARE * machine_memory() / self.slots)
        return max(LEAST_MEMORY, min(WORKER_MEMORY, fair))

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        scheme = url.partition(":")[0]  # the rest is not shown: it may hold a password
        if url and not url.startswith(DATABASES):
            allowed = " or ".join(f"{start}…" for start in DATABASES)
            raise field_error("database_url", allowed, scheme)
        try:
            make_url(url or DATABASES[0])
        except (ArgumentError, ValueError):
            whole = f"{DATABASES[1]}user:password@host:port/name, with a number as port"
            raise field_error("database_url", whole, scheme) from None
        return url

    @model_validator(mode="after")
    def _can_use_ray(self) -> Self:
        if self.runner != "ray":
            return self
        if not RAY_ADDRESS.fullmatch(self.ray_address):
            raise field_error("ray_address", "host:port of a Ray cluster's head", self.ray_address)
        if find_spec("ray") is None:
            wanted = "local unless Ray is installed (pip install 'neural-playground[cluster]')"
            raise field_error("runner", wanted, self.runner)
        return self

    @field_validator("root_path")
    @classmethod
    def _is_a_path(cls, path: str) -> str:
        if not ROOT_PATH.fullmatch(path):
            allowed = "a path without a slash at its end, such as /playground"
            raise field_error("root_path", allowed, path)
        return path

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            _check_origin(origin)
        return origins

    @field_validator("frame_ancestors")
    @classmethod
    def _are_origins_or_all(cls, origins: list[str]) -> list[str]:
        return origins if origins == ["*"] else cls._are_origins(origins)


def read_settings(**given: Any) -> Settings:
    """Return the environment's settings, with those that were given besides.

    Raises WrongSettings.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [sentence([fault]) for fault in field_errors(error)]
        raise WrongSettings("\n".join(lines)) from None
    except SettingsError as error:
        raise WrongSettings(f"{error}; docs/settings.md shows how it is written") from None


def _check_origin(origin: str) -> None:
    """Raise field_error unless it is an origin, which may stand in a header as it is."""
    parts = urlsplit(origin)
    plain = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc)
    if not plain or origin != f"{parts.scheme}://{parts.netloc}":
        raise field_error("", "scheme://host or scheme://host:port, with no path", origin)


def without_dot(host: str) -> str:
    """Return a host, of an origin too, without the dot of the root that may end its name."""
    return ROOT_DOT.sub("", host)
