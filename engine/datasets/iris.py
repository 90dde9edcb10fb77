"""Iris: 150 flowers of three species, four lengths each in cm.

x: [n, 4] float64; y: [n] uint8: setosa, versicolor, virginica.  A small file of the project.
Source: Fisher, "The use of multiple measurements in taxonomic problems" (1936), Anderson's
flowers.  Rows 34 and 37 are as Fisher printed them; copies differ there.
"""

from pathlib import Path

from engine.datasets import csv_file
from engine.datasets.split import Split
from engine.datasets.table import Table

PATH = Path(__file__).parent / "data" / "iris.csv"


def load_data(test_split: float = 0.2, seed: int = 113) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``, shuffled and cut like Keras's data sets."""
    return load().split(test_split, seed)


def load() -> Table:
    """Return all flowers in Fisher's order: fifty of each species."""
    return csv_file.load(PATH, target="species")
