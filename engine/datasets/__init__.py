"""Data to learn from: real data sets, made-up ones, and one's own from a CSV.

``iris`` and ``digits`` are part of the project; ``fashion_mnist`` and ``california_housing`` are
official files that ``cache`` finds on this machine or downloads when they are asked for.  Each has
``load_data()``, which splits like Keras's.  ``synthetic`` makes data in any number of dimensions,
``generators`` points in the plane, ``csv_file`` reads a table.  Importing opens no file.
"""

from engine.datasets import (
    boston_housing,
    california_housing,
    csv_file,
    digits,
    fashion_mnist,
    generators,
    iris,
    mnist,
    synthetic,
)
from engine.datasets.keras_files import cifar10, imdb

__all__ = [
    "boston_housing",
    "california_housing",
    "cifar10",
    "csv_file",
    "digits",
    "fashion_mnist",
    "generators",
    "imdb",
    "iris",
    "mnist",
    "synthetic",
]
