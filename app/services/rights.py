"""Who may do what: to know a run's id is to see it, to hold its secret is to control it."""

import secrets
from hashlib import sha256

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ID_LENGTH = 14
SECRET_BYTES = 24  # 192 bits


def new_id() -> str:
    """Return an id that cannot be guessed."""
    return "".join(secrets.choice(BASE58) for _ in range(ID_LENGTH))


def new_secret() -> str:
    """Return a control token; only its digest is kept."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def matches(secret: str | None, kept: bytes) -> bool:
    """Say in constant time whether a secret is the one whose digest was kept."""
    return secret is not None and secrets.compare_digest(digest(secret), kept)
