"""How fast the engine and the frames are, beside their peers: one BLAS thread each.

Every benchmark is a function that yields figures; BENCHMARKS lists them.  Called plainly it is a
quick one, which `test_bench.py` sees run; `main` runs it in full.  A peer that is not installed is
left out with a word.  These are no tests of time.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from tests.benchmarks import peers
from tests.benchmarks.convolutions import convolution_figures
from tests.benchmarks.frames import frame_figures
from tests.benchmarks.growth import growth_figures
from tests.benchmarks.images import image_figures
from tests.benchmarks.networks import engine_figures
from tests.benchmarks.populations import population_figures
from tests.benchmarks.timing import Figure
from tests.benchmarks.undo import undo_figures

BENCHMARKS: list[Callable[[bool], Iterator[Figure]]] = [
    engine_figures, population_figures, image_figures, convolution_figures, growth_figures,
    frame_figures, undo_figures,
]  # fmt: skip


def main(full: bool = True) -> None:
    """Run all benchmarks and print their figures."""
    for peer in peers.absent():
        print(json.dumps({"name": peer, "skipped": "not installed"}))
    for benchmark in BENCHMARKS:
        for figure in benchmark(full):
            line = {key: value for key, value in asdict(figure).items() if value is not None}
            rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in line.items()}
            print(json.dumps(rounded), flush=True)
