"""`python -m tests.load`: measures goals, and prints for each a line of JSON with its gates."""

import argparse
import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from tests.load.away import away
from tests.load.classroom import Lesson, classroom
from tests.load.ending import ending
from tests.load.gates import judged
from tests.load.idle import idle
from tests.load.killed import killed
from tests.load.load import Load, measure
from tests.load.pictures import pictures
from tests.load.searches import beside_runs
from tests.load.siege import Siege, besieged
from tests.load.soak import Soak, soak
from tests.load.stalled import Stalled, stalled
from tests.load.start import start
from tests.load.study_pace import lock_step, phase_map, seeds
from tests.load.vitals import plot

SIEGES = {
    "forks": Siege(("forks", "stream-forks"), seconds=6.0, after=5.0),
    "hoarded-runs": Siege(("hoard-renamed", "hoard-nameless", "hoard-named"), 30.0, after=10.0),
    "unread-answers": Siege(("sipped-answers", "deaf-views", "sipped-views"), 25.0, after=30.0),
    "exports": Siege(("exports",)),
    "unauthorised-commands": Siege(("commands-of-one", "commands-of-many")),
    "nested-messages": Siege(("nested-lists",)),
    "slow-previews": Siege(("slow-previews",), seconds=120.0, previews=True),
    "odd-bytes": Siege(("odd-texts", "bad-bytes", "bad-heads")),
}
STORE = Load(runs=1, viewers=300, fps=10, seconds=40, experiments=10_000, epochs=10_000)
Measuring = Callable[[], Coroutine[Any, Any, dict[str, Any]]]
LOADS: dict[str, Measuring] = {
    "R2-40": partial(measure, Load(runs=40, fps=10)),
    "R2-100": partial(measure, Load(runs=100, fps=10)),
    "R2-300": partial(measure, Load(runs=300, fps=10)),
    "R1": partial(measure, Load(runs=1, viewers=300, fps=10)),
    "R3": soak,
    "R4": idle,
    "R5": stalled,
    "R5-largest": partial(stalled, Stalled(largest=True)),
    "R7": killed,
    "R8": ending,
    "R9": away,
    "R15": start,
    "store": partial(measure, STORE),
    "seeds": seeds,
    "map": phase_map,
    "lock-step": lock_step,
    "searches": beside_runs,
    "images": pictures,
    **{name: partial(besieged, siege) for name, siege in SIEGES.items()},
    "class": classroom,
}
TIMED: dict[str, Callable[[float], Coroutine[Any, Any, dict[str, Any]]]] = {
    "R3": lambda seconds: soak(Soak(seconds=seconds)),
    "class": lambda seconds: classroom(Lesson(seconds=seconds)),
}


def main() -> None:
    """Measure the loads that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("loads", nargs="*", default=LOADS, help=f"out of {', '.join(LOADS)} (all)")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write NAME.json there too")
    parser.add_argument("--seconds", type=float, help=f"how long {' and '.join(TIMED)} go on")
    names, folder, seconds = asked(parser)
    for name in names:
        timed = partial(TIMED[name], seconds) if seconds and name in TIMED else LOADS[name]
        seen = asyncio.run(timed())
        samples = seen.pop("samples", [])
        told = json.dumps(judged(name, seen))
        print(told, flush=True)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.json").write_text(told + "\n")
        if folder and samples:
            (folder / f"{name}-samples.json").write_text(json.dumps(samples))
            plot(samples, folder / f"{name}.png")


def asked(parser: argparse.ArgumentParser) -> tuple[list[str], Path | None, float | None]:
    """Return the loads named on the command line, the folder for their figures, and the time."""
    given = parser.parse_args()
    if unknown := set(given.loads) - set(LOADS):
        parser.error(f"loads are {', '.join(LOADS)}; got {', '.join(sorted(unknown))}")
    return given.loads, given.into, given.seconds


if __name__ == "__main__":
    main()
