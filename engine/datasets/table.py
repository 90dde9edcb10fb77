"""A whole data set as a table: examples in rows, what is known of them in columns.

``x`` is [n, d] float64; ``y`` [n] is uint8, an index into ``classes``, or float64 where there are
no classes but a number to predict.  Models take such numbers over in their own type.
"""

from dataclasses import dataclass

from engine.arrays import Array
from engine.datasets.split import Split, split

MOST_CLASSES = 256  # what uint8 can distinguish


@dataclass(frozen=True, eq=False)  # arrays have no single truth to compare by
class Table:
    """Features, targets and their names."""

    x: Array
    y: Array
    feature_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()

    def split(self, test_split: float = 0.2, seed: int = 113) -> Split:
        """Return ``(x_train, y_train), (x_test, y_test)``, shuffled like Keras's data sets."""
        return split(self.x, self.y, test_split, seed)
