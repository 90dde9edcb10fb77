"""How well the default experiments learn, beside TensorFlow Playground's own engine (20 seeds).

    python -m tests.benchmarks.learning [seeds]

Prints a row per experiment: epochs until the test loss is below 0.05, how often that happens within
2,000, and the test loss at epochs 100, 300 and 1,000; each as median [quartiles], and in brackets
the original's median.
"""

import statistics
import sys

from app.documents.commands import Experiment
from app.runs.training.trainer import Trainer
from engine.features import FEATURES

EPOCHS = 2000
TARGET = 0.05
MOMENTS = (100, 300, 1000)
DEEP = {"hidden": [{"units": 8}, {"units": 8}]}
EXPERIMENTS = {
    "circle": {},
    "gauss": {"data": {"name": "gauss"}},
    "xor": {"data": {"name": "xor"}},
    "spiral": {"data": {"name": "spiral"}, "features": list(FEATURES), "network": DEEP},
    "plane": {"problem": "regression"},
    "multi_gauss": {"problem": "regression", "data": {"name": "multi_gauss"}},
}
ORIGINAL = {  # epochs to 0.05; test loss at the moments
    "circle": (58, 0.0108, 0.0020, 0.0008),
    "gauss": (3.5, 0.0005, 0.0002, 0.0000),
    "xor": (58, 0.0233, 0.0064, 0.0041),
    "spiral": (211, 0.1737, 0.0391, 0.0249),
    "plane": (2, 0.0005, 0.0002, 0.0001),
    "multi_gauss": (1, 0.0224, 0.0189, 0.0175),
}


def course(name: str, seed: int, epochs: int = EPOCHS) -> list[float]:
    """Return the test loss of every epoch, the one before training first."""
    document = EXPERIMENTS[name]
    data = {**document.get("data", {}), "seed": seed}
    raw = {**document, "data": data, "training": {"seed": seed}}
    trainer = Trainer(Experiment.model_validate(raw))
    while trainer.epoch < epochs:
        trainer.train_batches(trainer.training.samples)
    return trainer.history.rows[:, 2].tolist()


def epochs_to(losses: list[float], target: float = TARGET) -> float:
    """Return the first epoch whose loss is below the target; infinite if there is none."""
    return next((epoch for epoch, loss in enumerate(losses) if loss < target), float("inf"))


def spread(values: list[float], digits: int) -> str:
    """Return median [quartiles] as text."""
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.{digits}f} [{low:.{digits}f}–{high:.{digits}f}]"


def row(name: str, seeds: int) -> str:
    """Return an experiment's line of the table."""
    runs = [course(name, seed) for seed in range(1, seeds + 1)]
    original = ORIGINAL[name]
    first = [epochs_to(losses) for losses in runs]
    cells = [f"{spread(first, 1)} ({original[0]:g})"]
    for moment, theirs in zip(MOMENTS, original[1:], strict=True):
        cells.append(f"{spread([losses[moment] for losses in runs], 4)} ({theirs:.4f})")
    reached = sum(epoch < float("inf") for epoch in first)
    return " | ".join([f"{name:11}", *cells, f"{reached}/{seeds} reached"])


def main() -> None:
    """Print the table."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print("data        | epochs to 0.05 | test loss at 100 | at 300 | at 1000 | below 0.05")
    for name in EXPERIMENTS:
        print(row(name, seeds), flush=True)


if __name__ == "__main__":
    main()
