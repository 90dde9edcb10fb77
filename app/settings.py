"""What whoever runs the server may set, by environment variables that begin with PLAYGROUND_."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.limits import (
    MAX_RUNS,
    MAX_RUNS_PER_SESSION,
    MAX_SOCKETS,
    MAX_VIEWERS_PER_RUN,
    UNWATCHED_SECONDS,
)

DAY = 24 * 3600.0
HOST = re.compile(r"([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?", re.ASCII | re.IGNORECASE)


def data_folder() -> Path:
    """Return where this user's programs keep their data."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "neural-playground"


class Settings(BaseSettings):
    """The server's settings; docs/settings.md describes each."""

    model_config = SettingsConfigDict(env_prefix="PLAYGROUND_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)  # 0: any that is free
    workers: int = Field(default=2, ge=1, le=64)
    frame_ancestors: list[str] = []  # pages that may frame an experiment, besides our own
    origins: list[str] = []  # pages that may open a stream; empty: those served under the same host
    max_runs: int = Field(default=MAX_RUNS, ge=1)
    max_runs_per_session: int = Field(default=MAX_RUNS_PER_SESSION, ge=1)
    max_sockets: int = Field(default=MAX_SOCKETS, ge=1)
    max_viewers_per_run: int = Field(default=MAX_VIEWERS_PER_RUN, ge=1)
    unwatched_seconds: float = Field(default=UNWATCHED_SECONDS, gt=0)
    forget_seconds: float = Field(default=600.0, gt=0)
    forget_kept_seconds: float = Field(default=7 * DAY, gt=0)

    database_url: str = ""  # SQLAlchemy's; empty: a file of SQLite in the user's data folder

    def database(self) -> str:
        """Return the database's address."""
        return self.database_url or f"sqlite+aiosqlite:///{data_folder() / 'playground.db'}"

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


def _check_origin(origin: str) -> None:
    """Raise ValueError unless it is an origin, which may stand in a header as it is."""
    parts = urlsplit(origin)
    plain = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc)
    if not plain or origin != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(
            f"an origin is scheme://host or scheme://host:port, with no path; got {origin!r}"
        )
