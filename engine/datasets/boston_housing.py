"""Boston housing: 506 districts, 13 columns, and the median value in thousands of dollars.

One column is made of the share of Black inhabitants, as if it said something of a house; Keras
keeps the set for old programs, and ``california_housing`` is the better one.
Source: Harrison & Rubinfeld (1978); the file is Keras's, see ``keras_files``.
"""

from engine.datasets.download import Progress
from engine.datasets.keras_files import arrays, npz
from engine.datasets.split import Split, split

FILE = npz(
    "boston_housing.npz",
    "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
    1_000_000,
)


def load_data(test_split: float = 0.2, seed: int = 113, progress: Progress | None = None) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``.  Raises MissingData, DamagedData."""
    x, y = arrays(FILE, progress, "x", "y")
    return split(x, y, test_split, seed)
