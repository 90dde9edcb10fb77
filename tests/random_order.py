"""Tests in a random order: a test that needs what another one has left behind fails."""

import random
from pathlib import Path

# Processes share the tests file by file.  These take longest and begin first, so that at the end
# no process waits for another one's.
LONGEST = [
    *("test_abuse.py", "test_blocks.py", "test_datasets.py", "test_faults.py", "test_histories.py"),
    *("test_images.py", "test_lenses.py", "test_lessons.py", "test_lines.py", "test_load.py"),
    *("test_local.py", "test_presets.py", "test_runner_conformance.py", "test_siege.py"),
    *("test_story.py", "test_studies.py", "test_version.py"),
]


def shuffled(items, seed):
    """Return the tests in an order that the seed decides; those of a module stay together."""
    chance, modules = random.Random(seed), {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    order = chance.sample(sorted(modules), len(modules))
    order.sort(key=lambda path: Path(path).name not in LONGEST)
    return [item for path in order for item in chance.sample(modules[path], len(modules[path]))]
