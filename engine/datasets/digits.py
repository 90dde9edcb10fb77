"""Digits: 1 797 handwritten digits as 8×8 grey pixels.

x: [n, 64] float64, 0 (paper) … 16, row by row, so that ``x.reshape(-1, 8, 8)`` are the pictures;
y: [n] uint8, the digit.  A small file of the project.
Source: Alpaydin & Kaynak (1998), UCI "Optical recognition of handwritten digits", its test set.
"""

from pathlib import Path

from engine.datasets import csv_file
from engine.datasets.split import Split
from engine.datasets.table import Table

PATH = Path(__file__).parent / "data" / "digits.csv.gz"


def load_data(test_split: float = 0.2, seed: int = 113) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``, shuffled and cut like Keras's data sets."""
    return load().split(test_split, seed)


def load() -> Table:
    """Return all digits in the order in which they were written."""
    return csv_file.load(PATH, target="digit", kind="classes")
