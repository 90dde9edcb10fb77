"""What a network costs when many are trained together, beside one by one (P3)."""

from collections.abc import Iterator

from engine.population import Population
from engine.training import Stepper
from tests.benchmarks.networks import BATCH, NETWORKS, data, playground, repeated
from tests.benchmarks.timing import Figure, times

MEMBERS, ROUNDS = 32, 31
ORIGINAL = {"2-4-2-1": 0.19, "7-8x6-1": 2.3}  # ms an epoch, its own engine on Node 20, 2026


def costs(name: str, shape: tuple[int, ...]) -> Iterator[Figure]:
    """An epoch of 32 networks of that shape, per network."""
    (x, y), model = data(shape[0]), playground(shape)
    together = Population.of_seeds(model, range(MEMBERS), x, y, batch_size=BATCH)
    alone = Stepper(model, x, y, batch_size=BATCH)
    found = times(
        {
            "population": (repeated(together.step_epoch), 10),
            "stepper": (repeated(alone.step_epoch), 40),
        },
        rounds=ROUNDS,
    )
    each, title = found["population"] / MEMBERS, f"population of {MEMBERS} {name}, per network"
    yield Figure(title, each, "ms", found["stepper"] / each, "one by one")
    known = ORIGINAL[name]
    there = f"{known} ms on another machine"
    yield Figure(title, each, "ms", known / each, "TensorFlow Playground", there)


def population_figures(full: bool = False) -> Iterator[Figure]:
    """Both networks."""
    for name, shape in NETWORKS.items():
        yield from costs(name, shape)
