"""`python -m tests.load`: prints a line of JSON for each load (figures R1 and R2 of the goals)."""

import argparse
import asyncio
import json
from dataclasses import asdict

from tests.load.load import Load, measure

LOADS = {
    "R2-40": Load(runs=40, fps=10),
    "R2-100": Load(runs=100, fps=10),
    "R2-300": Load(runs=300, fps=10),
    "R1": Load(runs=1, viewers=300, fps=10),
    "store": Load(runs=1, viewers=300, fps=10, seconds=40, experiments=10_000, epochs=10_000),
}


def main() -> None:
    """Measure the loads that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("loads", nargs="*", default=["R2-40"], help=f"out of {', '.join(LOADS)}")
    for name in asked(parser):
        print(json.dumps({"name": name} | asdict(LOADS[name]) | asyncio.run(measure(LOADS[name]))))


def asked(parser: argparse.ArgumentParser) -> list[str]:
    """Return the loads named on the command line."""
    names: list[str] = parser.parse_args().loads
    if unknown := set(names) - set(LOADS):
        parser.error(f"loads are {', '.join(LOADS)}; got {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    main()
