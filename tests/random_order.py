"""Tests in a random order: a test that needs what another one has left behind fails."""

import random


def shuffled(items, seed):
    """Return the tests in an order that the seed decides; those of a module stay together."""
    chance, modules = random.Random(seed), {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    order = chance.sample(sorted(modules), len(modules))
    return [item for path in order for item in chance.sample(modules[path], len(modules[path]))]
