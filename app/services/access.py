"""Access to runs: its id lets a client watch a run, its secret lets the client control it.

No cookie carries rights, so a foreign page could do no more than its visitor's own program;
refusing its streams all the same costs nothing.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from app.settings import LOOPBACK, without_dot
from app.store.content_ids import BASE58, ID_CHARACTER, ID_LENGTH

ID_PATTERN = f"^{ID_CHARACTER}{{1,{ID_LENGTH}}}$"
SECRET_BYTES = 24  # 192 bits


def new_id() -> str:
    """Return an id that cannot be guessed."""
    return "".join(secrets.choice(BASE58) for _ in range(ID_LENGTH))


def new_secret() -> str:
    """Return a control token; only its digest is kept."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """Return the digest of a secret, which is stored in its place."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def matches(secret: str | None, kept: bytes) -> bool:
    """Compare a secret with a stored digest, in constant time."""
    return secret is not None and secrets.compare_digest(digest(secret), kept)


def is_own_page(origin: str | None, asked: str, *, bound: str, configured: Sequence[str]) -> bool:
    """Say whether the page that opens a stream is one of ours; programs send no origin.

    With configured origins these alone count.  Without, it must be the page's own host that is
    `asked`; and where the server is `bound` to this machine alone, one of the machine's own names:
    the owner of another name could let it point here.
    """
    if origin is None:
        return True
    if configured:
        return without_dot(origin) in map(without_dot, configured)
    try:
        page = urlsplit(origin)
        host = page.hostname
    except ValueError:
        return False
    own = without_dot(host or "") in LOOPBACK
    return page.netloc == asked and (own or bound not in LOOPBACK)
