"""What no honest client sends: values, JSON and bytes, made by chance from a seed.

Half of it is near to what is right, for most of what is merely random is refused at the first look.
"""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

NUMBERS = [0, -0.0, 1, -1, 0.5, 2, 7, 1e-320, 1e9, 1e300, -1e308, 2**31, 2**53 + 1, 2**63, 10**25]
TEXTS = [
    *(
        "",
        "output",
        "h1.0",
        "o.99",
        "h999.0",
        "c.0",
        "x1",
        "x1^2",
        "1/x1",
        "tanh",
        "max",
        "é\u2028",
    ),
    *("\x00", "😀", "__class__", "training.batch_size", "data.noise", "view.speed", "a" * 300),
]
PLAIN = [None, True, False, [], {}, [[]], {"": None}]
NOT_JSON = [
    "NaN",
    "-Infinity",
    "1e999",
    '"\\ud800"',
    "01",
    "'x'",
    "9" * 400,
    "[" * 60,
    "{",
    "tru",
    "",
]
DEEPEST = 4  # of a value by chance
MARK = '"here the broken part goes"'


class Wild:
    """A stream of chances that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def value(self, depth: int = 0) -> Any:
        """Return some JSON value; seldom a large one."""
        kind = self.chance.random()
        if kind < 0.4:
            return self.chance.choice(NUMBERS)
        if kind < 0.7:
            return self.chance.choice(TEXTS)
        if kind < 0.85 or depth == DEEPEST:
            return copy.deepcopy(self.chance.choice(PLAIN))
        inner = [self.value(depth + 1) for _ in range(self.chance.randrange(5))]
        return inner if kind < 0.93 else {str(self.chance.choice(TEXTS)): one for one in inner}

    def like(self, value: Any) -> Any:
        """Return another value, as often as not one of the same kind that may do in its place."""
        if self.chance.random() < 0.5:
            return self.value()
        if isinstance(value, bool):
            return not value
        if not isinstance(value, int | float):
            return value
        return self.chance.choice([value, value + 1, value * 2, value / 2, abs(value - 1)])

    def changed(self, document: Any) -> Any:
        """Return a document of which one to three places are other, gone or too many."""
        document = copy.deepcopy(document)
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            holder, key = self.place(document)
            if isinstance(holder, dict) and self.chance.random() < 0.15:
                del holder[key]
            elif isinstance(holder, dict) and self.chance.random() < 0.15:
                holder[self.chance.choice(TEXTS)] = self.value()
            else:
                holder[key] = self.like(holder[key])
        return document

    def place(self, document: Any) -> tuple[Any, Any]:
        """Return one place of a document; seldom its type: nobody looks further."""
        found = [*places(document)]
        if self.chance.random() < 0.9:
            found = [(holder, key) for holder, key in found if key != "type"] or found
        return self.chance.choice(found or [([None], 0)])

    def text(self, document: Any) -> str:
        """Return a document as JSON, or as what is nearly JSON."""
        kind = self.chance.random()
        if kind < 0.8:
            return json.dumps(self.changed(document), ensure_ascii=kind < 0.4)
        if kind < 0.9:
            return self.broken(document)
        written = json.dumps(document)
        start, length = self.chance.randrange(len(written)), self.chance.randrange(8)
        return written[:start] + self.chance.choice(NOT_JSON) + written[start + length :]

    def broken(self, document: Any) -> str:
        """Return a document with something in one place that JSON does not have."""
        document = copy.deepcopy(document)
        holder, key = self.place(document)
        holder[key] = json.loads(MARK)
        return json.dumps(document).replace(MARK, self.chance.choice(NOT_JSON))

    def mutant(self, content: bytes, alphabet: bytes = bytes(range(256))) -> bytes:
        """Return bytes of which some are other, gone, doubled or in another place."""
        mutant = bytearray(content)
        for _ in range(self.chance.choice([1, 2, 4, 16])):
            start = self.chance.randrange(len(mutant) + 1)
            part = slice(start, start + self.chance.choice([0, 1, 1, 2, 9, 60]))
            new = self.chance.choice([b"", self.some(alphabet), bytes(mutant[part]) * 2])
            mutant[part] = new
        return bytes(mutant)

    def some(self, alphabet: bytes) -> bytes:
        return bytes(self.chance.choices(alphabet, k=self.chance.choice([1, 1, 2, 5, 30])))


def places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place of a document: what holds it, and its key."""
    keys = document if isinstance(document, dict) else range(len(document))
    for key in keys:
        yield document, key
        if isinstance(document[key], dict | list):
            yield from places(document[key])
