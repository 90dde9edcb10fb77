"""Who may do what: to know a run's id is to see it, to hold its secret is to control it.

Nothing is told by a cookie, so a foreign page could do no more than its visitor's own program; that
it may not open streams all the same costs nothing.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from app.settings import LOOPBACK

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


def is_own_page(origin: str | None, asked: str, *, bound: str, configured: Sequence[str]) -> bool:
    """Say whether the page that opens a stream is one of ours; programs send no origin.

    With configured origins these alone count.  Without, it must be the page's own host that is
    `asked`; and where the server is `bound` to this machine alone, one of the machine's own names:
    whoever owns another name could let it point here.
    """
    if origin is None:
        return True
    if configured:
        return origin in configured
    try:
        page = urlsplit(origin)
        host = page.hostname
    except ValueError:
        return False
    return page.netloc == asked and (host in LOOPBACK or bound not in LOOPBACK)
