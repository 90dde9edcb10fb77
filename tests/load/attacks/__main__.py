"""`python -m tests.load.attacks HOST:PORT SECONDS NAME …`: attacks a server, one after another.

It prints a line of JSON when an attack begins, and one with its counts.  With `--for` the attacks
are repeated for so long.  The process has a low priority: a real attacker has a machine of its own,
and what it computes should not take the processors of the attacked one.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Iterator
from itertools import repeat
from time import monotonic

from tests.load.attacks import ATTACKS
from tests.load.attacks.attacker import attacked

NICENESS = 10


def main() -> None:
    """Run the attacks and print their counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.attacks", description=__doc__)
    parser.add_argument("address", help="HOST:PORT")
    parser.add_argument("seconds", type=float, help="how long each attack goes on")
    parser.add_argument("names", nargs="*", default=list(ATTACKS), help=", ".join(ATTACKS))
    parser.add_argument("--for", dest="whole", type=float, help="seconds that all of it goes on")
    given = parser.parse_args()
    os.nice(NICENESS)
    for name, seconds in schedule(given.names, given.seconds, given.whole):
        message = {"attack": name, "at": monotonic()}
        print(json.dumps(message), flush=True)
        counts = asyncio.run(attacked(ATTACKS[name], given.address, seconds))
        print(json.dumps(message | {"counts": counts}), flush=True)


def schedule(names: list[str], seconds: float, whole: float | None) -> Iterator[tuple[str, float]]:
    """Yield each attack and how long it lasts; all of them again and again if `whole` is given."""
    if whole is None:
        yield from ((name, seconds) for name in names)
        return
    ends = monotonic() + whole
    for each in repeat(names):
        for name in each:
            if (left := ends - monotonic()) <= 0:
                return
            yield name, min(seconds, left)


if __name__ == "__main__":
    main()
