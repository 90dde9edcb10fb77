"""Ids of what is stored: 14 characters of base58, of a document a digest of its content."""

import hashlib
import json
import re
from typing import Any

ID_LENGTH = 14
ID_CHARACTER = "[1-9A-HJ-NP-Za-km-z]"  # of base58: without 0, O, I and l, which look alike
BASE58 = "".join(re.findall(ID_CHARACTER, "".join(map(chr, range(128)))))


def content_id(document: dict[str, Any]) -> str:
    """Return the id of a complete document: its SHA-256, as 14 characters."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    letters = []
    for _ in range(ID_LENGTH):
        number, letter = divmod(number, len(BASE58))
        letters.append(BASE58[letter])
    return "".join(letters)
