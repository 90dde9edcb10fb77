"""The documents that attackers send: the widest, the heaviest, the slowest, and new ones."""

import random
from typing import Any

TEN_CLASSES: dict[str, Any] = {"problem": "multiclass", "data": {"classes": 10}}


def hidden(layers: int, units: int) -> dict[str, Any]:
    """Return a network of equal layers."""
    return {"hidden": [{"units": units}] * layers}


WIDE = TEN_CLASSES | {"network": hidden(8, 117)}  # 948 neurons to be drawn
HEAVY: dict[str, Any] = {  # 98 045 weights, each with two moments
    "network": hidden(7, 127),
    "training": {"optimizer": {"name": "adam", "learning_rate": 0.001}},
}
LARGEST_VIEW = {"resolution": 200, "thumbnails": 64, "fps": 10}
LAZY = {"view": {"speed": 0.01}}  # a run that hardly trains


def slow() -> dict[str, Any]:
    """Return an experiment that was never saved, with one of the most expensive epochs allowed."""
    return {
        "title": f"slow {random.random()}",
        "network": hidden(7, 127),
        "data": {"samples": 5000, "train_ratio": 0.9, "seed": random.randrange(2**32)},
        "training": {"batch_size": 3},
    }


def formulas(many: int = 16) -> list[str]:
    """Return so many formulas that are expensive to check and were never sent before."""
    terms = 9
    return [
        "+".join(f"sin(x1*{random.random():.4f}+x2)" for _ in range(terms)) for _ in range(many)
    ]
