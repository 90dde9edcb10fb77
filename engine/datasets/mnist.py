"""MNIST: 70 000 handwritten digits, 28×28 grey pixels in ten classes.

x: [n, 28, 28] uint8, 0 (ground) … 255; y: [n] uint8.  60 000 to train and 10 000 to test.
Source: LeCun, Cortes & Burges; the file is Keras's, see ``keras_files``.
"""

from engine.datasets.download import Progress
from engine.datasets.keras_files import arrays, npz
from engine.datasets.split import Split

FILE = npz(
    "mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1", 60_000_000
)


def load_data(progress: Progress | None = None) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``.  Raises MissingData, DamagedData."""
    train_x, train_y, x, y = arrays(FILE, progress, "x_train", "y_train", "x_test", "y_test")
    return (train_x, train_y), (x, y)
